"""The services that the host's own `LLMApi` holds (`llm/__init__.py`)."""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..api_type import api_type_of
from ..patching import wrap_method
from ..recorder import Recorder
from .watched_service import WatchedService


def hook_llm_api(recorder: Recorder, module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            original(self, *args, **kwargs)
            with recorder.guard("LLMApi.__init__"):
                _watch(recorder, self)

        return __init__

    wrap_method(module.LLMApi, "__init__", make)
    for api in [found for found in gc.get_objects() if issubclass(type(found), module.LLMApi)]:
        with recorder.guard("LLMApi"):
            _watch(recorder, api)


def _watch(recorder: Recorder, api: Any) -> None:
    """Each session has several of these, which share one service. So the service is wrapped for each, and knows its session."""
    recorder.use_config(api.config.src)
    session_id = _session_of(api.injector)
    service = api.completion_service
    if session_id is not None:
        state = recorder.sessions.named(session_id)
        state.model = state.model or getattr(getattr(service, "config", None), "model", None)
        state.api_type = state.api_type or api_type_of(service)
    api.completion_service = WatchedService(recorder, service, session_id, None)
    api.embedding_service = WatchedService(recorder, api.embedding_service, session_id, None)
    for alias, external in api.ext_llms.items():
        api.ext_llms[alias] = WatchedService(recorder, external, session_id, alias)


def _session_of(injector: Any) -> str | None:
    """None for the one that an app makes for itself. Asking for what isn't bound would bind it."""
    from taskweaver.session.session import SessionMetadata

    if not injector.binder.has_explicit_binding_for(SessionMetadata):
        return None
    session_id = injector.get(SessionMetadata).session_id
    return session_id if isinstance(session_id, str) else None
