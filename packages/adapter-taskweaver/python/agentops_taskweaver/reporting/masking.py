"""What is done to everything before it is written: secrets of known shapes, by name, and those in the host's settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from .plain import plain
from .redact_assigned import MASK
from .redact_text import redact_text
from .secret_places import hide_named

MIN_SECRET = 8
"""Characters. Shorter ones may stand in any text by chance."""


class Masking:
    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def add_secrets(self, secrets: Iterable[str]) -> None:
        """Texts that are masked wherever they stand: a provider may quote a key of no known shape in an error."""
        found = {form for secret in secrets if len(secret) >= MIN_SECRET for form in _forms(secret)}
        self._secrets = tuple(sorted({*self._secrets, *found}, key=len, reverse=True))

    def begun_at(self, text: str) -> int:
        """Where one of these texts begins that may go on behind the end. Else the length of the text."""
        begun = len(text)
        for secret in self._secrets:
            start = text.find(secret[0], max(0, len(text) - len(secret) + 1))
            while 0 <= start < begun and not secret.startswith(text[start:]):
                start = text.find(secret[0], start + 1)
            if start >= 0:
                begun = min(begun, start)
        return begun

    def text(self, text: str) -> str:
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return redact_text(text)

    def value(self, value: object) -> Any:
        """A copy with JSON's types alone, masked."""
        return hide_named(plain(value, self.text))


def _forms(secret: str) -> set[str]:
    """As it stands in a text, in JSON, and in a URL."""
    return {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, safe="", errors="replace")}
