"""Reads what a reporter wrote, and runs programs that report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

PACKAGES = str(Path(__file__).parents[1])


def read(directory: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for path in sorted(Path(directory).glob("bridge/*.ndjson")):
        lines += [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    return lines


class StreamTest(unittest.TestCase):
    """Each test has a data directory of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.directory = os.path.join(folder.name, ".agentops")

    def run_program(self, source: str, *, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """A process whose `reporter` writes into the data directory. `before`: what it does before there is one."""
        head = (
            f"import atexit, os, sys\n{before}\n"
            "from agentops_taskweaver.reporting import Reporter, settings_from\n"
            "reporter = Reporter(settings_from(os.environ), lambda: {'host': 'test'})\n"
        )
        env = {**os.environ, "PYTHONPATH": PACKAGES, "AGENTOPS_DIR": self.directory, **environment}
        command = [sys.executable, "-c", head + source]
        return subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True, timeout=60)

    def kinds(self) -> list[str]:
        return [line["kind"] for line in read(self.directory)]
