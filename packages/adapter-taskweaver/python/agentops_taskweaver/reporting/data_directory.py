"""Where the lines go: a folder that its owner alone can read."""

from __future__ import annotations

import os
import stat
import sys
import tempfile


def prepare_bridge_folder(directory: str) -> str:
    """
    The folder for bridge streams in the data directory, ready to be written to. Where that isn't possible, one in the
    temporary directory, said once on stderr.
    :raises OSError: where neither can be written to
    """
    try:
        return _prepare(directory)
    except OSError as error:
        folder = _prepare(_temporary_directory())
        print(
            f"agentops: {directory} can't be written to ({error.strerror or error}), so events go to "
            f"{os.path.dirname(folder)}. Set AGENTOPS_DIR to a directory that can be written to.",
            file=sys.stderr,
        )
        return folder


def _prepare(directory: str) -> str:
    folder = os.path.join(directory, "bridge")
    if not os.path.isdir(directory):
        os.makedirs(os.path.dirname(directory) or ".", exist_ok=True)
        _make(directory)
    _make(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "permission denied", folder)
    _ignore_in_git(directory)
    return folder


def _make(folder: str) -> None:
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def _ignore_in_git(directory: str) -> None:
    try:
        handle = os.open(os.path.join(directory, ".gitignore"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("*\n")


def _temporary_directory() -> str:
    uid = os.getuid() if hasattr(os, "getuid") else 0
    path = os.path.join(tempfile.gettempdir(), f"agentops-{uid}")
    try:
        os.mkdir(path, 0o700)
        return path
    except FileExistsError:
        # In a place that all may write to, somebody else may have put it there.
        found = os.lstat(path)
    ours = stat.S_ISDIR(found.st_mode) and (os.name == "nt" or (found.st_uid == uid and found.st_mode & 0o077 == 0))
    return path if ours else tempfile.mkdtemp(prefix="agentops-")
