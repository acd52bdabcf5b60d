"""What the environment tells us: the variables that `@agentops/core` reads too, and `AGENTOPS_ESTIMATE_USAGE`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "AGENTOPS_"
DEFAULT_DIRECTORY = ".agentops"


@dataclass(frozen=True)
class Settings:
    directory: str | None = None
    """The data directory. `AGENTOPS_DIR`. None: not said; then `.agentops` in the working directory."""
    capture_content: bool = True
    """Whether texts that a person, a model or a program wrote are reported. `AGENTOPS_CAPTURE_CONTENT`."""
    disabled: bool = False
    """Whether nothing is reported at all. `AGENTOPS_DISABLED`."""
    context: str | None = None
    """The session of the process above, for the bridge. `AGENTOPS_CONTEXT`."""
    estimate_usage: bool = False
    """Whether the tokens of calls whose provider tells none are to be estimated. `AGENTOPS_ESTIMATE_USAGE`."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    return Settings(
        directory=environment.get("AGENTOPS_DIR") or None,
        capture_content=_flag(environment.get("AGENTOPS_CAPTURE_CONTENT")) is not False,
        disabled=_flag(environment.get("AGENTOPS_DISABLED")) is True,
        context=environment.get("AGENTOPS_CONTEXT") or None,
        estimate_usage=_flag(environment.get("AGENTOPS_ESTIMATE_USAGE")) is True,
    )


def without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that runs generated code, which could read a key of ours in it."""
    return {name: value for name, value in environment.items() if not name.startswith(PREFIX)}


def absolute(directory: str | None) -> str:
    """Resolved when it is called: a host may change its working directory later."""
    return os.path.abspath(directory or DEFAULT_DIRECTORY)


def _flag(text: str | None) -> bool | None:
    if not text:
        return None
    return text.lower() not in ("false", "0", "no", "off")
