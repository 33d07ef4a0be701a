"""The variables of any task's frames, for the debugger to show at a stop.

`variables` and `evaluate` are evaluated by the debugger in the stopped thread, so that it keeps what they give until the
program goes on, as it does with the variables of the stopped frame itself.
"""

import gc
import sys

from .alive import Alive
from .chain import Function
from .graft import made_codes
from .stacks import Stacks, shortened

GONE = "The program has gone on."
OPTIMIZED = 1  # a flag of code whose variables are not kept in a dictionary: functions'
NEW_FRAMES = sys.version_info >= (3, 11)

told = {}
"""The tasks of the last answer: id of the task -> id of its coroutine."""


class Variables:
    """Names and their values. The debugger shows the attributes, and calls no `__repr__` of theirs before they are."""

    def __init__(self, found):
        self.__dict__.update(found)

    def __repr__(self):
        return "variables"


def variables(key, depth):
    """The variables of a frame of a task: its id as in the last answer, and the position in its stack.

    Raises LookupError where the program has gone on since then.
    """
    return Variables(values(*frame_of(key, depth)))


def evaluate(key, depth, text):
    """The value of an expression in such a frame. Raises what it raises. Names of the frame cannot be assigned to."""
    link, frame = frame_of(key, depth)
    # One dictionary, because up to 3.12 the code inside of a comprehension sees only the globals.
    return eval(compile(text.strip(), "<coroscope>", "eval", 0, True), dict(frame.f_globals, **values(link, frame)))


def frame_of(key, depth):
    """(coroutine or None where the frame is executed now, frame)."""
    alive = Alive(None)
    for number, task in enumerate(alive.tasks):
        if id(task) == key and told.get(key) == id(alive.views[number]._coro):
            stacks = Stacks(alive)
            running = stacks.of_running().get(number)
            found = [(None, frame) for frame in running] if running is not None else [
                (link, frame) for link, _, frame, _ in stacks.chain(alive.views[number])]
            found = shortened(found)
            if 0 <= depth < len(found):
                return found[depth]
    raise LookupError(GONE)


def values(link, frame):
    """The variables of a frame, without keeping anything alive: what is left behind in the frame is what was there."""
    before = own_dictionary(link, frame)
    saved = None if before is None else dict(before)
    found = frame.f_locals
    copy = dict(found)
    for original, _, _, code in list(made_codes.values()):
        if code is frame.f_code:  # asyncio's: what the probe has grafted into it is not shown
            copy = {name: value for name, value in copy.items() if name in original.co_varnames + original.co_cellvars}
    # Up to 3.12 a suspended frame would keep its dictionary, and what that refers to, until the coroutine ends. While a frame
    # is executed a tracer may write it back into the frame, and code of an interactive prompt has its globals there.
    if type(found) is dict and link is not None and frame.f_code.co_flags & OPTIMIZED:
        if found is before:  # the program has called `locals()`, and may still look at that
            found.clear()
            found.update(saved)
        else:
            found.clear()
    return copy


def own_dictionary(link, frame):
    """The dictionary that a suspended frame has for `f_locals` already, as far as the garbage collector tells, else None."""
    if link is None or sys.version_info >= (3, 13):
        return None
    # It stands before the frame's function, or up to 3.10 behind its globals, where a variable may stand as well.
    items = gc.get_referents(link) if NEW_FRAMES else gc.get_referents(frame)
    for at, item in enumerate(items):
        if NEW_FRAMES:
            if type(item) is dict:
                return item
            if type(item) is Function:
                return None
        elif item is frame.f_globals and at + 1 < len(items):
            return items[at + 1] if type(items[at + 1]) is dict else None
    return None
