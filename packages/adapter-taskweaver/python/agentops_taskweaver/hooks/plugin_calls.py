"""Plugin calls inside the kernel, which a probe there reports over the kernel's own channel (`ces/environment.py`)."""

from __future__ import annotations

import base64
import json
import queue
import re
import time
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Any

from ..patching import is_wrapped, wrap_attribute
from ..recorder import Recorder
from ..reporting import Moment, now

MIME = "application/vnd.agentops.plugin+json"
PROBE_FILE = "<agentops-probe>"
_FILE = r"(?:\x1b\[[0-9;]*m)*File (?:\x1b\[[0-9;]*m)*"
# An element of a traceback, which has one for each frame; perhaps coloured.
_OUR_FRAME = re.compile(rf"^\s*{_FILE}{re.escape(PROBE_FILE)}")
# Where Python itself writes one, as for a thread, each frame is a line. `|` is before those of a group of exceptions.
_OUR_LINE = re.compile(rf'^[ \t|]*{_FILE}"{re.escape(PROBE_FILE)}"[^\n]*(?:\n|\Z)', re.MULTILINE)
_SECONDS_TO_READ = 0.5
_FACTS = ("call", "parent", "plugin", "exec_id", "status", "duration_ms")
# The generated code names its threads.
_CONTENT = ("args", "kwargs", "result", "thread")


def boot_probe(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    """After `_cmd_session_init`, where plugins aren't loaded yet. What raised in it would let the host wait for ever."""

    def cmd_session_init(self: Any, session: Any) -> Any:
        result = original(self, session)
        with recorder.guard("Environment._cmd_session_init"):
            ensure_probe(recorder, self, session)
        return result

    return cmd_session_init


def ensure_probe(recorder: Recorder, environment: Any, session: Any) -> None:
    """Once for each kernel."""
    if session.kernel_id in recorder.probed:
        return
    recorder.probed.add(session.kernel_id)
    client = environment._get_client(session.session_id)
    if not is_wrapped(client.get_iopub_msg):
        # Nobody would keep what it sends from the host.
        return
    run = {"silent": True, "store_history": False, "exec_type": "control"}
    ran = environment._execute_code_on_kernel(session.session_id, "agentops-probe", code=probe_code(), **run)
    if ran.error:
        recorder.reporter.diagnose("probe-failed", f"Plugin calls aren't recorded. {ran.error}")


def watch_client(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    def get_client(self: Any, session_id: str) -> Any:
        client = original(self, session_id)
        with recorder.guard("Environment._get_client"):
            wrap_attribute(client, "get_iopub_msg", lambda get: _pick_out(recorder, session_id, get))
        return client

    return get_client


@lru_cache(maxsize=1)
def probe_code() -> str:
    """Runs in a namespace of its own: no name of ours gets into that of the generated code."""
    package = resources.files(__package__.rpartition(".")[0])
    copying = (package / "reporting" / "plain.py").read_text("utf-8")
    probe = (package / "kernel" / "probe.py").read_text("utf-8").replace("from __future__ import annotations\n", "")
    source = base64.b64encode(f"{copying}\n\n{probe}\n\ninstall({MIME!r}, {PROBE_FILE!r})\n".encode()).decode()
    return (
        f"exec(compile(__import__('base64').b64decode({source!r}), {PROBE_FILE!r}, 'exec'), {{'__name__': 'agentops_kernel'}})"
    )


def watch_stop_session(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    """A thread may have called plugins since the last cell ended: of that, nobody else would read."""

    def stop_session(self: Any, session_id: str, *args: Any, **kwargs: Any) -> Any:
        with recorder.guard("Environment.stop_session"):
            # Where a cell runs still, another thread reads.
            if session_id not in recorder.executing:
                _read_rest(recorder, session_id, self.client_dict.get(session_id))
        return original(self, session_id, *args, **kwargs)

    return stop_session


def _read_rest(recorder: Recorder, session_id: str, client: Any) -> None:
    """What has come by now. A thread may go on for ever."""
    if client is None or not is_wrapped(client.get_iopub_msg):
        return
    until = time.monotonic() + _SECONDS_TO_READ
    try:
        while time.monotonic() < until:
            _is_ours(recorder, session_id, type(client).get_iopub_msg(client, timeout=0))
    except queue.Empty:
        pass


def _pick_out(recorder: Recorder, session_id: str, get: Callable[..., Any]) -> Callable[..., Any]:
    def get_iopub_msg(*args: Any, **kwargs: Any) -> Any:
        while True:
            message = get(*args, **kwargs)
            if not _is_ours(recorder, session_id, message):
                return message

    return get_iopub_msg


def _is_ours(recorder: Recorder, session_id: str, message: Any) -> bool:
    """Our messages never reach the host, nor do our frames in a traceback that it shows the model."""
    with recorder.guard("traceback of a cell"):
        _drop_our_frames(message)
        if _drop_our_lines(message):
            return True
    record = None
    with recorder.guard("BlockingKernelClient.get_iopub_msg"):
        record = _record_in(message)
    if record is None:
        return False
    with recorder.guard("plugin call"):
        _report(recorder, session_id, json.loads(record))
    return True


def _record_in(message: Any) -> str | None:
    if message["msg_type"] != "display_data":
        return None
    record = message["content"]["data"].get(MIME)
    return record if isinstance(record, str) else None


def _drop_our_frames(message: Any) -> None:
    if message["msg_type"] == "error" and message["content"].get("traceback"):
        elements = message["content"]["traceback"]
        message["content"]["traceback"] = [element for element in elements if not _OUR_FRAME.match(element)]


def _drop_our_lines(message: Any) -> bool:
    """The same in what the code writes. Returns whether that was all of it."""
    if message["msg_type"] != "stream" or PROBE_FILE not in message["content"]["text"]:
        return False
    message["content"]["text"] = left = _OUR_LINE.sub("", message["content"]["text"])
    return left == ""


def _report(recorder: Recorder, session_id: str, record: dict[str, Any]) -> None:
    """The kernel is a process of the user's code: only what we know is taken from it."""
    if record["what"] == "failed":
        recorder.reporter.diagnose("probe-failed", f"Plugin calls aren't recorded. {record['message']}")
        return
    if record["what"] == "too_deep":
        message = f"Plugins that call one another more than {record['depth']} deep: those further in aren't recorded."
        recorder.reporter.diagnose("plugin-nesting", message)
        return
    kind = "plugin_start" if record["what"] == "start" else "plugin_end"
    facts = {name: record[name] for name in _FACTS if name in record}
    content = {name: record[name] for name in _CONTENT if name in record}
    if isinstance(record.get("error"), dict):
        facts["error"] = {"type": record["error"].get("type")}
        content["error"] = record["error"]
    recorder.reporter.report(kind, facts, content, session=session_id, at=_moment(record.get("time")))


def _moment(kernel_time: object) -> Moment:
    """Kernel and host share a clock; of a container on another machine it may be off."""
    wall, mono = now()
    if not isinstance(kernel_time, (int, float)) or not 0 <= wall - kernel_time <= 3_600_000:
        return wall, mono
    return float(kernel_time), mono - (wall - kernel_time)
