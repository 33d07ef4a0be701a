"""Tasks that nobody can ever wake up: they wait for a future that nothing refers to but their own frames.

The garbage collector knows who refers to what, but for frames that are executed: so references are counted as well. To ask
it takes tens of milliseconds, so it is done for few, all at once.
"""

import gc
from _weakref import getweakrefcount
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
    references = [0] * len(suspects)  # that are accounted for
    referred = set()
    for referrer in gc.get_referrers(*suspects):
        if referrer is not suspects:
            is_iterator, owner = type(referrer) is alive.futures.iterator, owners.get(id(referrer))
            for item in gc.get_referents(referrer):
                at = positions.get(id(item))
                if at is not None and (is_iterator or at == owner):
                    references[at] += 1
                elif at is not None:
                    referred.add(at)
    item = None  # it may be one of them
    unseen = [getrefcount(suspects[at]) - ALONE - count > 0 for at, count in enumerate(references)]
    return [number for at, number in enumerate(numbers) if at not in referred and not unseen[at]]


def alone():
    """What `getrefcount` gives for what only a tuple refers to."""
    suspects = object(),
    return getrefcount(suspects[0])


def is_suspect(alive, view):
    waiter = view._fut_waiter
    if type(waiter) not in alive.futures.future_types or view._state != "PENDING":
        return False
    return waiter._state == "PENDING" and getrefcount(waiter) <= REFERENCES and not getweakrefcount(waiter)


ALONE = alone()
