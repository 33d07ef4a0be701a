"""Scopes: task groups with the tasks that they own, and the timeouts around a piece of a task.

A scope is known by its `id()` from its entry to its end. One that never ends leaves its number behind, until another
scope enters at the same place in memory.
"""

import sys

from .clock import clock
from .splice import AFTER, BEFORE, FIRST, bodies, install_grafts, splice

GROUP, TIMEOUT = 1, 3

edit_enter = splice((AFTER, "self._entered = True", "told = scope_entered(self)"))
edit_exit = splice((BEFORE, "assert not self._tasks", "told = scope_ended(self)"))
edit_timeout_enter = splice((BEFORE, "return self", "told = scope_entered(self)"))
edit_timeout_exit = splice((FIRST, "", "told = scope_ended(self)"))


def edit_create_task(ast, definition):
    """Before the statement, or the choice, in which the group takes the task in."""
    from .graft import statements

    for at, statement in enumerate(definition.body):
        if any(ast.reads(item, "self._tasks.add(task)") for _, item in bodies(ast, ast.Module([statement], []))):
            definition.body[at:at] = statements(ast, "told = scope_created(self, task)", statement)
            return True
    return False


def install(hooks):
    groups, timeouts = sys.modules.get("asyncio.taskgroups"), sys.modules.get("asyncio.timeouts")
    scopes = Scopes(hooks.recorder)
    ended = {"scope_ended": scopes.ended}
    if groups is not None:
        group = groups.TaskGroup
        install_grafts(hooks, "TaskGroup", dict(ended, scope_entered=scopes.group_entered, scope_created=scopes.created), (
            (group, "__aenter__", edit_enter), (group, "create_task", edit_create_task),
            (group, "_aexit" if "_aexit" in vars(group) else "__aexit__", edit_exit)))
    if timeouts is not None:
        timeout = timeouts.Timeout
        install_grafts(hooks, "Timeout", dict(ended, scope_entered=scopes.timeout_entered), (
            (timeout, "__aenter__", edit_timeout_enter), (timeout, "__aexit__", edit_timeout_exit)))


class Scopes:
    def __init__(self, recorder):
        self.recorder = recorder
        self.facts = recorder.facts
        self.serials = recorder.scope_ids
        self.open = {}  # id of the scope -> its number

    def group_entered(self, scope):
        self.entered(scope, GROUP)

    def timeout_entered(self, scope):
        self.entered(scope, TIMEOUT)

    def entered(self, scope, kind):
        recorder = self.recorder
        place = recorder.scope_places[id(scope)] = recorder.places.caller(sys._getframe(3))
        serial = next(self.serials)
        self.facts["scopes"].append((serial, clock(), kind, recorder.current_serial(), place))
        self.open[id(scope)] = serial

    def created(self, scope, task):
        serial, member = self.open.get(id(scope)), self.recorder.serial_of(task)
        if not member and self.recorder.ended_eagerly[0] == id(task):
            member = self.recorder.ended_eagerly[1]
        if serial and member:
            self.facts["members"].append((serial, member))

    def ended(self, scope):
        serial = self.open.pop(id(scope), 0)
        self.recorder.scope_places.pop(id(scope), None)
        if serial:
            self.facts["scopeEnds"].append((serial, clock()))
