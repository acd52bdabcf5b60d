from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import json
import math
import pathlib
import unittest
from typing import Any

from agentops_taskweaver.reporting.plain import MAX_ITEMS, MAX_TEXT, plain


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass
class Point:
    x: int
    y: Any


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class LoudDict(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise RuntimeError


class Plain(unittest.TestCase):
    def test_values_of_json_stay(self) -> None:
        value = {"a": [1, 2.5, "x", None, True, {"b": []}]}
        copied = plain(value)
        self.assertEqual(copied, value)
        self.assertIsNot(copied["a"], value["a"])

    def test_others_become_text(self) -> None:
        for value, expected in [
            (math.nan, "NaN"),
            (-math.inf, "-Infinity"),
            (2**53 - 1, 2**53 - 1),
            (2**53, str(2**53)),
            ((1, {2}), [1, [2]]),
            (Colour.RED, "red"),
            (datetime.date(2026, 1, 2), "2026-01-02"),
            (decimal.Decimal("1.50"), "1.50"),
            (pathlib.PurePosixPath("/a"), "/a"),
            (b"abc", "[bytes: 3 bytes]"),
            (Point(1, Colour.RED), {"x": 1, "y": "red"}),
            (collections.OrderedDict(a=1), {"a": 1}),
            (LoudDict(a=1), {"a": 1}),
            ({1: "one", None: "none", (1, 2): "pair"}, {"1": "one", "None": "none", "[1, 2]": "pair"}),
            (ValueError("x"), {"type": "ValueError", "message": "x"}),
            (object(), {"unserialisable": "object"}),
            (len, {"unserialisable": "builtin_function_or_method"}),
        ]:
            with self.subTest(str(expected)):
                self.assertEqual(plain(value), expected)

    def test_nothing_hostile_gets_through(self) -> None:
        told = plain({"a": Hostile()})["a"]["unserialisable"]
        self.assertTrue(told.endswith("Hostile"))

    def test_what_is_too_much_is_cut(self) -> None:
        circle: list[Any] = []
        circle.append(circle)
        self.assertEqual(plain(circle), ["[circular]"])
        deep: Any = "end"
        for _ in range(1000):
            deep = [deep]
        self.assertIn("[too deep]", json.dumps(plain(deep)))
        long = plain("x" * (MAX_TEXT + 5))
        self.assertTrue(long.endswith("x… [cut by agentops: 5 characters]"))
        many = plain(list(range(MAX_ITEMS * 2)))
        self.assertEqual((len(many), many[-1]), (MAX_ITEMS + 1, "[too large]"))
        self.assertLess(len(json.dumps(plain(["y" * MAX_TEXT] * 100))), 9 * MAX_TEXT)

    def test_the_same_twice_is_no_circle(self) -> None:
        shared = [1]
        self.assertEqual(plain([shared, shared]), [[1], [1]])
