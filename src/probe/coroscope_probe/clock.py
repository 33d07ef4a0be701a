"""The clock of every time in the trace: the process's monotonic clock, in nanoseconds.

Functions are taken from the C modules once, at the start: programs and test libraries replace those in `time`.
"""

import sys
from time import time_ns as wall_clock

if sys.platform == "win32":
    # Before 3.13 the monotonic clock of Windows ticks every 15.6 ms only.
    from time import perf_counter_ns as clock
else:
    from time import monotonic_ns as clock

IS_LOOPS = sys.platform != "win32"
"""Whether event loops read the same clock, so that the time a timer is due can be told on it."""

ORIGIN = clock()
"""The moment the recording started: all times on the wire count from here."""

WALL_ORIGIN = wall_clock()
"""The same moment in nanoseconds of Unix time."""


def renew():
    """Another recording begins in this process: its times count from now."""
    global ORIGIN, WALL_ORIGIN
    ORIGIN, WALL_ORIGIN = clock(), wall_clock()
