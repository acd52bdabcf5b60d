"""Numbers the lines of a stream and writes them whole, in their order. Safe for threads, signal handlers, finalizers, forks."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from .data_directory import prepare_bridge_folder
from .stream_file import StreamFile

VERSION = 1

Line = dict[str, object]


class StreamWriter:
    """
    The file is made with the first line. After a fork, the child has a stream of its own, with its first line.

    :param directory: the data directory, asked for when the file is made
    :param first_line: of a segment, by its number
    :param lost: gets the reason, lines and bytes of what could not be written, when that is possible again
    """

    def __init__(
        self, directory: Callable[[], str], first_line: Callable[[int], Line], lost: Callable[[str, int, int], None]
    ) -> None:
        self._directory = directory
        self._first_line = first_line
        self._tell_lost = lost
        # A signal handler or a finalizer may report while this thread is just writing: then its line waits for that one.
        self._lock = threading.RLock()
        self._waiting: deque[bytes] = deque()
        self._writing = False
        self._file: StreamFile | None = None
        self._seq = 0
        self._lost = (0, 0)
        self._reason = ""
        self._over = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_anew)

    @property
    def is_open(self) -> bool:
        return self._file is not None

    def write(self, line: Line) -> None:
        """The line, less what each line has: version, stream, number. What can't be written is counted."""
        tail = _encode(line)[1:]
        with self._lock:
            self._waiting.append(tail)
            if self._writing:
                return
            self._writing = True
            try:
                while self._waiting:
                    self._write(self._waiting.popleft())
            finally:
                self._writing = False

    def close(self, last: Line) -> None:
        """Without a file, it isn't written. What comes after it is: whoever reads says that it was too late."""
        with self._lock:
            if self._file is not None and not self._over:
                self.write(last)
            self._over = True

    def _write(self, tail: bytes) -> None:
        file = self._open()
        if file is None:
            return
        try:
            if file.is_full:
                file.next_segment()
            if file.is_empty:
                self._append(file, _encode(self._first_line(file.segment))[1:])
            self._append(file, tail)
        except OSError as error:
            lines, size = self._lost
            self._lost = (lines + 1, size + len(tail))
            self._reason = error.strerror or type(error).__name__
            return
        if self._lost != (0, 0):
            lost, self._lost = self._lost, (0, 0)
            self._tell_lost(self._reason, *lost)

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
                self._file = StreamFile(prepare_bridge_folder(self._directory()))
            except OSError as error:
                self._over = True
                print(f"agentops: nothing is recorded: {error}. Set AGENTOPS_DIR.", file=sys.stderr)
        return self._file

    def _begin_anew(self) -> None:
        """In the child of a fork, where other threads are gone, and may have held the lock."""
        self._lock = threading.RLock()
        self._waiting.clear()
        self._writing = False
        if self._file is not None:
            self._file.close()
        self._file = None
        self._seq = 0
        self._lost = (0, 0)


def _encode(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair is no UTF-8, but can be escaped.
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
