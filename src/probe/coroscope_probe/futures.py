"""What a future is, and which tasks stand behind it.

asyncio builds gather, shield, wait, executor calls and the like from plain futures. Which of them one is shows in its
type, in the callbacks that asyncio hung on it, and in the variables of asyncio's own suspended frames. Everything is
read through C-level attributes and exact types: no method of the user's runs, and nothing found is kept.
"""

import gc
import sys
from _weakref import ref
from itertools import islice

from .chain import AsyncGenerator, Coroutine, Function, Generator, held_by, unwrap, walk
from .faults import HEAP_TYPE, flags_of, pass_on
from .kinds import NUMBERS
from .natives import Natives

YIELD, TASK, GATHER, EXECUTOR, FUTURE = (NUMBERS[name] for name in ("yield", "task", "gather", "executor", "future"))
GROUP_LIMIT, SHORT_GROUP = 1000, 32  # members; after GROUP_MEMBERS in a trace the short one
GROUP_MEMBERS = 200000
COMPLETIONS = 1000  # calls of as_completed, before those that are over are forgotten
WAITING_MODULES = "asyncio.taskgroups", "asyncio.tasks", "anyio._backends._asyncio"  # whose objects hold the tasks waited for
STREAM_LIMIT = 10000
SHOWS_VARIABLES = sys.version_info >= (3, 11)  # whether a coroutine does itself; else its frame
STREAM_METHODS = "StreamReader.", "StreamWriter."
module_of = type.__dict__["__module__"].__get__


def inner_code(function, name):
    """The code of a function that is defined inside the given one."""
    for constant in function.__code__.co_consts:
        if getattr(constant, "co_name", None) == name:
            return constant
    return None


class NoLoop:
    """Enough of a loop to make a future, and see what type its iterator has."""

    @staticmethod
    def get_debug():
        return False


class Futures:
    def __init__(self, tasks, futures, subjects):
        """`subjects`: 4 x serial of each pending task, by id."""
        self.subjects = subjects
        natives = Natives(tasks, futures)
        self.view, self.key = natives.view, natives.key
        self.task_types = (tasks.Task, tasks._PyTask)
        self.future_types = (futures.Future, futures._PyFuture)
        self.iterator = type(futures.Future(loop=NoLoop()).__await__())
        self.gathering = tasks._GatheringFuture
        self.chained = inner_code(futures._chain_future, "_call_check_cancel")
        self.shielded = inner_code(tasks.shield, "_outer_done_callback")
        self.completing = inner_code(tasks.as_completed, "_on_completion")  # gone in 3.13
        self.members = 0  # of all groups so far
        self.completions = {}  # id of an as_completed's queue -> weak reference to its set of what is to come
        self.most_completions = COMPLETIONS
        self.streams = {}  # id of a stream -> (weak reference to it, whether it is a subprocess's)
        self.unseen = ()  # tasks whose callbacks may tell of calls of as_completed that are not known yet

    def is_task(self, item):
        return issubclass(type(item), self.task_types)

    def look(self, future):
        """The kind of a future that the user's code awaits itself, and the serials of the tasks behind it."""
        if future is None:
            return YIELD, ()
        if self.is_task(future):
            return TASK, self.serials((future,))
        if type(future) is self.gathering:
            return GATHER, self.serials(future._children)
        if type(future) is self.future_types[0] and Function not in map(type, gc.get_referents(future)):
            return FUTURE, ()  # nobody but tasks waits for it
        if issubclass(type(future), self.future_types):
            code, inner = self.behind(future)
            if code is self.chained:
                return EXECUTOR, ()
            if inner is not None:
                return (TASK if self.is_task(inner) else self.look(inner)[0]), self.serials((inner,))
        return FUTURE, ()

    def behind(self, future):
        """The code of asyncio's that waits for a plain future since it was made, and the future that it shields, or None.

        Thousands may wait for one future, so they are not looked at: what was there first has a place of its own.
        """
        if issubclass(type(future), self.future_types[1]):
            first = [entry[0] for entry in islice(self.view(future)._callbacks or (), 1)]
        else:
            first = gc.get_referents(future)
        for callback in first:
            if type(callback) is Function:
                code = callback.__code__
                if code is self.shielded:
                    return code, self.variable(callback, "inner")
                if code is self.chained:
                    return code, None
        return None, None

    def callbacks(self, future):
        """The Python functions that wait for a future."""
        return [entry[0] for entry in self.view(future)._callbacks or () if type(entry[0]) is Function]

    @staticmethod
    def variable(function, name):
        """A variable of the function that the given one was defined in."""
        for free, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            if free == name:
                try:
                    return cell.cell_contents
                except ValueError as fault:
                    pass_on(fault)
                    return None
        return None

    def serials(self, items, found=None):
        """The serials of those items that are tasks, and of those that a nested gather waits for."""
        found = {} if found is None else found
        limit = GROUP_LIMIT if self.members < GROUP_MEMBERS else SHORT_GROUP
        before = len(found)
        for item in list(islice(items, 4 * limit)):  # some may be done already
            if len(found) >= limit:
                break
            if self.is_task(item):
                serial = self.subjects.get(self.key(item), 0) >> 2
                if serial:
                    found[serial] = None
            elif type(item) is self.gathering:
                self.serials(item._children, found)
            elif issubclass(type(item), self.future_types):
                inner = self.behind(item)[1]
                if inner is not None:
                    self.serials((inner,), found)
        self.members += len(found) - before
        return tuple(found)

    def awaited(self, task, codes):
        """The serials of the tasks for which asyncio's frames in a task's await chain wait; `codes`: ids of theirs."""
        own = self.subjects.get(self.key(task), 0) >> 2
        task = self.view(task)
        future = task._fut_waiter
        if future is not None:
            serials = self.look(future)[1]
            if serials:
                return serials
        found = {}
        for link, code, frame, _ in walk(task._coro):
            if id(code) not in codes:
                continue
            for item in held_by(link, frame):
                kind = type(item)
                if kind is set or kind is list or kind is tuple:
                    self.serials(item, found)
                elif issubclass(kind, self.future_types):
                    self.serials((item,), found)
                elif not flags_of(kind) & HEAP_TYPE:
                    continue
                elif any(module_of(base) in WAITING_MODULES for base in kind.__mro__):
                    members = vars_of(item)
                    tasks = members.get("_tasks") or members.get("_todo")
                    if type(tasks) is set:
                        self.serials(tasks, found)
                elif module_of(kind) == "asyncio.queues" and self.completing is not None:
                    self.serials(self.to_come(item), found)
        found.pop(own, None)
        return tuple(sorted(found))

    def to_come(self, queue):
        """Up to 3.12 as_completed's coroutine knows only its queue."""
        known = self.completions.get(id(queue))
        if known is None and self.unseen:
            tasks, self.unseen = self.unseen, ()
            self.find_completions(tasks)
            known = self.completions.get(id(queue))
        waiting = known and known()
        return () if waiting is None else waiting

    def note_completion(self, queue, waiting):
        """A call of as_completed begins: its queue, and the set of what is to come."""
        if len(self.completions) >= self.most_completions:
            for key in [key for key, reference in list(self.completions.items()) if reference() is None]:
                self.completions.pop(key, None)
            self.most_completions = 2 * len(self.completions) + COMPLETIONS
        self.completions[id(queue)] = ref(waiting)

    def find_completions(self, tasks):
        """Notes the calls of as_completed that have begun unseen: the callbacks of the tasks to come know them."""
        for task in tasks if self.completing is not None else ():
            for callback in self.callbacks(task):
                if callback.__code__ == self.completing:  # that of a graft is another one, but equal
                    queue, waiting = self.variable(callback, "done"), self.variable(callback, "todo")
                    if type(waiting) is set:
                        self.note_completion(queue, waiting)

    def of_subprocess(self, task):
        """Whether the stream that a task reads or writes is a subprocess's."""
        link = self.view(task)._coro
        while link is not None:  # without asking for frames, which Python would have to make
            kind = type(link)
            if kind is Coroutine:
                if link.__qualname__.startswith(STREAM_METHODS):
                    found = self.is_held_pipe(link)
                    if found is not None:
                        return found
                link = link.cr_await
            elif kind is Generator:
                link = link.gi_yieldfrom
            elif kind is AsyncGenerator:
                link = link.ag_await
            else:
                link = unwrap(link)
        return False

    def is_held_pipe(self, link):
        """Whether the stream that a suspended method of its own holds is a subprocess's; None where that is not known."""
        items = gc.get_referents(link if SHOWS_VARIABLES else link.cr_frame)
        for item in items:
            known = self.streams.get(id(item))
            if known is not None and known[0]() is item:
                return known[1]
        for item in items:
            if any(module_of(base) == "asyncio.streams" for base in type.__dict__["__mro__"].__get__(type(item))):
                transport = vars_of(item).get("_transport")
                protocol = vars_of(transport).get("_protocol")
                if protocol is not None:  # that of a stream is there, and stays what it is, until the stream is closed
                    if len(self.streams) >= STREAM_LIMIT:
                        self.streams.clear()
                    found = module_of(type(protocol)) == "asyncio.base_subprocess"
                    self.streams[id(item)] = ref(item), found
                    return found
        return None


def vars_of(item):
    """An object's own attributes, without asking the object."""
    try:
        members = object.__getattribute__(item, "__dict__")
    except AttributeError:
        return {}
    return members if type(members) is dict else {}
