"""Tasks that come and go in the usual way: the second hot path.

What `Recorder.added` and `Recorder.finished` do for any task, done in one function each for most of them: those written
in C, of a coroutine that has not begun, that end with a result.
"""

import sys
from _thread import get_ident

from .chain import Coroutine
from .clock import clock
from .faults import pass_on
from .recorder import BEYOND_DEFAULT, DEFAULT_NAME, EAGER, RESULT, cut

CALLER = 2  # frames from `added` out to whoever called the loop's `create_task`
USUAL_WAY = "asyncio.tasks"  # the module of who mostly does: its frame then need not be made an object
ASKS_SYSTEM = sys.version_info < (3, 12)  # whether `running_loop` asks it for the process's number


def usual_added(recorder, c_task, name_of, refuse, original=None):
    """The function that asyncio calls with a task it has made: `recorder.added`, faster, behind the `original` if there is one."""
    added_in_any_way = recorder.added
    creations, early, subjects, names, records = (
        recorder.creations, recorder.early, recorder.subjects, recorder.names, recorder.records)
    next_serial, running_loop, current_task = recorder.serials.__next__, recorder.running_loop, recorder.current_task
    states, places, getframe = recorder.states, recorder.places, sys._getframe
    module_at = getattr(sys, "_getframemodulename", None)  # from 3.12 on
    passing, creators, outside = places.passing, places.creators, places.outside

    def asked_at():
        """The place of the user's code that asked for the task; None where it is not known yet."""
        inner, frame = getframe(CALLER), getframe(CALLER + 1)
        if id(frame.f_code) not in passing and id(inner.f_code) not in passing:
            frame = inner
        edge = outside.get(get_ident()) if outside else None
        while frame is not None and id(frame) != edge:
            code = id(frame.f_code)
            if code not in passing:
                return creators.get((code, frame.f_lasti))
            frame = frame.f_back
        return None

    def added(task):
        if original is not None:
            original(task)
        try:
            if not recorder.on:
                return
            coroutine = task._coro if type(task) is c_task else None
            if type(coroutine) is not Coroutine or creations or early or EAGER and coroutine.cr_suspended:
                added_in_any_way(task, original is None, 3)
                return
            at = clock()
            place = None
            try:
                if module_at is not None and module_at(CALLER) == USUAL_WAY and not outside:
                    frame = getframe(CALLER + 1)
                    place = creators.get((id(frame.f_code), frame.f_lasti))
                if place is None:
                    place = asked_at()
            except ValueError as fault:  # there are not so many frames
                pass_on(fault)
            loop = task._loop
            known = records.get(id(loop))
            if place is None or known is None:
                recorder.created(task, at, found=places.creation(1))
                return
            name = name_of(task)
            if type(name) is not str:
                name = cut(name)
            if not DEFAULT_NAME <= name < BEYOND_DEFAULT:
                names[id(task)] = name = cut(name)
            runs = states.get(get_ident()) is known[1] if ASKS_SYSTEM else running_loop() is loop
            parent = current_task(loop) if runs else None
            if parent is not None:
                parent = subjects.get(id(parent), 0) >> 2 or recorder.subject(parent) >> 2
            serial = next_serial()
            tasks = recorder.tasks
            tasks += (serial, parent or 0, known[1].serial, at, coroutine.__qualname__, place, name)
            subjects[id(task)] = serial * 4
        except BaseException as fault:
            refuse(fault)

    return added


def usual_finished(recorder, c_task, name_of):
    """`recorder.finished`, faster."""
    finished_in_any_way = recorder.finished
    subjects, names, memos, early = recorder.subjects, recorder.names, recorder.sites.memos, recorder.early

    def finished(task, at, named=True):
        key = id(task)
        if type(task) is not c_task or not named or early or key in names or task._exception is not None or task.cancelled():
            return finished_in_any_way(task, at, named)
        name = name_of(task)
        if type(name) is not str:
            return finished_in_any_way(task, at, named)
        subject = subjects.pop(key, 0)
        if memos:
            memos.pop(key, None)
        if DEFAULT_NAME <= name < BEYOND_DEFAULT:
            name = ""
        if subject:
            if name:
                ends = recorder.ends
                ends += (subject >> 2, at, RESULT, "", name)
            else:
                ends = recorder.usual_ends
                ends += (subject >> 2, at)

    return finished
