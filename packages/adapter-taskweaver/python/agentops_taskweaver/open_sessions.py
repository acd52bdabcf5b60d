"""What is known of the sessions in this process."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

from .joined_updates import JoinedUpdates


@dataclass
class SessionState:
    session_id: str
    started: bool = False
    stopped: bool = False
    round_id: str | None = None
    post_id: str | None = None
    """The post that a role is writing. Roles write one after the other (`session.py:204-249`)."""
    role: str | None = None
    model: str | None = None
    """In effect, not as configured: two aliases of one api_type share a model."""
    api_type: str | None = None
    updates: JoinedUpdates = field(default_factory=JoinedUpdates)


class OpenSessions:
    """By their ids until they stop, by their objects for as long as those live: a session may be stopped twice."""

    def __init__(self) -> None:
        self._by_id: dict[str, SessionState] = {}
        self._by_object: weakref.WeakKeyDictionary[Any, SessionState] = weakref.WeakKeyDictionary()

    @property
    def count(self) -> int:
        return len(self._by_id)

    def ids(self) -> list[str]:
        return list(self._by_id)

    def of(self, session: Any) -> SessionState:
        """One that was stopped is open again when it is used."""
        state = self._by_object.get(session)
        if state is None:
            state = self._by_object[session] = self.named(session.session_id)
        return self._by_id.setdefault(state.session_id, state)

    def named(self, session_id: str) -> SessionState:
        """Also one whose object isn't known yet: its services are made before it is."""
        state = self._by_id.get(session_id)
        if state is None:
            state = self._by_id[session_id] = SessionState(session_id)
        return state

    def known(self, session_id: str | None) -> SessionState | None:
        return None if session_id is None else self._by_id.get(session_id)

    def close(self, state: SessionState) -> None:
        self._by_id.pop(state.session_id, None)
