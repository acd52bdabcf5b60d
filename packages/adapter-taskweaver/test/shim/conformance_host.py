"""The program for the conformance kit of shims: a host that does what it is told, with all of the shim but its hooks on TaskWeaver."""

import json
import math
import os
import sys
import threading

from agentops_taskweaver.config_secrets import redact_config
from agentops_taskweaver.recorder import Recorder
from agentops_taskweaver.reporting import settings_from, without_ours

recorder = Recorder(settings_from(os.environ), heartbeat_seconds=0.2)
report = recorder.reporter.report


def answer(**told):
    print(json.dumps(told), flush=True)


class Awkward:
    def __repr__(self):
        raise RuntimeError("no repr")


def awkward():
    cycle = []
    cycle.append(cycle)
    return [Awkward(), cycle, len, math.nan, b"bytes", {1, 2}, {("a", 1): object()}, 10**30, type]


def event(id, value, session=None):
    report("event", {"id": id}, {"value": value}, session=session)


def open_session(session):
    state = recorder.sessions.named(session)
    report("session_start", session=state.session_id)
    recorder.session_opened()


def end_session(session):
    report("session_stop", session=session)
    recorder.sessions.close(recorder.sessions.named(session))
    recorder.session_closed()


def threads(id, count, each):
    def work(thread):
        for number in range(each):
            event(f"{id}-{thread}-{number}", number)

    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def fork(id):
    pid = os.fork()
    if pid == 0:
        event(id, "in the child")
        # Its input and output are the parent's.
        os._exit(0)
    os.waitpid(pid, 0)
    return pid


def obey(command):
    what = command["do"]
    if what == "open":
        open_session(command["session"])
    elif what == "end":
        end_session(command["session"])
    elif what == "event":
        event(command["id"], command["value"], command.get("session"))
    elif what == "configuration":
        report("session_start", None, {"config": redact_config(command["value"])})
    elif what == "burst":
        for number in range(command["count"]):
            event(f"{command['id']}-{number}", number)
            answer(id=f"{command['id']}-{number}")
        return
    elif what == "threads":
        threads(command["id"], command["threads"], command["each"])
    elif what == "awkward":
        event(command["id"], awkward())
    elif what == "failure":
        with recorder.guard("hook of the test"):
            raise RuntimeError("on purpose")
    elif what == "fork":
        return answer(pid=fork(command["id"]))
    elif what == "environment":
        return answer(names=list(without_ours(dict(os.environ))))
    elif what == "exit":
        sys.exit(command["code"])
    elif what == "raise":
        raise RuntimeError("nobody catches this")
    answer()


for line in sys.stdin:
    obey(json.loads(line))
