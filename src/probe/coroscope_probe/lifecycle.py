"""Tasks that come and go in the usual way: the second hot path.

What `Recorder.added` and `Recorder.finished` do for any task, done in one function each for most of them: those written
in C, of a coroutine that has not begun, made by `asyncio.create_task`, that end with a result.
"""

import sys
from _thread import get_ident

from .chain import Coroutine
from .clock import clock
from .recorder import DEFAULT_NAME, EAGER, RESULT, cut
from .wire import TEXT_LIMIT

USER = 4  # frames from `added` out to whoever called `asyncio.create_task`


def usual_added(recorder, c_task, name_of):
    """`recorder.added`, faster."""
    added_in_any_way = recorder.added
    creations, early, subjects, names, records, rows = (
        recorder.creations, recorder.early, recorder.subjects, recorder.names, recorder.records, recorder.tasks)
    next_serial, running_loop, current_task = recorder.serials.__next__, recorder.running_loop, recorder.current_task
    places, getframe = recorder.places, sys._getframe
    known_places, outside = {}, places.outside  # (id of code, instruction) -> place of a frame that makes tasks

    def added(task, fresh=False):
        coroutine = task._coro if type(task) is c_task else None
        if type(coroutine) is not Coroutine or creations or early or EAGER and coroutine.cr_suspended:
            return added_in_any_way(task, fresh, 4)
        at = clock()
        loop = task._loop
        known = records.get(id(loop))
        if known is None or outside:
            return added_in_any_way(task, fresh, 4)
        name = None
        try:
            frame = getframe(USER)
            key = id(frame.f_code), frame.f_lasti
        except ValueError:  # there are not so many
            frame = key = None
        place = known_places.get(key)
        if place is None:
            place, name = places.creation(2)
            if name is None and place and frame is not None and place == places.of_frame(frame):
                known_places[key] = place
        if not issubclass(type(name), str):
            name = name_of(task)
        if type(name) is not str or len(name) > TEXT_LIMIT:
            name = cut(name)
        if name[:5] != DEFAULT_NAME:
            names[id(task)] = name
        parent = 0
        if running_loop() is loop:
            parent = current_task(loop)
            if parent is not None:
                parent = subjects.get(id(parent), 0) >> 2 or recorder.subject(parent) >> 2
        serial = next_serial()
        rows.append((serial, parent or 0, known[1].serial, at, coroutine.__qualname__, place, name))
        subjects[id(task)] = serial * 4

    return added


def usual_finished(recorder, c_task, name_of):
    """`recorder.finished`, faster."""
    finished_in_any_way = recorder.finished
    subjects, names, memos, early, ends = (
        recorder.subjects, recorder.names, recorder.sites.memos, recorder.early, recorder.ends)

    def finished(task, at, named=True):
        usual = type(task) is c_task and named and not early and not (names and id(task) in names)
        if not usual or task._exception is not None or task.cancelled():
            return finished_in_any_way(task, at, named)
        subject = subjects.pop(id(task), 0)
        if memos:
            memos.pop(id(task), None)
        name = name_of(task)
        if name[:5] == DEFAULT_NAME:
            name = ""
        if subject:
            ends.append((subject >> 2, at, RESULT, "", name))

    return finished
