"""Lost work: what Python warns about when it is too late, seen beside those warnings and never instead of them.

Tasks destroyed while pending and exceptions that nobody retrieved come by `call_exception_handler`, coroutines that were
never awaited by the function of `warnings` that the interpreter calls, asynchronous generators left open by the hooks
that a loop sets for them.

Where a coroutine was created is not noted when it is, which would cost every coroutine, and change the warning's text.
Mostly it shows all the same: the frame in which it was dropped calls the coroutine's function in one line only.
"""

import sys

from .chain import AsyncGenerator, Coroutine
from .clock import clock
from .named import naming_lines
from .overtaken import name_at
from .places import LIBRARY, USER, append
from .recorder import error_text
from .splice import AFTER, FIRST, install_grafts, splice

PENDING, ERROR, UNAWAITED, OPEN = 1, 2, 3, 4
DESTROYED = "Task was destroyed but it is pending!"
UNRETRIEVED = " exception was never retrieved"
REMEMBERED = 10000

edit_handler = splice((FIRST, "", "label = reported(context)"))
edit_unawaited = splice((FIRST, "", "label = unawaited(coro)"))
edit_finalizer = splice((FIRST, "", "label = left_open(agen)"))
edit_shutdown = splice((AFTER, "closing_agens = list(self._asyncgens)", "label = all_left_open(closing_agens)"))


def install(hooks):
    lost = Lost(hooks)
    install_grafts(hooks, "call_exception_handler", {"reported": lost.reported}, (
        (hooks.base, "call_exception_handler", edit_handler),))
    install_grafts(hooks, "asynchronous generators", {"left_open": lost.left_open, "all_left_open": lost.all_left_open}, (
        (hooks.base, "_asyncgen_finalizer_hook", edit_finalizer), (hooks.base, "shutdown_asyncgens", edit_shutdown)))
    install_grafts(hooks, "coroutines never awaited", {"unawaited": lost.unawaited}, (
        (sys.modules["warnings"], "_warn_unawaited_coroutine", edit_unawaited),))
    hooks.makers["call_exception_handler"] = before(lost.reported)
    hooks.makers["_asyncgen_finalizer_hook"] = before(lost.left_open)


def before(look):
    """Of a loop that is not asyncio's: a method that has its argument looked at first."""

    def make(original, refuse):
        def method(self, *given, **keywords):
            try:
                for item in given or keywords.values():
                    look(item)
            except BaseException as fault:
                refuse(fault)
            return original(self, *given, **keywords)

        return method

    return make


class Lost:
    def __init__(self, hooks):
        self.recorder = hooks.recorder
        self.futures = hooks.recorder.sites.futures
        self.failed = hooks.recorder.failed
        self.lines = {}  # (id of code, name of a function) -> lines that name it
        self.origins = {}  # (file, line, function) -> place

    def add(self, kind, task, name, place, error):
        if self.recorder.on:
            self.recorder.facts["lost"].append((clock(), kind, task, name, place, error))

    def reported(self, context):
        """Something that an event loop has to tell: two of the messages of asyncio's own futures are meant."""
        message = context.get("message") if type(context) is dict else None
        if type(message) is not str:
            return
        if message == DESTROYED:
            task = context.get("task")
            if self.futures.is_task(task):
                self.add(PENDING, self.recorder.serial_of(task), self.coroutine_name(task), 0, "")
                self.recorder.forget(task)
        elif message.endswith(UNRETRIEVED):
            future, error = context.get("future"), context.get("exception")
            if issubclass(type(future), self.futures.future_types) and issubclass(type(error), BaseException):
                is_task = self.futures.is_task(future)
                serial = self.failed.pop(id(future), 0) if is_task else 0
                self.add(ERROR, serial, self.coroutine_name(future) if is_task else "", 0, error_text(error))

    def coroutine_name(self, task):
        coroutine = self.recorder.view(task)._coro
        return coroutine.__qualname__ if type(coroutine) is Coroutine else ""

    def unawaited(self, coroutine):
        if type(coroutine) is Coroutine:
            self.add(UNAWAITED, 0, coroutine.__qualname__, self.creation(coroutine, sys._getframe(2).f_back), "")

    def creation(self, coroutine, frame):
        """Where a coroutine was created, as far as it can be told; `frame`: in which it was dropped."""
        origin = coroutine.cr_origin
        if origin:
            return self.place_of_origin(*origin[0])
        places = self.recorder.places
        if frame is None or places.scope(frame.f_code) not in (USER, LIBRARY):
            return 0
        code, name = frame.f_code, coroutine.cr_code.co_name
        lines = self.lines.get((id(code), name))
        if lines is None:
            if len(self.lines) >= REMEMBERED:
                self.lines.clear()
            lines = naming_lines(code, name)
            if id(code) in places.codes:  # and so stays
                self.lines[id(code), name] = lines
        if frame.f_lineno in lines and name_at(code, frame.f_lasti) == "POP_TOP":  # the call was a statement of its own
            return places.of_frame(frame)
        return places.place(code, lines[0], None, frame.f_globals) if len(lines) == 1 else 0

    def place_of_origin(self, file, line, function):
        key = (file, line, function)
        known = self.origins.get(key)
        if known is None and len(self.origins) < REMEMBERED:
            file, scope = self.recorder.places.locate(file)
            known = self.origins[key] = append(self.recorder.places.rows, (file, line, function, scope, 0, 0, 0))
        return known or 0

    def left_open(self, generator):
        """An asynchronous generator goes away, or its loop does, while it stands inside its body."""
        if type(generator) is AsyncGenerator and generator.ag_frame is not None:
            place = self.recorder.places.place(generator.ag_code, generator.ag_frame.f_lineno, generator.__qualname__)
            self.add(OPEN, 0, generator.__qualname__, place, "")

    def all_left_open(self, generators):
        for generator in generators:
            self.left_open(generator)
