"""The watchdog: sees at which line a thread is while a run holds its event loop.

A thread of its own looks every few milliseconds at what the hooks published: which run goes on. If one does, the
frames of that thread tell where. So a line is caught while it blocks, whatever it is doing; except that a function in C
that keeps the interpreter's lock keeps the watchdog waiting too, and is then found in its caller, at the call. Python
code lets go of that lock after 5 ms only: steps that compute for less are seen by luck, or not at all.

What is kept of a look are numbers: places and stacks are tables that only grow, up to a bound. A frame is let go
before the look ends, and nothing is asked of it but its code, its instruction and who called it, which runs no code of
the program's. Moments to look are a little irregular, so that no program can keep in step with them.
They are few while nothing but brief runs is seen: a thread that waits for the interpreter's lock makes each system call of
the loop dearer.
"""

import sys
from sys import _current_frames as current_frames

from .clock import clock
from .faults import describe
from .originals import allocate_lock
from .overtaken import overtaken
from .places import PROBE, STOPPED, append

DEFAULT_THRESHOLD = 100000000  # nanoseconds
LEAST_THRESHOLD, MOST_THRESHOLD = 10000000, 10000000000
LEAST_PERIOD = 2000000
LOOKS_AWAKE = 50  # after one that saw a run which was no longer a brief one
BRIEF = 1000000  # nanoseconds
WALK_LIMIT = 4000  # frames
OUTER_FRAMES, INNER_FRAMES = 32, 96  # of a stack that is deeper
STACK_LIMIT = 10000
SHORT = 8  # frames at both ends of a stack, once there are so many
ALIKE = 100  # looks in a row that see the same before most of them are left out
THINNING = 1.25
HELD_UP = 10000000  # nanoseconds; Python code lets the watchdog in after 5 ms


class Seen:
    """What the last look saw of a loop."""

    __slots__ = ("begin", "stack", "alike", "next")


class Watchdog:
    def __init__(self, recorder, threshold, door):
        self.recorder = recorder
        self.door = door
        self.places = recorder.places
        self.threshold = threshold
        period = max(LEAST_PERIOD, threshold // 10)
        self.awake, self.asleep = waits(period), waits(max(period, threshold * 4 // 10))
        self.turn = 0
        self.looks = 0  # until it falls asleep
        self.due = 0  # when it was to look
        self.last = clock()
        self.stacks = {}  # tuple of places -> id
        self.looking = allocate_lock()
        self.interrupted = self.failed = False
        self.wake = allocate_lock()
        self.wake.acquire()

    def work(self):
        """The watchdog's thread. Returns whether it has ended for good."""
        wait = self.wake.acquire
        while self.recorder.on and not self.failed:
            self.turn = (self.turn * 5 + 3) & 15
            pause = (self.awake if self.looks else self.asleep)[self.turn]
            self.due = clock() + int(pause[1] * 1e9)
            self.door.sleep(wait, pause)
            if self.interrupted:
                self.interrupted = False
                return False
            self.look()
        self.door.close()
        return True

    def interrupt(self):
        """Has `work` return soon; calling it again goes on where it was."""
        self.interrupted = True
        try:
            self.wake.release()
        except RuntimeError:  # it is awake, or somebody else was faster
            pass

    def look(self):
        """Called by the probe's other threads, too: after a long hold of the interpreter's lock, only one gets it in time."""
        if self.failed or not self.looking.acquire(False):
            return
        try:
            self.look_around()
        except Exception as fault:
            self.failed = True
            self.recorder.problem("watchdog", describe(fault))
        finally:
            self.looking.release()

    def look_around(self):
        recorder = self.recorder
        before, self.last = self.last, clock()
        weight = self.last - before
        held_up = self.last - self.due > HELD_UP
        self.looks = max(0, self.looks - 1)
        for thread, record in list(recorder.states.items()):
            begin, subject = record.begin, recorder.subject_running(record)
            if not begin or not recorder.on:
                continue
            if self.last - begin > BRIEF:
                self.looks = LOOKS_AWAKE
            if not is_alone():
                return
            outer = [item for item in record.outer if type(item) is tuple]
            first = (subject, begin)
            for callback, outermost in outer[:1]:
                first = recorder.subject_seen(callback), outermost
            # The frames of all threads are not kept in a variable: this one's is among them, and would keep them all.
            stack = self.stack(current_frames().get(thread), bool(outer), held_up)
            at = clock()
            if record.begin == begin and stack != STOPPED and is_news(record, first[1], stack):
                recorder.samples.append((record.serial, first[0], first[1], at, weight, stack))

    def stack(self, frame, nested, held_up):
        """The id of the stack that a frame is the innermost of; 0 when not known, STOPPED when a debugger holds it."""
        places = self.places
        known, boundary = places.moments, places.boundary
        found = []
        end = None
        instruction = -1
        if frame is not None:
            # The probe may be told of a function that is entered, and be let in only then.
            while held_up and places.scope(frame.f_code) == PROBE and frame.f_back is not None:
                frame = frame.f_back
            frame, instruction = overtaken(frame) if held_up else (frame, frame.f_lasti)
        for _ in range(WALK_LIMIT):
            if frame is None:
                break
            code = frame.f_code
            if code is boundary or id(code) in places.boundaries:
                end = len(found)
                if not nested:
                    break
            else:
                place = known.get((id(code), instruction))
                if place is None:
                    place = places.moment(frame, instruction)
                if place == STOPPED:
                    return STOPPED
                if place:
                    found.append(place)
            frame = frame.f_back
            if frame is not None:
                instruction = frame.f_lasti
        found[end:] = ()
        if len(found) > OUTER_FRAMES + INNER_FRAMES:
            found[INNER_FRAMES:-OUTER_FRAMES] = ()
        return self.known(found) if found else 0

    def known(self, found):
        found.reverse()
        key = tuple(found)
        stack = self.stacks.get(key)
        if stack is None and len(self.stacks) >= STACK_LIMIT:
            key = key if len(key) <= 2 * SHORT else key[:SHORT] + key[-SHORT:]
            stack = self.stacks.get(key, 0 if len(self.stacks) >= 2 * STACK_LIMIT else None)
        if stack is None:
            stack = self.stacks[key] = append(self.recorder.stacks, key)
        return stack


def is_news(record, begin, stack):
    """Whether to tell; a long row of looks that see the same tells ever less often."""
    seen = record.seen
    if seen is None:
        seen = record.seen = Seen()
        seen.begin = 0
    if seen.begin != begin or seen.stack != stack:
        seen.begin, seen.stack, seen.alike, seen.next = begin, stack, 1, ALIKE
        return True
    seen.alike += 1
    if seen.alike <= ALIKE:
        return True
    if seen.alike < seen.next:
        return False
    seen.next = int(seen.alike * THINNING)
    return True


def is_alone():
    """Whether no other interpreter may be running right now.

    From 3.12 on each can have a lock of its own: asking for frames while frames of theirs change ends the process.
    """
    if sys.version_info < (3, 12):
        return True
    others = sys.modules.get("_interpreters") or sys.modules.get("_xxsubinterpreters")
    return others is None or len(others.list_all()) == 1


def waits(period):
    """Sixteen waits around a period, as arguments of a lock's `acquire`: they must not be made anew before each wait."""
    return [(True, period * (40 + 2 * part - 15) / 40e9) for part in range(16)]


def threshold_of(options):
    """The blocking threshold in nanoseconds."""
    value = options.get("threshold")
    if type(value) is not int:
        return DEFAULT_THRESHOLD
    return max(LEAST_THRESHOLD, min(value, MOST_THRESHOLD))
