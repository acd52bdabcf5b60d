"""What all hooks share: the stream, the guard, and the sessions that are open."""

from __future__ import annotations

import itertools
import os
import weakref
from collections.abc import Iterable, Mapping
from typing import Any

from .config_secrets import secrets_in, secrets_of_environment
from .failure import describe_failure
from .host_version import host_version
from .open_sessions import OpenSessions
from .options import read_config_keys
from .reporting import Guard, Heartbeat, Reporter, Settings
from .version import __version__


class Recorder:
    def __init__(
        self, settings: Settings, *, include_usage: bool = False, heartbeat_seconds: float = Heartbeat.INTERVAL
    ) -> None:
        self.reporter = Reporter(settings, _describe)
        self.guard = Guard(self.reporter)
        self.sessions = OpenSessions()
        self.include_usage = include_usage
        self.estimate_usage = settings.estimate_usage
        self.probed: set[str] = set()
        """Kernels that have the probe, by their ids."""
        self.executing: set[str] = set()
        """Sessions in which code runs right now, by their ids."""
        self._directory_is_given = settings.directory is not None
        self._heartbeat = Heartbeat(self._beat, heartbeat_seconds)
        self._ids = itertools.count(1)
        self._configs: weakref.WeakSet[Any] = weakref.WeakSet()
        self.reporter.masking.add_secrets(secrets_of_environment(os.environ))

    def next_call(self) -> str:
        """An id that is unique in the stream."""
        return f"llm-{next(self._ids)}"

    def failure(self, error: BaseException) -> dict[str, Any]:
        return describe_failure(error, content=self.reporter.capture_content)

    def session_opened(self) -> None:
        self._heartbeat.start()

    def session_closed(self) -> None:
        if self.sessions.count == 0:
            self._heartbeat.stop()

    def use_config(self, source: Any) -> None:
        """Takes what an app's settings (`AppConfigSource`) say to us, and learns the secrets in them. Once for each app."""
        if source in self._configs:
            return
        self._configs.add(source)
        config = merged_config(source)
        self.learn_secrets([config])
        keys = read_config_keys(config)
        self.include_usage = self.include_usage or keys.include_usage
        self.estimate_usage = self.estimate_usage or keys.estimate_usage
        if not keys.capture_content:
            self.reporter.capture_content = False
        if keys.directory is not None and not self._directory_is_given:
            self._use_directory(os.path.abspath(keys.directory))
        # Last: with the first line, the directory is fixed.
        for key in keys.not_understood:
            message = f'"{key}" in the settings of TaskWeaver is unknown or of the wrong type, and ignored.'
            self.reporter.diagnose("config-not-understood", message, subject=key)

    def learn_secrets(self, settings: Iterable[object]) -> None:
        """What stands there under the name of a secret is masked from now on."""
        self.reporter.masking.add_secrets(secrets_in(list(settings)))

    def _use_directory(self, directory: str) -> None:
        if not self.reporter.is_open:
            self.reporter.directory = directory
        elif self.reporter.directory != directory:
            message = "agentops.directory of a second app is ignored: one process writes into one directory."
            self.reporter.diagnose("second-directory", message)

    def _beat(self) -> None:
        with self.guard("heartbeat"):
            self.reporter.report("heartbeat")


def merged_config(source: Any) -> dict[str, object]:
    """`taskweaver_config.json` with what the program set over it (`config_mgt.py:36-56`)."""
    merged: dict[str, object] = {}
    for store in (source.json_file_store, source.in_memory_store):
        if isinstance(store, Mapping):
            merged.update(store)
    return merged


def _describe() -> dict[str, object]:
    return {
        "host": "taskweaver",
        "host_version": host_version(),
        "adapter": "@agentops/adapter-taskweaver",
        "shim_version": __version__,
    }
