from __future__ import annotations

import threading
import unittest

from agentops_taskweaver.reporting import Masking, safe_cut
from agentops_taskweaver.streamed_text import CHARACTERS, StreamedText

SECRET = "k3y of no kn0wn-shape, 4711"
SHAPES = [
    SECRET,
    "sk-abc1def2ghi3jkl4mno5pqr6stu7vwx8",
    "GITHUB_TOKEN=abc1def2ghi3jkl4",
    "tool --api-key abc1def2ghi3jkl4",
    '["x-api-key", "abc1def2 ghi3jkl4mno5"]',
    "password = 'one two three four five six seven eight nine ten'",
    "Authorization: Bearer abcdefghijklmnop.qrstuvwxyz",
    "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQ+/abcdefgh\n" * 40 + "-----END PRIVATE KEY-----",
]


def masking_of(*secrets: str) -> Masking:
    masking = Masking()
    masking.add_secrets(secrets)
    return masking


class Streamed(unittest.TestCase):
    def setUp(self) -> None:
        self.told: list[str] = []

    def streamed(self, seconds: float = 3600, masking: Masking | None = None) -> StreamedText:
        def write(number: int, text: str) -> None:
            self.assertEqual(number, len(self.told))
            self.told.append(text)

        return StreamedText(write, masking or Masking(), seconds)

    def test_what_came_is_told_in_time_but_for_the_last_words(self) -> None:
        come = threading.Event()

        def write(number: int, part: str) -> None:
            self.told.append(part)
            come.set()

        text = StreamedText(write, Masking(), seconds=0.01)
        pieces = ["The first", " words are told, and the la", "st ", "six of them are still held back."]
        for piece in pieces:
            text.add(piece)
        self.assertTrue(come.wait(30))
        self.assertTrue("".join(pieces).startswith("".join(self.told)))
        self.assertEqual(text.end(), "".join(pieces))

    def test_much_comes_before_its_time(self) -> None:
        text = self.streamed()
        for piece in ("a " * 10, "b " * CHARACTERS, "c"):
            text.add(piece)
        self.assertEqual(self.told, ["a " * 10 + "b " * (CHARACTERS - 6)])
        self.assertEqual(len(text.end()), 20 + 2 * CHARACTERS + 1)
        self.assertEqual(len(self.told), 1)

    def test_no_part_of_a_secret_is_told_wherever_the_parts_end(self) -> None:
        masking = masking_of(SECRET)
        for secret in SHAPES:
            whole = f"Some words before it. {secret}, and many more words behind it, so that all of it comes out at last."
            for end in range(len(whole)):
                cut = safe_cut(whole[:end], masking)
                parts = masking.text(whole[:cut]) + masking.text(whole[cut:])
                self.assertEqual(parts, masking.text(whole), whole[:cut])

    def test_nor_by_a_stream(self) -> None:
        masking = masking_of(SECRET)
        text, whole = self.streamed(masking=masking), f"before {SECRET} behind " * 1000
        for begin in range(0, len(whole), 24):
            text.add(whole[begin : begin + 24])
        self.assertGreater(len(self.told), 2)
        told = "".join(masking.text(part) for part in self.told)
        self.assertTrue(masking.text(whole).startswith(told))

    def test_what_can_be_cut_nowhere_is_told_at_last(self) -> None:
        text = self.streamed(masking=masking_of(SECRET))
        for _ in range(10):
            text.add("-----BEGIN PRIVATE KEY-----" + "a" * CHARACTERS)
        text.add(SECRET[:5])
        self.assertEqual(len(self.told), 1)

    def test_a_text_without_blanks_goes_on(self) -> None:
        self.assertEqual(safe_cut("文" * 100, Masking()), 94)
