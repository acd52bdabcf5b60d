from __future__ import annotations

import os
import stat
import sys
import unittest
from pathlib import Path

from agentops_taskweaver.reporting import Guard, Reporter, Settings

from .stream import StreamTest, read


class Lines(StreamTest):
    def test_have_an_envelope_and_follow_on_one_another(self) -> None:
        reporter = Reporter(Settings(self.directory, context="c"), lambda: {"host": "test"})
        reporter.report("one", {"a": 1}, {"text": "x"}, session="s")
        reporter.report("two", at=(5.0004, 6.0))
        reporter.close()
        reporter.report("three")
        lines = read(self.directory)
        # What comes too late is kept, for the reader to say so.
        self.assertEqual([line["kind"] for line in lines], ["stream", "one", "two", "close", "three"])
        self.assertEqual([line["seq"] for line in lines], [0, 1, 2, 3, 4])
        self.assertEqual({(line["v"], line["stream"]) for line in lines}, {(1, lines[0]["stream"])})
        self.assertEqual(lines[0]["data"]["process"]["pid"], os.getpid())
        self.assertEqual((lines[0]["data"]["host"], lines[0]["data"]["context"]), ("test", "c"))
        self.assertEqual((lines[1]["session"], lines[1]["data"]), ("s", {"a": 1, "text": "x"}))
        self.assertEqual((lines[2]["time"], lines[2]["mono"]), (5.0, 6.0))

    def test_are_readable_by_the_owner_alone(self) -> None:
        Reporter(Settings(self.directory), dict).report("one")
        modes = {stat.S_IMODE(os.stat(path).st_mode) for path in [self.directory, f"{self.directory}/bridge"]}
        self.assertEqual(modes, {0o700})
        (file,) = Path(self.directory, "bridge").iterdir()
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(Path(self.directory, ".gitignore").read_text(), "*\n")

    def test_leave_content_out_where_it_is_not_wanted(self) -> None:
        reporter = Reporter(Settings(self.directory, capture_content=False), dict)
        reporter.report("one", {"fact": 1}, {"text": "x"})
        self.assertEqual(read(self.directory)[1]["data"], {"fact": 1})

    def test_hold_what_is_no_utf_8(self) -> None:
        reporter = Reporter(Settings(self.directory), dict)
        reporter.report("one", {"half": "\ud800", "whole": "ü\U0001f600"})
        self.assertEqual(read(self.directory)[1]["data"], {"half": "\ud800", "whole": "ü\U0001f600"})

    def test_are_masked_by_shape_name_and_value(self) -> None:
        reporter = Reporter(Settings(self.directory), dict)
        reporter.masking.add_secrets(["no-known-shape", "short", 'with "quotes"/ö'])
        escaped = 'in JSON: "with \\"quotes\\"/ö", in a URL: with%20%22quotes%22%2F%C3%B6'
        reporter.report(
            "one", {"a": "AKIAIOSFODNN7EXAMPLE", "api_key": "x", "b": ["a no-known-shape", "short"], "c": escaped}
        )
        expected = {"a": "[redacted]", "api_key": "[redacted]", "b": ["a [redacted]", "short"]}
        expected["c"] = 'in JSON: "[redacted]", in a URL: [redacted]'
        self.assertEqual(read(self.directory)[1]["data"], expected)

    def test_go_on_in_the_next_segment(self) -> None:
        self.run_program(
            "import agentops_taskweaver.reporting.stream_file as file\n"
            "file.StreamFile.__init__.__defaults__ = (2000,)\n"
            "for n in range(40): reporter.report('n', {'n': n, 'x': 'x' * 100})\n"
        )
        files = sorted(path.name.split(".", 1)[1] for path in Path(self.directory, "bridge").iterdir())
        self.assertGreater(len(files), 3)
        self.assertEqual(files, [f"{number:04}.ndjson" for number in range(len(files))])
        lines = read(self.directory)
        self.assertEqual([line["seq"] for line in lines], list(range(len(lines))))
        firsts = [line["data"]["segment"] for line in lines if line["kind"] == "stream"]
        self.assertEqual(firsts, list(range(len(files))))

    def test_of_many_threads_are_whole(self) -> None:
        self.run_program(
            "import threading\n"
            "def work(): [reporter.report('n', {'x': 'x' * 5000}) for _ in range(100)]\n"
            "threads = [threading.Thread(target=work) for _ in range(8)]\n"
            "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        )
        lines = read(self.directory)
        self.assertEqual([line["seq"] for line in lines], list(range(802)))

    def test_from_signal_handlers_and_finalizers_get_through(self) -> None:
        program = self.run_program(
            "import signal, gc\n"
            "class Dying:\n"
            "    def __init__(self): self.me = self\n"
            "    def __del__(self): reporter.report('finalizer')\n"
            "signal.signal(signal.SIGALRM, lambda *_: reporter.report('signal'))\n"
            "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n"
            "gc.set_threshold(20)\n"
            "for n in range(3000): Dying(); reporter.report('n')\n"
            "signal.setitimer(signal.ITIMER_REAL, 0)\n"
        )
        self.assertEqual(program.returncode, 0, program.stderr)
        lines = read(self.directory)
        self.assertEqual(sorted(line["seq"] for line in lines), list(range(len(lines))))
        self.assertIn("signal", {line["kind"] for line in lines})


class Ends(StreamTest):
    def test_of_a_process(self) -> None:
        for source, reason, code in [
            ("", "the process exited", 0),
            ("sys.exit(3)", "the process exited", 3),
            ("raise ValueError", "the process ended by an uncaught exception", 1),
        ]:
            with self.subTest(source):
                self.directory += "x"
                program = self.run_program(f"reporter.report('one')\n{source}")
                self.assertEqual(program.returncode, code)
                self.assertEqual(read(self.directory)[-1]["data"], {"reason": reason})

    def test_come_behind_what_was_to_run_at_exit_before(self) -> None:
        before = "import logging\natexit.register(lambda: reporter.report('early'))"
        self.run_program("reporter.report('one')\natexit.register(reporter.report, 'late')", before=before)
        self.assertEqual(self.kinds(), ["stream", "one", "late", "early", "close"])

    def test_a_child_of_a_fork_has_a_stream_of_its_own(self) -> None:
        self.run_program(
            "reporter.report('parent')\n"
            "pid = os.fork()\n"
            "reporter.report('child' if pid == 0 else 'after')\n"
            "if pid: os.waitpid(pid, 0)\n"
        )
        streams: dict[str, list[str]] = {}
        for line in read(self.directory):
            streams.setdefault(line["stream"], []).append(line["kind"])
        parent = ["stream", "parent", "after", "close"]
        self.assertCountEqual(streams.values(), [parent, ["stream", "child", "close"]])

    def test_a_child_that_reports_nothing_has_none(self) -> None:
        self.run_program("reporter.report('parent')\npid = os.fork()\nif pid: os.waitpid(pid, 0)\n")
        self.assertEqual(self.kinds(), ["stream", "parent", "close"])


class Failures(StreamTest):
    def test_a_directory_that_cannot_be_made(self) -> None:
        Path(self.folder, "file").write_text("")
        temporary = os.path.join(self.folder, "tmp")
        os.mkdir(temporary)
        bad = os.path.join(self.folder, "file", "x")
        program = self.run_program("reporter.report('one'); print('on')", AGENTOPS_DIR=bad, TMPDIR=temporary)
        self.assertEqual(program.stdout, "on\n")
        self.assertEqual(program.stderr.count("AGENTOPS_DIR"), 1)
        kept = os.path.join(temporary, f"agentops-{os.getuid()}")
        self.assertEqual([line["kind"] for line in read(kept)], ["stream", "one", "close"])

    def test_nowhere_to_write(self) -> None:
        Path(self.folder, "file").write_text("")
        bad = os.path.join(self.folder, "file", "x")
        source = "import tempfile\ntempfile.tempdir = os.environ['AGENTOPS_DIR']\n"
        program = self.run_program(source + "reporter.report('one'); reporter.report('two')", AGENTOPS_DIR=bad)
        self.assertEqual((program.returncode, program.stdout), (0, ""))
        self.assertEqual(program.stderr.count("nothing is recorded"), 1)

    @unittest.skipUnless(sys.platform == "linux", "needs a limit on the size of files")
    def test_a_disk_that_is_full_for_a_while(self) -> None:
        program = self.run_program(
            "import resource, signal\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "reporter.report('before')\n"
            "limit = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, limit[1]))\n"
            "for n in range(3): reporter.report('lost', {'x': 'x' * 1000})\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, limit)\n"
            "reporter.report('after')\n"
        )
        self.assertEqual(program.returncode, 0, program.stderr)
        whole, broken = [], 0
        for path in Path(self.directory, "bridge").iterdir():
            for line in path.read_text().split("\n"):
                if line.endswith("}}"):
                    whole.append(line)
                elif line:
                    broken += 1
        kinds = [line.split('"kind":"')[1].split('"')[0] for line in whole]
        self.assertEqual(kinds, ["stream", "before", "after", "loss", "close"])
        self.assertEqual(broken, 1)
        self.assertIn('"lines":3', next(line for line in whole if '"loss"' in line))

    def test_a_guard_says_once_what_failed_and_lets_interrupts_through(self) -> None:
        reporter = Reporter(Settings(self.directory), dict)
        guard = Guard(reporter)
        for _ in range(3):
            with guard("hook"):
                raise ValueError("sk-abc1def2ghi3jkl4mno5pqr6")
        with self.assertRaises(KeyboardInterrupt), guard("hook"):
            raise KeyboardInterrupt
        (told,) = [line["data"] for line in read(self.directory) if line["kind"] == "diagnostic"]
        self.assertEqual(told["message"], "The hook hook failed and recorded nothing. ValueError: [redacted]")

    def test_disabled(self) -> None:
        Reporter(Settings(self.directory, disabled=True), dict).report("one")
        self.assertFalse(os.path.exists(self.directory))
