"""
Records what Microsoft TaskWeaver does: sessions, rounds, posts, LLM calls, generated code and the plugin calls inside it.

    import agentops_taskweaver
    agentops_taskweaver.install()          # anywhere before, or after, TaskWeaver is imported

Or without a change of code: `python -m agentops_taskweaver run app.py`, `npx @agentops/adapter-taskweaver run -- python app.py`.
Nothing that goes wrong here reaches TaskWeaver, and nothing here changes what it does.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import threading
from typing import TypeVar

from .hooks.sessions import adopt_all
from .installation import in_kernel, put_on
from .recorder import Recorder
from .reporting import settings_from
from .version import __version__

__all__ = ["__version__", "install", "instrument"]

App = TypeVar("App")

_lock = threading.Lock()
_recorder: Recorder | None = None


def install(
    *,
    directory: str | None = None,
    capture_content: bool | None = None,
    include_usage: bool = False,
    estimate_usage: bool = False,
) -> None:
    """
    Records every session of this process from now on. The first call counts, later ones do nothing, and so does one inside a
    TaskWeaver kernel or with `AGENTOPS_DISABLED=true`. Never raises.

    :param directory: the data directory. Default: `AGENTOPS_DIR`, else `agentops.directory` of `taskweaver_config.json`, else
        `.agentops` in the working directory
    :param capture_content: False keeps out what people, models and programs wrote. Default: what `AGENTOPS_CAPTURE_CONTENT` and
        `agentops.capture_content` say, else True
    :param include_usage: asks OpenAI for the tokens of streamed calls, as `agentops.include_usage` does
    :param estimate_usage: asks for an estimate of the tokens of calls whose provider tells none, as `AGENTOPS_ESTIMATE_USAGE` and
        `agentops.estimate_usage` do. It shows as an estimate
    """
    global _recorder
    settings = settings_from(os.environ)
    with _lock:
        if _recorder is not None or settings.disabled or in_kernel():
            return
        if directory is not None:
            settings = dataclasses.replace(settings, directory=directory)
        if capture_content is not None:
            capture = capture_content and settings.capture_content
            settings = dataclasses.replace(settings, capture_content=capture)
        if estimate_usage:
            settings = dataclasses.replace(settings, estimate_usage=True)
        try:
            _recorder = Recorder(settings, include_usage=include_usage)
        except OSError as error:
            # Such as a working directory that is gone.
            print(f"agentops: nothing is recorded: {error}. Set AGENTOPS_DIR.", file=sys.stderr)
            return
    put_on(_recorder)


def instrument(
    app: App,
    *,
    directory: str | None = None,
    capture_content: bool | None = None,
    include_usage: bool = False,
    estimate_usage: bool = False,
) -> App:
    """The same for an app that is there already, with the sessions that it has, and with the options of `install`. Returns the app."""
    install(
        directory=directory,
        capture_content=capture_content,
        include_usage=include_usage,
        estimate_usage=estimate_usage,
    )
    if _recorder is not None:
        with _recorder.guard("instrument"):
            adopt_all(_recorder, app)
    return app
