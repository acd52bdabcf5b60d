from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from .stream import PACKAGES

HEAD = f"""
import sys
sys.path[:0] = [{PACKAGES!r}]
from agentops_taskweaver.import_hook import after_import
seen = []
def note(module): seen.append((module.__name__, module.x))
"""


class AfterImport(unittest.TestCase):
    def run_program(self, source: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder, "host")
            package.mkdir()
            (package / "__init__.py").write_text("x = 0\nfrom .inner import x as y")
            (package / "inner.py").write_text("x = 1")
            (package / "broken.py").write_text("x = 1\nraise ValueError('in the module')")
            command = [sys.executable, "-c", HEAD + source]
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def test_calls_once_when_the_module_is_there(self) -> None:
        out = self.run_program(
            "before = list(sys.meta_path)\n"
            "after_import({'host': note, 'host.inner': note})\n"
            "import host, host.inner, importlib\n"
            "importlib.reload(host)\n"
            "print(seen, sys.meta_path == before, 'exec_module' in vars(host.__spec__.loader))\n"
        )
        self.assertEqual(out, "[('host.inner', 1), ('host', 0)] True False\n")

    def test_calls_for_what_was_imported_before(self) -> None:
        out = self.run_program("import host\nafter_import({'host': note, 'host.inner': note})\nprint(seen)")
        self.assertEqual(out, "[('host', 0), ('host.inner', 1)]\n")

    def test_leaves_errors_as_they_are(self) -> None:
        out = self.run_program(
            "after_import({'host.broken': note, 'host.missing': note})\n"
            "for name in ('broken', 'missing'):\n"
            "    try: __import__('host.' + name)\n"
            "    except Exception as error: print(type(error).__name__, error)\n"
            "print(seen)\n"
        )
        self.assertEqual(out, "ValueError in the module\nModuleNotFoundError No module named 'host.missing'\n[]\n")
