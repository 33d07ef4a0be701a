"""Where tasks stand: their frames, from the coroutine inwards, and what they await there.

As sites.py tells it of every suspension, but for any thread and at any time. Nothing is kept for longer than an answer.
"""

import sys
from _json import encode_basestring_ascii as quote

from .chain import walk
from .executing import executing_frame
from .kinds import NUMBERS, kind_of_function, library_of
from .places import ASYNCHRONOUS, LIBRARY, PROBE, STDLIB, USER
from .recorder import cut
from .sites import DEPTH_LIMIT, GROUPED, SLEEP, STREAM, SUBPROCESS, YIELD

FILE_LIMIT = 4096
ENTERS = "BEFORE_ASYNC_WITH", "LOAD_SPECIAL"  # instructions; the latter from 3.14 on
STEPS = "_run", "_run_once"  # functions of asyncio's that run a task's steps
SHARED = {NUMBERS[name] for name in "lock event condition semaphore barrier queue.get queue.put".split()}


class Shape:
    """What all suspensions at the same places have in common."""

    __slots__ = ("number", "kind", "sleeps", "shared", "waits", "entering")


class Stacks:
    def __init__(self, alive):
        self.alive = alive
        self.places = {}  # (id of code, instruction or line) -> (index, scope, code, name)
        self.place_texts = []
        self.shapes = {}  # tuple of indexes of places -> Shape
        self.stack_texts = []
        opcodes = getattr(sys.modules.get("opcode"), "opmap", {})  # asyncio has imported it
        self.enters = {opcodes[name] for name in ENTERS if name in opcodes}
        self.waiting_codes = set()  # ids of asyncio's codes that wait for tasks

    def chain(self, task):
        """(link, code, frame, name) of each suspended frame of a task, as long as they tell something."""
        found = []
        for entry in walk(task._coro):
            found.append(entry)
            if entry[1] is self.alive.sleep:
                break
        return found

    def shape(self, chain):
        """The shape of a chain of suspended frames."""
        known, places = self.places, []
        for _, code, frame, name in chain:
            place = known.get((id(code), frame.f_lasti)) or self.learn(code, frame.f_lasti, frame.f_lineno, name)
            places.append(place[0])
        key = tuple(places)
        return self.shapes.get(key) or self.learn_shape(key, chain)

    def learn(self, code, instruction, line, name):
        places = self.alive.places
        _, file, scope = places.codes.get(id(code)) or places.learn(code)
        known = self.places[id(code), instruction] = len(self.place_texts), scope, code
        self.place_texts.append("[%s,%d,%s,%d]" % (quote(file[:FILE_LIMIT]), line or 0, quote(cut(name)), scope))
        return known

    def learn_shape(self, key, chain):
        made = Shape()
        made.sleeps = bool(chain) and chain[-1][1] is self.alive.sleep
        made.kind, made.shared, made.waits = self.kind(chain)
        made.entering = [at for at, (_, code, _, name) in enumerate(chain) if self.may_enter(code, name)]
        made.number = self.stack_of(key)
        self.shapes[key] = made
        return made

    def stack_of(self, places):
        """The index of a stack that is told anew."""
        self.stack_texts.append("[%s]" % ",".join(map(str, shortened(places))))
        return len(self.stack_texts) - 1

    def kind(self, chain):
        """(kind, position of the frame of asyncio's that waits for a lock or the like, or -1, whether one waits for tasks).

        The kind is that of the outermost call of the standard library's made by the innermost frame of the user's code.
        """
        scopes = []
        for _, code, frame, _ in chain:
            scope = self.alive.places.scope(code)
            scopes.append(STDLIB if scope == LIBRARY and library_of(code.co_filename) else scope)
        caller = -1
        for scope in (LIBRARY, USER):
            if scope in scopes:
                caller = len(scopes) - 1 - scopes[::-1].index(scope)
        found, shared, waits = 0, -1, False
        for at in range(caller + 1, len(chain)):
            _, code, _, name = chain[at]
            if scopes[at] != STDLIB:
                continue
            kind = kind_of_function(code.co_filename, name)
            if kind in GROUPED:
                self.waiting_codes.add(id(code))
                waits = True
            if kind in SHARED and shared < 0:
                shared = at
            found = found or kind
        return found, shared, waits

    def may_enter(self, code, name):
        """Whether code of the program's has an `async with`, or code of asyncio's may have a timer."""
        if self.alive.places.scope(code) == STDLIB:
            return kind_of_function(code.co_filename, name) in GROUPED
        return code.co_flags & ASYNCHRONOUS and not self.enters.isdisjoint(code.co_code[::2])

    def awaited(self, task, view, shape):
        """(kind, numbers of the tasks that a suspended task waits for)."""
        kind, futures, waiter = shape.kind, self.alive.futures, view._fut_waiter
        if shape.sleeps:
            return (YIELD if waiter is None and kind == SLEEP else kind), ()
        if kind == 0:
            kind, serials = futures.look(waiter)
            return kind, serials
        if kind == STREAM:
            return (SUBPROCESS if futures.of_subprocess(task) else STREAM), ()
        return kind, futures.awaited(task, self.waiting_codes) if shape.waits else ()

    # Tasks in a step: their coroutines do not tell what they await

    def of_running(self):
        """The frames of each task that is in a step, outermost first, by the task's number: of functions it has called too."""
        alive, found = self.alive, {}
        roots = {}
        for number, view in enumerate(alive.views):
            frame = executing_frame(view._coro)
            if frame is not None:
                roots[id(frame)] = number
                found[number] = [frame]
        current = {thread: alive.current.get(loop) for loop, thread in alive.running.items()}
        for thread, frame in alive.threads.items():
            if roots or current.get(thread) is not None:
                self.follow(frame, roots, found, current.get(thread))
        return found

    def follow(self, frame, roots, found, current):
        """Goes outwards through a thread's frames. Those up to a task's coroutine are of that task."""
        inwards = []
        while frame is not None:
            code = frame.f_code
            scope = self.alive.places.scope(code)
            if scope == PROBE or scope == LIBRARY and is_debuggers(code.co_filename):
                inwards.clear()  # what the debugger calls is not the program's
            elif scope == STDLIB and code.co_name in STEPS and code.co_filename in self.alive.files:
                if current is not None and current not in found:  # of a coroutine that shows no frame
                    found[current] = inwards[::-1]
                inwards.clear()
            else:
                inwards.append(frame)
            number = roots.get(id(frame))
            if number is not None:
                found[number] = inwards[::-1]
                inwards.clear()
            frame = frame.f_back

    def stack_of_running(self, view, frames):
        """The index of such a stack."""
        root = executing_frame(view._coro)
        return self.stack_of([self.place_of(frame, view._coro.__qualname__ if frame is root else None) for frame in frames])

    def place_of(self, frame, name=None):
        code = frame.f_code
        return self.place_at(code, frame.f_lineno, name or self.alive.places.name(code, frame))

    def place_at(self, code, line, name):
        key = id(code), ~(line or 0)  # the instructions of suspended frames are not negative
        known = self.places.get(key) or self.learn(code, key[1], line, name)
        return known[0]


def is_debuggers(file):
    return not {"debugpy", "pydevd"}.isdisjoint(file.replace("\\", "/").split("/"))


def shortened(places):
    """Of very deep stacks the begin and the end, as on the wire."""
    if len(places) > DEPTH_LIMIT:
        return places[:DEPTH_LIMIT // 4] + places[-3 * DEPTH_LIMIT // 4:]
    return places
