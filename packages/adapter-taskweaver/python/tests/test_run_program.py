"""A program runs under the runner as it does under Python: what it prints, what it is told, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PACKAGES = str(Path(__file__).parents[1])
MAIN = str(Path(PACKAGES, "agentops_taskweaver", "__main__.py"))

LOOK = """
import sys, os
print(__name__, sys.argv, os.path.basename(sys.path[0]), "agentops_taskweaver" in repr(sys.path), __doc__)
print(globals().get("__package__"), os.path.basename(globals().get("__file__", "none")))
"""
ENDS = {
    "print('done')": 0,
    "import sys; sys.exit(3)": 3,
    "import sys; sys.exit('told')": 1,
    "def f():\n    raise ValueError('x')\nf()": 1,
    "import sys\nsys.excepthook = lambda *e: print('hooked', e[0].__name__)\nraise KeyError(1)": 1,
    "import atexit\natexit.register(print, 'at exit')\nraise SystemExit": 0,
    "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()": 0,
    "import pickle\nclass C: pass\npickle.loads(pickle.dumps(C()))": 0,
    "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)": -15,
    "import os, signal\nos.kill(os.getpid(), signal.SIGINT)": -2,
    "import os\nos._exit(7)": 7,
}


class RunProgram(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "sub").mkdir()

    def both(self, *words: str, options: tuple[str, ...] = ()) -> tuple[list[object], list[object]]:
        return self.outcome([*options, *words]), self.outcome([*options, MAIN, "run", *words])

    def outcome(self, words: list[str]) -> list[object]:
        env = {name: value for name, value in os.environ.items() if not name.startswith("AGENTOPS_")}
        if words[:2] == ["-m", "agentops_taskweaver"]:
            env["PYTHONPATH"] = PACKAGES
        ran = subprocess.run([sys.executable, *words], cwd=self.folder, env=env, capture_output=True, text=True, timeout=60)
        return [ran.returncode, ran.stdout, ran.stderr]

    def test_a_script(self) -> None:
        (self.folder / "sub" / "look.py").write_text(f'"A doc."\n{LOOK}')
        bare, ours = self.both("sub/look.py", "-m", "--x")
        self.assertEqual(ours, bare)
        self.assertIn("sub", str(bare[1]))

    def test_a_script_that_ends_in_some_way(self) -> None:
        for source, code in ENDS.items():
            with self.subTest(source):
                (self.folder / "sub" / "end.py").write_text(source)
                bare, ours = self.both("sub/end.py")
                self.assertEqual(bare[0], code)
                self.assertEqual(ours, bare)

    def test_what_is_shown_where_it_fails(self) -> None:
        (self.folder / "fails.py").write_text("def f():\n    raise ValueError('x')\nf()")
        (self.folder / "interrupted.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)")
        (self.folder / "wrong.py").write_text("1 +\n")
        (self.folder / "importing.py").write_text("import wrong\n")
        (self.folder / "empty").mkdir()
        programs = [(file, "a") for file in ("wrong.py", "importing.py", "interrupted.py", "missing.py", "empty")]
        programs += [("-m", module) for module in ("fails", "wrong", "missing", "empty", "os.missing")]
        programs += [("-c", "1 +"), ("-c", "1 / 0")]
        for words in programs:
            with self.subTest(words):
                bare, ours = self.both(*words)
                self.assertIn(bare[0], (1, 2, -2))
                self.assertEqual(ours, bare)
                if words[-1] == "fails":
                    self.assertEqual(self.outcome(["-m", "agentops_taskweaver", "run", *words]), bare)

    def test_a_folder_and_a_module(self) -> None:
        (self.folder / "sub" / "__main__.py").write_text("import other, sys\nprint(other.x, sys.argv)")
        (self.folder / "sub" / "other.py").write_text("x = 1")
        bare, ours = self.both("sub", "a")
        self.assertEqual(ours, bare)
        (self.folder / "module.py").write_text(LOOK)
        bare, ours = self.both("-m", "module", "a")
        self.assertEqual(ours, bare)

    def test_code(self) -> None:
        bare, ours = self.both("-c", "import sys; print(__name__, sys.argv, repr(sys.path[0]), dir())", "a")
        self.assertEqual(ours[0], bare[0])
        self.assertIn("__main__ ['-c', 'a'] ''", str(ours[1]))

    def test_an_interpreter_with_options(self) -> None:
        (self.folder / "look.py").write_text("import sys; print(sys.flags.isolated, sys.path)")
        options = [("-I",), ("-E", "-s")] + ([("-P",)] if sys.version_info >= (3, 11) else [])
        for option in options:
            bare, ours = self.both("look.py", options=option)
            self.assertEqual(ours, bare)

    def test_what_is_not_there(self) -> None:
        code, stdout, stderr = self.outcome([MAIN, "run"])
        self.assertEqual((code, stdout), (2, ""))
        self.assertIn("usage:", str(stderr))
        self.assertEqual(self.outcome([MAIN, "run", "--help"])[0], 0)
