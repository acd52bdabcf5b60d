"""Which names say that their value is a secret: the rule of `packages/core/src/pipeline/redact-text.ts`, compared by a test."""

from __future__ import annotations

import re
from functools import lru_cache

_NAMES = frozenset(
    "password passwd pwd secret token authorization cookie apikey connectionstring privatekey accesstoken refreshtoken idtoken "
    "authtoken sessiontoken bearertoken credential credentials".split()
)
_SUFFIX = re.compile(r"[_.\-\s](?:key|secret|password|passwd|cookie|connection_string)\Z")
_TOKEN = re.compile(r"[_.\-\s](?:access|auth|refresh|id|session|bearer|api|bot)_token\Z")
# These say where something is, or in what order.
_PLAIN_KEY = re.compile(
    r"(?:^|[_.\-\s])(?:sort|order|group|primary|foreign|partition|range|hash|row|column|index|lookup|join|unique|object|map|cache"
    r"|routing|message|translation|idempotency|public)[_.\-\s]key\Z"
)


@lru_cache(maxsize=5000)
def is_secret_name(name: str) -> bool:
    """Whether a property of this name holds a secret: `api_key`, `client_secret`, `x-api-key`, `dbPassword`, …"""
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    if re.sub(r"[^a-z0-9]", "", snake) in _NAMES:
        return True
    if _SUFFIX.search(snake) and not _PLAIN_KEY.search(snake):
        return True
    return _TOKEN.search(f"_{snake}") is not None


def hides_value(name: str, value: object) -> bool:
    """A number under such a name mostly counts something."""
    if isinstance(value, str):
        return value != "" and is_secret_name(name)
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(isinstance(item, str) for item in value) and is_secret_name(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return re.search("passw|secret", name, re.IGNORECASE) is not None
    return False
