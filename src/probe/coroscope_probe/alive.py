"""Which event loops and tasks there are, whoever asks: from any thread, recorded or not, without code of the program's.

asyncio's own `all_tasks` compares and hashes tasks and asks them whether they are done, which a subclass may override. Up to
3.13 the sets that it looks at are read instead. From 3.14 on tasks written in C are in lists of the interpreter's that only
it can read: so it is called where no class overrides any of that, else the garbage collector knows the instances, also those
of loops that nobody knows.
"""

import gc
import sys
from _thread import get_ident
from _weakref import ref
from _weakrefset import WeakSet

from .children import is_there
from .futures import Futures
from .places import Places
from .recorder import bases_of, cut, members_of

ASYNCIO = "asyncio.base_events", "asyncio.tasks", "asyncio.futures", "asyncio.events"
ASKED = {"__hash__", "__eq__", "__getattribute__", "__getattr__", "done", "get_loop", "_loop"}
OWN = "<frozen coroscope"
SETS = "_all_tasks", "_scheduled_tasks", "_eager_tasks"  # of asyncio's module of tasks, as far as there are
LOOP_CALLS = "run_forever", "_run_once"


class Alive:
    """What lives now. It refers to it all: to be dropped soon."""

    def __init__(self, recorder):
        """`recorder`: that of the recording, or None."""
        self.recorder = recorder
        self.asyncio = is_there(*ASYNCIO)
        self.threads = threads_frames()
        self.loops = []
        self.running = {}  # index of a loop -> the thread that runs it
        self.tasks = []  # as the program has them; what is read of them is read of their `views`
        self.views = []
        self.places = Places()
        if not self.asyncio:
            return
        base, tasks, futures, events = [sys.modules[name] for name in ASYNCIO]
        self.loop_type, self.module = base.BaseEventLoop, tasks
        self.file = self.loop_type.run_forever.__code__.co_filename
        self.files = self.file, events.Handle.cancel.__code__.co_filename
        self.futures = own_futures(recorder, tasks, futures)
        self.sleep = recorder.sites.sleep if recorder is not None and recorder.sites is not None else tasks.sleep.__code__
        self.in_c = getattr(tasks, "_CTask", None)
        self.named, self.asked = getattr(self.in_c, "get_name", None), getattr(self.in_c, "cancelling", None)
        self.find_loops()
        self.find_tasks()
        self.current = self.current_tasks()

    # Loops

    def find_loops(self):
        recorder = self.recorder
        if recorder is not None:
            for life, _ in list(recorder.records.values()):
                loop = life() if life is not None else None
                if loop is not None:
                    self.add_loop(loop)
        for thread, frame in self.threads.items():
            while frame is not None:
                loop = self.loop_in(frame)
                if loop is not None:
                    self.running.setdefault(self.add_loop(loop), thread)
                frame = frame.f_back
        if recorder is not None:
            serials = {id(record): key for key, (_, record) in list(recorder.records.items())}
            keys = {id(loop): at for at, loop in enumerate(self.loops)}
            for thread, record in list(recorder.states.items()):
                at = keys.get(serials.get(id(record)))
                if at is not None:
                    self.running.setdefault(at, thread)

    def loop_in(self, frame):
        """The loop that runs in a frame, if that is of asyncio's own functions, or None."""
        code = frame.f_code
        if code.co_filename != self.file or code.co_name not in LOOP_CALLS:
            return None
        loop = frame.f_locals.get("self")
        return loop if issubclass(type(loop), self.loop_type) else None

    def add_loop(self, loop):
        for at, known in enumerate(self.loops):
            if known is loop:
                return at
        self.loops.append(loop)
        return len(self.loops) - 1

    # Tasks

    def find_tasks(self):
        view = self.futures.view
        keys = {id(loop): at for at, loop in enumerate(self.loops)}
        self.loop_of = []  # of each task, its loop's index
        seen = set()
        for task in self.candidates():
            if id(task) in seen or not self.futures.is_task(task):
                continue
            seen.add(id(task))
            item = view(task)
            try:
                if item._state != "PENDING":
                    continue
                loop = item._loop
            except (AttributeError, KeyError):  # it was never initialised
                continue
            if id(loop) not in keys:
                keys[id(loop)] = self.add_loop(loop)
            self.tasks.append(task)
            self.views.append(item)
            self.loop_of.append(keys[id(loop)])

    def candidates(self):
        module, native = self.module, sys.modules.get("_asyncio")
        found, eager = [], []
        items = [getattr(module, name, None) for name in SETS]
        read = getattr(native, "all_tasks", None)
        if read is not None:
            # From 3.14 on what is written in C has sets of its own, which it does not show. (Never ask for these before 3.13:
            # the module shows objects that it keeps for later use, which have no reference, and giving one up would break it.)
            items += gc.get_referents(native)
        for item in items:
            if type(item) is WeakSet:
                references = getattr(item, "data", ())
                found += [task for task in [life() for life in list(references) if type(life) is ref] if task is not None]
            elif type(item) is set:
                eager += [task for task in list(item) if not issubclass(type(task), type)]
        self.eager = {id(task) for task in eager}
        found += eager
        kind = self.in_c
        if read is None or kind is None:
            return found
        kinds = subclasses(kind)
        usual = [module._PyTask] + kinds
        if self.loops and all(map(self.is_plain, kinds)) and all(any(type(task) is one for one in usual) for task in found):
            for loop in list(self.loops):
                found += read(loop)
            return found
        return found + [item for item in gc.get_referrers(*kinds) if issubclass(type(item), kind)]

    def keep(self, numbers):
        """Lets go of all tasks but those."""
        self.tasks, self.views, self.loop_of = (
            [rows[number] for number in numbers] for rows in (self.tasks, self.views, self.loop_of))
        self.current = self.current_tasks()

    def is_plain(self, kind):
        """Whether a class of tasks overrides nothing of what asyncio asks for."""
        for base in bases_of(kind):
            if base is self.in_c:
                return True
            if any(name in members_of(base) for name in ASKED):
                return False
        return True

    def current_tasks(self):
        """The task that each loop runs now, by the loop's index."""
        current = getattr(self.module, "_current_tasks", None)
        found = {}
        if type(current) is dict:
            keys = {id(loop): at for at, loop in enumerate(self.loops)}
            found = {keys[id(loop)]: task for loop, task in list(current.items()) if id(loop) in keys}
        read = getattr(sys.modules.get("_asyncio"), "current_task", None)
        if read is not None and sys.version_info >= (3, 14):
            for at, loop in enumerate(self.loops):
                task = read(loop)
                if task is not None:
                    found[at] = task
        numbers = {id(task): at for at, task in enumerate(self.tasks)}
        return {at: numbers[id(task)] for at, task in found.items() if id(task) in numbers}

    # What a task says of itself

    def is_pending(self, future):
        """Whether what a task awaits is not done, as far as that is known."""
        if not issubclass(type(future), self.futures.future_types):
            return True
        return self.futures.view(future)._state == "PENDING"

    def serial(self, task):
        """As on the wire; 0 when the recording does not know the task."""
        return self.recorder.serial_of(task) if self.recorder is not None and self.recorder.key is not None else 0

    def name(self, task, view):
        return cut(self.named(task) if self.in_c is not None and issubclass(type(task), self.in_c) else view._name)

    def requests(self, task, view):
        """How many requests to cancel a task there are; 0 before 3.11, which does not count."""
        if self.asked is None:
            return 0
        if self.in_c is not None and issubclass(type(task), self.in_c):
            return self.asked(task)
        return own(task, "_num_cancels_requested") or 0


def threads_frames():
    """The innermost frame of each thread; of this one that which called the probe, as the probe's refer to what they find."""
    frames = sys._current_frames()
    frame = frames.pop(get_ident(), None)
    while frame is not None and frame.f_code.co_filename.startswith(OWN):
        frame = frame.f_back
    if frame is not None:
        frames[get_ident()] = frame
    return frames


def own_futures(recorder, tasks, futures):
    """What knows of futures, with a table of subjects, and limits, of its own."""
    if recorder is None or recorder.sites is None:
        return Futures(tasks, futures, {})
    made = Futures.__new__(Futures)
    made.__dict__.update(recorder.sites.futures.__dict__, subjects={}, members=0)
    return made


def subclasses(kind):
    """A class and all that are derived from it."""
    found = [kind]
    for known in found:
        found += [one for one in type.__subclasses__(known) if not any(one is other for other in found)]
    return found


def own(item, name):
    """An attribute that an object itself has, without code of the program's; None where its class has one of that name."""
    if any(name in members_of(base) for base in bases_of(type(item))):
        return None
    try:
        return object.__getattribute__(item, name)
    except AttributeError:
        return None
