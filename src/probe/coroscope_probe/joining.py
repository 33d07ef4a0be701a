"""Joining a program that runs already: the tasks and loops that are older than the recording.

Hooks tell of what happens from now on. What a task awaits since before is told when its loop has been reached: then each
of its tasks gets a serial, and a run of no length that ended where it is suspended. Only the loop's own thread may do that.
So a running loop is given a callback, which also wakes it up where it is idle; one that hangs comes to it when it goes on;
any other comes by when it begins to run. The callback itself is not recorded.
"""

import gc
import sys
from _thread import get_ident
from _operator import itemgetter
from _weakref import ref
from sys import _current_frames as current_frames

from . import faults
from .alive import ASKED, subclasses
from .chain import Coroutine, Generator
from .clock import clock
from .older_waits import OlderWaits
from .recorder import bases_of, cut, members_of, module_of
from .runs import BEGIN
from .watchdog import WALK_LIMIT, is_alone
from .wire import default_number

AGE = itemgetter(0)
LAST = 1 << 40  # instead of the number of a task that has a name of its own
SLICE = 500  # tasks that are told of before the loop goes on
RUNNER = "run_forever"
TRUSTED = "asyncio", "uvloop", "builtins"  # packages whose loops are given a callback from another thread
CALLED = {"call_soon_threadsafe", "_check_closed", "_check_callback", "_write_to_self"}  # by that


def begin(hooks):
    """Joins the loops that there are. Called when asyncio is hooked, on any thread."""
    joining = Joining(hooks)
    try:
        joining.begin()
    except Exception as fault:
        joining.refuse(fault)


class Joining:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.waits = OlderWaits(hooks.recorder)
        self.before = set()  # ids of loops that had tasks
        self.joined = set()  # serials of loops
        self.rest = {}  # serial of a loop -> what is still to be done in it: see `work`
        self.awaited = [None]  # one for each loop that was given the callback and has not come to it, and until all were
        # From 3.14 on tasks written in C do not stand in sets.
        self.tasks_of = getattr(sys.modules.get("_asyncio"), "all_tasks", None)
        self.c_task = getattr(hooks.tasks, "_CTask", None)

    def begin(self):
        recorder = self.recorder
        loops = self.loops()
        recorder.join = self.enter
        recorder.ran = self.ran
        for record in [record for _, record in list(recorder.records.values())]:
            # It had a run already, before everything was hooked.
            record.outer.insert(0, self.rested)
            record.due = 0
        for loop in loops.values():
            self.call(loop)
        self.awaited.pop()
        self.look_whether_done()

    # Which loops there are

    def loops(self):
        """The loops that run now, as far as that shows, by id; those of uvloop also if they do not."""
        found = {}
        abstract = self.hooks.events.AbstractEventLoop
        for frame in current_frames().values() if is_alone() else ():
            for _ in range(WALK_LIMIT):
                if frame is None:
                    break
                code = frame.f_code
                if code.co_name == RUNNER and code.co_varnames[:1] == ("self",):
                    loop = frame.f_locals.get("self")
                    if issubclass(type(loop), abstract):
                        found[id(loop)] = loop
                frame = frame.f_back
        frame = None
        for task in () if self.tasks_of is not None else self.all_tasks():
            try:
                loop = self.recorder.view(task)._loop
            except (AttributeError, KeyError):  # it was never initialised
                continue
            self.before.add(id(loop))
            if self.is_other(type(loop)):
                found[id(loop)] = loop
        if self.tasks_of is not None:
            kinds = [kind for kind in list(self.hooks.other_loops.watched.values()) if self.is_trusted(kind)]
            for item in gc.get_referrers(*kinds) if kinds else ():
                if any(type(item) is kind for kind in kinds):
                    found[id(item)] = item
        return found

    def all_tasks(self, loop=None):
        """The tasks of a loop, up to 3.13 those of all loops."""
        tasks = self.hooks.tasks
        known = getattr(tasks, "_scheduled_tasks", None)
        known = list((tasks._all_tasks if known is None else known).data)
        found = [task for task in [life() for life in known] + list(getattr(tasks, "_eager_tasks", ())) if task is not None]
        if self.tasks_of is not None:
            kinds = subclasses(self.c_task)
            bases = {base for kind in kinds for base in bases_of(kind)}.difference(bases_of(self.c_task))
            if any(ASKED & members_of(base).keys() for base in bases) or any(type(task) is not tasks._PyTask for task in found):
                found += gc.get_referrers(*kinds)  # asyncio would call what the program overrides
            else:
                found = self.tasks_of(loop)
        is_task = self.recorder.sites.futures.is_task
        return [task for task in found if is_task(task)]

    def is_other(self, kind):
        """Whether no frame shows that loops of a class run, which may be woken up."""
        return getattr(kind, "_run_once", None) is not self.hooks.run_once and self.is_trusted(kind)

    @staticmethod
    def is_trusted(kind):
        """Whether none of the program's code runs when a loop of this class is given a callback."""
        foreign = [base for base in bases_of(kind) if module_of(base).partition(".")[0] not in TRUSTED]
        return not any(CALLED & members_of(base).keys() for base in foreign)

    # Reaching them

    def call(self, loop):
        kind = type(loop)
        if not self.is_trusted(kind):
            return
        function = next((members_of(base)["call_soon_threadsafe"] for base in bases_of(kind)
                         if "call_soon_threadsafe" in members_of(base)), None)
        if function is None:
            return
        self.awaited.append(None)
        try:
            function(loop, self.arrive)
        except Exception:  # it was closed
            self.awaited.pop()

    def arrive(self):
        """The callback: on the loop's own thread, inside of a run."""
        recorder = self.recorder
        try:
            loop = recorder.running_loop()
            if recorder.on and loop is not None:
                state = recorder.states.get(get_ident()) or recorder.enter(loop)
                state.callback, state.begin = None, 0  # so nobody records this run
                pieces = self.rest.pop(state.serial, None)
                if pieces is None:
                    self.enter(loop, state)
                else:
                    self.work(loop, state, pieces)
            self.awaited.pop()
            self.look_whether_done()
        except BaseException as fault:
            self.refuse(fault)

    def rested(self):
        """No run goes on, for a moment, in a loop that had one already when its tasks could not be told of yet."""
        try:
            recorder = self.recorder
            loop, state = recorder.running_loop(), recorder.states.get(get_ident())
            if loop is not None and state is not None and recorder.records.get(id(loop), (None, None))[1] is state:
                self.enter(loop, state)
        except BaseException as fault:
            self.refuse(fault)

    def enter(self, loop, state):
        """Tells of the tasks of a loop on this thread, between two of its runs."""
        try:
            if state.serial in self.joined or self.tasks_of is None and id(loop) not in self.before:
                return
            self.joined.add(state.serial)
            found, name_of = [], self.recorder.name_of
            for task in self.all_tasks(loop):
                seen = self.recorder.view(task)
                try:
                    if seen._loop is loop and seen._state == "PENDING":
                        found.append((default_number(cut(name_of(task))) or LAST, ref(task), id(seen._fut_waiter)))
                except (AttributeError, KeyError):  # it was never initialised
                    pass
            found.sort(key=AGE)
            slices = [found[at:at + SLICE] for at in range(0, len(found), SLICE)]
            # All are registered first, as they wait for each other.
            pieces = [(self.register, some) for some in slices] + [(self.tell, some) for some in slices]
            self.work(loop, state, pieces)
        except BaseException as fault:
            self.refuse(fault)

    def look_whether_done(self):
        if not self.awaited and not self.rest:
            self.recorder.joining = False

    # What is told

    def work(self, loop, state, pieces):
        """Does one piece, (function, tasks), and asks the loop to come again if there are more; a task is
        (number, weak reference, id of what it awaits)."""
        can_wait = self.is_trusted(type(loop))
        while pieces:
            function, tasks = pieces.pop(0)
            function(state, tasks)
            if pieces and can_wait:
                self.rest[state.serial] = pieces
                self.call(loop)
                break

    def register(self, state, tasks):
        recorder = self.recorder
        for _, life, _ in tasks:
            task = life()
            if task is not None and not recorder.serial_of(task) and recorder.view(task)._state == "PENDING":
                recorder.created(task, recorder.origin, True)

    def tell(self, state, tasks):
        """Tells where tasks are suspended."""
        recorder = self.recorder
        now = clock()
        rows = [BEGIN, now, now, 0]
        for _, life, awaited in tasks:
            task = life()
            seen = recorder.view(task)
            if task is None or seen._state != "PENDING":
                continue
            subject = recorder.subject(task)
            # One that awaits something else by now has told where by itself.
            if id(seen._fut_waiter) == awaited and is_suspended(seen._coro):
                site = recorder.sites.suspension(seen)
                if site > 0:
                    rows += (subject, now, now + 1, site)
                    self.waits.tell(seen, subject, site)
        runs = state.rows
        runs += rows

    def ran(self, runs):
        """The sender's. `runs`: (loop, what was packed of its rows)."""
        try:
            self.waits.ran(runs)
        except Exception as fault:
            self.waits.told.clear()
            self.refuse(fault)

    def refuse(self, fault):
        if not faults.is_own(fault):
            raise fault
        self.recorder.joining = False
        self.recorder.problem("joining", faults.describe(fault))


def is_suspended(coroutine):
    """Whether it has begun, and does not run."""
    kind = type(coroutine)
    if kind is not Coroutine and kind is not Generator:
        return True
    suspended = getattr(coroutine, "cr_suspended" if kind is Coroutine else "gi_suspended", None)
    if suspended is not None:
        return suspended
    frame = coroutine.cr_frame if kind is Coroutine else coroutine.gi_frame
    running = coroutine.cr_running if kind is Coroutine else coroutine.gi_running
    return frame is not None and not running and frame.f_lasti >= 0
