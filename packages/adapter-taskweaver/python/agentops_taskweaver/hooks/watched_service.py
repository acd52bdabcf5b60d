"""A completion or embedding service whose calls are told (`llm/base.py`)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import GeneratorType
from typing import Any

from ..llm_call import LlmCall
from ..recorder import Recorder
from .provider_clients import watch_client

_PARAMETERS = ("messages", "stream", "temperature", "max_tokens", "top_p", "stop")


class WatchedService:
    """Stands for a service: anything but a call goes straight through, its class, too."""

    def __init__(self, recorder: Recorder, service: Any, session_id: str | None, alias: str | None) -> None:
        if type(service) is WatchedService:
            service = service._agentops_service
        own = {"recorder": recorder, "service": service, "session_id": session_id, "alias": alias}
        for name, value in own.items():
            object.__setattr__(self, f"_agentops_{name}", value)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self._agentops_service)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_agentops_service"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._agentops_service, name, value)

    def chat_completion(self, *args: Any, **kwargs: Any) -> Any:
        recorder: Recorder = self._agentops_recorder
        service, original = self._agentops_service, self._agentops_service.chat_completion
        call = None
        with recorder.guard("CompletionService.chat_completion"):
            call = LlmCall(recorder, self._agentops_session_id, "chat", service, self._agentops_alias)
            call.asked(*_asked(original, args, kwargs))
        if call is None:
            return original(*args, **kwargs)
        with recorder.guard("client of the provider"):
            watch_client(recorder, service)
        try:
            with call:
                answer = original(*args, **kwargs)
        except BaseException as error:
            call.start()
            call.failed(error)
            raise
        if isinstance(answer, GeneratorType):
            return _follow(call, answer)
        call.start()
        call.ended()
        return answer

    def get_embeddings(self, strings: Any, *args: Any, **kwargs: Any) -> Any:
        recorder: Recorder = self._agentops_recorder
        service = self._agentops_service
        call = None
        with recorder.guard("EmbeddingService.get_embeddings"):
            call = LlmCall(recorder, self._agentops_session_id, "embedding", service, None)
            call.asked({}, {"input": strings})
        if call is None:
            return service.get_embeddings(strings, *args, **kwargs)
        with recorder.guard("client of the provider"):
            watch_client(recorder, service)
        call.start()
        try:
            with call:
                result = service.get_embeddings(strings, *args, **kwargs)
        except BaseException as error:
            call.failed(error)
            raise
        call.ended()
        return result


def _asked(method: Callable[..., Any], args: Any, kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments by their names: settings, and what is content. The order is the service's own: Groq's has one more."""
    bound = inspect.signature(method).bind(*args, **kwargs)
    bound.apply_defaults()
    given = {name: value for name, value in bound.arguments.items() if name in _PARAMETERS}
    messages = given.pop("messages", None)
    options = {name: value for name, value in kwargs.items() if name not in _PARAMETERS}
    return given, {"messages": messages, "options": options}


def _follow(call: LlmCall, answer: Any) -> Any:
    """A generator, as the host's own is one (`_stream_smoother` closes only those)."""
    call.start()
    while True:
        try:
            with call:
                chunk = next(answer)
        except StopIteration as stop:
            call.ended()
            return stop.value
        except BaseException as error:
            call.failed(error)
            raise
        call.chunk(chunk)
        try:
            yield chunk
        except BaseException as error:
            # Whoever reads has what it wanted: the code generator does so at the end of the code. Or somebody threw something in.
            _close(call, answer, error)
            raise


def _close(call: LlmCall, answer: Any, thrown: BaseException) -> None:
    try:
        with call:
            answer.close()
    except BaseException as error:
        call.failed(error)
        raise
    if isinstance(thrown, GeneratorExit):
        call.ended(early=True)
    else:
        call.failed(thrown)
