"""Keeps what goes wrong in a hook away from the host."""

from __future__ import annotations

from types import TracebackType

from .reporter import Reporter


class Guard:
    """
    `with guard("send_message"): …` swallows what is raised inside, and says so once for each hook. Interrupts go through: they
    are meant for the host.
    """

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def __call__(self, hook: str) -> _Guarded:
        return _Guarded(self._reporter, hook)


class _Guarded:
    def __init__(self, reporter: Reporter, hook: str) -> None:
        self._reporter = reporter
        self._hook = hook

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self._reporter.diagnose("hook-failed", self._describe(error), subject=self._hook, level="error")
        return True

    def _describe(self, error: Exception) -> str:
        try:
            said = f": {error}" if self._reporter.capture_content else ""
        except Exception:
            said = ""
        return f"The hook {self._hook} failed and recorded nothing. {type(error).__name__}{said}"
