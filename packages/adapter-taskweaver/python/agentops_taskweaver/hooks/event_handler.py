"""The events of a session (`module/event_emitter.py`)."""

from __future__ import annotations

import weakref
from typing import Any

from ..joined_updates import Update
from ..open_sessions import SessionState
from ..recorder import Recorder
from ..session_facts import round_facts

# What these say is the host's own words.
_PLAIN_MESSAGES = frozenset(["round_start", "round_end", "post_start", "post_status_update"])
_DESCRIBING = ("role", "type", "id", "is_end")


class EventHandler:
    """Registered with the emitter, which has no protection from what a handler raises."""

    def __init__(self, recorder: Recorder, session: Any, state: SessionState) -> None:
        self._recorder = recorder
        self._session = weakref.ref(session)
        self._state = state

    def handle(self, event: Any) -> None:
        with self._recorder.guard("SessionEventHandler.handle"):
            self._handle(event)

    def _handle(self, event: Any) -> None:
        t = event.t.value
        state = self._state
        if t in ("post_message_update", "post_attachment_update"):
            extra = dict(event.extra or {})
            update = state.updates.add(t, event.round_id, event.post_id, event.msg, extra)
            if update is not None:
                self._report_update(update)
            return
        if t == "round_start":
            state.round_id = event.round_id
        elif t == "post_start":
            state.post_id, state.role = event.post_id, (event.extra or {}).get("role")
        if t in ("post_error", "post_end"):
            self._report_unfinished(event.post_id)
        elif t == "round_end":
            self._report_unfinished(None)
        self._report(event)
        if t in ("post_end", "round_end"):
            state.post_id = state.role = None
        if t == "round_end":
            state.round_id = None

    def _report(self, event: Any) -> None:
        t = event.t.value
        facts: dict[str, object] = {"scope": event.scope.value, "t": t}
        facts |= {"round_id": event.round_id, "post_id": event.post_id}
        facts |= {"msg": event.msg if t in _PLAIN_MESSAGES else "", "extra": _plain_part(event.extra)}
        content = {"msg": event.msg, "extra": event.extra}
        session = self._session()
        if t in ("round_start", "round_end") and session is not None:
            told = round_facts(session, event.round_id)
            if t == "round_start":
                told = {"user_query": told.get("user_query")}
            facts["round"] = {"state": told["state"]} if "state" in told else {}
            content["round"] = told
        self._recorder.reporter.report("event", facts, content, session=self._state.session_id)

    def _report_unfinished(self, post_id: str | None) -> None:
        """What a role was writing when it failed, or was stopped."""
        for update in self._state.updates.take(post_id):
            self._report_update(update)

    def _report_update(self, update: Update) -> None:
        facts: dict[str, object] = {"scope": "post", "t": update.t, "round_id": update.round_id, "post_id": update.post_id}
        facts |= {"msg": "", "extra": _plain_part(update.extra)}
        extra = {name: _of_host(value) for name, value in update.extra.items()}
        content = {"msg": update.msg, "extra": extra}
        self._recorder.reporter.report("event", facts, content, session=self._state.session_id)


def _plain_part(extra: Any) -> dict[str, object] | None:
    if not isinstance(extra, dict):
        return None
    return {name: extra[name] for name in _DESCRIBING if name in extra}


def _of_host(value: Any) -> Any:
    """`SharedMemoryEntry` and the like."""
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value
