"""The keys under `agentops.` in `taskweaver_config.json`. TaskWeaver ignores keys that it doesn't know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class ConfigKeys:
    directory: str | None = None
    """`agentops.directory`. `AGENTOPS_DIR` and `install(directory=…)` beat it."""
    capture_content: bool = True
    """`agentops.capture_content`. False here or in `AGENTOPS_CAPTURE_CONTENT` keeps content out."""
    include_usage: bool = False
    """
    `agentops.include_usage`: asks OpenAI for the tokens of streamed calls, which TaskWeaver does not. The request then has
    `stream_options`; some compatible servers don't know that.
    """
    estimate_usage: bool = False
    """`agentops.estimate_usage`: asks for an estimate of the tokens of calls whose provider tells none."""
    not_understood: list[str] = field(default_factory=list)


def read_config_keys(config: Mapping[str, object]) -> ConfigKeys:
    keys = ConfigKeys()
    for key, value in config.items():
        if not key.startswith("agentops."):
            continue
        if key == "agentops.directory" and isinstance(value, str):
            keys.directory = value
        elif key == "agentops.capture_content" and isinstance(value, bool):
            keys.capture_content = value
        elif key == "agentops.include_usage" and isinstance(value, bool):
            keys.include_usage = value
        elif key == "agentops.estimate_usage" and isinstance(value, bool):
            keys.estimate_usage = value
        else:
            keys.not_understood.append(key)
    return keys
