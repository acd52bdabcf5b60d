"""Which values look like a secret, and which only lie under the name of one: `packages/core/src/pipeline/secret-values.ts`."""

from __future__ import annotations

import re

from .secret_names import secrecy_of

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)
_PATH = re.compile(
    r"(?:\.{0,2}/|~/|[A-Za-z]:\\|[A-Za-z][A-Za-z0-9+.-]{0,20}://|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\.[A-Za-z0-9]{1,5}\Z)"
)
_DIGEST = re.compile(r"(?:sha[0-9]{1,3}|md5|blake[0-9a-z]{1,4})[:-]", re.IGNORECASE | re.ASCII)
# A name with a number in it ends in the number; what a machine made goes on.
_MIXED = re.compile(r"[A-Za-z0-9]{0,64}[0-9][A-Za-z][A-Za-z0-9]{0,64}")
_BLANK = re.compile(r"\s")

# A type, a condition, or nothing at all: `password: string`, `password=None`, `password: required`.
_FILL_WORDS = frozenset(
    "any bool boolean bytes char empty false hidden incorrect int integer invalid missing none null number object optional required "
    "secretstr str string text true undefined unknown varchar wrong".split()
)
_CALL = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\??\.[A-Za-z_$][A-Za-z0-9_$]*)*[(\[]")
_VARIABLE = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\??\.[A-Za-z_$][A-Za-z0-9_$]*)*\Z")
# Of a shell or a template.
_PLACEHOLDER = re.compile(r"(?:\$?\{{1,2}[A-Za-z_]|\$\([A-Za-z_]|\$[A-Z][A-Z0-9_]*\Z|<[A-Za-z]|%[s(])")


def is_path(value: str) -> bool:
    return _PATH.match(value) is not None


def looks_made(value: str) -> bool:
    """Letters and digits in one word, long, and neither a UUID nor a path nor a digest."""
    if len(value) < 12 or _BLANK.search(value):
        return False
    if not any(len(word) >= 8 for word in _MIXED.findall(value[:512])):
        return False
    return not (_UUID.match(value) or is_path(value) or _DIGEST.match(value))


def is_reference(value: str, name: str) -> bool:
    """A value without quotes that names another place: a call, a variable of a like name, a type."""
    if value.lower() in _FILL_WORDS or _PLACEHOLDER.match(value) or _CALL.match(value):
        return True
    # In an environment there are values, not variables.
    return re.search("[a-z]", name) is not None and _VARIABLE.match(value) is not None and secrecy_of(value) != "none"
