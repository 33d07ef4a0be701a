"""What the hooks write down, and what the sender takes away.

One `LoopRecord` for each event loop holds the runs, a flat list of integers, six a run, which only the loop's own
thread extends and only the sender's shortens: both in one step of the interpreter, so no lock is needed. Tasks, ends
and groups are rows in lists that are handled the same way. Nothing in here refers to a task, a coroutine, a future or
a frame of the program: they are known by serial numbers, found by `id()` while they live.
"""

import sys
from _thread import get_ident
from _weakref import ref
from itertools import count

from .callbacks import type_name
from .chain import AsyncGenerator, Coroutine, Generator
from .clock import clock
from .places import append
from .wire import TEXT_LIMIT

RESULT, ERROR, CANCELLED = 1, 2, 3
SLOT = type(BaseException.__str__)  # a method written in C
arguments_of = BaseException.args.__get__
module_of = type.__dict__["__module__"].__get__


class Sink(list):
    """Where runs go that nobody will read."""

    def __iadd__(self, events):
        return self


class Later(list):
    """Stands in a record's `outer` for the real list, and calls a function when the run that is running now ends."""

    def __init__(self, record, function):
        list.__init__(self, [None])
        self.record, self.outer, self.function = record, record.outer, function
        record.outer = self

    def append(self, run):
        self.outer.append(run)

    def pop(self):
        self.record.outer = self.outer
        self.function()
        return self.outer.pop() if self.outer else (0, 0)


class LoopRecord:
    __slots__ = ("serial", "events", "subject", "begin", "outer")

    def __init__(self, serial, events):
        self.serial = serial
        self.events = events
        self.subject = 0  # of the run that is running now,
        self.begin = 0  # and its beginning; 0 when none is
        self.outer = []  # (subject, begin) of runs that this one runs inside of


class Creation:
    """A `create_task` under a task factory: what is known of the task before it exists (see eager.py)."""

    __slots__ = ("coroutine", "qualified", "serial", "at", "place", "parent", "name")


class Recorder:
    def __init__(self, places):
        self.places = places
        self.on = True
        self.states = {}  # thread -> record of the loop that runs on it
        self.records = {}  # id of loop -> (weak reference, record)
        self.loops = []  # (record, class, thread id, thread name, at), only ever appended to; the id is the index + 1
        self.subjects = {}  # id of task -> 4 x serial, while it is pending
        self.names = {}  # id of task -> the name it was created with
        self.tasks = []  # (serial, parent, loop, created, coroutine, place, name)
        self.ends = []  # (serial, at, outcome, error, name)
        self.problems = []  # (where, message)
        self.stacks = []  # place ids from the outermost frame inwards, only ever appended to; the id is the index + 1
        self.samples = []  # (loop, subject, begin, at, weight, stack)
        self.serials = count(1)
        self.early = {}  # id of an eager task that was met in its first step, before asyncio registers it -> id of its coroutine
        self.creations = {}  # thread -> stack of Creation
        self.current_tasks = {}
        self.running_loop = lambda: None
        self.name_of = lambda task: None
        self.sites = None  # these two come with asyncio
        self.callbacks = None
        self.stock_time = None
        self.stock_loop = None  # the class that all of asyncio's own loops come from
        self.at_next_run = None  # a function to call once, when a run has ended

    # Loops and runs

    def record_of(self, loop):
        known = self.records.get(id(loop))
        if known is not None:
            return known[1]
        key = id(loop)
        thread = get_ident()
        record = LoopRecord(0, [] if self.on else Sink())
        record.serial = append(self.loops, (record, type_name(type(loop)), thread, thread_name(thread), clock()))
        try:
            life = ref(loop, lambda _: self.records.pop(key, None))
        except TypeError:
            life = None
        self.records[key] = (life, record)
        if self.stock_loop is not None and not issubclass(type(loop), self.stock_loop):
            name = "%s.%s" % (module_of(type(loop)), type_name(type(loop)))
            self.problem("loop", name + " runs its callbacks in a way of its own: what its tasks do is not recorded yet. "
                         "Run the program on asyncio's own event loop to see it.")
        if self.at_next_run is not None:
            Later(record, self.at_next_run)
        return record

    def loop_runs(self, loop):
        """The thread begins to run a loop, or (None) ends to."""
        thread = get_ident()
        if loop is None:
            self.states.pop(thread, None)
        elif self.on:
            self.states[thread] = self.record_of(loop)

    def enter(self, handle):
        """The record for a handle that runs on a thread whose loop the probe has not seen start."""
        record = self.record_of(handle._loop)
        if self.on and self.running_loop() is handle._loop:
            self.states[get_ident()] = record
        return record

    def after_next_run(self, function):
        """Calls a function when a run ends, in one of the loops that there are or that the next one to be made is."""
        self.at_next_run = function
        for _, record in list(self.records.values()):
            if type(record.outer) is list:
                Later(record, function)

    @staticmethod
    def nest(state):
        state.outer.append((state.subject, state.begin))

    def subject_of(self, callback):
        """The subject of a callback whose type is not that of a task's step."""
        known = self.callbacks.callback_of(callback)
        if not known:
            task = self.callbacks.stepping_task(callback)
            if task is not None:
                return self.subject(task)
            known = self.callbacks.unwrap(callback)
        return known * 4 + 1

    def due(self, label, handle, begin):
        """Since when a timer was ready: never before it was made, unknown (begin + 1) if its loop has its own clock."""
        loop = handle._loop
        when = handle._when
        if type(when) not in (float, int) or not -1e9 < when < 1e10 or getattr(type(loop), "time", None) is not self.stock_time \
                or "time" in getattr(loop, "__dict__", ()):
            return begin + 1
        return min(begin, max(-label, int(when * 1e9)))

    # Tasks

    def subject(self, task):
        key, coroutine = id(task), task._coro
        known = self.subjects.get(key)
        # One that ended in its first step was never registered: its id may be another task's by now.
        if known is None or self.early.get(key, id(coroutine)) != id(coroutine):
            known = self.created(task, clock(), True)
            if type(coroutine) is Coroutine and coroutine.cr_running:
                self.early[key] = id(coroutine)
        return known

    def serial_of(self, task):
        """The serial of a task that is pending, or 0."""
        return self.subjects.get(id(task), 0) >> 2

    def added(self, task):
        """asyncio registers a task: it was just made. An eager one has had its first step already, and is suspended."""
        eager = type(task._coro) is Coroutine and getattr(task._coro, "cr_suspended", False)
        met = self.early.pop(id(task), None)
        if not eager or met != id(task._coro):
            self.created(task, clock(), depth=3)
        if eager and self.creation_of(task) is None:
            # Made by `Task(eager_start=True)` itself: when the step began is not known any more.
            state = self.states.get(get_ident())
            site = self.sites.suspension(task)
            if state is not None and site > 0:
                now = clock()
                state.events += (self.subjects[id(task)] + 2, now, now, now + 1, state.begin or now, site)

    def created(self, task, at, late=False, depth=2):
        """Registers a task; `late`: nobody saw how it was made. Returns its subject."""
        creation = self.creation_of(task)
        if creation is not None:
            serial, at, place, parent = creation.serial, creation.at, creation.place, creation.parent
            qualified, name = creation.qualified, creation.name
        else:
            serial = next(self.serials)
            place, name = (0, None) if late else self.places.creation(depth)
            parent = 0 if late else self.current_serial()
            qualified = coroutine_name(task._coro)
        if not issubclass(type(name), str):
            name = self.name_of(task)
        name = cut(name)
        loop = self.record_of(task._loop).serial
        self.tasks.append((serial, parent, loop, at, qualified, place, name))
        self.names[id(task)] = name
        self.subjects[id(task)] = serial * 4
        return serial * 4

    def creation_of(self, task):
        """What eager.py noted about the task that is being made, if it is this one."""
        if self.creations:
            stack = self.creations.get(get_ident())
            if stack and stack[-1].coroutine == id(task._coro):
                return stack[-1]
        return None

    def current_serial(self):
        """The serial of the task that is running on this thread, or 0."""
        loop = self.running_loop()
        if loop is None:
            return 0
        task = self.current_tasks.get(loop)
        return self.subject(task) >> 2 if task is not None else 0

    def finished(self, task, at, named=True):
        """The task has ended; not `named`: its own name is not set yet."""
        key = id(task)
        serial = self.subjects.pop(key, 0) >> 2
        before = self.names.pop(key, "")
        state = task._state
        if not serial or state == "PENDING":
            return
        outcome, error = RESULT, ""
        if state == "CANCELLED":
            outcome = CANCELLED
        elif task._exception is not None:
            outcome, error = ERROR, error_text(task._exception)
        name = cut(self.name_of(task)) if named else before
        if name == before:
            name = ""
        self.ends.append((serial, at, outcome, error, name))

    def problem(self, where, message):
        self.problems.append((where, message))

    def stop(self):
        """Nothing is recorded from here on; hooks that are still referred to find nothing to write to."""
        self.on = False
        self.states.clear()
        self.subjects.clear()
        self.names.clear()
        for _, record in list(self.records.values()):
            record.events = Sink()


def cut(name):
    """An exact, bounded str of any name: subclasses may override every method, so none of theirs is called."""
    return str.__getitem__(name, slice(TEXT_LIMIT)) if issubclass(type(name), str) else ""


def coroutine_name(coroutine):
    kind = type(coroutine)
    known = kind is Coroutine or kind is Generator or kind is AsyncGenerator
    return coroutine.__qualname__ if known else type_name(kind)


def thread_name(thread):
    threading = sys.modules.get("threading")
    threads = getattr(threading, "_active", None) or {}
    found = threads.get(thread)
    name = getattr(found, "__dict__", {}).get("_name")
    return name if type(name) is str else ""


def error_text(error):
    """The type's name, and the message if reading it runs no code of the program's."""
    kind = type(error)
    text = type_name(kind)
    for base in kind.__mro__:
        if "__str__" in base.__dict__:
            if type(base.__dict__["__str__"]) is not SLOT:
                return text
            break
    arguments = arguments_of(error)
    if arguments and type(arguments[0]) is str:
        return text + ": " + arguments[0][:TEXT_LIMIT]
    return text
