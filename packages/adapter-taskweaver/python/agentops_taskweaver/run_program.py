"""Runs a program in this process as `python` itself would: `__main__`, `sys.argv`, `sys.path[0]`, exit code and traceback."""

from __future__ import annotations

import builtins
import io
import os
import runpy
import sys
import zipfile
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType


def run_file(path: str, arguments: list[str]) -> None:
    sys.argv = [path, *arguments]
    if os.path.isfile(path) and not zipfile.is_zipfile(path):
        _put_first(os.path.dirname(os.path.realpath(path)))
        _run(lambda: _execute(path))
    else:
        # A folder or a zip file with a `__main__.py`, or nothing at all.
        _run(lambda: runpy.run_path(path, run_name="__main__"))


def run_module(name: str, arguments: list[str]) -> None:
    sys.argv = [name, *arguments]
    _put_first(os.getcwd())
    _run(lambda: runpy.run_module(name, run_name="__main__", alter_sys=True))


def run_code(code: str, arguments: list[str]) -> None:
    sys.argv = ["-c", *arguments]
    _put_first("")
    main = _new_main()
    _run(lambda: exec(compile(code, "<string>", "exec"), main.__dict__))


def _execute(path: str) -> None:
    """As Python does it: `__main__` stays there also when the script is through, for threads and what runs at exit."""
    file = os.path.join(os.getcwd(), path)
    with io.open_code(file) as source:
        code = compile(source.read(), file, "exec")
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
    """What it raises is shown as without us. SystemExit and KeyboardInterrupt go on: Python sees to them."""
    try:
        program()
    except Exception as error:
        trace = _of_program(error.__traceback__)
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.last_value = error
        sys.exit(1)


def _of_program(trace: TracebackType | None) -> TracebackType | None:
    """Without the frames of ours and of runpy, down to the program's first."""
    ours = os.path.dirname(os.path.abspath(__file__))
    part = trace
    while part is not None:
        file = part.tb_frame.f_code.co_filename
        if not file.startswith(ours) and not file.startswith("<frozen runpy") and os.path.basename(file) != "runpy.py":
            return part
        part = part.tb_next
    return trace
