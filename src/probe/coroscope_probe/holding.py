"""Locks and the like: which of them tasks wait for, and who holds them.

A task that waits in asyncio's own functions has the lock in its frame. One that is inside of an `async with` has the
function that is going to release it on its frame's stack, be it recorded or not; its code tells at which line. What was acquired in the run that goes on,
which the wire does not tell yet, stands in the recorder's `held` (resources.py).
"""

import gc
import sys
from _json import encode_basestring_ascii as quote

from .alive import own
from .callbacks import Method, type_name
from .chain import Cell, Function
from .entered import entered_lines
from .executing import executing, executing_frame
from .recorder import cut, module_of
from .resources import BARRIER, CONDITION, EVENT, LENGTHS, LIFO_QUEUE, LOCK, PRIORITY_QUEUE, QUEUE, SEMAPHORE, whole

KINDS = (
    ("locks", "Lock", LOCK), ("locks", "Semaphore", SEMAPHORE), ("locks", "Condition", CONDITION), ("locks", "Event", EVENT),
    ("locks", "Barrier", BARRIER), ("queues", "PriorityQueue", PRIORITY_QUEUE), ("queues", "LifoQueue", LIFO_QUEUE),
    ("queues", "Queue", QUEUE))
CAPACITIES = {SEMAPHORE: "_bound_value", BARRIER: "_parties"}
HELD = LOCK, SEMAPHORE
RECORDED, ENTERED = 1, 2
ENTER, EXIT = "__aenter__", "__aexit__"
DEEP = 1000
NEW_FRAMES = sys.version_info >= (3, 11)


class Shared:
    """A lock or the like."""

    __slots__ = ("number", "item", "kind", "holders")

    def __init__(self, number, item, kind):
        self.number, self.item, self.kind = number, item, kind
        self.holders = {}  # number of a task -> (evidence, index of the place where it was entered, or -1)


class Holding:
    def __init__(self, alive, stacks, whole):
        self.alive = alive
        self.stacks = stacks
        self.whole = whole
        self.lines = {}  # (id of code, instruction) -> the lines of the blocks around it
        self.shared = {}  # id -> Shared
        self.types = {}  # id of a class -> (kind, class)
        self.waiting = {}  # number of a task -> what it waits for
        self.entries = []  # (number of a task, what it has entered by `async with`, index of the place or -1)
        self.timer = getattr(sys.modules.get("asyncio.events"), "TimerHandle", None)
        self.timeout = getattr(sys.modules.get("asyncio.timeouts"), "Timeout", None)
        self.kinds = []
        for module, name, kind in KINDS:
            owner = getattr(sys.modules.get("asyncio." + module), name, None)
            if type(owner) is type:
                self.kinds.append((owner, kind))

    def kind(self, item):
        """The kind of a lock or the like, 0 for anything else."""
        owner = type(item)
        known = self.types.get(id(owner))
        if known is None:
            known = next((kind for one, kind in self.kinds if issubclass(owner, one)), 0), owner
            self.types[id(owner)] = known
        return known[0]

    def share(self, item, kind):
        known = self.shared.get(id(item))
        if known is None:
            known = self.shared[id(item)] = Shared(len(self.shared), item, kind)
        return known

    # Who waits

    def waited(self, number, chain, shape):
        """The number of what a task waits for in these frames, or -1."""
        self.waiting.pop(number, None)
        if shape.shared >= 0:
            link, _, frame, _ = chain[shape.shared]
            for item in referents(link, frame):
                kind = self.kind(item)
                if kind:
                    self.waiting[number] = item
                    return self.share(item, kind).number
        return -1

    # Who holds

    def enter(self, number, chain, shape):
        """Notes what a suspended task has entered by `async with`. Gives whether a timeout is going to end its wait."""
        timed = False
        for at in shape.entering:
            link, _, frame, _ = chain[at]
            timed = self.note(number, link, frame, chain[at + 1] if at + 1 < len(chain) else None) or timed
        return timed

    def enter_running(self, number, view):
        """The same for a task that is in a step: its coroutines say nothing, but the garbage collector knows them."""
        link, timed = view._coro, False
        for _ in range(DEEP):
            frame = executing_frame(link)
            if frame is None:
                break
            inner = next((one for one in map(executing, referents(link, frame)) if one is not None and one is not link), None)
            timed = self.note(number, link, frame, inner and (inner, None, None, inner.__qualname__)) or timed
            if inner is None:
                break
            link = inner
        return timed

    def note(self, number, link, frame, inner):
        timed, found = False, []
        items = referents(link, frame)
        for at, item in enumerate(items):
            kind = type(item)
            if kind is Method:
                if type(item.__func__) is Function and item.__func__.__code__.co_name == EXIT:
                    found.append(item.__self__)
            elif kind is Function:
                if item.__code__.co_name == EXIT and at + 1 < len(items):  # from 3.14 on
                    found.append(items[at + 1])
            elif kind is self.timer or kind is Cell and any(type(one) is self.timer for one in gc.get_referents(item)):
                timed = True
        if found and inner is not None and inner[3].rpartition(".")[2] == ENTER:
            if any(item is found[-1] for item in referents(inner[0], inner[2])):
                found.pop()  # it is not inside yet
        places = self.places(link, frame, len(found)) if found and self.whole else ()
        for at, item in enumerate(found):
            if self.kind(item):
                self.entries.append((number, item, places[at] if places else -1))
            elif self.is_timeout(item):
                timed = True
        return timed

    def places(self, link, frame, count):
        """The indexes of the places at which a frame entered what it is inside of; empty where its code does not tell."""
        code, instruction = frame.f_code, frame.f_lasti
        lines = self.lines.get((id(code), instruction))
        if lines is None:
            lines = self.lines[id(code), instruction] = entered_lines(code, instruction)
        return [self.stacks.place_at(code, line, link.__qualname__) for line in lines] if len(lines) == count else ()

    def is_timeout(self, item):
        kind = type(item)
        if self.timeout is not None and issubclass(kind, self.timeout):
            return own(item, "_when") is not None
        return type_name(kind) == "Timeout" and module_of(kind) == "async_timeout"

    def find_holders(self):
        """Who holds what is waited for; in the whole of it, who holds anything."""
        for number, item, place in self.entries:
            self.hold(number, item, ENTERED, place)
        resources = self.alive.recorder and self.alive.recorder.resources
        if resources:
            numbers = {serial: number for number, serial in enumerate(self.alive.serials) if serial}
            for key, row in list(resources.held.items()):
                life = resources.lives.get(key)
                item = life() if life is not None else None
                if item is not None and row[3] in numbers:
                    self.hold(numbers[row[3]], item, RECORDED, -1)

    def hold(self, number, item, evidence, place):
        kind = self.kind(item)
        if kind == CONDITION:  # it is its lock that is held, unless the task waits to be notified
            if self.waiting.get(number) is item:
                return
            item = own(item, "_lock")
            kind = self.kind(item)
        if kind in HELD and (self.whole or id(item) in self.shared) and (kind != LOCK or own(item, "_locked") is True):
            holders = self.share(item, kind).holders
            known, known_place = holders.get(number, (0, -1))
            holders[number] = known | evidence, max(known_place, place)

    # As JSON

    def texts(self):
        recorder = self.alive.recorder
        known = recorder.resources.known if recorder is not None and recorder.resources is not None else {}
        for shared in self.shared.values():
            item, kind = shared.item, shared.kind
            met = known.get(id(item))
            capacity, value, is_set = whole(own(item, CAPACITIES.get(kind, "_maxsize"))), -1, 0
            if kind == SEMAPHORE:
                value = whole(own(item, "_value"))
            elif kind >= QUEUE:
                items = own(item, "_queue")
                if type(items) in LENGTHS:
                    value = LENGTHS[type(items)](items)
            elif kind == EVENT:
                is_set = own(item, "_value") is True
            else:
                is_set = own(own(item, "_lock") if kind == CONDITION else item, "_locked") is True
            evidence = 0
            for one, _ in shared.holders.values():
                evidence |= one
            yield '["%d",%d,%d,%s,%d,%d,%d,[%s],%d]' % (
                id(item), met.serial if met is not None else 0, kind, quote(cut(type_name(type(item)))), capacity, value, is_set,
                ",".join(map(str, shared.holders)), evidence)

    def holder_texts(self):
        for shared in self.shared.values():
            for number, (evidence, place) in shared.holders.items():
                yield "[%d,%d,%d,%d]" % (shared.number, number, evidence, place)


def referents(link, frame):
    """What a coroutine's frame refers to: variables and stack, in this order."""
    # From 3.11 the coroutine shows them itself, before that its frame does.
    return gc.get_referents(link) if NEW_FRAMES or frame is None else gc.get_referents(frame)
