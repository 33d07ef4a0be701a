"""Pauses by the cyclic garbage collector, which holds up every event loop of the process.

The collector calls what stands in `gc.callbacks` when it begins and when it ends. No Python code may run there: a
signal that came during a long collection would be handled at its first instruction, and what the handler raises (Ctrl-C)
would be lost, since exceptions end at the collector. So what is called is put together of functions written in C:
`setattr(times, "start", info)` reaches the property `start`, whose setter is `next`, and the next item of that `map` is
made by appending the time and the thread to a list. `list.append` takes in the `info` of "stop" in the same way. The
sender makes rows of it.
"""

import gc
from _thread import get_ident
from _functools import partial
from _operator import is_

from .clock import clock

LEAST = 1000000  # nanoseconds: shorter pauses are not told


class Times(map):
    start = stop = property(None, next)


class Infos(list):
    start = property(None, is_)  # does nothing
    stop = property(None, list.append)


def install(hooks):
    recorder = hooks.recorder
    stamps = []  # time and thread of begin and end: four numbers for each collection
    infos = Infos()
    entries = [
        partial(setattr, Times(stamps.extend, zip(iter(clock, None), iter(get_ident, None)))), partial(setattr, infos)]

    def gather():
        count = len(infos)
        if not count:
            return
        some, numbers = infos[:count], stamps[:4 * count]
        del infos[:count], stamps[:4 * count]
        if len(numbers) < 4 * count:  # somebody took one of the two away
            hooks.undo.pop("gc.callbacks", undo)()
            return
        for info, begin, thread, end in zip(some, numbers[::4], numbers[1::4], numbers[2::4]):
            if end - begin >= LEAST and recorder.on:
                recorder.facts["collections"].append(
                    (begin, end, info["generation"], info["collected"], recorder.thread_id(thread)))

    def undo():
        callbacks = gc.callbacks
        for at in range(len(callbacks) - 1, -1, -1):
            if any(callbacks[at] is entry for entry in entries):
                del callbacks[at]

    gc.callbacks += entries
    hooks.undo["gc.callbacks"] = undo
    recorder.gatherers.append(gather)
