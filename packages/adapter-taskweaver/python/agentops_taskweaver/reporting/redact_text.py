"""
Masks what looks like a secret: the patterns of `packages/core/src/pipeline/redact-text.ts`, which a test compares with these.
Written for Python's engine, which finds only a literal beginning fast: first the needle, then what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .redact_assigned import ASSIGNMENT, MASK, redact_assigned, redact_flags

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


def _has(text: str, needles: str) -> bool:
    return any(needle in text for needle in needles.split("|"))


# No expression begins with an open repetition: on a long word that would take the square of its length.
_MASKS: tuple[Mask, ...] = (
    # Digits among letters, or the class names of a library would be masked.
    _token("sk-", r"(?=[A-Za-z0-9_-]{0,64}[A-Za-z][0-9])(?=[A-Za-z0-9_-]{0,64}[0-9][A-Za-z])[A-Za-z0-9_-]{16,}"),
    *(_token(f"{letter}k_", r"(?:live|test)_[A-Za-z0-9]{10,}") for letter in "srp"),
    *(_token(f"gh{letter}_", r"[A-Za-z0-9]{20,}") for letter in "posur"),
    _token("github_pat_", r"[A-Za-z0-9_]{20,}"),
    _token("glpat-", r"[A-Za-z0-9_-]{16,}"),
    _token("xox", r"[abeoprs]-[A-Za-z0-9-]{10,}"),
    _token("xapp-", r"[A-Za-z0-9-]{10,}"),
    _token("hf_", r"[A-Za-z0-9]{20,}"),
    _token("gsk_", r"[A-Za-z0-9]{20,}"),
    _token("npm_", r"[A-Za-z0-9]{36}"),
    _token("r8_", r"[A-Za-z0-9]{20,}"),
    _token("xai-", r"[A-Za-z0-9]{20,}"),
    _token("pplx-", r"[A-Za-z0-9]{20,}"),
    _token("tvly-", r"[A-Za-z0-9-]{20,}"),
    _token("lsv2_", r"[a-z]{2}_[A-Za-z0-9_]{20,}"),
    _token("whsec_", r"[A-Za-z0-9+/]{16,}=*"),
    _token("hvs.", r"[A-Za-z0-9_-]{20,}"),
    _token("SG.", r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", _DATA),
    _token("AQ.", r"[A-Za-z0-9_-]{30,}", _DATA),
    _token("AKIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])", _DATA),
    _token("ASIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])", _DATA),
    _token("AIza", r"[A-Za-z0-9_-]{35}", _DATA),
    _token("ya29.", r"[A-Za-z0-9_-]{20,}", _DATA),
    _token("eyJ", r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", _DATA),
    _shape(
        "earer |EARER ",
        _BOUNDARY + r"([Bb]earer|BEARER) +(?=[A-Za-z._~+/-]{0,128}[0-9])[A-Za-z0-9._~+/-]{16,}=*",
        rf"\1 {MASK}",
    ),
    _shape(
        "uthorization|UTHORIZATION",
        rf"""([aA](?ai:uthorization){ASSIGNMENT}\\*["']?(?:(?ai:basic|bearer|token) +|(?=[A-Za-z._~+/=-]{{0,128}}[0-9])))"""
        "[A-Za-z0-9._~+/=-]{8,}",
        rf"\1{MASK}",
    ),
    _shape(
        "PRIVATE KEY-----",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    ),
    # As far as the last `@` of the host's part. A port with a query behind it is no password.
    _shape("://", r"""(://[^\s/:@"']*:)(?![0-9]{1,5}[?#])[^\s/"']+(?=@)""", rf"\1{MASK}"),
    _shape(
        "ookie|OOKIE",
        r"""([cC](?ai:ookie)\\*["']?\s*:\s*\\*["']?)(?!\[redacted)[^\s=:,;"'\\]{1,128}=[^\n\r"'\\]{1,8192}""",
        rf"\1{MASK}",
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
    return redact_flags(redact_assigned(text))


# The prompt of a role comes with each of its calls.
_remember = lru_cache(maxsize=256)(_redact)
