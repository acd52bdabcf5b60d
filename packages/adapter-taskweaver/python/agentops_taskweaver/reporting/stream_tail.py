"""
Where a text that is still coming may be cut: `packages/core/src/pipeline/stream-tail.ts`, and the secrets of the host's settings.
Each part is masked by itself, and a secret that lies in two of them could be told in neither.
"""

from __future__ import annotations

import re

from .masking import Masking

HELD_BACK_WORDS = 6
LONGEST_WORD = 2048
"""Characters. No secret without a blank in it is longer."""
LONGEST_TAIL = 64 * 1024
"""Characters. A text that can't be cut anywhere is not held back any longer."""

# Blanks, quotes and brackets are in no word, and what is beyond ASCII is in no secret: each such character is a word of its own.
_DELIMITERS = r"""\x00-\x20"'`,;{}()\[\]<>&|\x7f-\U0010ffff"""
_WORD = re.compile(rf"[^{_DELIMITERS}]+|[\x80-\U0010ffff]")
_DELIMITER = re.compile(f"[{_DELIMITERS}]")


def safe_cut(text: str, masking: Masking) -> int:
    """How many characters can be handed on: before the last words, where no secret reaches from one side to the other."""
    limit = masking.begun_at(text)
    masked = masking.text(text)
    cut = min(_before_last_words(text), limit)
    step = 64
    while cut > 0:
        if masking.text(text[:cut]) + masking.text(text[cut:]) == masked:
            return cut
        cut = _word_start(text, max(cut - step, 0))
        step *= 2
    return limit if len(text) > LONGEST_TAIL else 0


def _before_last_words(text: str) -> int:
    begin = max(0, len(text) - LONGEST_WORD)
    starts = [word.start() for word in _WORD.finditer(text, begin)]
    return starts[-HELD_BACK_WORDS] if len(starts) >= HELD_BACK_WORDS else begin


def _word_start(text: str, end: int) -> int:
    while end > 0 and not _DELIMITER.match(text, end - 1):
        end -= 1
    return end
