"""Sees the program's calls of `Task.cancel`, from Python 3.12 on, by events of the interpreter.

Each code object is looked at once, when it is run for the first time. In those that name `cancel` the interpreter tells of
calls; what turns out to be another one is not told of again. So a program pays for its cancellations only. The tool's
number is none of those that debuggers, coverage tools and profilers use.
"""

import sys
from _thread import get_ident

from .callbacks import Builtin, Method
from .chain import Function
from .places import LIBRARY, USER
from .splice import guarded

TOOLS = (4, 3)
NAME = "cancel"
LIMIT = 10000  # functions; they are kept alive, so that they can be left as they were


def install(hooks, cancellation):
    api = getattr(sys, "monitoring", None)
    if api is None:
        return
    tool = next((number for number in TOOLS if api.get_tool(number) is None), None)
    if tool is None:
        hooks.recorder.problem("cancel", "No tool number of sys.monitoring is free: lines of cancellations may be missing.")
        return
    events, disable = api.events, api.DISABLE
    recorder, places = hooks.recorder, hooks.recorder.places
    is_task, asked, receivers = cancellation.futures.is_task, cancellation.asked, cancellation.receivers
    method = hooks.tasks.Task.cancel  # as the interpreter shows it at a call
    descriptor = type(method)
    codes = []

    def looked_at(code, offset):
        if NAME in code.co_names and places.scope(code) in (USER, LIBRARY) and len(codes) < LIMIT:
            api.set_local_events(tool, code, events.CALL)
            codes.append(code)
        return disable

    def called(code, offset, function, argument):
        kind = type(function)
        if kind is descriptor or kind is Builtin or kind is Function or kind is Method:
            if function.__name__ == NAME:
                task = receiver(function, argument)
                if task is not None:
                    receivers[get_ident()] = id(task)
                return None
        return disable

    def returned(code, offset, function, argument):
        task = receiver(function, argument)
        if task is not None:
            receivers.pop(get_ident(), None)
            asked(task)

    def receiver(function, argument):
        """The task whose `cancel()` is called, or None."""
        if function is not method:
            argument = function.__self__ if type(function) is Builtin and function.__name__ == NAME else None
        return argument if is_task(argument) else None

    def undo():
        if api.get_tool(tool) != "coroscope":
            return
        api.set_events(tool, 0)
        for code in codes:
            api.set_local_events(tool, code, 0)
        for event in (events.PY_START, events.CALL, events.C_RETURN):
            api.register_callback(tool, event, None)
        api.free_tool_id(tool)

    refuse = hooks.refuser("calls of cancel")
    api.use_tool_id(tool, "coroscope")
    hooks.undo["calls of cancel"] = undo
    # A forked child, in which nothing is recorded at first, is to run into each event once at most.
    for event, function, off in (
            (events.PY_START, looked_at, disable), (events.CALL, called, disable), (events.C_RETURN, returned, None)):
        api.register_callback(tool, event, guarded(recorder, refuse, function, off))
    api.set_events(tool, events.PY_START)
