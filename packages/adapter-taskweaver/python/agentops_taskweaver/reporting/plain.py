"""
Copies of a host's values that JSON can hold. No code of the values runs but for what is said here: no `repr`, no property.
Imports nothing of ours, for its source also runs where there is no package of ours: in the kernel of a host.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import math
import os
import uuid
from collections.abc import Callable
from typing import Any

MAX_DEPTH = 32
MAX_ITEMS = 50_000
MAX_TEXT = 1024 * 1024
"""Characters of one text."""
MAX_ALL_TEXT = 8 * 1024 * 1024
"""Characters of all texts of one value: a line has a limit, too."""
MAX_SECRET = 16 * 1024
SAFE_INTEGER = 2**53 - 1

TOO_DEEP = "[too deep]"
TOO_LARGE = "[too large]"
CIRCULAR = "[circular]"


def plain(value: object, text: Callable[[str], str] = lambda text: text) -> Any:
    """
    A copy with JSON's types alone. Never raises.

    :param text: is done to every text, before it is cut; also to names
    """
    return _Copy(text).copy(value, 0)


class _Copy:
    def __init__(self, text: Callable[[str], str]) -> None:
        self._text = text
        self._items = 0
        self._characters = 0
        self._above: set[int] = set()

    def copy(self, value: object, depth: int) -> Any:
        try:
            if value is None or value is True or value is False:
                return value
            if isinstance(value, enum.Enum):
                return self.copy(value._value_, depth)
            if isinstance(value, str):
                return self._copy_text(str.__str__(value))
            if isinstance(value, int):
                number = int.__int__(value)
                return number if abs(number) <= SAFE_INTEGER else str(number)
            if isinstance(value, float):
                real = float.__float__(value)
                return real if math.isfinite(real) else {"inf": "Infinity", "-inf": "-Infinity"}.get(repr(real), "NaN")
            return self._copy_object(value, depth)
        except Exception:
            return _unserialisable(value)

    def _copy_object(self, value: object, depth: int) -> Any:
        if id(value) in self._above:
            return CIRCULAR
        if depth >= MAX_DEPTH:
            return TOO_DEEP
        self._above.add(id(value))
        try:
            if isinstance(value, dict):
                return self._copy_dict(value, depth)
            if isinstance(value, list):
                return self._copy_items(list.__iter__(value), depth)
            if isinstance(value, tuple):
                return self._copy_items(tuple.__iter__(value), depth)
            if isinstance(value, (set, frozenset)):
                return self._copy_items(value, depth)
            return self._copy_other(value, depth)
        finally:
            self._above.discard(id(value))

    def _copy_dict(self, value: dict[Any, Any], depth: int) -> dict[str, Any]:
        copied: dict[str, Any] = {}
        for key, item in list(dict.items(value)):
            self._items += 1
            if self._items > MAX_ITEMS:
                copied["…"] = TOO_LARGE
                break
            name = str.__str__(key) if isinstance(key, str) else _name(self.copy(key, depth + 1))
            copied[self._copy_text(name)] = self.copy(item, depth + 1)
        return copied

    def _copy_items(self, items: Any, depth: int) -> list[Any]:
        copied: list[Any] = []
        for item in items:
            self._items += 1
            if self._items > MAX_ITEMS:
                copied.append(TOO_LARGE)
                break
            copied.append(self.copy(item, depth + 1))
        return copied

    def _copy_other(self, value: object, depth: int) -> Any:
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, (uuid.UUID, decimal.Decimal)):
            return str(value)
        if isinstance(value, os.PathLike):
            return self._copy_text(str(os.fspath(value)))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return f"[{type(value).__name__}: {memoryview(value).nbytes} bytes]"
        if isinstance(value, BaseException):
            return {"type": type(value).__name__, "message": self._copy_text(str(value))}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._copy_dict(dict(vars(value)), depth)
        return _unserialisable(value)

    def _copy_text(self, text: str) -> str:
        # Not all of what will be cut is looked through, but as much as a secret may reach behind the cut.
        masked = self._text(text[: MAX_TEXT + MAX_SECRET])
        dropped = max(0, len(text) - MAX_TEXT - MAX_SECRET)
        room = max(0, min(MAX_TEXT, MAX_ALL_TEXT - self._characters))
        self._characters += min(len(masked), room)
        if len(masked) <= room:
            return masked
        return f"{masked[:room]}… [cut by agentops: {len(masked) - room + dropped} characters]"


def _name(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _unserialisable(value: object) -> dict[str, Any]:
    """A table or an array also says how large it is: of these libraries that costs nothing."""
    kind = type(value)
    told: dict[str, Any] = {"unserialisable": f"{kind.__module__}.{kind.__qualname__}".replace("builtins.", "")}
    try:
        if kind.__module__.partition(".")[0] in ("numpy", "pandas", "polars"):
            shape: Any = getattr(value, "shape", None)
            if isinstance(shape, tuple):
                told["shape"] = [int(size) for size in shape]
    except Exception:
        pass
    return told
