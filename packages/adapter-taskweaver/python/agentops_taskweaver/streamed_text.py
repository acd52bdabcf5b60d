"""The text of an answer as it comes, handed on at most once a second, and but for what may become a secret."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .reporting import Masking, safe_cut

SECONDS = 1.0
CHARACTERS = 8 * 1024


class StreamedText:
    """
    Hands on what has come: after `SECONDS`, also where nothing more comes (a host that is killed while its model stalls has told
    what it had), or with `CHARACTERS`. The last words wait until it is clear that they are no part of a secret.

    :param write: gets the number of the part, from 0, and its text. Must not raise
    :param masking: what will be done to each part
    """

    def __init__(self, write: Callable[[int, str], None], masking: Masking, seconds: float = SECONDS) -> None:
        self._write = write
        self._masking = masking
        self._seconds = seconds
        # A finalizer may end a stream while this thread adds to it.
        self._lock = threading.RLock()
        self._pieces: list[str] = []
        self._looked_at = 0
        self._tail = ""
        """Of the pieces that were looked at, what was held back."""
        self._waiting = 0
        self._parts = 0
        self._timer: threading.Timer | None = None

    def add(self, piece: str) -> None:
        with self._lock:
            self._pieces.append(piece)
            self._waiting += len(piece)
            if self._waiting >= CHARACTERS:
                self._hand_on()
            elif self._timer is None:
                self._start_timer()

    def end(self) -> str:
        """The whole text. What was not handed on yet never will be."""
        with self._lock:
            self._stop_timer()
            self._looked_at, self._tail = len(self._pieces), ""
            return "".join(self._pieces)

    def _hand_on(self) -> None:
        with self._lock:
            self._stop_timer()
            text = self._tail + "".join(self._pieces[self._looked_at :])
            self._looked_at = len(self._pieces)
            self._waiting = 0
            cut = safe_cut(text, self._masking)
            self._tail = text[cut:]
            if cut > 0:
                self._write(self._parts, text[:cut])
                self._parts += 1

    def _start_timer(self) -> None:
        timer = threading.Timer(self._seconds, self._hand_on)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:
            # A process that ends starts no more threads.
            self._hand_on()
        else:
            self._timer = timer

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
