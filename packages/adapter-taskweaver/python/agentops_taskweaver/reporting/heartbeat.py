"""Says again and again that the host lives, while a session of it is open."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Heartbeat:
    """A thread that keeps nothing alive. After a fork there is none until `start` is called again."""

    INTERVAL = 30.0
    """Seconds."""

    def __init__(self, beat: Callable[[], None], interval: float = INTERVAL) -> None:
        self._beat = beat
        self._interval = interval
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stop,), name="agentops-heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread = None

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(self._interval):
            self._beat()
