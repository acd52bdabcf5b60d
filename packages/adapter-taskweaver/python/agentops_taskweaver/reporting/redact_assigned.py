"""
Masks secrets that are told by the name before them, whatever they look like: `packages/core/src/pipeline/redact-assigned.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .secret_names import secrecy_of
from .secret_values import is_path, is_reference, looks_made

MASK = "[redacted]"

# Between a name and its value, in code, headers, queries, and JSON, which may stand inside of JSON.
ASSIGNMENT = r"""\\*["']?\s*(?::=|=>|={1,3}|:|%3[AaDd])\s*"""
# A name is an item of a list, or an object's `name`, and its value comes next.
_LISTED = r"""\\*["']\s*,\s*(?:\\*["'][Vv]alue\\*["']\s*:\s*)?(?=\\*["'])"""

# How the names end that may say so.
_ENDINGS = (
    "assword ASSWORD asswd ASSWD hrase HRASE pass Pass PASS pwd Pwd PWD ecret ECRET edential EDENTIAL jwt Jwt JWT key Key KEY oken OKEN "
    "sig ignature onnection_?[sS]tring ONNECTION_?STRING"
).split()
_NEEDLES = tuple(ending.partition("_")[0] for ending in _ENDINGS)
_NAMED = re.compile(f"(?:{'|'.join(_ENDINGS)})[sS]?({ASSIGNMENT}|{_LISTED})")
_FLAG = re.compile(r"--(?<![A-Za-z0-9_-]--)([A-Za-z][A-Za-z0-9_-]{0,40})\s+(?!-)")

# With its quotes, as far as the closing one, or the end of the line.
_QUOTED = re.compile(r"""(\\*["'])(?!\[redacted|\1)([^\n]{1,1024}?)(?:(?<!\\)(?=\1)|(?=\n)|\Z)""")
# Its beginning tells whether it is one, so that a text of nothing but names is read in one go.
_BARE = re.compile(r"""(\\*["']?)(?!\[redacted)([^\s"'\\,;&}\])]{4,512})""")
_REST_OF_BARE = re.compile(r"""[^\s"'\\,;&}\])]*""")
_PROSE = re.compile(r"[A-Za-z]+\Z")
_MORE_PROSE = re.compile(r"\s[A-Za-z]")
_OF_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")

_MERE_NAME = re.compile(r"(?:secret|credential|jwt)s?\Z", re.IGNORECASE)
_COLON = re.compile(r"\s*:")
_ITEM = re.compile(r"""\\*["']\s*,\s*\Z""")


class _Found(NamedTuple):
    name: str
    mere: bool = False
    """A word alone before a colon, as in a sentence."""
    item: bool = False
    """The name is an item of a list, which may be one of names alone."""


def redact_assigned(text: str) -> str:
    """The text with each value masked that its name says is a secret."""
    return _mask_values(text, _NAMED, _read_name) if any(needle in text for needle in _NEEDLES) else text


def redact_flags(text: str) -> str:
    """The same for arguments of a command: `--token …`."""
    return _mask_values(text, _FLAG, lambda match, _: _Found(match[1])) if "--" in text else text


def _mask_values(text: str, names: re.Pattern[str], read: Callable[[re.Match[str], str], _Found]) -> str:
    parts: list[str] = []
    done = at = 0
    while match := names.search(text, at):
        at = match.end()
        value = _secret_at(text, at, read(match, text))
        if value is not None:
            parts += [text[done : value[0]], MASK]
            done = at = value[1]
    return "".join([*parts, text[done:]]) if parts else text


def _read_name(match: re.Match[str], text: str) -> _Found:
    """The whole name, which the expression knows only the end of."""
    begin, end = match.start(), match.start(1)
    start = begin
    while start > 0 and begin - start < 64 and text[start - 1] in _OF_NAME:
        start -= 1
    before = text[start - 1] if start > 0 else ""
    # What an escape ends with is none of the name.
    if before == "\\" and text[start] in "bfnrt":
        start += 1
    elif before == "%":
        start += 2
    name = text[min(start, begin) : end]
    is_mere = _MERE_NAME.match(name) is not None and _COLON.match(match[1]) is not None
    return _Found(_in_text(name, before), is_mere, _ITEM.match(match[1]) is not None)


def _in_text(name: str, before: str) -> str:
    """Some words are much else outside of a property, and some are names in a query alone."""
    word = name.lower()
    if word == "pass":
        return "pass_key"
    if word == "pwd":
        return name if before == ";" else ""
    if word.endswith("-signature"):
        return "signature_key"
    return "query_key" if before in ("?", "&") and word in ("key", "sig", "signature") else name


def _secret_at(text: str, start: int, found: _Found) -> tuple[int, int] | None:
    """Where the secret is, without its quotes. None where there is none."""
    name, mere, item = found
    secrecy = secrecy_of(name)
    if secrecy == "none":
        return None
    in_quotes = _QUOTED.match(text, start)
    match = in_quotes or _BARE.match(text, start)
    if match is None:
        return None
    value, end = match[2], match.end()
    if secrecy == "likely" or item or (mere and in_quotes is None):
        is_secret = looks_made(value) and (in_quotes is not None or not is_reference(value, name))
    else:
        is_secret = in_quotes is not None or not (is_reference(value, name) or _is_prose(text, value, end))
    if not is_secret or (name.lower().endswith("pwd") and is_path(value)):
        return None
    if in_quotes is None:
        rest = _REST_OF_BARE.match(text, end)
        end = rest.end() if rest else end
    return match.end(1), end


def _is_prose(text: str, value: str, end: int) -> bool:
    """`Password: minimum eight characters`."""
    return _PROSE.match(value) is not None and _MORE_PROSE.match(text, end) is not None
