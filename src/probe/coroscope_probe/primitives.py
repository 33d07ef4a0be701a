"""Grafts into asyncio's locks, semaphores, conditions, events, barriers and queues: what happens to them (resources.py).

Every statement stands where an exception that comes in it leaves the primitive whole: before what changes it, or after all.
None of them is an `if`, nor an `and`: some version compiles each to a jump without a line, and line tracers would see the line
after it twice.
"""

import sys

from .graft import graft
from .resources import BARRIER, BROKEN, CLEARED, CONDITION, EVENT, GET, JOIN, LIFO_QUEUE, LOCK, PRIORITY_QUEUE, PUT, QUEUE, \
    SEMAPHORE, SET, Resources
from .splice import bodies, is_grafted

GUARD = """
try:
    %s
except BaseException as fault:
    told = refuse(fault)
"""
SIZED = GUARD % "told = sized(self) if allowance else None"
FLAGGED = GUARD % "told = flagged(self, %d) if id(self) in known else None"
CLEARS = GUARD % ("told = flagged(self, %d) if self._value and id(self) in known else None" % CLEARED)
TELLS = GUARD % "told = flagged(self, %d)"
PART = GUARD % "told = part(self, '_cond', 0)"
BEGINS = "waited = None" + GUARD % "waited = begins(self, 0)"
BEGINS_IF_ALLOWED = "waited = None" + GUARD % "waited = begins(self, %d) if allowance else None"
AT_LAST = GUARD % "told = acquired_at_last(self, %s, waited)"
ENDED = GUARD % "told = ended(waited) if waited else None"


def install(hooks):
    modules, recorder = sys.modules, hooks.recorder
    locks, queues = modules["asyncio.locks"], modules["asyncio.queues"]
    kinds = (
        (locks.Lock, LOCK), (locks.Semaphore, SEMAPHORE), (locks.Condition, CONDITION), (locks.Event, EVENT),
        (queues.PriorityQueue, PRIORITY_QUEUE), (queues.LifoQueue, LIFO_QUEUE), (queues.Queue, QUEUE))
    barrier = getattr(locks, "Barrier", None)
    if barrier is not None:
        kinds += ((barrier, BARRIER),)
    known = Resources(recorder, kinds, (locks.Lock, locks.Condition, locks.Event))
    report = hooks.refuser("primitives")

    def refuse(fault):
        """Where the stack is used up, nothing is told: without the probe it might just have sufficed."""
        return None if type(fault) is RecursionError else report(fault)

    values = dict(known.hooks, refuse=refuse)
    put, missing = [], []

    def undo():
        known.stop()
        for name in put:
            hooks.undo.pop(name, int)()

    hooks.undo["primitives"] = undo
    for owner, edits in (
            (locks.Lock, LOCK_EDITS), (locks.Semaphore, SEMAPHORE_EDITS), (locks.Condition, CONDITION_EDITS),
            (locks.Event, EVENT_EDITS), (barrier, BARRIER_EDITS), (queues.Queue, QUEUE_EDITS)):
        for attribute, edit in edits.items():
            if owner is None or attribute not in vars(owner):
                continue
            name = "%s.%s" % (owner.__name__, attribute)
            made = graft(vars(owner)[attribute], edit, values)
            if made is None:
                missing.append(name)
            else:
                hooks.replace(name, owner, attribute, made)
                put.append(name)
    if missing:
        recorder.problem("primitives", "Not as in any asyncio that is known: " + ", ".join(missing))
    recorder.gatherers.append(known.gather)
    recorder.resources = known


def insert(ast, definition, line, texts, after=False):
    """Grafts one text each before (or after) the statements that read like the line, if those are as many."""
    from .graft import statements

    source, start = definition.source, definition.lineno
    found = [(block, item) for block, item in bodies(ast, definition)
             if not is_grafted(item) and source[item.lineno - start].strip() == line]
    if len(found) != len(texts):
        return False
    for (block, item), text in zip(found, texts):
        at = block.index(item) + after
        block[at:at] = statements(ast, text, item)
    return True


def first(ast, definition, text):
    """Grafts a text before a function's first statement."""
    from .graft import statements

    start = 1 if ast.has_docstring(definition) else 0
    definition.body[start:start] = statements(ast, text, definition.body[start])
    return True


def before(line, text):
    return lambda ast, definition: insert(ast, definition, line, [text])


def waits(appending, text):
    """Around the one place where a function waits for a future, which it first appends to those of others."""

    def edit(ast, definition):
        from .graft import statements

        attempts = [
            node for node in ast.walk(definition) if isinstance(node, ast.Try) and isinstance(node.body[0], ast.Expr)
            and isinstance(node.body[0].value, ast.Await) and isinstance(node.body[0].value.value, ast.Name)]
        if len(attempts) != 1 or not insert(ast, definition, appending % attempts[0].body[0].value.value.id, [text]):
            return False
        attempt = attempts[0]
        if attempt.finalbody:
            attempt.finalbody += statements(ast, ENDED, attempt.finalbody[-1])
            return True
        attempt.body += statements(ast, ENDED, attempt.body[-1])
        for handler in attempt.handlers:
            if not isinstance(handler.body[-1], ast.Raise):
                return False
            handler.body[-1:-1] = statements(ast, ENDED, handler.body[-1])
        return bool(attempt.handlers)

    return edit


def edit_lock_acquire(ast, definition):
    """Of the two places where it is locked, the first is that of those who need not wait."""
    return (insert(ast, definition, "self._locked = True", [GUARD % "told = acquired(self, 0)", AT_LAST % "0"])
            and waits("self._waiters.append(%s)", BEGINS)(ast, definition))


def edit_semaphore_acquire(ast, definition):
    """From 3.10 on whoever releases takes what a waiter gets, up to 3.9 the waiter does."""
    taking = "self._value -= 1"
    if ast.reads(definition.body[-2], taking):
        done = insert(ast, definition, taking, [AT_LAST % "whole(self._value - 1)"])
        first(ast, definition, "waited = None")
    else:
        done = insert(ast, definition, taking, [GUARD % "told = acquired(self, whole(self._value - 1))"])
        done = done and ast.reads(definition.body[-1], "return True") and insert(
            ast, definition, "return True", ["", AT_LAST % "whole(self._value)"])
    return done and waits("self._waiters.append(%s)", BEGINS)(ast, definition)


def edit_barrier(event):
    return lambda ast, definition: (
        insert(ast, definition, "self._cond.notify_all()", [TELLS % event]) and first(ast, definition, PART))


def edit_shutdown(ast, definition):
    from .graft import statements

    for at, statement in enumerate(definition.body):
        if isinstance(statement, ast.While) and ast.reads(statement.test, "self._getters"):
            definition.body[at:at] = statements(ast, SIZED, statement)
            return True
    return False


LOCK_EDITS = {
    "acquire": edit_lock_acquire,
    "release": before("self._locked = False", GUARD % "told = released(self, 0)")}
SEMAPHORE_EDITS = {
    "acquire": edit_semaphore_acquire,
    "release": before("self._value += 1", GUARD % "told = released(self, whole(self._value + 1))")}
CONDITION_EDITS = {"wait": waits("self._waiters.append(%s)", BEGINS)}
EVENT_EDITS = {
    "wait": waits("self._waiters.append(%s)", BEGINS),
    "set": before("self._value = True", FLAGGED % SET),
    "clear": before("self._value = False", CLEARS)}
BARRIER_EDITS = {
    "wait": lambda ast, definition: first(ast, definition, PART),
    "_release": before("self._state = _BarrierState.DRAINING", TELLS % SET),
    "reset": edit_barrier(CLEARED),
    "abort": edit_barrier(BROKEN)}
QUEUE_EDITS = {
    "get": waits("self._getters.append(%s)", BEGINS_IF_ALLOWED % GET),
    "put": waits("self._putters.append(%s)", BEGINS_IF_ALLOWED % PUT),
    "get_nowait": before("return item", SIZED),
    "put_nowait": lambda ast, definition: insert(ast, definition, "self._wakeup_next(self._getters)", [SIZED], True),
    "join": before("await self._finished.wait()", GUARD % ("told = part(self, '_finished', %d)" % JOIN)),
    "shutdown": edit_shutdown}
