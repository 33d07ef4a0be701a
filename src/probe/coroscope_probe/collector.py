"""Keeps the cyclic garbage collector off the probe's threads.

Python collects on whichever thread happens to allocate. A collection on a thread of the probe's would run the
program's finalizers there, and things like SQLite connections may only be closed on the thread that made them. So the
collector is switched off whenever those threads do not wait; the program's own next allocation makes up for it.

Nothing here, and nothing that those threads do between a wait and these calls, may allocate an object the collector
tracks: no `with` (its methods are bound anew each time), no call that needs a new tuple for its arguments.
"""

import _thread
from gc import disable, enable, isenabled

_lock = _thread.allocate_lock()
_holders = 0
_was_enabled = False


def hold():
    global _holders, _was_enabled
    _lock.acquire()
    if _holders == 0:
        _was_enabled = isenabled()
        if _was_enabled:
            disable()
    _holders += 1
    _lock.release()


def release():
    global _holders
    _lock.acquire()
    _holders -= 1
    if _holders == 0 and _was_enabled:
        enable()
    _lock.release()


def forget():
    """In a forked child, whose copy of the threads is gone."""
    global _lock, _holders
    _lock = _thread.allocate_lock()
    if _holders and _was_enabled:
        enable()
    _holders = 0
