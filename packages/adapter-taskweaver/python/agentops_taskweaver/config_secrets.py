"""What of the host's settings nobody may see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from .reporting import is_secret_text, secrecy_of

# The rule of `redactConfig` in src/config.ts, beside that of all names.
_SECRET = re.compile("api_?key|gpt4v_key|secret|token|password|passwd|connection_string|credential", re.IGNORECASE)
# Settings about tokens, which are numbers or words.
_HARMLESS = re.compile("max_tokens|stop_token|tokenizer", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"://[^\s/:@]*:([^\s/]+)@")
_MIN_LENGTH = 16


def redact_config(value: object) -> Any:
    """A copy with secrets masked, at any depth: `llm.api_key`, `ext_llms.llm_configs.{alias}.llm.api_key`, …"""
    if isinstance(value, Mapping):
        return {key: "[redacted]" if _hides(key, item) else redact_config(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact_config(item) for item in value]
    return value


def secrets_in(value: object) -> Iterator[str]:
    """The texts that are masked there, and the passwords of URLs."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item) if _hides(key, item) else secrets_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from secrets_in(item)
    elif isinstance(value, str):
        yield from _passwords_in(value)


def secrets_of_environment(environment: Mapping[str, str]) -> Iterator[str]:
    """
    TaskWeaver takes any setting from a variable, and the clients of providers take their keys from there. Short ones are left
    out: a password for tests may be a word that stands everywhere.
    """
    for name, value in environment.items():
        found = [value] if is_secret_text(name, value) else _passwords_in(value)
        yield from (secret for secret in found if len(secret) >= _MIN_LENGTH)


def _hides(key: object, value: object) -> bool:
    if value is None or value == "" or isinstance(value, bool):
        return False
    name = str(key)
    if _HARMLESS.search(name):
        return False
    # Of settings, what may be a secret is one, whatever it looks like.
    return secrecy_of(name) != "none" or _SECRET.search(name) is not None


def _passwords_in(text: str) -> Iterator[str]:
    """As they stand there, and as what they mean."""
    for password in _URL_PASSWORD.findall(text):
        yield from {password, unquote(password)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from _passwords_in(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
