"""Has what was recorded leave the process before a signal that it sends itself ends it.

Servers that a signal asked to stop shut down, put the signal's former action back and raise it again, so that whoever
started them learns how they ended. Nothing runs after that, no function of `atexit` either.
"""

import sys

from .clock import clock
from .imports import after_import
from .stand_in import stand_in

AT_MOST_EVERY = 1000000000  # nanoseconds: some programs send themselves signals all the time


def install(hooks, hand_over):
    """From now on `signal.raise_signal` calls `hand_over` first."""
    last = 0

    def before():
        nonlocal last
        now = clock()
        if now - last >= AT_MOST_EVERY:
            last = now
            hand_over()

    after_import(hooks, {"signal": lambda: stand_in(hooks, sys.modules["signal"], "raise_signal", before)})
