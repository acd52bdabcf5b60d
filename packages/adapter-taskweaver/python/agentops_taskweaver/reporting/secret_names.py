"""What a name says about its value: `packages/core/src/pipeline/secret-names.ts`, which a test compares with this."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Secrecy = Literal["certain", "likely", "none"]
"""`certain`: whatever the value is, it is a secret. `likely`: it is one where it looks made by a machine."""

_SECRET_WORD = re.compile(
    r"(?:password|passwd|passphrase|secret)s?\Z"
    r"|\A(?:credentials?|authorization|cookies?|jwts?|pass|pwd|connectionstrings?|(?:api|access|account|secret|private|auth)keys?"
    r"|(?:access|auth|refresh|id|session|bearer|bot|api)tokens?)\Z"
)
_KEY_OF = frozenset(
    "access account api auth deploy encryption license licence master private secret shared signing ssh".split()
)
# These say where something is, or in what order.
_PLAIN_KEY_OF = frozenset(
    "arrow cache column dedup dedupe event foreign group hash idempotency index issue item join lookup map message object order "
    "partition primary project public range routing row s3 sort translation unique".split()
)
# Of several tokens that grant something. Most others are counted.
_TOKENS_OF = frozenset("access api auth bearer bot id personal refresh security session".split())
# Of a page, or of a text that was cut into tokens.
_PLAIN_TOKEN_OF = frozenset(
    "begin bos cancel cancellation cls completion continuation current cursor design end eos first identifier input keyword last "
    "lexer lookahead mask max min next number operator output pad page parser prev previous prompt sep separator special start stop "
    "string sync syntax text total unk word".split()
)
_PLAIN_PASS_OF = frozenset(
    "backward boarding by final first forward multi one render second single third two".split()
)


@lru_cache(maxsize=5000)
def secrecy_of(name: str) -> Secrecy:
    """How surely a value of this name is a secret: `api_key`, `client_secret`, `x-api-key`, `dbPassword`, `GITHUB_TOKEN`, …"""
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    words = ["", "", *filter(None, re.split(r"[^a-z0-9]+", snake))]
    return _of_words(words[-1], words[-2])


def is_secret_name(name: str) -> bool:
    """Whether whatever has this name is a secret."""
    return secrecy_of(name) == "certain"


def is_secret_number_name(name: str) -> bool:
    """Whether a number under this name is a secret too: many are called key or token, and count something."""
    return re.search("passw|secret", name, re.IGNORECASE | re.ASCII) is not None


def _of_words(last: str, before: str) -> Secrecy:
    if last == "pass" and before in _PLAIN_PASS_OF:
        return "none"
    if _SECRET_WORD.search(last):
        return "certain"
    if last == "key":
        if before in _KEY_OF:
            return "certain"
        return "none" if before == "" or before in _PLAIN_KEY_OF else "likely"
    if last == "token":
        if before == "":
            return "likely"
        return "none" if before in _PLAIN_TOKEN_OF else "certain"
    granting = {"keys": _KEY_OF, "tokens": _TOKENS_OF, "string": {"connection"}, "strings": {"connection"}}
    return "certain" if before in granting.get(last, ()) else "none"
