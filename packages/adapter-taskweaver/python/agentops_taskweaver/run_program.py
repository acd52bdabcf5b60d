"""Runs a program in this process as `python` itself would: `__main__`, `sys.argv`, `sys.path[0]`, exit code and traceback."""

from __future__ import annotations

import builtins
import io
import linecache
import os
import runpy
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType
from typing import Any

from .failure import chain_of

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


def run_file(path: str, arguments: list[str]) -> None:
    sys.argv = [path, *arguments]
    file = os.path.join(os.getcwd(), path)
    if os.path.isdir(file) or zipfile.is_zipfile(file):
        sys.path.insert(0, file)
        _run_as_main("__main__", alter_argv=False)
    else:
        _put_first(os.path.dirname(os.path.realpath(path)))
        _run(lambda: _execute(file))


def run_module(name: str, arguments: list[str]) -> None:
    sys.argv = ["-m", *arguments]
    _put_first(os.getcwd())
    _run_as_main(name, alter_argv=True)


def run_code(code: str, arguments: list[str]) -> None:
    sys.argv = ["-c", *arguments]
    _put_first("")
    main = _new_main()
    if sys.version_info >= (3, 13):
        # Since then a traceback shows it.
        linecache.cache["<string>"] = (len(code), None, code.splitlines(keepends=True), "<string>")
    _run(lambda: exec(compile(code, "<string>", "exec"), main.__dict__))


def _run_as_main(name: str, *, alter_argv: bool) -> None:
    """By the function that Python itself calls then (`Modules/main.c`, `pymain_run_module`)."""
    run: Callable[..., object] = vars(runpy)["_run_module_as_main"]
    _new_main()
    _run(lambda: run(name, alter_argv))


def _execute(file: str) -> None:
    """As Python does it: `__main__` stays there also when the script is through, for threads and what runs at exit."""
    try:
        with io.open_code(file) as source:
            text = source.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        sys.stderr.write(f"{sys.orig_argv[0]}: can't open file {file!r}: {reason}\n")
        sys.exit(2)
    code = compile(text, file, "exec")
    main = _new_main()
    main.__dict__.update(__file__=file, __cached__=None, __loader__=SourceFileLoader("__main__", file))
    exec(code, main.__dict__)


def _new_main() -> ModuleType:
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __package__=None)
    return main


def _put_first(folder: str) -> None:
    """Not where the user told Python not to (`-P`, `-I`)."""
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path.insert(0, folder)


def _run(program: Callable[[], object]) -> None:
    """What it raises goes on to Python, which shows it and ends as without us."""
    try:
        program()
    except SystemExit:
        raise
    except BaseException:
        sys.excepthook = _without_our_frames(sys.excepthook)
        raise


def _without_our_frames(show: Callable[..., Any]) -> Callable[..., Any]:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # Below it is Python's own way to us.
        trace = _of_program(_from_ours(trace))
        for one in chain_of(error):
            one.__traceback__ = trace if one is error else _of_program(one.__traceback__)
        show(kind, error, trace)

    return hook


def _from_ours(trace: TracebackType | None) -> TracebackType | None:
    return next((part for part in _parts(trace) if _is_ours(part)), trace)


def _of_program(trace: TracebackType | None) -> TracebackType | None:
    first = None
    for part in reversed([part for part in _parts(trace) if not _is_ours(part)]):
        part.tb_next = first
        first = part
    return first


def _parts(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _is_ours(part: TracebackType) -> bool:
    return part.tb_frame.f_code.co_filename.startswith(_OURS)
