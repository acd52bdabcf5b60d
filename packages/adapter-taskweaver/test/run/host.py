"""A host as far as `run` sees one: it reports by itself what a shim would, and does what its first argument says."""

import json
import os
import signal
import sys
import time
import uuid

stream = uuid.uuid4().hex
folder = os.path.join(os.environ["AGENTOPS_DIR"], "bridge")
os.makedirs(folder, mode=0o700, exist_ok=True)
file = os.open(os.path.join(folder, stream + ".0000.ndjson"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
written = 0


def tell(kind, **data):
    global written
    line = {"v": 1, "stream": stream, "seq": written, "time": time.time() * 1000, "mono": time.monotonic() * 1000}
    written += 1
    os.write(file, (json.dumps({**line, "session": "s1", "kind": kind, "data": data}) + "\n").encode())


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


with open("/proc/self/stat") as stat:
    start_time = stat.read().rpartition(")")[2].split()[19]
with open("/proc/sys/kernel/random/boot_id") as boot:
    boot_id = boot.read().strip()
process = {
    "pid": os.getpid(),
    "start_time": start_time,
    "boot_id": boot_id,
    "pid_namespace": os.readlink("/proc/self/ns/pid"),
    "hostname": "here",
}
tell("stream", host="taskweaver", adapter="@agentops/adapter-taskweaver", process=process)
tell("session_start", app_dir="/app")

todo, *arguments = sys.argv[1:]
if todo == "exit":
    tell("close", reason="the process exited")
    sys.exit(int(arguments[0]))
elif todo == "describe":
    variables = {name: value for name, value in os.environ.items() if name.startswith(("AGENTOPS", "PYTHONPATH", "PYTHONSTARTUP"))}
    ours = sorted(name for name in sys.modules if name == "agentops_taskweaver")
    say(json.dumps({"argv": sys.argv[1:], "name": __name__, "modules": ours, "variables": variables}))
elif todo == "echo":
    say("ready")
    for line in sys.stdin:
        say("said " + line.strip())
        tell("message", text=line.strip())
        tell("message_end", round_id=None, error={"type": "Said", "message": line.strip()})
    tell("close", reason="the process exited")
elif todo == "wait":
    received = []
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"):
        signal.signal(getattr(signal, name), lambda number, _frame: received.append(signal.Signals(number).name))
    say("ready")
    while not received:
        time.sleep(0.01)
    # One that comes twice has come by now.
    time.sleep(0.3)
    say("received " + " ".join(received))
    sys.exit(3)
elif todo == "outlive":
    parent = os.getppid()
    say("ready")
    while os.getppid() == parent:
        time.sleep(0.01)
    tell("message_end", error={"type": "Said", "message": "still here"})
    say("outlived")
elif todo == "die":
    os.kill(os.getpid(), signal.SIGKILL)
