"""
Reports plugin calls from inside the kernel. Its source runs there behind that of `reporting/plain.py`, whose `plain` it uses.
Whatever goes wrong in it must not be noticed: neither by the generated code nor by the model that reads its output.
"""

from __future__ import annotations

import contextvars
import functools
import itertools
import json
import os
import threading
import time
import traceback
import types
import typing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # At run time it stands above.
    from ..reporting.plain import plain


def install(mime, probe_file):
    from IPython import get_ipython
    from taskweaver.ces.runtime.executor import RuntimePlugin
    from taskweaver.plugin.base import Plugin

    shell = get_ipython()
    send = _sender(shell, mime)
    observe = functools.partial(_observe, send=send, probe_file=probe_file)
    original = RuntimePlugin.get_instance

    @functools.wraps(original)
    def get_instance(self, context):
        instance = original(self, context)
        try:
            observe(type(instance))
        except Exception as error:
            send({"what": "failed", "message": type(error).__name__})
        return instance

    RuntimePlugin.get_instance = get_instance
    # Those that were loaded before.
    for value in list(shell.user_ns.values()):
        if isinstance(value, Plugin):
            observe(type(value))


_untold = None
"""What could not be said when it went wrong."""


def _sender(shell, mime):
    """
    Past the display publisher: that one flushes stdout first, so that the host would see it in two pieces, and `%%capture` would
    swallow what it publishes. Taken now, for the generated code may replace it.
    """
    kernel, publisher = shell.kernel, shell.display_pub
    session, socket = kernel.session, kernel.iopub_socket

    def publish(record):
        content = {"data": {mime: json.dumps(record)}, "metadata": {}, "transient": {}}
        session.send(socket, "display_data", content, parent=publisher.parent_header, ident=b"display_data")

    def send(record):
        global _untold
        try:
            if _untold is not None:
                publish({"what": "failed", "message": _untold})
                _untold = None
            publish(record)
        except Exception as error:
            # The next one that gets through says so.
            _untold = type(error).__name__

    return send


_DEEPEST = 16
"""Each call that is told takes a frame of the kernel's stack. Plugins that call one another deeper than this keep theirs."""


class _Running(typing.NamedTuple):
    call: str | None
    depth: int


_running = contextvars.ContextVar("agentops_running_plugin", default=_Running(None, 0))
_numbers = itertools.count(1)


class _Call:
    """Stands in a plugin's class for its `__call__`: for a call that is too deep it gives the original, and leaves no frame."""

    def __init__(self, original, told, send):
        self._original = original
        self._told = told
        self._send = send
        self._has_said = False

    def __get__(self, plugin, owner=None):
        if plugin is None:
            return self._told
        if _running.get().depth < _DEEPEST:
            return types.MethodType(self._told, plugin)
        if not self._has_said:
            self._has_said = True
            self._send({"what": "too_deep", "depth": _DEEPEST})
        return types.MethodType(self._original, plugin)


def _observe(plugin, send, probe_file):
    original = plugin.__call__
    if hasattr(original, "__agentops_wraps__"):
        return

    @functools.wraps(original)
    def told(self, *args, **kwargs):
        global _untold
        try:
            token = _start(self, args, kwargs, send)
        except RecursionError:
            # The generated code has left no room for anything of ours.
            _untold, token = "RecursionError", None
        if token is None:
            return original(self, *args, **kwargs)
        number, begun = _running.get().call, time.perf_counter()
        try:
            result = original(self, *args, **kwargs)
        except BaseException as error:
            _end(number, begun, send, {"status": "error", "error": _failure(error, probe_file)})
            raise
        finally:
            _running.reset(token)
        _end(number, begun, send, {"status": "ok"}, result)
        return result

    told.__agentops_wraps__ = original
    plugin.__call__ = _Call(original, told, send)


def _start(plugin, args, kwargs, send):
    try:
        running = _running.get()
        number = f"plugin-{os.getpid()}-{next(_numbers)}"
        record = {"what": "start", "call": number, "parent": running.call, "plugin": plugin.name}
        # Not the message that is being answered: in a thread that is the newest cell's.
        record["exec_id"] = plugin.ctx.execution_id
        record["thread"] = threading.current_thread().name
        record["time"] = time.time() * 1000
        record["args"], record["kwargs"] = plain(args), plain(kwargs)
        send(record)
        return _running.set(_Running(number, running.depth + 1))
    except Exception as error:
        send({"what": "failed", "message": type(error).__name__})
        return None


def _end(number, begun, send, outcome, *result):
    try:
        duration = round((time.perf_counter() - begun) * 1000, 3)
        record = {"what": "end", "call": number, "time": time.time() * 1000, "duration_ms": duration, **outcome}
        if result:
            record["result"] = plain(result[0])
        send(record)
    except Exception as error:
        send({"what": "failed", "message": type(error).__name__})


def _failure(error, probe_file):
    told = {"type": type(error).__name__}
    try:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != probe_file]
        told["message"] = plain(str(error))
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)]
        told["stack"] = plain("".join([*lines, *traceback.format_exception_only(type(error), error)]))
    except Exception:
        # A `__str__` that raises.
        pass
    return told
