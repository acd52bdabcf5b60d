"""Writes what a host did, line by line (docs/bridge-protocol.md). Safe for threads, signal handlers, finalizers and forks."""

from __future__ import annotations

import atexit
import json
import os
import platform
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from .data_directory import prepare_bridge_folder
from .masking import Masking
from .process_identity import identify_process, runtime
from .settings import Settings, absolute
from .stream_file import StreamFile

VERSION = 1

Moment = tuple[float, float]
"""Wall clock and monotonic clock, both in milliseconds."""


def now() -> Moment:
    return time.time() * 1000, time.monotonic() * 1000


class Reporter:
    """
    One stream of host events. The file is made with the first line, and closed when the process ends in order.

    :param describe: what the first line says of the host: `host`, `host_version`, `adapter`, `shim_version`
    """

    def __init__(self, settings: Settings, describe: Callable[[], Mapping[str, object]]) -> None:
        self.masking = Masking()
        self.capture_content = settings.capture_content
        self.directory = absolute(settings.directory)
        self._context = settings.context
        self._describe = describe
        # A signal handler or a finalizer may report while this thread is just writing: then its line waits for that one.
        self._lock = threading.RLock()
        self._waiting: deque[bytes] = deque()
        self._writing = False
        self._file: StreamFile | None = None
        self._seq = 0
        self._lost = [0, 0]
        self._reason = ""
        self._over = settings.disabled
        self._said: set[tuple[str, str]] = set()
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_anew)

    @property
    def is_open(self) -> bool:
        """Whether a line was written: from then on the directory is fixed."""
        return self._file is not None

    def report(
        self,
        kind: str,
        facts: Mapping[str, object] | None = None,
        content: Mapping[str, object] | None = None,
        *,
        session: str | None = None,
        at: Moment | None = None,
    ) -> None:
        """
        :param facts: what stays when content isn't wanted: ids, times, sizes, models, tokens
        :param content: texts that a person, a model or a program wrote
        :param at: when it happened. Default: now
        """
        if self._over:
            return
        given = {**(facts or {}), **((content or {}) if self.capture_content else {})}
        line = _when(at)
        if session is not None:
            line["session"] = self.masking.text(session)
        line["kind"] = kind
        line["data"] = self.masking.value(given)
        self._write(line)

    def diagnose(self, code: str, message: str, *, subject: str = "", level: str = "warn") -> None:
        """Says once for each subject what went wrong on our side."""
        try:
            if (code, subject) in self._said or self._over:
                return
            self._said.add((code, subject))
            told = {"level": level, "code": code, "message": self.masking.text(message)}
            self._write({**_when(), "kind": "diagnostic", "data": told})
        except Exception:
            # There is nobody left to tell.
            pass

    def close(self) -> None:
        """The process ends in order: nothing comes after it."""
        try:
            with self._lock:
                if self._file is not None and not self._over:
                    failed = getattr(sys, "last_value", None) is not None
                    self.report("close", {"reason": "uncaught-exception" if failed else "exit"})
                    self._file.close()
                self._over = True
        except Exception:
            self._over = True

    def _write(self, line: dict[str, object]) -> None:
        tail = _encode(line)[1:]
        with self._lock:
            self._waiting.append(tail)
            if self._writing:
                return
            self._writing = True
            try:
                while self._waiting:
                    self._write_line(self._waiting.popleft())
            finally:
                self._writing = False

    def _write_line(self, tail: bytes) -> None:
        file = self._open()
        if file is None or self._over:
            return
        try:
            if file.is_full:
                file.next_segment()
            if file.is_empty:
                self._append(file, _encode(self._first_line(file))[1:])
            self._append(file, tail)
        except OSError as error:
            self._lost[0] += 1
            self._lost[1] += len(tail)
            self._reason = error.strerror or type(error).__name__
            return
        if self._lost[0] > 0:
            self._tell_loss()

    def _append(self, file: StreamFile, tail: bytes) -> None:
        """A line of which nothing was written leaves its number to the next; one that is broken off keeps it."""
        head = f'{{"v":{VERSION},"stream":"{file.stream}","seq":{self._seq},'.encode("ascii")
        whole = file.append(head + tail)
        self._seq += 1
        if not whole:
            raise OSError(28, "only a part of the line could be written")

    def _open(self) -> StreamFile | None:
        if self._file is None and not self._over:
            try:
                self._file = StreamFile(prepare_bridge_folder(self.directory))
            except OSError as error:
                self._over = True
                print(f"agentops: nothing is recorded: {error}. Set AGENTOPS_DIR.", file=sys.stderr)
        return self._file

    def _first_line(self, file: StreamFile) -> dict[str, object]:
        data: dict[str, object] = {
            **self._describe(),
            "segment": file.segment,
            "process": identify_process(),
            "runtime": runtime(),
            "platform": f"{sys.platform} {platform.machine()}",
            "capture_content": self.capture_content,
        }
        if self._context is not None:
            data["context"] = self._context
        return {**_when(), "kind": "stream", "data": data}

    def _tell_loss(self) -> None:
        lines, size = self._lost
        self._lost = [0, 0]
        self.report("loss", {"reason": self._reason, "lines": lines, "bytes": size})

    def _begin_anew(self) -> None:
        """In the child of a fork, where other threads are gone, and may have held the lock."""
        self._lock = threading.RLock()
        self._waiting.clear()
        self._writing = False
        if self._file is not None:
            self._file.close()
        self._file = None
        self._seq = 0
        self._lost = [0, 0]
        self._said = set()


def _when(at: Moment | None = None) -> dict[str, object]:
    wall, mono = at or now()
    return {"time": round(wall, 3), "mono": round(mono, 3)}


def _encode(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair is no UTF-8, but can be escaped.
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
