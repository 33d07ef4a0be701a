"""Answers the debugger's questions by events (debugger.py): `{"answer": number, "part": …, "parts": …, "text": …}`, or
`{"answer": number, "fault": …}`. What they ask and are told is in docs/questions.md.

It runs on the thread on which the debugger evaluates, while the program goes on or stands. No finalizer of the program's
may run there, and nothing of the program's be referred to when the answer is out.
"""

import sys
from sys import getprofile, gettrace

from . import collector, frames
from .about import about
from .alive import Alive
from .debugger import send
from .faults import describe
from .snapshot import snapshot
from .version import supported

PART = 1 << 19
MESSAGE = "Cancelled in Coroscope"


def answer(process, number, what, arguments):
    """Answers one question about a process (children.py), which may not record, or be None."""
    # A thread that is traced or profiled is one of the program's, where its finalizers may run, and tracers stay.
    alone = gettrace() is None and getprofile() is None
    if alone:
        collector.hold()
    try:
        if what != "about" and not supported():  # where what it reads may have moved, or another thread be at it
            send({"answer": number, "fault": "Python %d.%d is not supported yet." % sys.version_info[:2]})
        else:
            send_parts(number, QUESTIONS[what](process, *arguments))
    except Exception as fault:
        send({"answer": number, "fault": describe(fault)})
    finally:
        if alone:
            collector.release()


def send_parts(number, text):
    parts = max(1, -(-len(text) // PART))
    for part in range(parts):
        send({"answer": number, "part": part, "parts": parts, "text": text[part * PART:(part + 1) * PART]})


def recorder_of(process):
    """The recorder of a process that is recorded, or None."""
    recording = process.recording if process is not None else None
    return recording.recorder if recording is not None and recording.recorder.on else None


def told(whole):
    def answer_it(process):
        joined = process is not None and getattr(process.recording, "joined", False)
        text, frames.told = snapshot(recorder_of(process), joined, whole)
        return text

    return answer_it


def cancel(process, key, serial):
    """Asks a task, known by its id and serial as in the last answer, to cancel itself, in its loop's own thread."""
    recorder = recorder_of(process)
    alive = Alive(recorder)
    for number, task in enumerate(alive.tasks):
        if id(task) == int(key) and frames.told.get(id(task)) == id(alive.views[number]._coro) and alive.serial(task) == serial:
            loop = alive.loops[alive.loop_of[number]]
            try:
                loop.call_soon_threadsafe(request, task, recorder.asked if recorder is not None else id)
            except RuntimeError:  # it is closed
                return "gone"
            return "requested"
    return "gone"


def request(task, asked):
    """Runs in the loop; cancellation.py knows it by its name. `asked` is told of it."""
    task.cancel(MESSAGE)
    asked(task)


def leave(process):
    if process is not None:
        process.leave()
    return "left"


QUESTIONS = {"snapshot": told(False), "graph": told(True), "cancel": cancel, "leave": leave, "about": about}
