"""What a future is, and which tasks stand behind it.

asyncio builds gather, shield, wait, executor calls and the like from plain futures. Which of them one is shows in its
type, in the callbacks that asyncio hung on it, and in the variables of asyncio's own suspended frames. Everything is
read through C-level attributes and exact types: no method of the user's runs, and nothing found is kept.
"""

from _weakref import ref

from .chain import Coroutine, Function, held_by, walk
from .kinds import NUMBERS

YIELD, TASK, GATHER, EXECUTOR, FUTURE = (NUMBERS[name] for name in ("yield", "task", "gather", "executor", "future"))
GROUP_LIMIT = 1000


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
        self.task_types = (tasks.Task, tasks._PyTask)
        self.future_types = (futures.Future, futures._PyFuture)
        self.iterator = type(futures.Future(loop=NoLoop()).__await__())
        self.gathering = tasks._GatheringFuture
        self.chained = inner_code(futures._chain_future, "_call_check_cancel")
        self.shielded = inner_code(tasks.shield, "_outer_done_callback")
        self.completing = inner_code(tasks.as_completed, "_on_completion")  # gone in 3.13
        self.all_tasks = getattr(tasks, "_scheduled_tasks" if hasattr(tasks, "_scheduled_tasks") else "_all_tasks")
        self.completions = {}  # id of an as_completed's queue -> weak reference to its set of what is to come

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
        if issubclass(type(future), self.future_types):
            for callback in self.callbacks(future):
                code = callback.__code__
                if code is self.chained:
                    return EXECUTOR, ()
                if code is self.shielded:
                    inner = self.variable(callback, "inner")
                    return (TASK if self.is_task(inner) else self.look(inner)[0]), self.serials((inner,))
        return FUTURE, ()

    @staticmethod
    def callbacks(future):
        """The Python functions that wait for a future."""
        return [entry[0] for entry in future._callbacks or () if type(entry[0]) is Function]

    @staticmethod
    def variable(function, name):
        """A variable of the function that the given one was defined in."""
        for free, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            if free == name:
                try:
                    return cell.cell_contents
                except ValueError:
                    return None
        return None

    def serials(self, items, found=None):
        """The serials of those items that are tasks, and of those that a nested gather waits for."""
        found = {} if found is None else found
        for item in items:
            if len(found) >= GROUP_LIMIT:
                break
            if self.is_task(item):
                serial = self.subjects.get(id(item), 0) >> 2
                if serial:
                    found[serial] = None
            elif type(item) is self.gathering:
                self.serials(item._children, found)
        return tuple(found)

    def awaited(self, task, codes):
        """The serials of the tasks for which asyncio's frames in a task's await chain wait; `codes`: ids of theirs."""
        future = task._fut_waiter
        if future is not None and (self.is_task(future) or type(future) is self.gathering):
            return self.look(future)[1]
        found = {}
        for link, code, frame, _ in walk(task._coro):
            if id(code) not in codes:
                continue
            for item in held_by(link, frame):
                kind = type(item)
                if kind in (set, list, tuple):
                    self.serials(tuple(item), found)
                elif self.is_task(item):
                    self.serials((item,), found)
                elif kind.__module__ in ("asyncio.taskgroups", "asyncio.tasks") and type(vars_of(item)) is dict:
                    members = vars_of(item)
                    self.serials(tuple(members.get("_tasks") or members.get("_todo") or ()), found)
                elif kind.__module__ == "asyncio.queues" and self.completing is not None:
                    self.serials(self.to_come(item), found)
        found.pop(self.subjects.get(id(task), 0) >> 2, None)
        return tuple(sorted(found))

    def to_come(self, queue):
        """Up to 3.12 as_completed's coroutine knows only its queue. The tasks' callbacks know those to come."""
        known = self.completions.get(id(queue))
        waiting = known and known()
        if waiting is not None:
            return tuple(waiting)
        for task in list(self.all_tasks):
            for callback in self.callbacks(task):
                if callback.__code__ is self.completing and self.variable(callback, "done") is queue:
                    waiting = self.variable(callback, "todo")
                    if len(self.completions) > GROUP_LIMIT:
                        self.completions.clear()
                    self.completions[id(queue)] = ref(waiting)
                    return tuple(waiting)
        return ()

    def of_subprocess(self, task):
        """Whether the stream that a task reads or writes is a subprocess's."""
        for link, _, frame, name in walk(task._coro):
            if type(link) is Coroutine and name.startswith(("StreamReader.", "StreamWriter.")):
                for item in held_by(link, frame):
                    transport = vars_of(item).get("_transport")
                    protocol = vars_of(transport).get("_protocol")
                    if type(protocol).__module__ == "asyncio.base_subprocess":
                        return True
        return False


def vars_of(item):
    """An object's own attributes, without asking the object."""
    try:
        members = object.__getattribute__(item, "__dict__")
    except AttributeError:
        return {}
    return members if type(members) is dict else {}
