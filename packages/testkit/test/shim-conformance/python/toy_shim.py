"""The smallest shim that keeps all of the bridge protocol. Its parts are there to be broken: see flaws.py."""
import atexit
import json
import os
import platform
import re
import socket
import sys
import tempfile
import threading
import time
import uuid

MAX_TEXT = 1024 * 1024
MAX_DEPTH = 32
SEGMENT_BYTES = 16 * 1024 * 1024
SECRETS = re.compile(
    r"sk-[A-Za-z0-9_-]{16,}|ghp_\w{20,}|AKIA[A-Z0-9]{16}|hf_\w{20,}"
    r"|(?<=earer )[\w.~+/-]{16,}|(?<=password=)\S{4,}|(?<=://me:)[^\s/@]+(?=@)"
)
SECRET_NAME = re.compile(r"key$|secret$|password$|token$", re.I)


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None


class Shim:
    heartbeat_seconds = 0.1

    def __init__(self):
        env = self.take_environment()
        self.disabled = env.get("AGENTOPS_DISABLED") == "true"
        self.capture = env.get("AGENTOPS_CAPTURE_CONTENT") != "false"
        self.context = env.get("AGENTOPS_CONTEXT") or None
        self.directory = env.get("AGENTOPS_DIR", ".agentops")
        self.sessions = set()
        self.said = set()
        if self.disabled:
            return
        self.begin()
        os.register_at_fork(after_in_child=self.after_fork)
        atexit.register(self.close, "the program ended")

    def take_environment(self):
        return {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("AGENTOPS_")}

    def begin(self):
        self.stream = uuid.uuid4().hex
        self.seq = 0
        self.segment = -1
        self.file = None
        self.torn = False
        self.lost = [0, 0]
        self.beating = False
        self.lock = threading.Lock()

    def after_fork(self):
        self.begin()

    def report(self, kind, data, session=None):
        """One line. Never raises, and returns when it is in the file."""
        if self.disabled:
            return
        try:
            with self.lock:
                if self.file is None or self.bytes >= SEGMENT_BYTES:
                    self.next_segment()
                if self.lost[0]:
                    self.report_loss()
                self.write(kind, data, session)
        except Exception:
            pass

    def report_loss(self):
        lines, size = self.lost
        if self.write("loss", {"reason": "the file could not be written", "lines": lines, "bytes": size}, None):
            self.lost = [self.lost[0] - lines, self.lost[1] - size]

    def write(self, kind, data, session):
        line = self.line(kind, data, session)
        self.seq += 1
        body = (b"\n" if self.torn else b"") + json.dumps(line).encode() + b"\n"
        written = 0
        try:
            written = os.write(self.file, body)
        except OSError:
            pass
        self.bytes += written
        if written == len(body):
            self.torn = False
            return True
        self.torn = self.torn or written > 0
        self.lost = [self.lost[0] + 1, self.lost[1] + len(body)]
        return False

    def line(self, kind, data, session):
        return {
            "v": 1, "stream": self.stream, "seq": self.seq, "time": time.time() * 1000,
            "mono": time.monotonic() * 1000, **({"session": session} if session else {}), "kind": kind, "data": data,
        }

    def next_segment(self):
        if self.file is not None:
            os.close(self.file)
        self.segment += 1
        self.file = self.open()
        self.bytes = 0
        self.write("stream", self.describe(), None)

    def open(self):
        name = f"{self.stream}.{self.segment:04d}.ndjson"
        try:
            return self.open_in(self.directory, name)
        except OSError:
            self.directory = os.path.join(tempfile.gettempdir(), f"agentops-{os.getuid()}")
            file = self.open_in(self.directory, name)
            print(f"agentops: the data directory can't be written to, so {self.directory} is used.", file=sys.stderr)
            return file

    def open_in(self, directory, name):
        folder = os.path.join(directory, "bridge")
        os.makedirs(directory, mode=0o700, exist_ok=True)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def describe(self):
        return {
            "host": "toy", "host_version": None, "adapter": "@agentops/adapter-toy", "shim_version": "1",
            "segment": self.segment, "process": self.process(), "runtime": f"Python {platform.python_version()}",
            "platform": platform.platform(), "capture_content": self.capture, "context": self.context,
        }

    def process(self):
        stat = read("/proc/self/stat")
        return {
            "pid": os.getpid(),
            "start_time": stat.rpartition(")")[2].split()[19] if stat else None,
            "boot_id": read("/proc/sys/kernel/random/boot_id"),
            "pid_namespace": os.readlink("/proc/self/ns/pid") if os.path.exists("/proc/self/ns/pid") else None,
            "hostname": socket.gethostname(),
        }

    def copy(self, value, depth=0, secret=False):
        """What of a value can be written."""
        if isinstance(value, str):
            return self.mask("[redacted]" if secret else self.cut(value))
        if value is None or isinstance(value, (bool, int)):
            return value
        if depth > MAX_DEPTH:
            return "[nested too deep]"
        if type(value) is dict:
            items = ((self.mask(k if type(k) is str else type(k).__name__), k, v) for k, v in value.items())
            return {name: self.copy(v, depth + 1, secret or self.is_secret(k)) for name, k, v in items}
        if type(value) in (list, tuple):
            return [self.copy(part, depth + 1, secret) for part in value]
        return self.unserialisable(value)

    def is_secret(self, name):
        return self.in_configuration and isinstance(name, str) and SECRET_NAME.search(name) is not None

    in_configuration = False

    def unserialisable(self, value):
        return {"unserialisable": type(value).__name__}

    def cut(self, text):
        if len(text) <= MAX_TEXT:
            return text
        return f"{text[:MAX_TEXT]}… [cut by agentops: {len(text) - MAX_TEXT} characters]"

    def mask(self, text):
        return SECRETS.sub("[redacted]", text)

    def event(self, id, value, session=None):
        self.report("toy", {"id": id, **({"value": self.copy(value)} if self.capture else {})}, session)

    def configuration(self, value):
        self.in_configuration = True
        self.report("configuration", self.copy(value))
        self.in_configuration = False

    def hook(self, work):
        try:
            work()
        except Exception as error:
            self.fail(type(error).__name__)

    def fail(self, what):
        if what not in self.said:
            self.said.add(what)
            self.report("diagnostic", {"level": "warn", "code": "hook-failed", "message": f"A hook failed: {what}."})

    def open_session(self, session):
        self.sessions.add(session)
        self.report("session_start", {}, session)
        if not self.disabled and not self.beating:
            self.beating = True
            threading.Thread(target=self.beat, daemon=True).start()

    def beat(self):
        while self.sessions:
            time.sleep(self.heartbeat_seconds)
            self.report("heartbeat", {})
        self.beating = False

    def end_session(self, session):
        self.sessions.discard(session)
        self.report("session_end", {}, session)

    def close(self, reason):
        self.sessions.clear()
        self.report("close", {"reason": reason})
        self.disabled = True
