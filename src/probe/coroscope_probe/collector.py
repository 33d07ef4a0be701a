"""Keeps the cyclic garbage collector, and tracers, off the probe's threads.

Python collects on whichever thread happens to allocate. A collection on a thread of the probe's would run the
program's finalizers there, and things like SQLite connections may only be closed on the thread that made them. So no
collection starts by itself whenever those threads do not wait; the program's own next allocation makes up for it.

Done by the threshold, which is 0 as long: `gc.isenabled()` and a `gc.disable()` of the program's mean what they always
mean. What stands for `gc.get_threshold` tells the program's own threshold also then, and what stands for
`gc.set_threshold` puts that back first, so that what the program sets stays, a 0 too, and what it sets in vain does not.

Nothing that those threads do between a wait and these calls may allocate an object the collector tracks: no `with` (its
methods are bound anew each time), no call that needs a new tuple for its arguments.
"""

import gc
from gc import disable, enable, get_threshold, isenabled, set_threshold
from sys import getprofile, gettrace, setprofile, settrace

from .originals import BUILTIN, allocate_lock
from .stand_in import stand_in

_lock = allocate_lock()
_holders = 0
_threshold = 0  # the program's, where a 0 stands


def install(hooks):
    stand_in(hooks, gc, "get_threshold", reader)
    stand_in(hooks, gc, "set_threshold", give_back)


def reader():
    """What the program calls, to be told its own thresholds."""
    first, *others = get_threshold()
    return iter(((first or _threshold, *others),)).__next__


def give_back():
    """The program is about to set thresholds. Takes no lock: a signal handler may do so anywhere."""
    global _threshold
    own, _threshold = _threshold, 0
    if get_threshold()[0] == 0:
        set_threshold(own)


def hold():
    global _holders, _threshold
    # From 3.12 on a program can put these on all threads. A debugger's own versions of the functions are left alone.
    if gettrace() is not None and type(settrace) is BUILTIN:
        settrace(None)
    if getprofile() is not None and type(setprofile) is BUILTIN:
        setprofile(None)
    _lock.acquire()
    if _holders == 0:
        # The threshold comes in a tuple: for so long, which is far less than a thread's turn, the whole is off.
        enabled = isenabled()
        if enabled:
            disable()
        _threshold = get_threshold()[0]
        set_threshold(0)
        if enabled:
            enable()
    _holders += 1
    _lock.release()


def release():
    global _holders
    _lock.acquire()
    _holders -= 1
    if _holders == 0:
        restore()
    _lock.release()


def restore():
    if get_threshold()[0] == 0:
        set_threshold(_threshold)


def forget():
    """In a forked child, whose copy of the threads is gone."""
    global _lock, _holders
    _lock = allocate_lock()
    if _holders:
        restore()
    _holders = 0
