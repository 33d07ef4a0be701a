"""The clock of every time in the trace: the process's monotonic clock, in nanoseconds.

Functions are taken from the C modules once, at the start: programs and test libraries replace those in `time`.
"""

from time import monotonic_ns as clock, time_ns as wall_clock

ORIGIN = clock()
"""The moment the probe started: all times on the wire count from here."""

WALL_ORIGIN = wall_clock()
"""The same moment in nanoseconds of Unix time."""
