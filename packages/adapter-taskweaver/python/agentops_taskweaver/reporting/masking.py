"""What is done to everything before it is written: secrets of known shapes, by name, and those in the host's settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .plain import plain
from .redact_text import MASK, redact_text
from .secret_names import hides_value

MIN_SECRET = 8
"""Characters. Shorter ones may stand in any text by chance."""


class Masking:
    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def add_secrets(self, secrets: Iterable[str]) -> None:
        """Texts that are masked wherever they stand: a provider may quote a key of no known shape in an error."""
        found = {*self._secrets, *(secret for secret in secrets if len(secret) >= MIN_SECRET)}
        self._secrets = tuple(sorted(found, key=len, reverse=True))

    def text(self, text: str) -> str:
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return redact_text(text)

    def value(self, value: object) -> Any:
        """A copy with JSON's types alone, masked."""
        return plain(value, self.text, hides_value)
