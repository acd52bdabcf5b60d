"""
What the shim of any Python host needs: a stream of lines in a file (docs/bridge-protocol.md), defensive copies, masking, guards.
Knows nothing of TaskWeaver.
"""

from .guard import Guard
from .heartbeat import Heartbeat
from .masking import Masking
from .plain import plain
from .reporter import Moment, Reporter, now
from .secret_names import secrecy_of
from .secret_places import is_secret_text
from .settings import Settings, settings_from, without_ours
from .stream_tail import safe_cut

__all__ = [
    "Guard",
    "Heartbeat",
    "Masking",
    "Moment",
    "Reporter",
    "Settings",
    "is_secret_text",
    "now",
    "plain",
    "safe_cut",
    "secrecy_of",
    "settings_from",
    "without_ours",
]
