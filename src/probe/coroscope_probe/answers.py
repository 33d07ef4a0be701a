"""Answers the debugger's questions by events (debugger.py): `{"answer": number, "part": …, "parts": …, "text": …}`, or
`{"answer": number, "fault": …}`.

It runs on the thread on which the debugger evaluates, while the program goes on or stands. No finalizer of the program's
may run there, no tracer see it, and nothing of the program's be referred to when the answer is out.
"""

from sys import getprofile, gettrace, setprofile, settrace

from . import collector
from .debugger import send
from .faults import describe
from .snapshot import snapshot

PART = 1 << 19


def answer(process, number, what, arguments):
    """Answers one question about a process (children.py), which may not record, or be None."""
    tracer, profiler = gettrace(), getprofile()
    collector.hold()
    try:
        body = {"answer": number, "text": QUESTIONS[what](process, *arguments)}
    except Exception as fault:
        body = {"answer": number, "fault": describe(fault)}
    finally:
        collector.release()
        # It may be a thread of the program's.
        if gettrace() is not tracer:
            settrace(tracer)
        if getprofile() is not profiler:
            setprofile(profiler)
    send_parts(body)


def send_parts(body):
    text = body.get("text")
    if text is None:
        send(body)
        return
    parts = max(1, -(-len(text) // PART))
    for part in range(parts):
        send(dict(body, part=part, parts=parts, text=text[part * PART:(part + 1) * PART]))


def recording_of(process):
    return process.recording if process is not None else None


QUESTIONS = {
    "snapshot": lambda process: snapshot(recording_of(process)),
}
