"""What a session shows of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .config_secrets import redact_config
from .open_sessions import SessionState
from .recorder import merged_config


def session_facts(session: Any, state: SessionState) -> tuple[dict[str, object], dict[str, object]]:
    """Facts and content of `session_start`. Asks for nothing that the session has not made already."""
    source = session.config.src
    facts: dict[str, object] = {
        "app_dir": source.app_base_path,
        "workspace": session.workspace,
        "execution_cwd": session.execution_cwd,
        "roles": list(session.config.roles),
        "model": state.model,
        "api_type": state.api_type,
        "plugins": list(dict.fromkeys(plugin.name for plugin in plugins_of(session))),
    }
    return facts, {"config": redact_config(merged_config(source))}


def plugins_of(session: Any) -> Iterator[Any]:
    """Of the roles that run code (`code_generator.py`, `plugin_pool`)."""
    for role in session.worker_instances.values():
        yield from getattr(getattr(role, "generator", None), "plugin_pool", None) or []


def round_facts(session: Any, round_id: str | None) -> dict[str, object]:
    """What the events of a round don't say. At the end of the round, also how it ended and what was said to the user."""
    for found in reversed(session.memory.conversation.rounds):
        if found.id == round_id:
            last = found.post_list[-1] if found.post_list else None
            reply = last.message if last is not None and last.send_to == "User" else None
            return {"user_query": found.user_query, "state": found.state, "reply": reply}
    return {}
