"""
What the shim of any Python host needs: a stream of lines in a file (docs/bridge-protocol.md), defensive copies, masking, guards.
Knows nothing of TaskWeaver.
"""

from .guard import Guard
from .heartbeat import Heartbeat
from .masking import Masking
from .plain import plain
from .reporter import Moment, Reporter, now
from .secret_names import is_secret_name
from .settings import Settings, settings_from, without_ours

__all__ = [
    "Guard",
    "Heartbeat",
    "Masking",
    "Moment",
    "Reporter",
    "Settings",
    "is_secret_name",
    "now",
    "plain",
    "settings_from",
    "without_ours",
]
