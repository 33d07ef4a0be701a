"""Keeps the cyclic garbage collector off the probe's threads.

Python collects on whichever thread happens to allocate. A collection on a thread of the probe's would run the
program's finalizers there, and things like SQLite connections may only be closed on the thread that made them. So the
collector is switched off for the moments in which those threads allocate; the program's own next allocation makes up
for it.
"""

import _thread
from gc import disable, enable, isenabled

_lock = _thread.allocate_lock()
_holders = 0
_was_enabled = False


def hold():
    global _holders, _was_enabled
    with _lock:
        if _holders == 0:
            _was_enabled = isenabled()
            if _was_enabled:
                disable()
        _holders += 1


def release():
    global _holders
    with _lock:
        _holders -= 1
        if _holders == 0 and _was_enabled:
            enable()


def forget():
    """In a forked child, whose copy of the threads is gone."""
    global _lock, _holders
    _lock = _thread.allocate_lock()
    if _holders and _was_enabled:
        enable()
    _holders = 0
