"""What a host did, as lines of a stream (docs/bridge-protocol.md)."""

from __future__ import annotations

import atexit
import logging
import platform
import sys
import time
from collections.abc import Callable, Mapping

from .masking import Masking
from .process_identity import identify_process, runtime
from .settings import Settings, absolute
from .stream_writer import Line, StreamWriter

Moment = tuple[float, float]
"""Wall clock and monotonic clock, both in milliseconds."""


def now() -> Moment:
    return time.time() * 1000, time.monotonic() * 1000


class Reporter:
    """
    One stream of host events, closed when the process ends in order.

    :param describe: what the first line says of the host: `host`, `host_version`, `adapter`, `shim_version`
    """

    def __init__(self, settings: Settings, describe: Callable[[], Mapping[str, object]]) -> None:
        self.masking = Masking()
        self.capture_content = settings.capture_content
        self.directory = absolute(settings.directory)
        self._context = settings.context
        self._describe = describe
        self._disabled = settings.disabled
        self._said: set[tuple[str, str]] = set()
        self._writer = StreamWriter(lambda: self.directory, self._first_line, self._report_loss)
        atexit.register(self._close_at_exit)

    @property
    def is_open(self) -> bool:
        """Whether a line was written: from then on the directory is fixed."""
        return self._writer.is_open

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
        if self._disabled:
            return
        line = _when(at)
        if session is not None:
            line["session"] = self.masking.text(session)
        line["kind"] = kind
        wanted = content if content is not None and self.capture_content else {}
        line["data"] = self.masking.value({**(facts or {}), **wanted})
        self._writer.write(line)

    def diagnose(self, code: str, message: str, *, subject: str = "", level: str = "warn") -> None:
        """Says once for each subject what went wrong on our side. Never raises: nobody would be left to tell."""
        try:
            if self._disabled or (code, subject) in self._said:
                return
            self._said.add((code, subject))
            told = {"level": level, "code": code, "message": self.masking.text(message)}
            self._writer.write({**_when(), "kind": "diagnostic", "data": told})
        except Exception:
            pass

    def _close_at_exit(self) -> None:
        """Behind what was to run at exit before we came, such as `app.stop`: of those, the last one runs first."""
        try:
            self._at_shutdown = _AtShutdown(self.close)
        except Exception:
            self.close()

    def close(self) -> None:
        """The process ends in order. Never raises."""
        try:
            failed = getattr(sys, "last_value", None) is not None
            reason = "the process ended by an uncaught exception" if failed else "the process exited"
            self._writer.close({**_when(), "kind": "close", "data": {"reason": reason}})
        except Exception:
            pass

    def _first_line(self, segment: int) -> Line:
        data: Line = {
            **self._describe(),
            "segment": segment,
            "process": identify_process(),
            "runtime": runtime(),
            "platform": f"{sys.platform} {platform.machine()}",
            "capture_content": self.capture_content,
        }
        if self._context is not None:
            data["context"] = self._context
        return {**_when(), "kind": "stream", "data": data}

    def _report_loss(self, reason: str, lines: int, size: int) -> None:
        self.report("loss", {"reason": reason, "lines": lines, "bytes": size})


class _AtShutdown(logging.Handler):
    """
    `logging.shutdown` closes every handler that there is by then. It is to run at exit since `logging` was imported, which a host
    does before all else, and so it runs almost last.
    """

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then

    def emit(self, record: logging.LogRecord) -> None:
        pass

    def close(self) -> None:
        self._then()
        super().close()


def _when(at: Moment | None = None) -> Line:
    wall, mono = at or now()
    return {"time": round(wall, 3), "mono": round(mono, 3)}
