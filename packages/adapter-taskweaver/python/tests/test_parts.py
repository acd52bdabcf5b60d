from __future__ import annotations

import threading
import unittest
from typing import Any

from agentops_taskweaver.config_secrets import redact_config, secrets_in, secrets_of_environment
from agentops_taskweaver.failure import describe_failure
from agentops_taskweaver.joined_updates import JoinedUpdates
from agentops_taskweaver.options import read_config_keys
from agentops_taskweaver.patching import wrap_attribute, wrap_method
from agentops_taskweaver.reporting import Heartbeat, Settings, settings_from, without_ours


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


class Settings_(unittest.TestCase):
    def test_of_the_environment(self) -> None:
        self.assertEqual(settings_from({}), Settings())
        told = {"AGENTOPS_DIR": "d", "AGENTOPS_CAPTURE_CONTENT": "False", "AGENTOPS_DISABLED": "1", "AGENTOPS_CONTEXT": "c"}
        self.assertEqual(settings_from(told), Settings("d", False, True, "c"))
        self.assertEqual(settings_from({"AGENTOPS_DISABLED": "no", "AGENTOPS_DIR": ""}), Settings())
        self.assertEqual(settings_from({"AGENTOPS_ESTIMATE_USAGE": "true"}), Settings(estimate_usage=True))
        self.assertEqual(without_ours({**told, "PATH": "p"}), {"PATH": "p"})

    def test_of_the_host(self) -> None:
        config = {"agentops.directory": "d", "agentops.include_usage": "yes", "agentops.x": 1, "llm.model": "m"}
        keys = read_config_keys({**config, "agentops.estimate_usage": True})
        self.assertEqual((keys.directory, keys.include_usage, keys.estimate_usage), ("d", False, True))
        self.assertEqual(keys.not_understood, ["agentops.include_usage", "agentops.x"])

    def test_secrets_of_the_host(self) -> None:
        config = {
            "llm.api_key": "one",
            "llm.max_tokens": 5,
            "ext_llms.llm_configs": {"a": {"llm.api_key": "two"}},
            "plugin.x": [{"db_password": "three"}],
            "web_explorer.gpt4v_key": "four",
            "llm.api_type": "openai",
            "subscription_key": "five",
            "headers": {"Authorization": "six"},
            "private_key": ["seven"],
            "store.url": "redis://user:p%40ss@host/0",
            "stop_token": "<EOS>",
        }
        self.assertEqual(
            sorted(secrets_in(config)), sorted(["one", "two", "three", "four", "five", "six", "seven", "p%40ss", "p@ss"])
        )
        redacted = redact_config(config)
        self.assertEqual(redacted["plugin.x"], [{"db_password": "[redacted]"}])
        self.assertEqual(redacted["headers"], {"Authorization": "[redacted]"})
        self.assertEqual(redacted["stop_token"], "<EOS>")
        self.assertEqual((redacted["llm.max_tokens"], redacted["llm.api_type"]), (5, "openai"))
        self.assertEqual(config["llm.api_key"], "one")

    def test_secrets_of_the_environment(self) -> None:
        long = "long-enough-to-be-one"
        environment = {"X_API_KEY": long, "PASSWORD": "short", "DATABASE": f"postgres://me:{long}-too@host/db", "PWD": "/home/somebody/project"}
        self.assertEqual(sorted(secrets_of_environment(environment)), [long, f"{long}-too"])


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
