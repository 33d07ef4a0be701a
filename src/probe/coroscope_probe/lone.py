"""Tasks that nobody can ever wake up: they wait for a future that nothing refers to but their own frames.

The garbage collector knows who refers to what. To ask it takes tens of milliseconds, so it is done for few, all at once.
"""

import gc
from sys import getrefcount

MOST = 50
REFERENCES = 8  # of a future that nobody else refers to there are fewer


def lone(alive, stacks):
    """The numbers of those tasks."""
    suspects, numbers = [], []
    owners = {}  # id of what may refer to a suspect, the task and what it awaits -> position of that suspect
    for number, view in enumerate(alive.views):
        if len(suspects) < MOST and is_suspect(alive, view):
            for link, _, frame, _ in stacks.chain(view):
                owners[id(link)] = owners[id(frame)] = len(suspects)
            owners[id(alive.tasks[number])] = len(suspects)
            suspects.append(view._fut_waiter)
            numbers.append(number)
    if not suspects:
        return []
    suspects = tuple(suspects)  # which is what the garbage collector is going to be given
    positions = {id(future): at for at, future in enumerate(suspects)}
    referred = set()
    for referrer in gc.get_referrers(*suspects):
        if referrer is not suspects and type(referrer) is not alive.futures.iterator:
            owner = owners.get(id(referrer))
            found = [positions.get(id(item)) for item in gc.get_referents(referrer)]
            referred.update(at for at in found if at is not None and at != owner)
    return [number for at, number in enumerate(numbers) if at not in referred]


def is_suspect(alive, view):
    waiter = view._fut_waiter
    if type(waiter) not in alive.futures.future_types or view._state != "PENDING":
        return False
    return waiter._state == "PENDING" and getrefcount(waiter) <= REFERENCES
