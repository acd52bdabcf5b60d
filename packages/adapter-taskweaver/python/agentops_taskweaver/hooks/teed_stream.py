"""Streams of provider clients that are looked at as the host reads them. Nothing is pulled that the host doesn't pull."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Read = Callable[[Any], None]


class _Delegate:
    def __init__(self, target: Any, read: Read) -> None:
        self._agentops_target = target
        self._agentops_read = read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agentops_target, name)

    def __exit__(self, *failure: Any) -> Any:
        return self._agentops_target.__exit__(*failure)


class TeedStream(_Delegate):
    def __iter__(self) -> TeedStream:
        return self

    def __next__(self) -> Any:
        part = next(self._agentops_target)
        self._agentops_read(part)
        return part

    def __enter__(self) -> TeedStream:
        self._agentops_target.__enter__()
        return self


class TeedManager(_Delegate):
    """What Anthropic's `messages.stream` gives."""

    def __enter__(self) -> TeedStream:
        return TeedStream(self._agentops_target.__enter__(), self._agentops_read)
