"""What the hooks write down, and what the sender takes away.

One `LoopRecord` for each event loop holds the runs, a flat list of integers, four a row (runs.py), which only the loop's
own thread extends, in one step of the interpreter, and nobody shortens. Tasks, ends and facts are rows in lists that only
the sender shortens, in one step as well: so no lock is needed. Nothing in here refers to a task, a coroutine, a future or
a frame of the program for longer than a run: they are known by serial numbers, found by `id()` while they live.
"""

import sys
from _functools import partial
from _thread import get_ident
from _weakref import ref
from itertools import count

from .callbacks import Method, type_name
from . import clock as times
from .chain import AsyncGenerator, Coroutine, Function, Generator
from .clock import clock
from .places import append
from .runs import BEGIN, CAUSE, ENTER, LEAVE, LOOP, MANY, OFTEN, THREAD, TIMER, UNKNOWN, FileLabel
from .tables import tables_of_facts
from .turns import Turns
from .wire import TEXT_LIMIT, pack_rows, without_first

RESULT, ERROR, CANCELLED = 1, 2, 3
FAILED_LIMIT = 100000
THREAD_LIMIT = 20000  # after so many in a trace, new ones are known by their numbers, which are used again, alone
YIELDS = 200  # bare yields of a loop whose lines are looked at, between two visits of the sender
EVERY_YIELD = (1 << 30) - 1  # by the option `"yields": "all"`; to count in greater numbers is dearer
DEFAULT_NAME, BEYOND_DEFAULT = "Task-", "Task."  # names that begin with the one lie between the two
EAGER = hasattr(Coroutine, "cr_suspended") and sys.version_info >= (3, 12)
SLOT = type(BaseException.__str__)  # a method written in C
arguments_of = BaseException.args.__get__
module_of, bases_of, members_of = (type.__dict__[name].__get__ for name in ("__module__", "__mro__", "__dict__"))


class Rows(list):
    """Rows of runs, up to those that are packed together, and how many such lists came before."""

    __slots__ = ("number",)

    def __init__(self, number=0):
        self.number = number


class Sink(Rows):
    """Where runs go that nobody will read."""

    __slots__ = ()

    def __iadd__(self, rows):
        return self


class LoopRecord:
    """A loop's runs, as rows (runs.py), and the one that is running now."""

    __slots__ = ("serial", "rows", "packed", "taken", "callback", "begin", "outer", "due", "turns", "yields", "settled", "seen")

    def __init__(self, serial, rows, turns, yields=0):
        self.serial = serial
        self.rows = rows
        self.packed = []  # (number of the list, its rows as `pack_rows` packs them)
        self.taken = 0, 0  # the number of the last list that the sender took of, and how many rows it did
        self.callback = None  # that is running now (or its subject, where none is known),
        self.begin = 0  # and the run's beginning; 0 when none is
        self.due = 0  # when to `rest` the next time
        self.turns = turns
        self.outer = []  # (callback, begin) of runs that this one runs inside of; functions to call when there is no run
        self.yields = yields  # bare yields whose lines are still looked at, until the sender comes by again
        self.settled = False  # whether it stands in the recorder's `records`, unless its loop is gone
        self.seen = None  # by the watchdog, the last time

    def nest(self, at):
        """The run is interrupted: others begin inside of it."""
        self.outer.append((self.callback, self.begin))
        self.due = 0
        self.rows += (ENTER, at, at, 0)

    def end(self, at):
        """The run that goes on has ended, or is given up."""
        self.callback = None
        self.begin = 0
        self.leave(at)

    def leave(self, at):
        """There is no run any more, or no longer one inside of another."""
        while self.outer:
            outer = self.outer.pop()
            if type(outer) is tuple:
                self.callback, self.begin = outer
                self.rows += (LEAVE, at, at, 0)
                return
            outer()

    def rest(self, at):
        """An iteration is over: what is to be done then, now and then."""
        if self.outer:
            self.leave(at)
            return
        if len(self.rows) > MANY:
            self.pack()
        if at > self.turns.due:
            self.turns.give(at)
            at = clock()
        self.due = min(self.turns.due, at + OFTEN)

    def inside(self, subject, begin, end, ready, site):
        """A run that began inside of the one that is running now, if one is, and has ended."""
        for last in self.rows[-3:-2]:  # it is told of late: others that are told already may have run in it, or since
            begin, end, ready = max(begin, last), max(end, last), ready if ready <= end else max(end, last) + 1
        if self.begin:
            self.rows += (ENTER, begin, begin, 0, subject, end, ready, site, LEAVE, end, end, 0)
        else:
            self.rows += (BEGIN, begin, begin, 0, subject, end, ready, site)

    def pack(self):
        """Packs the rows there are: the loop's own thread does it best.

        A signal handler's exception may come anywhere in here. Then they are packed again, and more with them.
        """
        rows = self.rows
        self.packed.append((rows.number, pack_rows(rows)))
        self.rows = Rows(rows.number + 1)

    def take(self):
        """The sender's: what came since the last time, in pieces as `pack_rows` makes them."""
        rows = self.rows  # before what is packed: these may be, meanwhile
        count = len(rows) // 4
        packed = self.packed[:]
        del self.packed[:len(packed)]
        pieces = [self.unseen(number, len(piece[1]) // 8, piece) for number, piece in packed]
        last, seen = self.taken
        begin = seen if last == rows.number else 0
        if rows.number >= last and count > begin:
            self.taken = rows.number, count
            pieces.append(pack_rows(rows[4 * begin:4 * count]))
        return [piece for piece in pieces if piece is not None]

    def unseen(self, number, count, piece):
        """What was not taken yet of a list that is packed; None where all was."""
        last, seen = self.taken
        if last < number:
            seen = 0
        if last > number or seen >= count:
            return None
        self.taken = number, count
        return without_first(piece, seen) if seen else piece


class Creation:
    """A `create_task` under a task factory: what is known of the task before it exists (see eager.py)."""

    __slots__ = ("coroutine", "qualified", "serial", "at", "place", "parent", "name")


class Recorder:
    def __init__(self, places):
        self.places = places
        self.on = True
        self.origin = times.ORIGIN  # from which on its times count
        self.yields = YIELDS
        self.states = {}  # thread -> record of the loop that runs on it
        self.records = {}  # id of loop -> (weak reference, record)
        self.loops = []  # (record, class, thread id, thread name, at), or None for one that is told and gone; the id is the index + 1
        self.subjects = {}  # key of task (natives.py) -> 4 x serial, while it is pending
        self.names = {}  # id of task -> the name it was created with, if that is not a default one
        # Flat lists: a tuple for each row would have the garbage collector come by more often.
        self.tasks = []  # serial, parent, loop, created, coroutine, place, name
        self.ends = []  # serial, at, outcome, error, name
        self.usual_ends = []  # serial, at: with a result, and the name that they had
        self.problems = []  # (where, message)
        self.stacks = []  # place ids from the outermost frame inwards, only ever appended to; the id is the index + 1
        self.samples = []  # (loop, subject, begin, at, weight, stack)
        self.facts = tables_of_facts()  # name -> rows (tables.py)
        self.gatherers = []  # functions that add rows to those, called before they are sent
        self.failed = {}  # id of a task that ended with an exception -> its serial
        self.threads = {}  # (thread, its name) -> its id in the table of threads
        self.child_ids = count(1)  # of the table of children
        self.scope_ids = count(1)  # of the table of scopes
        self.scope_places = {}  # id of a task group or a timeout that is entered -> where it was
        self.serials = count(1)
        self.early = {}  # id of an eager task that was met in its first step, before asyncio registers it -> id of its coroutine
        self.creations = {}  # thread -> stack of Creation
        self.ended_eagerly = 0, 0  # id and serial of the last task that ended in its creation
        self.current_task = lambda loop: None
        self.running_loop = lambda: None
        self.name_of = lambda task: None
        self.view = self.key = self.task_type = None  # come with asyncio, too (natives.py)
        self.sites = None  # these three come with asyncio
        self.callbacks = None
        self.resources = None
        self.stock_time = None
        self.met = lambda loop: None  # called with each new loop
        self.cancelled = lambda callback, args: None  # called when a cancelled future wakes whoever waits for it
        self.asked = lambda task: None  # called when a task was asked to cancel itself
        self.explain_cancel = lambda task, serial, at: None  # called when a task ends as cancelled
        self.turns = Turns()
        self.at_next_run = None  # a function to call once, when a run has ended
        # In a process that ran already (joining.py):
        self.join = None  # called with a loop that begins to run, and its record
        self.joining = False  # tasks that nobody told of are older than the recording
        self.ran = lambda runs: None  # called with the rows of runs that the sender takes

    # Loops and runs

    def record_of(self, loop):
        known = self.records.get(id(loop))
        if known is not None:
            return known[1]
        key = id(loop)
        thread = get_ident()
        record = LoopRecord(0, Rows() if self.on else Sink(), self.turns, self.yields)
        record.serial = append(self.loops, (record, type_name(type(loop)), thread, thread_name(thread), clock()))
        try:
            life = ref(loop, partial(self.records.pop, key))
        except TypeError:
            life = None
        self.records[key] = (life, record)
        record.settled = True
        if self.at_next_run is not None:
            record.outer.append(self.at_next_run)
        self.met(loop)
        return record

    def loop_runs(self, loop):
        """The thread begins to run a loop, or (None) ends to."""
        thread = get_ident()
        if loop is None:
            state = self.states.pop(thread, None)
            if state is not None and state.begin:  # an exception that came between two runs has left the loop
                state.end(clock())
            self.places.outside.pop(thread, None)
        elif self.on:
            state = self.states[thread] = self.record_of(loop)
            self.met(loop)
            if self.join is not None:
                self.join(loop, state)

    def enter(self, loop):
        """The record of a loop that runs on this thread, if the probe has not seen it start."""
        record = self.record_of(loop)
        if self.on:
            self.states[get_ident()] = record
            if self.join is not None:
                self.join(loop, record)
        return record

    def after_next_run(self, function):
        """Calls a function when a run ends, in one of the loops that there are or that the next one to be made is."""
        self.at_next_run = function
        records = [record for _, record in list(self.records.values())]
        for record in {*records, *list(self.states.values())}:
            record.outer.insert(0, function)
            record.due = 0

    def leave_by_exception(self, state, handle, callback):
        """A run ended with an exception that leaves the loop."""
        end = clock()
        self.record(state, handle, callback, end)
        state.end(end)

    def forget_run(self, refuse):
        """The run that goes on on this thread cannot be recorded: what is known of it is let go. `refuse` takes another fault."""
        try:
            state = self.states.get(get_ident())
            if state is not None:
                state.end(clock())
        except BaseException as fault:
            refuse(fault)

    def subject_of(self, callback):
        """The subject of a callback that is not a task's step."""
        return (self.callbacks.callback_of(callback) or self.callbacks.unwrap(callback)) * 4 + 1

    def subject_running(self, state):
        """The subject of the run that is running now, from any thread; 0 when not known (yet)."""
        return self.subject_seen(state.callback)

    def subject_seen(self, callback):
        """The subject of a run's callback, as records have them."""
        if callback is None or type(callback) is int:
            return callback or 0
        task = self.callbacks.stepping_task(callback)
        return self.subjects.get(self.key(task), 0) if task is not None else self.subject_of(callback)

    # Labels (runs.py)

    def from_elsewhere(self, loop):
        """The label of a handle that is not made on the thread that runs its loop."""
        thread = get_ident()
        source = self.states.get(thread)
        now = clock()
        if source is not None and source.begin:
            return LOOP, source.serial, now
        if loop._thread_id is None and self.is_of(loop, thread):
            return now  # it does not run now
        return THREAD, self.thread_id(thread), now

    def is_of(self, loop, thread):
        """Whether a loop that does not run now ran in the thread, if it did run."""
        known = self.records.get(id(loop))
        return known is None or self.loops[known[1].serial - 1][2] == thread

    def explain(self, label, handle, state, end):
        """The ready time of a handle whose label is not simply a time; notes its cause. end + 1 when unknown."""
        begin = made = state.begin
        if type(label) is FileLabel:
            state.rows += (CAUSE, end, begin, label)
            return begin
        ready, cause, detail = end + 1, UNKNOWN, 0
        if type(label) is tuple and not self.is_older(label):
            cause, detail = label[:2]
            if cause == TIMER:
                made, detail = detail, 0
                ready = self.due(made, handle, begin, end)
            else:
                ready = made = label[2] if len(label) == 3 else begin
                if type(detail) is not int:
                    detail = int.__add__(detail, 0) if issubclass(type(detail), int) else 0  # signals are enumerated
                if not 0 <= detail < 1 << 31:
                    detail = 0
        state.rows += (CAUSE, end, min(made, end), cause | detail << 32)
        return ready

    def is_older(self, label):
        """Whether an earlier recording of this process put it there."""
        return label[1] < self.origin if label[0] == TIMER else len(label) == 3 and label[2] < self.origin

    def record(self, state, handle, callback, end):
        """Writes down a run that has ended."""
        if not self.on or not state.begin:
            state.rows += (BEGIN, end, end, 0)  # of the next one
            return
        ready = handle._repr
        function = callback.__func__ if type(callback) is Method else callback
        if type(function) is Function:
            # The usual case of the rest: a plain callback that is known. A task's step never gets an id.
            known = self.callbacks.ids.get(id(function.__code__))
            if known is not None:
                kind = type(ready)
                if kind is FileLabel:
                    begin = state.begin
                    state.rows += (CAUSE, end, begin, ready, known * 4 + 1, end, begin, 0)
                    return
                if kind is not int:
                    ready = self.explain(ready, handle, state, end)
                state.rows += (known * 4 + 1, end, ready, 0)
                return
        subject, site = self.ended(callback, end)
        if type(ready) is not int:
            ready = end if self.callbacks.is_step(callback) else self.explain(ready, handle, state, end)
        state.rows += (subject, end, ready, site)

    def ended(self, callback, end):
        """(subject, site) of any callback that has just run: where its task suspended, or that it ended."""
        task = self.callbacks.stepping_task(callback)
        if task is None:
            return self.subject_of(callback), 0
        subject, seen = self.subject(task), self.view(task)
        if seen._state == "PENDING":
            return subject, self.sites.suspension(seen)
        self.finished(task, end)
        return subject, 0

    def due(self, made, handle, begin, end):
        """Since when a timer was ready: never before it was made, unknown if its loop has a clock of its own."""
        loop = handle._loop
        when = handle._when
        if type(when) is not float and type(when) is not int or not -1e9 < when < 1e10 or getattr(type(loop), "time", None) is not self.stock_time \
                or "time" in getattr(loop, "__dict__", ()):
            return end + 1
        return min(begin, max(made, int(when * 1e9)))

    # Tasks

    def subject(self, task):
        key, coroutine = id(task), self.view(task)._coro
        known = self.subjects.get(self.key(task))
        # One that ended in its first step was never registered: its id may be another task's by now.
        if known is None or self.early.get(key, id(coroutine)) != id(coroutine):
            state = self.states.get(get_ident())
            at = self.origin if self.joining else state is not None and state.begin or clock()
            known = self.created(task, at, True)
            if type(coroutine) is Coroutine and coroutine.cr_running:
                self.early[key] = id(coroutine)
        return known

    def meet(self, task):
        """Registers a task that was made and began in the run that ends now, without being told of.

        So does `Task(eager_start=True)` from 3.14 on. When it was made, and where, is not known any more.
        """
        seen = self.view(task)
        state = self.states.get(get_ident())
        if not self.on or state is None or seen._state != "PENDING":
            return
        subject, begin = self.subject(task), state.begin
        if begin and EAGER and type(seen._coro) is Coroutine and seen._coro.cr_suspended and seen._fut_waiter is not None:
            state.inside(subject, begin, begin, begin + 1, self.sites.suspension(seen))

    def serial_of(self, task):
        """The serial of a task that is pending, or 0."""
        return self.subjects.get(self.key(task), 0) >> 2

    def added(self, task, fresh=False, depth=3):
        """A task was just made. An eager one has had its first step already, and is suspended."""
        if type(task) is self.task_type:
            seen = task
        elif fresh and self.serial_of(task):
            return  # from 3.14 on, those that are not written in C register as well
        elif self.sites.futures.is_task(task):
            seen = self.view(task)
        else:
            return  # a program may register what it likes
        coroutine = seen._coro
        eager = EAGER and type(coroutine) is Coroutine and coroutine.cr_suspended
        met = self.early.pop(id(task), None) if self.early else None
        if not eager or met != id(coroutine):
            self.created(task, clock(), depth=depth)
        if eager and self.creation_of(seen) is None:
            # Made by `Task(eager_start=True)` itself: when the step began is not known any more.
            state = self.states.get(get_ident())
            site = self.sites.suspension(seen)
            if state is not None and site > 0:
                now = clock()
                state.inside(self.subjects[self.key(task)], now, now, now + 1, site)

    def created(self, task, at, late=False, depth=2, found=None):
        """Registers a task; `late`: nobody saw how it was made; `found`: its place and name. Returns its subject."""
        if type(task) is self.task_type:
            seen, key = task, id(task)
        else:
            seen, key = self.view(task), self.key(task)
        creation = self.creation_of(seen) if self.creations else None
        if creation is not None:
            serial, at, place, parent = creation.serial, creation.at, creation.place, creation.parent
            qualified, name = creation.qualified, creation.name
        else:
            serial = next(self.serials)
            place, name = found or ((0, None) if late else self.places.creation(depth))
            parent = 0 if late else self.current_serial()
            coroutine = seen._coro
            qualified = coroutine.__qualname__ if type(coroutine) is Coroutine else coroutine_name(coroutine)
        if not issubclass(type(name), str):
            name = self.name_of(task)
        if type(name) is not str or len(name) > TEXT_LIMIT:
            name = cut(name)
        loop = seen._loop
        known = self.records.get(id(loop))
        if not DEFAULT_NAME <= name < BEYOND_DEFAULT:
            self.names[id(task)] = name
        self.tasks += (serial, parent, (known[1] if known is not None else self.record_of(loop)).serial, at, qualified, place, name)
        self.subjects[key] = serial * 4
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
        task = self.current_task(loop)
        return (self.subjects.get(id(task)) or self.subject(task)) >> 2 if task is not None else 0

    def finished(self, task, at, named=True):
        """The task has ended; not `named`: its own name is not set yet."""
        key = id(task)
        seen = task
        if type(task) is self.task_type:
            serial = self.subjects.pop(key, 0) >> 2
        else:
            serial = self.subjects.pop(self.key(task), 0) >> 2
            seen = self.view(task)
        before = self.names.pop(key, None) if self.names else None
        if self.early:
            self.early.pop(key, None)
        if self.sites.memos:
            self.sites.memos.pop(key, None)
        state = seen._state
        if not serial or state == "PENDING":
            return
        outcome, error = RESULT, ""
        if state == "CANCELLED":
            outcome = CANCELLED
            self.explain_cancel(task, serial, at)
        elif seen._exception is not None:
            outcome, error = ERROR, error_text(seen._exception)
            if len(self.failed) >= FAILED_LIMIT:
                self.failed.clear()
            self.failed[key] = serial
        name = ""
        if named:
            name = self.name_of(task)
            if type(name) is not str or len(name) > TEXT_LIMIT:
                name = cut(name)
            if name == before or before is None and DEFAULT_NAME <= name < BEYOND_DEFAULT:
                name = ""
        self.ends += (serial, at, outcome, error, name)

    def forget(self, task):
        """A task will never end: its id may be another's."""
        self.subjects.pop(self.key(task), None)
        self.names.pop(id(task), None)
        self.sites.memos.pop(id(task), None)

    def thread_id(self, thread):
        """The id of a thread in the table of threads. The system uses its numbers again: then the name tells."""
        name = thread_name(thread)
        known = self.threads.get((thread, name))
        if known is None and len(self.threads) >= THREAD_LIMIT:
            name = ""
            known = self.threads.get((thread, name))
        if known is None:
            known = self.threads[thread, name] = len(self.threads) + 1
            self.facts["threads"].append((known, thread, name))
        return known

    def problem(self, where, message):
        self.problems.append((where, message))

    def stop(self):
        """Nothing is recorded from here on; hooks that are still referred to find nothing to write to."""
        self.on = False
        self.states.clear()
        self.subjects.clear()
        self.names.clear()
        for _, record in list(self.records.values()):
            record.rows = Sink()
            record.packed = []


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
    for base in bases_of(kind):
        if "__str__" in members_of(base):
            if type(members_of(base)["__str__"]) is not SLOT:
                return text
            break
    arguments = arguments_of(error)
    if arguments and type(arguments[0]) is str:
        return text + ": " + arguments[0][:TEXT_LIMIT]
    return text
