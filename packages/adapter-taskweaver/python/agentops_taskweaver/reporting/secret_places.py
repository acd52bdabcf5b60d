"""
Where in a value a name stands for what is beside it: properties, pairs, lists of headers, arguments of a command
(`packages/core/src/pipeline/secret-places.ts`, which a test compares with this).
"""

from __future__ import annotations

import re
from typing import Any

from .redact_assigned import MASK
from .secret_names import is_secret_name, is_secret_number_name, secrecy_of
from .secret_values import is_path, looks_made

# Most texts in lists are none, and need not be remembered.
_NAME_LIKE = re.compile(
    r"-{0,2}(?=[A-Za-z][A-Za-z0-9_.-]{0,62}\Z)[A-Za-z0-9_.-]*(?:key|token|pass|pwd|secret|credential|cookie|auth|jwt|connection)",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[A-Za-z_.]+\Z")
_SCHEME = re.compile(r"(?:basic|bearer|digest|token|negotiate) ", re.IGNORECASE | re.ASCII)
_SCHEMA_TYPES = frozenset("string str number integer int float boolean bool array object".split())
_MISSING = object()


def hide_named(value: Any) -> Any:
    """A copy of what JSON can hold, without what a name in it says is a secret."""
    if isinstance(value, dict):
        return {name: _property(value, name, item) for name, item in value.items()}
    if isinstance(value, list):
        before: list[Any] = [None, *value]
        is_pair = len(value) == 2
        return [MASK if _is_named(before[n], item, is_pair) else hide_named(item) for n, item in enumerate(value)]
    return value


def _property(owner: dict[str, Any], name: str, value: Any) -> Any:
    if name == "value":
        named = next((owner[key] for key in ("name", "key", "header") if owner.get(key) is not None), None)
        hidden = _hidden(named, value) if isinstance(named, str) else _MISSING
    else:
        hidden = _hidden(name, value)
    return hide_named(value) if hidden is _MISSING else hidden


def _hidden(name: str, value: Any) -> Any:
    """What is written in its place."""
    if value is None or isinstance(value, bool):
        return _MISSING
    if isinstance(value, (int, float)):
        return MASK if is_secret_number_name(name) else _MISSING
    secrecy = secrecy_of(name)
    if secrecy == "none":
        return _MISSING
    if isinstance(value, str):
        return MASK if is_secret_text(name, value) else _MISSING
    if secrecy == "likely":
        made = isinstance(value, list) and any(map(_is_made, value))
        return [MASK if _is_made(item) else item for item in value] if made else _MISSING
    return _MISSING if _is_schema(value) else _hide_all(name, value)


def _is_named(before: Any, item: Any, is_pair: bool) -> bool:
    """Whether the text before an item of a list says that the item is a secret: headers, entries, a command's arguments."""
    if not isinstance(before, str) or not isinstance(item, str) or item.startswith("-") or not _NAME_LIKE.match(before):
        return False
    if before.startswith("--"):
        return item != "" and secrecy_of(before) != "none"
    # A list of names alone, as of a form's fields, has nothing to hide.
    if not is_secret_name(before):
        return secrecy_of(before) == "likely" and looks_made(item)
    if _WORD.match(item) or secrecy_of(item) != "none":
        return False
    if not re.search(r"\s", item):
        return is_pair or not is_path(item)
    return _SCHEME.match(item) is not None or any(map(looks_made, re.split(r"\s", item)))


def is_secret_text(name: str, value: str) -> bool:
    """Whether a text under this name is a secret. The working directory is called `PWD`, too."""
    if value == "":
        return False
    if not is_secret_name(name):
        return looks_made(value)
    return not (name.lower().endswith("pwd") and is_path(value))


def _is_made(value: Any) -> bool:
    return isinstance(value, str) and looks_made(value)


def _hide_all(name: str, value: Any) -> Any:
    """Each text below a secret's name."""
    if isinstance(value, str):
        return MASK if value else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return MASK if is_secret_number_name(name) else value
    if isinstance(value, list):
        return [_hide_all(name, item) for item in value]
    if isinstance(value, dict):
        return {key: _hide_all(name, item) for key, item in value.items()}
    return value


def _is_schema(value: Any) -> bool:
    """Of a tool's parameter: what it is called and what it is for, and no value."""
    if not isinstance(value, dict) or "value" in value:
        return False
    if any(name in value for name in ("$ref", "anyOf", "oneOf", "allOf")):
        return True
    kind = value.get("type")
    return isinstance(kind, list) or (isinstance(kind, str) and kind.lower() in _SCHEMA_TYPES)
