"""The command line."""

from __future__ import annotations

import os
import shutil
import sys

from . import install
from .run_program import run_code, run_file, run_module

USAGE = """\
usage: python -m agentops_taskweaver run SCRIPT [ARG…]      a script, or a command on the PATH that is one, such as chainlit
       python -m agentops_taskweaver run -m MODULE [ARG…]
       python -m agentops_taskweaver run -c CODE [ARG…]
       python -m agentops_taskweaver [ARG…]                 TaskWeaver's own command: -p PROJECT

Runs the program as Python would, and records the TaskWeaver sessions in it. To see them: npx @agentops/cli show last
"""


def main(arguments: list[str]) -> None:
    """Ends the process as the program does, with 2 where there is none."""
    if arguments[:1] != ["run"]:
        install()
        run_module("taskweaver", arguments)
        return
    words = arguments[1:]
    if not words or words[0] in ("-h", "--help"):
        print(USAGE, end="", file=sys.stdout if words else sys.stderr)
        sys.exit(0 if words else 2)
    option, rest = words[0], words[1:]
    if option in ("-m", "-c"):
        if not rest:
            sys.exit(f"agentops: {option} needs an argument.\n{USAGE}")
        install()
        run = run_module if option == "-m" else run_code
        run(rest[0], rest[1:])
        return
    install()
    run_file(_find(option), rest)


def _find(name: str) -> str:
    if os.path.dirname(name) or os.path.exists(name):
        return name
    return shutil.which(name) or name
