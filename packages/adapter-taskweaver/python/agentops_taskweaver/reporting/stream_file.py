"""The files of one stream: `<stream>.<segment>.ndjson`, each line one `write`."""

from __future__ import annotations

import os
import uuid

SEGMENT_BYTES = 16 * 1024 * 1024


class StreamFile:
    """Appends whole lines. Not safe for threads by itself: its owner holds a lock."""

    def __init__(self, folder: str, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.stream = uuid.uuid4().hex
        self.segment = -1
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._file = -1
        self._written = 0
        self._unfinished = False

    @property
    def is_full(self) -> bool:
        """Whether the next line belongs in another segment; always at the beginning."""
        return self._file < 0 or self._written >= self._segment_bytes

    @property
    def is_empty(self) -> bool:
        """Whether the segment has nothing yet."""
        return self._written == 0

    def next_segment(self) -> None:
        """:raises OSError: where the file can't be made; the one before it stays in use"""
        path = os.path.join(self._folder, f"{self.stream}.{self.segment + 1:04}.ndjson")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        opened = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), 0o600)
        self.close()
        self._file = opened
        self.segment += 1
        self._written = 0
        self._unfinished = False

    def append(self, line: bytes) -> bool:
        """
        Writes the line, which has no line break. False where only a part of it got into the file.
        :raises OSError: where none of it did
        """
        data = b"\n" + line + b"\n" if self._unfinished else line + b"\n"
        count = os.write(self._file, data)
        self._written += count
        missing = len(data) - count
        self._unfinished = missing > 0
        return missing <= 1

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
