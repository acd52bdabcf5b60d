"""The clients inside the services: tokens, models, requests. Sends nothing that the host doesn't, but for `include_usage`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..llm_call import current_call
from ..patching import wrap_attribute
from ..recorder import Recorder
from ..told_by_client import ToldByClient
from .teed_stream import TeedManager, TeedStream


def watch_client(recorder: Recorder, service: Any) -> None:
    """Just before a call, when the host makes the client, too. Once for each client."""
    kind = type(service).__name__
    if kind == "OpenAIService":
        _watch_openai(recorder, service.client)
    elif kind == "OllamaService":
        _watch_ollama(recorder, service)
    elif kind == "AnthropicService":
        _watch_anthropic(recorder, service.client)


def _watch_openai(recorder: Recorder, client: Any) -> None:
    chat = client.chat.completions
    wrap_attribute(chat, "create", lambda original: _openai_create(recorder, original))
    wrap_attribute(client.embeddings, "create", lambda original: _openai_create(recorder, original))
    _count_requests(recorder, client._client)


def _count_requests(recorder: Recorder, http: Any) -> None:
    """By the event hooks of httpx, which its successor `httpx2` has as well."""
    hooks = http.event_hooks
    if any(getattr(hook, "__agentops_wraps__", False) for hook in hooks.get("request", [])):
        return

    def count(request: Any) -> None:
        call = current_call()
        if call is not None:
            call.told.requests += 1

    setattr(count, "__agentops_wraps__", True)
    http.event_hooks = {**hooks, "request": [*hooks.get("request", []), count]}


def _openai_create(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    refused = False

    def create(*args: Any, **kwargs: Any) -> Any:
        nonlocal refused
        call = current_call()
        if call is None:
            return original(*args, **kwargs)
        streamed = kwargs.get("stream") is True
        asks = streamed and recorder.include_usage and not refused and "stream_options" not in kwargs
        refusal = None
        if asks:
            try:
                answer = original(*args, **kwargs, stream_options={"include_usage": True})
            except Exception as error:
                if getattr(error, "status_code", None) not in (400, 422):
                    raise
                refusal = error
        if not asks or refusal is not None:
            # Some compatible servers don't know the field. Where it isn't that, this raises what the host is to see.
            answer = original(*args, **kwargs)
        if refusal is not None:
            refused = True
            _say_refused(recorder, refusal)
        read = _reader(recorder, call.told.openai)
        if streamed:
            return TeedStream(answer, read)
        read(answer)
        return answer

    return create


def _say_refused(recorder: Recorder, error: Exception) -> None:
    with recorder.guard("agentops.include_usage"):
        said = f" {error}" if recorder.reporter.capture_content else ""
        message = f"The server takes no request that asks for tokens: those of streamed calls stay unknown.{said}"
        recorder.reporter.diagnose("include-usage-refused", message)


def _watch_ollama(recorder: Recorder, service: Any) -> None:
    wrap_attribute(service, "_stream_process", lambda original: _ollama_records(recorder, original))
    wrap_attribute(service, "_request_api", lambda original: _ollama_request(recorder, original))


def _ollama_records(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    def stream_process(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for record in original(*args, **kwargs):
            call = current_call()
            if call is not None:
                _reader(recorder, call.told.ollama)(record)
            yield record

    return stream_process


def _ollama_request(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @contextmanager
    def request_api(*args: Any, **kwargs: Any) -> Iterator[Any]:
        call = current_call()
        if call is not None:
            call.told.requests += 1
        with original(*args, **kwargs) as response:
            if call is not None and response.status_code != 200:
                call.told.status_code = response.status_code
            yield response

    return request_api


def _watch_anthropic(recorder: Recorder, client: Any) -> None:
    def make_stream(original: Callable[..., Any]) -> Callable[..., Any]:
        def stream(*args: Any, **kwargs: Any) -> Any:
            call = current_call()
            manager = original(*args, **kwargs)
            return manager if call is None else TeedManager(manager, _reader(recorder, call.told.anthropic))

        return stream

    def make_create(original: Callable[..., Any]) -> Callable[..., Any]:
        def create(*args: Any, **kwargs: Any) -> Any:
            call = current_call()
            answer = original(*args, **kwargs)
            if call is not None:
                _reader(recorder, call.told.anthropic)(answer)
            return answer

        return create

    wrap_attribute(client.messages, "stream", make_stream)
    wrap_attribute(client.messages, "create", make_create)
    _count_requests(recorder, client._client)


Read = Callable[[Any], None]


def _reader(recorder: Recorder, read: Read) -> Read:
    def guarded(part: Any) -> None:
        with recorder.guard(f"{ToldByClient.__name__}.{getattr(read, '__name__', '')}"):
            read(part)

    return guarded
