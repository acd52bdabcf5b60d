"""Which TaskWeaver this is, where it says so."""

from __future__ import annotations

import sys
from importlib import metadata


def host_version() -> str | None:
    """A checkout has `0.0.0` in its package (`taskweaver/__init__.py`), which tells nothing."""
    try:
        return metadata.version("taskweaver")
    except metadata.PackageNotFoundError:
        pass
    version = getattr(sys.modules.get("taskweaver"), "__version__", None)
    return version if isinstance(version, str) and version != "0.0.0" else None
