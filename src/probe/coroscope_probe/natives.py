"""What tasks and futures hold, read without running code of the program's.

A class of the program's may override every attribute and method of asyncio's. Objects of exactly asyncio's own classes are
read as they are. Of any other object a `View` is read: it has the same attributes, and gets them the way that asyncio's
own code does, from the C structure or the object's own dictionary.
"""

NAMES = ("_coro", "_fut_waiter", "_must_cancel", "_state", "_exception", "_loop", "_callbacks", "_cancel_message", "_name")


class Natives:
    def __init__(self, tasks, futures):
        written_in_c = [getattr(tasks, "_CTask", None), getattr(futures, "_CFuture", None)]
        self.own = tasks.Task, tasks._PyTask, futures.Future, futures._PyFuture, tasks._GatheringFuture
        self.usual = tasks.Task
        self.kinds = [(kind, reader_in_c(kind)) for kind in written_in_c if kind is not None]
        self.kinds += [(kind, reader_in_python(kind)) for kind in (tasks._PyTask, futures._PyFuture)]

    def view(self, item):
        """The task or future itself if nothing of it is overridden, else a view of it."""
        kind = type(item)  # compared by identity: its own class may say what equals it
        if not any(kind is own for own in self.own):
            for own, reader in self.kinds:
                if issubclass(kind, own):
                    return View(item, reader)
        return item

    def key(self, task):
        """What a task is known by: its id, or the complement if it is not of exactly the usual class.

        So whoever looks for the id of a task finds only tasks of which nothing is overridden.
        """
        if type(task) is self.usual:
            return id(task)
        return ~id(task.item if type(task) is View else task)


class View:
    __slots__ = ("item", "reader")

    def __init__(self, item, reader):
        self.item, self.reader = item, reader


for _name in NAMES:
    setattr(View, _name, property(lambda self, name=_name: self.reader(self.item, name)))


def reader_in_c(kind):
    getters = {name: getattr(kind, name).__get__ for name in NAMES if hasattr(kind, name)}
    return lambda item, name: getters[name](item)


def reader_in_python(kind):
    own_dictionary = next(vars(base)["__dict__"] for base in kind.__mro__ if "__dict__" in vars(base)).__get__

    def read(item, name):
        members = own_dictionary(item)
        return members[name] if name in members else getattr(kind, name)

    return read
