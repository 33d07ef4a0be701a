"""What tasks share and wait for: who holds a lock, who waits for what and since when, how long the queues are.

A resource is met when it is used first, gets a serial, and is known by its `id()` as long as it lives. What happens to it
is five integers in a flat list, of which the sender makes rows. Two things keep that down. A lock that is acquired and
released within one run, which nobody can have noticed, is not told: its row waits in `held` until the run is over or
somebody wants the lock. And of queues, which may be used a million times a second, as much is told between two visits of
the sender as there are tokens in the *allowance*; if there are none left, the sender looks how long the queues are.

A row in `held` is taken by one step of the interpreter, be it in the loop's thread or in the sender's: so what happened to
one resource is told in order.
"""

from _thread import get_ident
from _weakref import ref
from _collections import deque
from _functools import partial
from itertools import chain, count, repeat
from _operator import attrgetter, itemgetter

from .callbacks import Builtin, type_name
from .clock import clock
from .faults import pass_on

LOCK, SEMAPHORE, CONDITION, EVENT, BARRIER, QUEUE, PRIORITY_QUEUE, LIFO_QUEUE = range(1, 9)
ACQUIRED, RELEASED, WAITS, STOPS, SIZE, SET, CLEARED, BROKEN = range(1, 9)
GET, PUT, JOIN = 1, 2, 3
ALLOWANCE, SHORT_ALLOWANCE = 1000, 100  # the short one after it was used up
LOOKS = 200  # at queues, each time that the sender comes by
LOOKS_AGAIN = 3
MANY_GONE = 1000
NOTHING = ()
COLUMNS = 5
LENGTHS = {deque: deque.__len__, list: list.__len__}
OWN_ITEMS = {"_queue", "__getattribute__", "__getattr__"}
CAPACITIES = {SEMAPHORE: "_value", BARRIER: "_parties"}
MOST = (1 << 53) - 1
referent, items = ref.__call__, attrgetter("_queue")
TIME = itemgetter(0)


class Resource:
    __slots__ = ("serial", "kind", "part", "value", "length", "size", "state", "run")

    def __init__(self, serial, kind):
        self.serial = serial
        self.kind = kind
        self.part = False  # of another, with that one's serial
        self.value = 0  # of the event that somebody waits for such a part
        self.length = None  # the function that tells the length of what a queue keeps its items in
        self.size = -1  # the last that was told
        self.state = None  # of the loop (recorder.py) in a run of which it was acquired,
        self.run = 0  # and when that began


GONE = Resource(0, 0)  # after the end of the recording every one is this
GONE.part = True


class Resources:
    def __init__(self, recorder, kinds, parts):
        """`kinds`: (class, number of its kind), subclasses first; `parts`: the types of which others are made."""
        self.recorder = recorder
        self.kinds = kinds
        self.parts = parts
        self.on = True
        self.serials = count(1)
        self.known = {}  # id -> Resource
        self.lives = {}  # id -> weak reference; of those that are gone too, until there are many
        self.events = []  # at, serial, event, task, value
        self.held = {}  # id -> such five, of an acquisition that is not told yet
        self.allowance = [None] * ALLOWANCE
        self.queues = {}  # ids of those whose length can be told
        self.unseen = []  # ids of those to look at, since they may have been used while there was no allowance
        self.step_types = {Builtin}  # of callbacks of tasks
        self.told = []  # rows that did not come by the hooks (joining.py)
        self.gathered = 0  # when events were taken last
        self.make_hooks()

    # Who is who

    def kind_of(self, item):
        return next((kind for owner, kind in self.kinds if issubclass(type(item), owner)), 0)

    def meet(self, item, place=None):
        """`place`: where it is used, if not by whoever calls."""
        if not self.on:
            return GONE
        kind = self.kind_of(item)
        if place is None:
            place, _ = self.recorder.places.creation(2)
        capacity = whole(own(item, CAPACITIES.get(kind, "_maxsize")))
        resource = self.know(item, Resource(next(self.serials), kind))
        self.recorder.facts["resources"].append((resource.serial, clock(), kind, type_name(type(item)), place, capacity))
        if kind >= QUEUE and not any(OWN_ITEMS & vars(base).keys() for base in type(item).__mro__[:-1]):
            resource.length = LENGTHS.get(type(own(item, "_queue")))
            if resource.length is not None:
                self.queues[id(item)] = None
        return resource

    def know(self, item, resource):
        key = id(item)
        if len(self.lives) > 2 * len(self.known) + MANY_GONE:
            self.forget_the_gone()
        self.held.pop(key, None)  # of another that had the id before
        # What is called when it goes is no code of ours: an exception of a signal handler's in it would be lost.
        self.lives[key] = ref(item, partial(self.known.pop, key))
        self.known[key] = resource
        return resource

    def forget_the_gone(self):
        for key in list(self.lives):
            if key not in self.known:
                self.lives.pop(key, None)
                self.queues.pop(key, None)

    def part(self, owner, name, value, place=None):
        """Who waits for a part of a barrier or a queue waits for the whole."""
        item = owner
        for name in (name, "_lock"):
            item = own(item, name)
            if type(item) not in self.parts or not self.on:
                return
            if id(item) not in self.known:
                known = self.known.get(id(owner)) or self.meet(owner, place)
                resource = self.know(item, Resource(known.serial, known.kind))
                resource.part, resource.value = True, value

    def waits_already(self, item, task, value, place):
        """Tells that a task waits which began to do so unseen. Gives time, resource and value of the row, or None."""
        resource = self.known.get(id(item)) or self.meet(item, place)
        if not resource.serial:
            return None
        now, value = clock(), value or resource.value
        self.events.extend((now, resource.serial, WAITS, task, value))
        self.unseen.append(id(item))
        return now, resource.serial, value

    def serial(self, state):
        """The serial of the task that runs now, the slow way."""
        kind = type(getattr(state, "callback", None))
        if kind.__name__ in ("TaskStepMethWrapper", "TaskWakeupMethWrapper"):
            self.step_types.add(kind)
        return self.recorder.current_serial()

    # What happens

    def make_hooks(self):
        """The functions that the grafted statements call: all that they use is at hand."""
        known, meet, held, tell, allowance = self.known, self.meet, self.held, self.events.extend, self.allowance
        states, subjects, step_types, ask = self.recorder.states, self.recorder.subjects, self.step_types, self.serial

        def serial_in(state):
            try:
                callback = state.callback
                if type(callback) in step_types:
                    return subjects[id(callback.__self__)] >> 2
            except (AttributeError, KeyError) as fault:
                pass_on(fault)
            return ask(state)

        def acquired(item, left):
            """At once; `left`: what a semaphore is going to have left."""
            key = id(item)
            resource = known.get(key) or meet(item)
            if resource.part:
                return
            state = states.get(get_ident())
            if key in held:
                tell(held.pop(key, NOTHING))
            row = clock(), resource.serial, ACQUIRED, serial_in(state), left
            if state is not None and state.begin:
                resource.state, resource.run = state, state.begin
                held[key] = row
            else:
                tell(row)

        def acquired_at_last(item, left, waited):
            """The same after waiting; `waited`: what `begins` said."""
            if waited is None:
                return acquired(item, left)
            if id(item) in held:
                tell(held.pop(id(item), NOTHING))
            if id(item) in known and not known[id(item)].part:
                tell((clock(), waited[0], ACQUIRED, waited[1], left))

        def released(item, left):
            key = id(item)
            resource = known.get(key) or meet(item)
            if key in held:
                row = held.pop(key, NOTHING)
                if row and resource.run == resource.state.begin and not item._waiters:
                    return
                tell(row)
            if not resource.part:
                tell((clock(), resource.serial, RELEASED, serial_in(states.get(get_ident())), left))

        def begins(item, value):
            """The task is about to wait. Returns what `ended` wants to know then."""
            key = id(item)
            resource = known.get(key) or meet(item)
            if key in held:
                tell(held.pop(key, NOTHING))
            if value:
                del allowance[-1:]
            waited = resource.serial, serial_in(states.get(get_ident())), value or resource.value
            if waited[0]:
                tell((clock(), waited[0], WAITS, waited[1], waited[2]))
                return waited

        def ended(waited):
            if known:
                tell((clock(), waited[0], STOPS, waited[1], waited[2]))

        def flagged(item, event):
            resource = known.get(id(item)) or meet(item)
            if not resource.part:
                tell((clock(), resource.serial, event, serial_in(states.get(get_ident())), 0))

        def sized(item):
            """A queue may have another size than before."""
            del allowance[-1:]
            resource = known.get(id(item)) or meet(item)
            if resource.length is None:
                return
            try:
                size = resource.length(item._queue)
            except TypeError as fault:  # it keeps its items in something else now
                pass_on(fault)
                resource.length = None
                return
            if size != resource.size:
                resource.size = size
                tell((clock(), resource.serial, SIZE, serial_in(states.get(get_ident())), size))

        self.hooks = {
            "acquired": acquired, "acquired_at_last": acquired_at_last, "released": released, "begins": begins,
            "ended": ended, "flagged": flagged, "sized": sized, "whole": whole, "part": self.part, "known": known,
            "allowance": allowance}

    # In the sender's thread

    def gather(self):
        if not self.on:
            return
        held, events = self.held, self.events
        going_on = {state.begin for state in list(self.recorder.states.values())}
        for key in list(held):
            resource = self.known.get(key)
            if resource is None:
                held.pop(key, None)
            elif resource.run not in going_on:
                events.extend(chain.from_iterable(map(held.pop, (key,), (NOTHING,))))
        allowance = ALLOWANCE
        if not self.allowance:
            allowance = SHORT_ALLOWANCE
            self.unseen = list(self.queues)
        self.allowance += repeat(None, allowance - len(self.allowance))
        for key in self.unseen[-LOOKS:]:
            self.look(key)
        del self.unseen[-LOOKS:]
        before, self.gathered = self.gathered, clock()
        total = len(events) // COLUMNS * COLUMNS
        taken = events[:total]
        del events[:total]
        rows = zip(*[iter(taken)] * COLUMNS)
        if self.told:
            told = [(max(at, before), *rest) for at, *rest in self.told]
            self.told.clear()
            rows = sorted([*rows, *told], key=TIME)
        self.recorder.facts["resourceEvents"].extend(rows)

    def look(self, key):
        """Tells the size of a queue. No reference to it may be the last one in this thread: so it is one step."""
        resource = self.known.get(key)
        if resource is None or resource.length is None:
            return
        for _ in range(LOOKS_AGAIN):  # it may be in use right now, and the last that is told has to be true
            try:
                size = next(map(resource.length, map(items, map(referent, (self.lives[key],)))))
            except (AttributeError, KeyError, TypeError):  # it is no more, or keeps its items in something else now
                return
            if size == resource.size:
                return
            resource.size = size
            self.events.extend((clock(), resource.serial, SIZE, 0, size))

    def stop(self):
        self.on = False
        for table in (self.known, self.held, self.queues, self.lives, self.allowance, self.events):
            table.clear()


def own(item, name):
    """An attribute of the object itself, without code of the program's.

    Its `__dict__` is not asked for: from 3.11 on an object that has one is slower ever after.
    """
    if any(name in vars(base) for base in type(item).__mro__):
        return None
    try:
        return object.__getattribute__(item, name)
    except AttributeError as fault:
        pass_on(fault)
        return None


def whole(number):
    return number if type(number) is int and 0 <= number <= MOST else 0
