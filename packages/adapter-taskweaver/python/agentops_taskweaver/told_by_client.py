"""What only the provider's client knows of a call: TaskWeaver's services keep the text alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ToldByClient:
    usage: dict[str, int] | None = None
    response_model: str | None = None
    response_id: str | None = None
    finish_reason: str | None = None
    status_code: int | None = None
    requests: int = 0
    """HTTP requests: a client repeats some that fail."""
    tool_calls: list[Any] = field(default_factory=list)

    def facts(self) -> dict[str, object]:
        told: dict[str, object] = {"usage": self.usage, "usage_source": "provider" if self.usage else "none"}
        told["attempts"] = max(1, self.requests)
        for name in ("response_model", "response_id", "finish_reason"):
            value = getattr(self, name)
            if isinstance(value, str):
                told[name] = value
        return told

    def openai(self, answer: Any) -> None:
        """A chunk, a completion, or a list of embeddings."""
        self.response_model = getattr(answer, "model", None) or self.response_model
        self.response_id = getattr(answer, "id", None) or self.response_id
        usage = getattr(answer, "usage", None)
        if usage is not None:
            self._use(
                input_tokens=usage.prompt_tokens,
                output_tokens=getattr(usage, "completion_tokens", None),
                cache_read_input_tokens=_in(usage, "prompt_tokens_details", "cached_tokens"),
                reasoning_output_tokens=_in(usage, "completion_tokens_details", "reasoning_tokens"),
            )
        for choice in getattr(answer, "choices", None) or []:
            self.finish_reason = getattr(choice, "finish_reason", None) or self.finish_reason
            message = getattr(choice, "message", None)
            for call in getattr(message, "tool_calls", None) or []:
                function = getattr(call, "function", None)
                told = {"id": call.id, "name": getattr(function, "name", None)}
                self.tool_calls.append({**told, "arguments": getattr(function, "arguments", None)})

    def ollama(self, record: dict[str, Any]) -> None:
        self.response_model = record.get("model") or self.response_model
        if record.get("done"):
            self.finish_reason = record.get("done_reason") or self.finish_reason
            self._use(input_tokens=record.get("prompt_eval_count"), output_tokens=record.get("eval_count"))

    def anthropic(self, event: Any) -> None:
        """An event of a stream, or a whole message: the tokens of the prompt come first, those of the answer last."""
        message = event if getattr(event, "type", None) == "message" else getattr(event, "message", None)
        if message is not None:
            self.response_model, self.response_id = message.model, message.id
            self.finish_reason = getattr(message, "stop_reason", None) or self.finish_reason
        usage = getattr(message, "usage", None) or getattr(event, "usage", None)
        self.finish_reason = _in(event, "delta", "stop_reason") or self.finish_reason
        if usage is not None:
            # Those of the cache don't count as input there; elsewhere they do.
            read, made = getattr(usage, "cache_read_input_tokens", None), getattr(usage, "cache_creation_input_tokens", None)
            new = getattr(usage, "input_tokens", None)
            self._use(
                input_tokens=None if new is None else new + (read or 0) + (made or 0),
                output_tokens=getattr(usage, "output_tokens", None),
                cache_read_input_tokens=read,
            )

    def _use(self, **counts: Any) -> None:
        known = {name: count for name, count in counts.items() if isinstance(count, int)}
        if known:
            self.usage = {**(self.usage or {}), **known}


def _in(value: Any, *names: str) -> Any:
    for name in names:
        value = getattr(value, name, None)
    return value
