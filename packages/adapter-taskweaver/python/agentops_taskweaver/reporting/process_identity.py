"""Who this process is, precisely enough that a reader can tell later whether it still lives."""

from __future__ import annotations

import os
import platform
import socket
import time


def identify_process() -> dict[str, object]:
    """The `process` of the first line of a segment (docs/bridge-protocol.md)."""
    return {
        "pid": os.getpid(),
        "start_time": _start_time(),
        "boot_id": _boot_id(),
        "pid_namespace": _pid_namespace(),
        "hostname": socket.gethostname(),
    }


def runtime() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}".replace("CPython", "Python")


def _start_time() -> str | None:
    """Field 22 of `/proc/self/stat`. The second one, a name in brackets, may hold blanks and brackets."""
    try:
        with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[19]
    except (OSError, IndexError):
        return None


def _boot_id() -> str:
    """Off Linux, the minute in which the machine booted, where its clock tells."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        pass
    host = socket.gethostname()
    try:
        uptime = time.clock_gettime(time.CLOCK_UPTIME_RAW)  # type: ignore[attr-defined,unused-ignore]
    except (AttributeError, OSError):
        return host
    return f"{host}@{round((time.time() - uptime) / 60)}"


def _pid_namespace() -> str | None:
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return None
