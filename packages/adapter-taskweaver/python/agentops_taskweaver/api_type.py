"""Which provider a service speaks to."""

from __future__ import annotations

import sys
from typing import Any


def api_type_of(service: Any) -> str | None:
    """`openai`, `azure`, `ollama`, …: as `llm.api_type` has it. Anthropic's settings have no name (`llm/anthropic.py`)."""
    told = getattr(service, "api_type", None) or str(getattr(getattr(service, "config", None), "name", "")).removeprefix("llm.")
    if told:
        return str(told)
    kinds = getattr(sys.modules.get("taskweaver.llm"), "llm_completion_config_map", {})
    return next((str(name) for name, kind in kinds.items() if isinstance(service, kind)), None)
