"""Locks and threads as Python itself has them.

Libraries such as gevent put others in their place, for the whole process: "threads" of theirs share the program's own.
One that the probe starts there would stop the program for good. So these are looked up once, as early as can be, by
names that such libraries leave alone where they came first.
"""

import _thread
import sys

BUILTIN = type(len)
STARTERS = "start_new_thread", "_original_start_new_thread", "start_new"  # the second is the debugger's


def original(*names):
    """The first function of C's that `_thread` has by one of these names, or whatever stands at the first of them."""
    found = [getattr(_thread, name, None) for name in names]
    for function in found:
        if type(function) is BUILTIN:
            return function
    return found[0]


start_new_thread = original(*STARTERS)
allocate_lock = original("allocate_lock", "allocate")


def sleep(seconds):
    """`time.sleep` may let other code of the program's run meanwhile."""
    lock = allocate_lock()
    lock.acquire()
    lock.acquire(True, seconds)


def poller():
    """A new object of `select.poll`; None where there is none, or another in its place."""
    import select

    poll = getattr(select, "poll", None)
    return poll() if type(poll) is BUILTIN else None


def threads_are_threads():
    """Whether a `Thread` of the module `threading` still is one of the system's; the debugger's own way to start them is."""
    threading = sys.modules.get("threading")
    starter = getattr(threading, "_start_joinable_thread", None) or getattr(threading, "_start_new_thread", None)
    return is_thread_modules(starter) and is_thread_modules(getattr(threading, "_allocate_lock", None))


def is_thread_modules(function):
    module = getattr(function, "__module__", None)
    return type(module) is str and (module == "_thread" or "pydev" in module)
