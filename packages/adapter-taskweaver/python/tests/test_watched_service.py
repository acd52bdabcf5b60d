"""However the host stops reading an answer, its call has one end."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from typing import Any

from agentops_taskweaver.hooks.watched_service import WatchedService
from agentops_taskweaver.recorder import Recorder
from agentops_taskweaver.reporting import Settings

from .stream import StreamTest, read


class Service:
    """As one of the host's: its answer comes in pieces, and it may fail while it is closed."""

    def __init__(self, closing: Exception | None = None) -> None:
        self.closing = closing

    def chat_completion(self, messages: Any, stream: bool = True) -> Iterator[dict[str, str]]:
        try:
            for word in ("one", "two", "three"):
                yield {"role": "assistant", "content": word}
        finally:
            if self.closing is not None:
                raise self.closing


class Ends(StreamTest):
    def end_of(self, service: Service, stop: Callable[[Any], object]) -> dict[str, Any]:
        recorder = Recorder(Settings(directory=self.directory))
        watched = WatchedService(recorder, service, None, None)
        answer = watched.chat_completion([])
        self.assertEqual(next(answer)["content"], "one")
        self.raised: BaseException | None = None
        try:
            stop(answer)
        except BaseException as error:
            self.raised = error
        recorder.reporter.close()
        (end,) = [line["data"] for line in read(self.directory) if line["kind"] == "llm_end"]
        return dict(end)

    def test_read_to_its_end(self) -> None:
        end = self.end_of(Service(), list)
        self.assertEqual((end["status"], end["early_stop"], end["text"]), ("ok", False, "onetwothree"))

    def test_closed_early(self) -> None:
        end = self.end_of(Service(), lambda answer: answer.close())
        self.assertEqual((end["status"], end["early_stop"], end["text"]), ("ok", True, "one"))

    def test_where_closing_it_fails(self) -> None:
        for stop in (lambda answer: answer.close(), lambda answer: answer.throw(KeyError("thrown in"))):
            with self.subTest():
                self.setUp()
                failure = ValueError("while it was closed")
                end = self.end_of(Service(failure), stop)
                self.assertIs(self.raised, failure)
                self.assertEqual((end["status"], end["error"]["type"], end["text"]), ("error", "ValueError", "one"))

    def test_where_something_is_thrown_in(self) -> None:
        end = self.end_of(Service(), lambda answer: answer.throw(KeyError("thrown in")))
        self.assertIsInstance(self.raised, KeyError)
        self.assertEqual((end["status"], end["error"]["type"]), ("error", "KeyError"))
