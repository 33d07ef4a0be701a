"""Plain callbacks, and how a handle's callback is told from a task's step.

A task schedules its own steps: a private wrapper object, or its wake-up method. The wrapper's type is private too, so
it is learned from the first one that comes by. `task.cancel` given to `call_later` is a method of a task as well, but
not a step: the name decides.
"""

from _functools import partial
from _weakref import ref

from .chain import Function
from .places import append


class _Sample:
    def method(self):
        pass


Method = type(_Sample().method)
Builtin = type(len)
UNWRAP_LIMIT = 8
CALLBACK_LIMIT = 100000
type_name = type.__dict__["__qualname__"].__get__


class Callbacks:
    def __init__(self, places, futures, tasks, partial):
        self.rows = []  # (name, place), only ever appended to; the id is the index + 1
        self.ids = {}
        self.owners = {}
        self.places = places
        self.futures = futures
        self.partial = partial
        members = vars(tasks._PyTask)
        names = ("_Task__step", "_Task__wakeup", "_PyTask__step", "_PyTask__wakeup")
        self.python_steps = tuple(members[name] for name in names if name in members)
        self.on_step_type = lambda kind: None  # told when the C task's step type is seen for the first time
        self.on_wakeup_type = lambda kind: None  # and that of its wake-ups, up to 3.9

    def stepping_task(self, callback):
        """The task whose step a callback is, or None."""
        kind = type(callback)
        if kind is Method:
            if type(callback.__func__) is Function and callback.__func__ in self.python_steps:
                return callback.__self__
        elif kind is Builtin:
            if callback.__name__ == "task_wakeup" and self.futures.is_task(callback.__self__):
                return callback.__self__
        elif kind is not Function and type_name(kind) in ("TaskStepMethWrapper", "TaskWakeupMethWrapper"):
            task = callback.__self__
            if self.futures.is_task(task):
                if type_name(kind) == "TaskStepMethWrapper":
                    self.on_step_type(kind)
                else:
                    self.on_wakeup_type(kind)
                return task
        return None

    def is_step(self, callback):
        """Whether a callback is a task's step, not a wake-up: scheduled when it is made, or yields without awaiting."""
        if type(callback) is Method:
            return type(callback.__func__) is Function and callback.__func__ in self.python_steps[::2]
        return type_name(type(callback)) == "TaskStepMethWrapper"

    def callback_of(self, callback):
        """The id of a plain callback, 0 for what has to be asked whether it is a step."""
        kind = type(callback)
        if kind is Function:
            code = callback.__code__
            return self.ids.get(id(code)) or self.define(id(code), callback.__qualname__, code)
        if kind is Method and type(callback.__func__) is Function:
            return self.ids.get(id(callback.__func__.__code__), 0)
        return 0

    def unwrap(self, callback):
        """The id of any plain callback: of the function that it calls in the end."""
        for _ in range(UNWRAP_LIMIT):
            kind = type(callback)
            if kind is Method:
                callback = callback.__func__
            elif kind is self.partial:
                callback = callback.func
            else:
                break
        if kind is Function:
            return self.callback_of(callback)
        if kind is Builtin:
            owner = type(callback.__self__)
            key = (id(owner), callback.__name__)
            return self.ids.get(key) or self.define(key, callback.__qualname__, None, owner)
        return self.ids.get(id(kind)) or self.define(id(kind), type_name(kind), None, kind)

    def define(self, key, name, code, owner=None):
        place = self.places.place(code, code.co_firstlineno, name) if code is not None else 0
        if len(self.rows) >= CALLBACK_LIMIT or code is not None and not place:
            # Without a place the code may go away, and its id come to mean another.
            key, name, place = 0, "callback", 0
            if key in self.ids:
                return self.ids[key]
        if owner is not None:
            self.owners[key] = ref(owner, partial(self.ids.pop, key))  # the id may be another's then
        known = self.ids[key] = append(self.rows, (name, place))
        return known
