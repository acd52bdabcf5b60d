"""Shims that break one promise each. Which case has to notice is in ../flaws.ts."""
import json
import os
import threading
import time

from toy_shim import Shim


class Unlocked(Shim):
    def report(self, kind, data, session=None):
        class NoLock:
            def __enter__(self):
                pass

            def __exit__(self, *_):
                pass

        self.lock = NoLock()
        super().report(kind, data, session)

    def write(self, kind, data, session):
        line = self.line(kind, data, session)
        time.sleep(0)
        self.seq = line["seq"] + 1
        os.write(self.file, json.dumps(line).encode() + b"\n")
        self.bytes += 1
        return True


class Seconds(Shim):
    def line(self, kind, data, session):
        line = super().line(kind, data, session)
        return {**line, "time": line["time"] / 1000}


class MonoInSeconds(Shim):
    def line(self, kind, data, session):
        line = super().line(kind, data, session)
        return {**line, "mono": line["mono"] / 1000}


class NoSession(Shim):
    def line(self, kind, data, session):
        return super().line(kind, data, None)


class NumbersEachSegment(Shim):
    def next_segment(self):
        self.seq = 0
        super().next_segment()


class OneSegment(Shim):
    def next_segment(self):
        if self.file is None:
            super().next_segment()


class NamesItselfOnce(Shim):
    def next_segment(self):
        before = self.write
        if self.file is not None:
            self.write = lambda *_: True
        super().next_segment()
        self.write = before


class OtherProcess(Shim):
    def process(self):
        return {**super().process(), "start_time": "1"}


class NoNamespace(Shim):
    def process(self):
        return {**super().process(), "pid_namespace": None}


class NoContext(Shim):
    def describe(self):
        return {**super().describe(), "context": None}


class WholeTexts(Shim):
    def cut(self, text):
        return text


class CutsQuietly(Shim):
    def cut(self, text):
        return text[: 1024 * 1024]


class DeepValues(Shim):
    def copy(self, value, depth=0, secret=False):
        return super().copy(value, 0, secret)


class RawText(Shim):
    def write(self, kind, data, session):
        line = json.dumps(self.line(kind, data, session), ensure_ascii=False)
        self.seq += 1
        os.write(self.file, line.encode() + b"\n")
        return True


class NotANumber(Shim):
    def unserialisable(self, value):
        return value if isinstance(value, float) else super().unserialisable(value)


class Shows(Shim):
    def unserialisable(self, value):
        return repr(value)


class RaisesAtValues(Shim):
    def event(self, id, value, session=None):
        self.report("toy", {"id": id, "value": json.loads(json.dumps(value))}, session)


class Unmasked(Shim):
    def mask(self, text):
        return text


class MasksValuesAlone(Shim):
    def copy(self, value, depth=0, secret=False):
        if type(value) is dict:
            return {str(k): self.copy(v, depth + 1, secret or self.is_secret(k)) for k, v in value.items()}
        return super().copy(value, depth, secret)


class MasksFlatConfiguration(Shim):
    def copy(self, value, depth=0, secret=False):
        return super().copy(value, depth, secret and depth < 2)


class KeepsContent(Shim):
    def event(self, id, value, session=None):
        self.report("toy", {"id": id, "value": self.copy(value)}, session)


class OpenToAll(Shim):
    def open_in(self, directory, name):
        os.makedirs(os.path.join(directory, "bridge"), exist_ok=True)
        return os.open(os.path.join(directory, "bridge", name), os.O_WRONLY | os.O_CREAT | os.O_APPEND)


class NeverDisabled(Shim):
    def take_environment(self):
        return {**super().take_environment(), "AGENTOPS_DISABLED": "false"}


class NoSecondPlace(Shim):
    def open(self):
        return self.open_in(self.directory, f"{self.stream}.{self.segment:04d}.ndjson")


class Raises(Shim):
    def report(self, kind, data, session=None):
        with self.lock:
            if self.file is None or self.bytes >= 16 * 1024 * 1024:
                self.next_segment()
            self.write(kind, data, session)


class SaysItAgain(Shim):
    def report(self, kind, data, session=None):
        super().report(kind, data, session)
        if "tmp" in self.directory.rsplit("/", 2)[-2]:
            os.write(2, f"agentops: {self.directory} is used.\n".encode())


class GivesUp(Shim):
    def write(self, kind, data, session):
        if not super().write(kind, data, session):
            self.disabled = True
        return True


class QuietAboutLoss(Shim):
    def report_loss(self):
        self.lost = [0, 0]


class NoClose(Shim):
    def close(self, reason):
        pass


class KeepsAlive(Shim):
    def open_session(self, session):
        super().open_session(session)
        threading.Thread(target=time.sleep, args=(600,)).start()


class ChangesTheCode(Shim):
    def close(self, reason):
        super().close(reason)
        os._exit(0)


class WritesLater(Shim):
    def __init__(self):
        self.waiting = []
        super().__init__()

    def report(self, kind, data, session=None):
        self.waiting.append((kind, data, session))
        if len(self.waiting) >= 50 or kind == "close":
            for waiting in self.waiting:
                super().report(*waiting)
            self.waiting = []


class NoHeartbeat(Shim):
    def beat(self):
        pass


class SharesWithChild(Shim):
    def after_fork(self):
        pass


class HandsOn(Shim):
    def take_environment(self):
        return {name: value for name, value in os.environ.items() if name.startswith("AGENTOPS_")}


class Chatty(Shim):
    def begin(self):
        super().begin()
        os.write(2, b"agentops: recording.\n")


class FailsLoudly(Shim):
    def hook(self, work):
        work()


class SaysEachFailure(Shim):
    def fail(self, what):
        self.said.clear()
        super().fail(what)
