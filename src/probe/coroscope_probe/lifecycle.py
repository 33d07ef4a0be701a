"""Tasks that come and go in the usual way: the second hot path.

What `Recorder.added` and `Recorder.finished` do for any task, done in one function each for most of them: those written
in C, of a coroutine that has not begun, made by `asyncio.create_task`, that end with a result.
"""

import sys
from _thread import get_ident

from .chain import Coroutine
from .clock import clock
from .faults import pass_on
from .recorder import DEFAULT_NAME, EAGER, RESULT, cut

USER = 4  # frames from `added` out to whoever called `asyncio.create_task`


def usual_added(recorder, c_task, name_of):
    """`recorder.added`, faster."""
    added_in_any_way = recorder.added
    creations, early, subjects, names, records = (
        recorder.creations, recorder.early, recorder.subjects, recorder.names, recorder.records)
    next_serial, running_loop, current_task = recorder.serials.__next__, recorder.running_loop, recorder.current_task
    places, getframe = recorder.places, sys._getframe
    known_places, outside = {}, places.outside  # (id of code, instruction) -> place of a frame that makes tasks

    def added_elsewhere(task, fresh):
        """The first task that is made at a place, or one that has no such place."""
        added_in_any_way(task, fresh, 5)
        place, name = places.creation(3)
        try:
            frame = getframe(USER + 1)
        except ValueError as fault:  # there are not so many
            pass_on(fault)
            return
        if name is None and place and place == places.of_frame(frame):
            known_places[id(frame.f_code), frame.f_lasti] = place

    def added(task, fresh=False):
        coroutine = task._coro if type(task) is c_task else None
        if type(coroutine) is not Coroutine or creations or early or outside or EAGER and coroutine.cr_suspended:
            return added_in_any_way(task, fresh, 4)
        at = clock()
        loop = task._loop
        try:
            record = records[id(loop)][1]
            frame = getframe(USER)
            place = known_places.get((id(frame.f_code), frame.f_lasti))
        except (KeyError, ValueError) as fault:
            pass_on(fault)
            return added_elsewhere(task, fresh)
        if place is None:
            return added_elsewhere(task, fresh)
        name = name_of(task)
        if type(name) is not str:
            name = cut(name)
        if name[:5] != DEFAULT_NAME:
            names[id(task)] = name = cut(name)
        parent = current_task(loop) if running_loop() is loop else None
        if parent is not None:
            parent = subjects.get(id(parent), 0) >> 2 or recorder.subject(parent) >> 2
        serial = next_serial()
        tasks = recorder.tasks
        tasks += (serial, parent or 0, record.serial, at, coroutine.__qualname__, place, name)
        subjects[id(task)] = serial * 4

    return added


def usual_finished(recorder, c_task, name_of):
    """`recorder.finished`, faster."""
    finished_in_any_way = recorder.finished
    subjects, names, memos, early = recorder.subjects, recorder.names, recorder.sites.memos, recorder.early

    def finished(task, at, named=True):
        key = id(task)
        if type(task) is not c_task or not named or early or key in names or task._exception is not None or task.cancelled():
            return finished_in_any_way(task, at, named)
        subject = subjects.pop(key, 0)
        if memos:
            memos.pop(key, None)
        name = name_of(task)
        if name[:5] == DEFAULT_NAME:
            name = ""
        if subject:
            ends = recorder.ends
            ends += (subject >> 2, at, RESULT, "", name)

    return finished
