"""What tasks wait for since before the recording: locks, queues and the like.

They do so in functions of asyncio's that were entered before those were hooked, and that tell nothing when the wait ends:
then the task's next run does, which the sender looks for.
"""

from .chain import held_by, walk
from .kinds import NUMBERS
from .places import LIBRARY, USER
from .resources import GET, JOIN, PUT, STOPS

WAITING = {
    "Lock.acquire": 0, "Semaphore.acquire": 0, "Condition.wait": 0, "Event.wait": 0, "Queue.get": GET, "Queue.put": PUT}
PARTS = {"Barrier.wait": ("_cond", 0), "Queue.join": ("_finished", JOIN)}
MODULES = "asyncio.locks", "asyncio.queues"
KINDS = {NUMBERS[name] for name in "timeout lock event condition semaphore barrier queue.get queue.put".split()}


class OlderWaits:
    def __init__(self, recorder):
        self.places = recorder.places
        self.resources = recorder.resources
        self.told = {}  # subject -> (time, serial of a resource, value), until it ran

    def tell(self, task, subject, site):
        """A task is suspended at a site: for a resource?"""
        if self.resources is None or self.places.sites[(site & 0xffffffff) - 1][0] not in KINDS or task._fut_waiter is None:
            return
        resources, places = self.resources, self.places
        item, value, place = None, 0, 0
        for link, code, frame, name in walk(task._coro):
            if name in WAITING or name in PARTS:
                if frame.f_globals.get("__name__") not in MODULES:
                    continue
                found = next((one for one in held_by(link, frame) if resources.kind_of(one)), None)
                if found is None:
                    continue
                if name in PARTS:
                    resources.part(found, *PARTS[name], place)
                else:
                    item, value = found, WAITING[name]
            elif places.scope(code) in (USER, LIBRARY):
                place = places.place(code, frame.f_lineno, name)
        row = resources.waits_already(item, subject >> 2, value, place) if item is not None else None
        if row is not None:
            self.told[subject] = row

    def ran(self, runs):
        """Tells that waits have ended, by the runs since. `runs`: (loop, what was packed of its rows)."""
        for _, packed in runs if self.told else ():
            for subjects, ends, *_ in packed:
                self.end_waits(memoryview(subjects).cast("I"), memoryview(ends).cast("Q"))

    def end_waits(self, subjects, ends):
        for subject in self.told.keys() & set(subjects):
            since, resource, value = self.told[subject]
            end = next((at for one, at in zip(subjects, ends) if one == subject and at > since), 0)
            if end:
                del self.told[subject]
                self.resources.told.append((end, resource, STOPS, subject >> 2, value))
