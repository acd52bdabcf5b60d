"""
Masks what looks like a secret: the patterns of `packages/core/src/pipeline/redact-text.ts`, which a test compares with these.
Written for Python's engine, which finds only a literal beginning fast: first the needle, then what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

MASK = "[redacted]"

# Between a name and its value, in code, headers, and JSON, which may stand inside of JSON.
_ASSIGNMENT = r"""\\*["']?\s*(?::=|=>|={1,3}|:)\s*"""
_VALUE = r"""(?!\[redacted)[^\s"'\\,;&}\])]"""
# With its quotes, as far as the closing one, or the end of the line.
_QUOTED = r"""(\\*["'])(?!\[redacted)[^\n]{1,1024}?(?:(?<!\\)(?=\2)|(?=\n)|\Z)"""
_MACHINE_MADE = r"""(?=[^\s"'\\,;&}\])]{0,128}[0-9])(?=[^\s"'\\,;&}\])]{0,128}[A-Za-z])"""
_BOUNDARY = r"(?<![A-Za-z0-9_])"

_WORD = "A-Za-z0-9_-"
_DATA = "A-Za-z0-9+/_-"

Mask = Callable[[str], str]


def _token(needle: str, rest: str, inside: str = _WORD) -> Mask:
    """
    Not inside of a longer word (`risk-…` is no key), nor, where a shape has only letters and digits, of base64. An escape of JSON
    or of a URL before it is none of its letters.
    """
    literal = re.escape(needle)
    escapes = (r"\\[bfnrt]", r"\\u[0-9a-fA-F]{4}", "%[0-9A-Fa-f]{2}")
    before = "|".join([f"(?<![{inside}]{literal})", *(f"(?<={escape}{literal})" for escape in escapes)])
    expression = re.compile(f"{literal}(?:{before}){rest}")
    return lambda text: expression.sub(MASK, text) if needle in text else text


def _shape(needles: str, expression: str, replacement: str = MASK) -> Mask:
    compiled = re.compile(expression)
    return lambda text: compiled.sub(replacement, text) if _has(text, needles) else text


def _named(needles: str, words: dict[str, str], rest: str, value: str, replacement: str = rf"\1{MASK}") -> Mask:
    """
    A value that is told by the name before it, in any case.

    :param words: the ends of the names, each with what has to stand before it, or behind
    :param rest: what follows all of them, and stays
    """
    firsts = "".join(sorted({word[0] + word[0].upper() for word in words}))
    branches = "|".join(f"(?<={word[0]}){word[1:]}{condition}" for word, condition in words.items())
    compiled = re.compile(f"([{firsts}](?i:(?:{branches}){rest})){value}")
    return lambda text: compiled.sub(replacement, text) if _has(text, needles) else text


def _behind(word: str, before: str, joint: str = "") -> str:
    """That one of these stands before the word, at once or with a joint. (Python wants each look-behind of one width.)"""
    joints = ("", joint) if joint else ("",)
    return "(?:" + "|".join(f"(?<={each}{between}{word})" for each in before.split() for between in joints) + ")"


def _has(text: str, needles: str) -> bool:
    return any(needle in text for needle in needles.split("|"))


# No expression begins with an open repetition: on a long word that would take the square of its length.
_MASKS: tuple[Mask, ...] = (
    _token("sk-", r"[A-Za-z0-9_-]{16,}"),
    *(_token(f"{letter}k_", r"(?:live|test)_[A-Za-z0-9]{10,}") for letter in "srp"),
    *(_token(f"gh{letter}_", r"[A-Za-z0-9]{20,}") for letter in "posur"),
    _token("github_pat_", r"[A-Za-z0-9_]{20,}"),
    _token("glpat-", r"[A-Za-z0-9_-]{16,}"),
    _token("xox", r"[abeoprs]-[A-Za-z0-9-]{10,}"),
    _token("xapp-", r"[A-Za-z0-9-]{10,}"),
    _token("hf_", r"[A-Za-z0-9]{20,}"),
    _token("gsk_", r"[A-Za-z0-9]{20,}"),
    _token("npm_", r"[A-Za-z0-9]{36}"),
    _token("AKIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])", _DATA),
    _token("ASIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])", _DATA),
    _token("AIza", r"[A-Za-z0-9_-]{35}", _DATA),
    _token("ya29.", r"[A-Za-z0-9_-]{20,}", _DATA),
    _token("eyJ", r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", _DATA),
    _shape("earer |EARER ", _BOUNDARY + r"([Bb]earer|BEARER) +[A-Za-z0-9._~+/-]{16,}=*", rf"\1 {MASK}"),
    _named(
        "uthorization|UTHORIZATION",
        {"authorization": ""},
        rf"""{_ASSIGNMENT}\\*["']?(?:(?:basic|bearer|token) +)?""",
        "[A-Za-z0-9._~+/=-]{8,}",
    ),
    _shape(
        "PRIVATE KEY-----",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    ),
    _shape("://", r"""(://[^\s/:@"']*:)[^\s/@"']+(?=@)""", rf"\1{MASK}"),
    _named(
        "assword|ASSWORD|asswd|ASSWD|ecret|ECRET|pwd|PWD|Pwd",
        {
            "password": "",
            "passwd": "",
            # A mere `secret:` is prose.
            "secret": r"""(?:(?<=["'A-Za-z0-9_-]secret)|(?=\s*=))""",
            "pwd": "(?<![A-Za-z0-9_]pwd)",
        },
        _ASSIGNMENT,
        rf"""(?:{_QUOTED}|(\\*["']?){_VALUE}{{4,}})""",
        rf"\1\2\3{MASK}",
    ),
    _named(
        "key|Key|KEY|oken|OKEN|ecret|ECRET",
        {
            "key": f"(?:(?<=[-_]key)|{_behind('key', 'api access account', '-')})",
            "token": f"(?:(?<![A-Za-z0-9_-]token)|{_behind('token', 'access auth refresh id session bearer bot', '[-_]')})",
            "secret": "(?<![A-Za-z0-9_]secret)",
        },
        # Of a mere `_key` the value must look made by a machine, or `sort_key: name` would be masked.
        rf"""{_ASSIGNMENT}\\*["']?""",
        rf"{_MACHINE_MADE}{_VALUE}{{12,}}",
    ),
)

_REMEMBERED_CHARACTERS = 32 * 1024


def redact_text(text: str) -> str:
    """The text with every known shape of a secret masked. The same string when there is none."""
    if len(text) < 8:
        return text
    return _redact(text) if len(text) > _REMEMBERED_CHARACTERS else _remember(text)


def _redact(text: str) -> str:
    for mask in _MASKS:
        text = mask(text)
    return text


# The prompt of a role comes with each of its calls.
_remember = lru_cache(maxsize=256)(_redact)
