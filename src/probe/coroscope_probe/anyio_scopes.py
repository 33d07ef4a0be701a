"""anyio on asyncio: its task groups and cancel scopes, in the tables of scopes.

On trio they are trio's own nurseries and cancel scopes (trio_instrument.py).
"""

import sys

from .clock import clock
from .imports import after_import
from .kinds import library_of
from .splice import AFTER, BEFORE, FIRST, install_grafts, splice

NURSERY, CANCEL_SCOPE = 2, 3  # kinds of scopes
TIMEOUTS = "fail_after", "move_on_after"
MODULE = "anyio._backends._asyncio"


def install(hooks):
    after_import(hooks, {MODULE: lambda: Scopes(hooks.recorder).hook(hooks)})


class Scopes:
    def __init__(self, recorder):
        self.recorder = recorder
        self.open = {}  # id of a cancel scope that is entered -> its number in the table; a task group's own has the group's

    def hook(self, hooks):
        backend = sys.modules[MODULE]
        functions = {"opened": self.opened, "entered": self.entered, "left": self.left, "member": self.member}
        for name, owner, attribute, where, line, text in (
                ("anyio.group", backend.TaskGroup, "__aenter__", FIRST, "", "opened(self)"),
                ("anyio.member", backend.TaskGroup, "_spawn", BEFORE, "self._tasks.add(task)", "member(self, task)"),
                ("anyio.scope", backend.CancelScope, "__enter__", AFTER, "self._active = True", "entered(self)"),
                ("anyio.scope_end", backend.CancelScope, "__exit__", FIRST, "", "left(self)")):
            install_grafts(hooks, name, functions, ((owner, attribute, splice((where, line, text))),))

    def opened(self, group):
        if id(group.cancel_scope) not in self.open:
            self.add(group.cancel_scope, NURSERY)

    def entered(self, scope):
        # Those that anyio makes for its own purposes, for every task group too, are not told of.
        code = sys._getframe(3).f_code
        if id(scope) not in self.open and (not library_of(code.co_filename) or code.co_name in TIMEOUTS):
            self.add(scope, CANCEL_SCOPE)

    def add(self, scope, kind):
        recorder = self.recorder
        number, place = next(recorder.scope_ids), recorder.places.creation(1)[0]
        recorder.facts["scopes"].append((number, clock(), kind, recorder.current_serial(), place))
        self.open[id(scope)] = number

    def member(self, group, task):
        number, serial = self.open.get(id(group.cancel_scope)), self.recorder.serial_of(task)
        if number and serial:
            self.recorder.facts["members"].append((number, serial))

    def left(self, scope):
        number = self.open.pop(id(scope), None)
        if number:
            self.recorder.facts["scopeEnds"].append((number, clock()))
