"""How the probe's threads come by the interpreter's lock when an event loop is never idle.

A busy loop still polls its selector between two iterations, which lets go of the lock and takes it back less than a
microsecond later. Whoever waits for the lock is woken up in vain each time, at the loop's expense, and its 5 ms, after
which it might demand the lock, begin again: threads wait for long, and meanwhile make short iterations up to twice as
dear. So a thread says when it is going to want the lock, and between two iterations the loop, if that time has come,
stands aside until the thread sleeps again.

A thread that does not come at once is not waited for, nor is one that came and works for long.
"""

from . import collector
from .clock import clock
from .originals import allocate_lock

NEVER = 1 << 62
LATE = 100000  # nanoseconds: so long after its time a thread surely is awake
COMING = True, 0.001
COMES_LATE = 1000000  # nanoseconds
WORKING = True, 0.01


class Turns:
    __slots__ = ("due", "doors")

    def __init__(self):
        self.due = NEVER  # when the next of the threads wants its turn
        self.doors = []

    def give(self, now):
        """Called by a loop between two iterations, when a turn is due."""
        self.due = NEVER
        for door in self.doors:
            if door.due < now:
                door.open()
        for door in self.doors:
            self.due = min(self.due, door.due)


class Door:
    """Where a loop waits for one thread."""

    __slots__ = ("turns", "due", "wanted", "lock")

    def __init__(self, turns):
        self.turns = turns
        self.due = NEVER  # when the thread wants its turn; never while it is at work
        self.wanted = False
        self.lock = allocate_lock()
        turns.doors.append(self)

    def open(self):
        due = self.due
        self.lock.acquire(False)
        self.wanted = True
        if not self.lock.acquire(*COMING):
            if self.due == NEVER:
                self.lock.acquire(*WORKING)
            elif self.due == due:
                self.due += COMES_LATE
        self.wanted = False

    def sleep(self, wait, pause):
        """The thread's: `wait(*pause)`, a function of C's that lets go of the interpreter's lock, for pause[1] seconds at most."""
        self.due = due = clock() + int(pause[1] * 1e9) + LATE
        if due < self.turns.due:
            self.turns.due = due
        self.close()
        collector.release()
        wait(*pause)
        collector.hold()
        self.due = NEVER

    def close(self):
        """The thread's turn is over."""
        if self.wanted:
            self.wanted = False
            if self.lock.locked():
                self.lock.release()
