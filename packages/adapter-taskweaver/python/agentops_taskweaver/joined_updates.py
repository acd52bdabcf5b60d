"""Puts the pieces together in which a role streams its post: each text is told once, when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Update:
    """A `post_message_update` or `post_attachment_update`, as far as it has come."""

    t: str
    round_id: str | None
    post_id: str
    extra: dict[str, Any]
    """As the host's last piece has it."""
    pieces: list[object] = field(default_factory=list)

    @property
    def msg(self) -> object:
        """The whole text, or the list that `artifact_paths` has (`code_interpreter.py:288-298`)."""
        if all(isinstance(piece, str) for piece in self.pieces):
            return "".join(str(piece) for piece in self.pieces)
        return self.pieces[0] if len(self.pieces) == 1 else self.pieces


class JoinedUpdates:
    def __init__(self) -> None:
        self._open: dict[tuple[str, str | None], Update] = {}

    def add(self, t: str, round_id: str | None, post_id: str, piece: object, extra: dict[str, Any]) -> Update | None:
        """The update, where this piece completes it."""
        key = (post_id, extra.get("id"))
        update = self._open.get(key)
        if update is None:
            update = self._open[key] = Update(t, round_id, post_id, extra)
        update.extra = extra
        update.pieces.append(piece)
        return self._open.pop(key) if extra.get("is_end") else None

    def take(self, post_id: str | None = None) -> Iterator[Update]:
        """What was never completed, of that post or of all."""
        for key in [key for key in self._open if post_id is None or key[0] == post_id]:
            update = self._open.pop(key)
            if any(piece != "" for piece in update.pieces):
                yield update
