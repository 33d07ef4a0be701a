"""What this probe is, and which Pythons it knows."""

import sys

PROBE = "0.1.0"
WIRE = 2


def supported():
    """Whether the hooks were checked against this interpreter: its asyncio internals differ between versions."""
    if not (3, 9) <= sys.version_info[:2] <= (3, 15):
        return False
    return not hasattr(sys, "_is_gil_enabled") or sys._is_gil_enabled()
