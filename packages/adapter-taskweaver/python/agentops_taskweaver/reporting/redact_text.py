"""
Masks what looks like a secret: the patterns of `packages/core/src/pipeline/redact-text.ts`, which a test compares with these.
The expression of a shape runs only on text with one of its needles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MASK = "[redacted]"

# An escape of JSON or of a URL before a secret is none of its letters. (Python wants each look-behind of one width.)
_ESCAPED = r"(?<=\\[bfnrt])|(?<=\\u[0-9a-fA-F]{4})|(?<=%[0-9A-Fa-f]{2})"
# Not inside of a longer word (`risk-…` is no key), …
_WORD_START = rf"(?:(?<![A-Za-z0-9_-])|{_ESCAPED})"
# … and, where a shape has only letters and digits, not inside of base64.
_DATA_START = rf"(?:(?<![A-Za-z0-9+/_-])|{_ESCAPED})"
_BOUNDARY = r"(?<![A-Za-z0-9_])"

# Between a name and its value, in code, headers, and JSON, which may stand inside of JSON.
_ASSIGNMENT = r"""\\*["']?\s*(?::=|=>|={1,3}|:)\s*"""
_VALUE = r"""(?!\[redacted)[^\s"'\\,;&}\])]"""
# With its quotes, as far as the closing one, or the end of the line.
_QUOTED = r"""(\\*["'])(?!\[redacted)[^\n]{1,1024}?(?:(?<!\\)(?=\2)|(?=\n)|\Z)"""
_MACHINE_MADE = r"""(?=[^\s"'\\,;&}\])]{0,128}[0-9])(?=[^\s"'\\,;&}\])]{0,128}[A-Za-z])"""


@dataclass(frozen=True)
class _Pattern:
    needles: tuple[str, ...]
    expression: re.Pattern[str]
    replacement: str = MASK
    followed_by: str = ""


def _token(needles: str, shape: str, start: str = _WORD_START) -> _Pattern:
    return _Pattern(tuple(needles.split()), re.compile(start + shape))


# No expression begins with an open repetition: on a long word that would take the square of its length.
_PATTERNS = (
    _token("sk-", r"sk-[A-Za-z0-9_-]{16,}"),
    _token("sk_ rk_ pk_", r"[srp]k_(?:live|test)_[A-Za-z0-9]{10,}"),
    _token("ghp_ gho_ ghs_ ghu_ ghr_", r"gh[posur]_[A-Za-z0-9]{20,}"),
    _token("github_pat_", r"github_pat_[A-Za-z0-9_]{20,}"),
    _token("glpat-", r"glpat-[A-Za-z0-9_-]{16,}"),
    _token("xox xapp-", r"(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}"),
    _token("hf_", r"hf_[A-Za-z0-9]{20,}"),
    _token("gsk_", r"gsk_[A-Za-z0-9]{20,}"),
    _token("npm_", r"npm_[A-Za-z0-9]{36}"),
    _token("AKIA ASIA", r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])", _DATA_START),
    _token("AIza", r"AIza[A-Za-z0-9_-]{35}", _DATA_START),
    _token("ya29.", r"ya29\.[A-Za-z0-9_-]{20,}", _DATA_START),
    _token("eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", _DATA_START),
    _Pattern(
        ("earer ", "EARER "),
        re.compile(_BOUNDARY + r"([Bb]earer|BEARER) +[A-Za-z0-9._~+/-]{16,}=*"),
        rf"\1 {MASK}",
    ),
    _Pattern(
        ("uthorization", "UTHORIZATION"),
        re.compile(
            rf"""(authorization{_ASSIGNMENT}\\*["']?(?:(?:basic|bearer|token) +)?)[A-Za-z0-9._~+/=-]{{8,}}""",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
        _ASSIGNMENT,
    ),
    _Pattern(
        ("PRIVATE KEY-----",),
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
    ),
    _Pattern(("://",), re.compile(r"""(://[^\s/:@"']*:)[^\s/@"']+(?=@)"""), rf"\1{MASK}"),
    _Pattern(
        ("assword", "ASSWORD", "asswd", "ASSWD", "ecret", "ECRET", "pwd", "PWD", "Pwd"),
        # A mere `secret:` is prose.
        re.compile(
            rf"""((?:password|passwd|(?<=["'A-Za-z0-9_-])secret|secret(?=\s*=)|{_BOUNDARY}pwd){_ASSIGNMENT})"""
            rf"""(?:{_QUOTED}|(\\*["']?){_VALUE}{{4,}})""",
            re.IGNORECASE,
        ),
        rf"\1\2\3{MASK}",
        _ASSIGNMENT,
    ),
    _Pattern(
        ("key", "Key", "KEY", "oken", "OKEN", "ecret", "ECRET"),
        # Of a mere `_key` the value must look made by a machine, or `sort_key: name` would be masked.
        re.compile(
            rf"""((?:[-_]key|(?:api|access|account)-?key|(?:access|auth|refresh|id|session|bearer|bot)[-_]?token"""
            rf"""|(?<![A-Za-z0-9_-])token|{_BOUNDARY}secret){_ASSIGNMENT}\\*["']?){_MACHINE_MADE}{_VALUE}{{12,}}""",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
        _ASSIGNMENT,
    ),
)

_SUSPECT = re.compile(
    "|".join(
        f"(?:{'|'.join(re.escape(needle) for needle in pattern.needles)}){pattern.followed_by}" for pattern in _PATTERNS
    )
)


def redact_text(text: str) -> str:
    """The text with every known shape of a secret masked. The same string when there is none."""
    if len(text) < 8 or not _SUSPECT.search(text):
        return text
    for pattern in _PATTERNS:
        if any(needle in text for needle in pattern.needles):
            text = pattern.expression.sub(pattern.replacement, text)
    return text
