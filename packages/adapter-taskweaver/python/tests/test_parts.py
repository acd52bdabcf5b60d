from __future__ import annotations

import threading
import unittest
from typing import Any

from agentops_taskweaver.config_secrets import redact_config, secrets_in
from agentops_taskweaver.failure import describe_failure
from agentops_taskweaver.joined_updates import JoinedUpdates
from agentops_taskweaver.options import read_config_keys
from agentops_taskweaver.patching import wrap_attribute, wrap_method
from agentops_taskweaver.reporting import Heartbeat, Settings, settings_from, without_ours
from agentops_taskweaver.streamed_text import CHARACTERS, StreamedText


class Joined(unittest.TestCase):
    def add(self, updates: JoinedUpdates, id: str | None, piece: object, end: bool) -> Any:
        extra = {"is_end": end, **({"id": id} if id else {})}
        return updates.add("t", "round", "post", piece, extra)

    def test_pieces_are_told_once_they_are_whole(self) -> None:
        updates = JoinedUpdates()
        self.assertIsNone(self.add(updates, "a", "on", False))
        self.assertIsNone(self.add(updates, None, "mes", False))
        self.assertEqual(self.add(updates, "a", "e", True).msg, "one")
        self.assertEqual(self.add(updates, None, "sage", True).msg, "message")
        self.assertEqual(self.add(updates, "list", ["x"], True).msg, ["x"])
        self.assertEqual(list(updates.take()), [])

    def test_what_was_never_whole_can_be_taken(self) -> None:
        updates = JoinedUpdates()
        self.add(updates, "a", "half", False)
        self.add(updates, "b", "", False)
        self.assertEqual(list(updates.take("other")), [])
        self.assertEqual([update.msg for update in updates.take("post")], ["half"])
        self.assertEqual(list(updates.take()), [])


class Streamed(unittest.TestCase):
    def test_the_first_piece_comes_at_once_and_the_rest_in_time(self) -> None:
        told: list[tuple[int, str]] = []
        come = threading.Event()

        def write(number: int, text: str) -> None:
            told.append((number, text))
            if number == 1:
                come.set()

        text = StreamedText(write, seconds=0.01)
        for piece in ("a", "b", "c"):
            text.add(piece)
        self.assertEqual(told[0], (0, "a"))
        self.assertTrue(come.wait(30))
        self.assertEqual("".join(part for _, part in told), "abc")
        self.assertEqual(text.end(), "abc")

    def test_much_comes_before_its_time(self) -> None:
        told: list[int] = []
        text = StreamedText(lambda number, part: told.append(len(part)), seconds=3600)
        for piece in ("a", "b" * CHARACTERS, "c"):
            text.add(piece)
        self.assertEqual(told, [1, CHARACTERS])
        self.assertEqual(len(text.end()), CHARACTERS + 2)
        self.assertEqual(told, [1, CHARACTERS])


class Settings_(unittest.TestCase):
    def test_of_the_environment(self) -> None:
        self.assertEqual(settings_from({}), Settings())
        told = {"AGENTOPS_DIR": "d", "AGENTOPS_CAPTURE_CONTENT": "False", "AGENTOPS_DISABLED": "1", "AGENTOPS_CONTEXT": "c"}
        self.assertEqual(settings_from(told), Settings("d", False, True, "c"))
        self.assertEqual(settings_from({"AGENTOPS_DISABLED": "no", "AGENTOPS_DIR": ""}), Settings())
        self.assertEqual(without_ours({**told, "PATH": "p"}), {"PATH": "p"})

    def test_of_the_host(self) -> None:
        keys = read_config_keys({"agentops.directory": "d", "agentops.include_usage": "yes", "agentops.x": 1, "llm.model": "m"})
        self.assertEqual((keys.directory, keys.include_usage), ("d", False))
        self.assertEqual(keys.not_understood, ["agentops.include_usage", "agentops.x"])

    def test_secrets_of_the_host(self) -> None:
        config = {
            "llm.api_key": "one",
            "llm.max_tokens": 5,
            "ext_llms.llm_configs": {"a": {"llm.api_key": "two"}},
            "plugin.x": [{"db_password": "three"}],
            "web_explorer.gpt4v_key": "four",
            "llm.api_type": "openai",
        }
        self.assertEqual(sorted(secrets_in(config)), ["four", "one", "three", "two"])
        redacted = redact_config(config)
        self.assertEqual(redacted["plugin.x"], [{"db_password": "[redacted]"}])
        self.assertEqual((redacted["llm.max_tokens"], redacted["llm.api_type"]), (5, "openai"))
        self.assertEqual(config["llm.api_key"], "one")


class Failures(unittest.TestCase):
    def test_the_error_below_a_flattened_one_names_it(self) -> None:
        class RateLimitError(Exception):
            status_code = 429

        try:
            try:
                raise RateLimitError("slow down")
            except RateLimitError as error:
                raise Exception(f"API request failed: {error}")
        except Exception as error:
            told = describe_failure(error, content=True)
            bare = describe_failure(error, content=False)
        self.assertEqual(told["message"], "API request failed: slow down")
        self.assertIn("RateLimitError", told["stack"])
        self.assertEqual(bare, {"type": "RateLimitError", "status_code": 429})


class Patching(unittest.TestCase):
    def test_wraps_once_and_keeps_what_a_decorator_left(self) -> None:
        class Host:
            def method(self, x: int) -> int:
                """A doc."""
                return x

        Host.method.__bindings__ = {"x": int}  # type: ignore[attr-defined]
        for _ in range(2):
            wrap_method(Host, "method", lambda original: lambda self, x: original(self, x) + 1)
        self.assertEqual((Host().method(1), Host.method.__doc__), (2, "A doc."))
        self.assertEqual(Host.method.__bindings__, {"x": int})  # type: ignore[attr-defined]
        host = Host()
        for _ in range(2):
            wrap_attribute(host, "method", lambda original: lambda x: original(x) * 10)
        self.assertEqual((host.method(1), Host().method(1)), (20, 2))
        with self.assertRaises(AttributeError):
            wrap_method(Host, "gone", lambda original: original)


class Heartbeats(unittest.TestCase):
    def test_come_until_they_are_stopped(self) -> None:
        beats = threading.Semaphore(0)
        heartbeat = Heartbeat(beats.release, interval=0.001)
        heartbeat.start()
        heartbeat.start()
        self.assertTrue(all(beats.acquire(timeout=30) for _ in range(3)))
        heartbeat.stop()
        names = [thread.name for thread in threading.enumerate() if thread.daemon]
        self.assertLessEqual(names.count("agentops-heartbeat"), 1)
