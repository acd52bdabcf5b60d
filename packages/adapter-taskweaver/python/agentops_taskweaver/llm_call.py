"""One call of a completion or embedding service, from its first chunk to its one end."""

from __future__ import annotations

import contextvars
import time
from typing import Any

from .api_type import api_type_of
from .recorder import Recorder
from .streamed_text import StreamedText
from .told_by_client import ToldByClient

_current: contextvars.ContextVar[LlmCall | None] = contextvars.ContextVar("agentops_llm_call", default=None)


def current_call() -> LlmCall | None:
    """The call that the provider's client works for right now, on this thread."""
    return _current.get()


class LlmCall:
    """Its methods never raise. They run where the host reads: on the puller's thread, which may outlive the round."""

    def __init__(self, recorder: Recorder, session_id: str | None, service: str, host_service: Any, alias: str | None) -> None:
        config = getattr(host_service, "config", None)
        self.told = ToldByClient()
        self._recorder = recorder
        self._session_id = session_id
        self._call = recorder.next_call()
        self._config = config
        model = getattr(config, "model" if service == "chat" else "embedding_model", None)
        self._facts: dict[str, Any] = {"call": self._call, "service": service, "api_type": api_type_of(host_service)}
        self._facts |= {"model": model, "alias": alias}
        self._content: dict[str, Any] = {}
        self._text = StreamedText(self._write_part, recorder.reporter.masking)
        self._role: str | None = None
        self._begun = time.monotonic()
        self._first: float | None = None
        self._is_over = False

    def asked(self, settings: dict[str, Any], content: dict[str, Any]) -> None:
        """Where a setting isn't given, the service takes that of its config."""
        for name, value in settings.items():
            in_config = "stop_token" if name == "stop" else name
            self._facts[name] = getattr(self._config, in_config, None) if value is None else value
        self._content = content

    def __enter__(self) -> None:
        """While the service works for this call: then its client can tell which one that is."""
        self._token = _current.set(self)

    def __exit__(self, *failure: object) -> None:
        _current.reset(self._token)

    def start(self) -> None:
        with self._recorder.guard("llm_start"):
            state = self._recorder.sessions.known(self._session_id)
            where = {name: getattr(state, name, None) for name in ("round_id", "post_id", "role")}
            self._begun = time.monotonic()
            # Whoever reads this knows no settings of ours, and may read it days later.
            wishes = {"estimate_usage": True} if self._recorder.estimate_usage else {}
            self._report("llm_start", {**self._facts, **where, **wishes}, self._content)

    def chunk(self, chunk: Any) -> None:
        with self._recorder.guard("llm_chunk"):
            self._role = chunk.get("role") or self._role
            text = chunk["content"]
            if not text:
                return
            if self._first is None:
                self._first = time.monotonic()
            self._text.add(text)

    def ended(self, *, early: bool = False) -> None:
        self._end({"status": "ok", "early_stop": early})

    def failed(self, error: BaseException) -> None:
        with self._recorder.guard("llm_end"):
            status = "error" if isinstance(error, Exception) else "cancelled"
            failure = self._recorder.failure(error)
            if "status_code" not in failure and self.told.status_code is not None:
                failure["status_code"] = self.told.status_code
            self._end({"status": status, "early_stop": False, "error": failure})

    def _end(self, outcome: dict[str, Any]) -> None:
        with self._recorder.guard("llm_end"):
            if self._is_over:
                return
            self._is_over = True
            facts = {"call": self._call, **outcome, **self.told.facts()}
            if self._first is not None:
                facts["first_chunk_ms"] = round((self._first - self._begun) * 1000, 3)
            content: dict[str, Any] = {"text": self._text.end()}
            if self._role is not None:
                content["role"] = self._role
            if self.told.tool_calls:
                content["tool_calls"] = self.told.tool_calls
            self._report("llm_end", facts, content)

    def _write_part(self, number: int, text: str) -> None:
        with self._recorder.guard("llm_chunk"):
            if self._recorder.reporter.capture_content:
                self._report("llm_chunk", {"call": self._call, "n": number}, {"text": text})

    def _report(self, kind: str, facts: dict[str, Any], content: dict[str, Any]) -> None:
        self._recorder.reporter.report(kind, facts, content, session=self._session_id)
