"""Locks, semaphores, conditions, events, barriers and queues: who held what, who waited, how long a queue was.

The programs play a fixed script, note down what happens in the order in which it happens, and print the notes. Each also
runs without the probe, and has to print the same.
"""

import json

from running import VERSION, marked_line, same

EVENTS = "acquired released waits stops size set cleared broken".split()
KINDS = "lock semaphore condition event barrier queue priority lifo".split()

SCRIPT = """
import asyncio, json, sys, weakref

notes = {}

def note(what, *row):
    notes.setdefault(what, []).append((asyncio.current_task().get_name(),) + row)

def start(coroutine, name):
    return asyncio.get_running_loop().create_task(coroutine, name=name)

async def turns(number=1):
    for _ in range(number):
        await asyncio.sleep(0)

async def ended(*tasks):
    return [type(result).__name__ for result in await asyncio.gather(*tasks, return_exceptions=True)]

%s

asyncio.run(main())
print(json.dumps(notes))
"""

LOCKS = """
async def hold(lock, what, number, left=lambda: 0):
    free = not lock.locked()
    if not free:
        note(what, "waits", 0)
    try:
        await lock.acquire()
    except asyncio.CancelledError:
        note(what, "stops", 0)
        raise
    if not free:
        note(what, "stops", 0)
    note(what, "acquired", left())
    await turns(number)
    lock.release()
    note(what, "released", left())

async def try_lock(lock):
    note("lock", "waits", 0)
    try:
        await asyncio.wait_for(lock.acquire(), 0.01)
    except asyncio.TimeoutError:
        note("lock", "stops", 0)

class Own(asyncio.Lock):
    calls = 0

    def locked(self):
        Own.calls += 1
        return super().locked()

    async def acquire(self):
        Own.calls += 1
        return await super().acquire()

async def main():
    lock = asyncio.Lock()
    async with lock:  # nobody can tell
        pass
    a, b = start(hold(lock, "lock", 3), "a"), start(hold(lock, "lock", 2), "b")
    c, d = start(hold(lock, "lock", 1), "c"), start(hold(lock, "lock", 1), "d")
    await turns()
    c.cancel()  # while it waits
    print(await ended(a, b, c, d))
    await lock.acquire()  # handed over: another task gives it back
    note("lock", "acquired", 0)
    await turns()
    await start(try_lock(lock), "late")
    async def give():
        lock.release()
        note("lock", "released", 0)
    await start(give(), "giver")
    try:
        lock.release()
    except RuntimeError as error:
        print(error)

    permits = asyncio.Semaphore(3)
    count = lambda: 3 - len(having)
    having = set()
    class Counted:
        locked = staticmethod(permits.locked)
        async def acquire(self):
            await permits.acquire()
            having.add(asyncio.current_task().get_name())
        def release(self):
            having.discard(asyncio.current_task().get_name())
            permits.release()
    tasks = [start(hold(Counted(), "semaphore", 2 * number + 2, count), "s%d" % number) for number in range(5)]
    print(await ended(*tasks))
    async with permits:
        pass
    few = asyncio.BoundedSemaphore(1)
    await few.acquire()
    note("bounded", "acquired", 0)
    await turns()
    few.release()
    note("bounded", "released", 1)
    try:
        few.release()
    except ValueError as error:
        print(error)

    own = Own()
    await ended(start(hold(own, "own", 1), "x"), start(hold(own, "own", 1), "y"))
    print(Own.calls)

    for number in range(40):  # at the same place in memory
        one = asyncio.Lock()
        await one.acquire()
        gone = weakref.ref(one)
        if number % 2:
            await turns()
            one.release()
        del one
        assert gone() is None
"""

OTHERS = """
async def main():
    condition = asyncio.Condition()
    async def wait(what, number):
        async with condition:
            note(what, "waits", 0)
            try:
                await condition.wait()
            finally:
                note(what, "stops", 0)
    tasks = [start(wait("condition", number), "w%d" % number) for number in range(5)]
    await turns()
    tasks[3].cancel()
    await turns(2)
    async with condition:
        condition.notify(2)
    await turns(4)
    async with condition:
        condition.notify_all()
    print(await ended(*tasks))

    event = asyncio.Event()
    event.set()
    await event.wait()
    event.clear()  # up to here nobody waited
    async def watch(what):
        note(what, "waits", 0)
        try:
            await event.wait()
        finally:
            note(what, "stops", 0)
    first, second = start(watch("event"), "e1"), start(watch("event"), "e2")
    await turns()
    second.cancel()
    await turns()
    note("event", "set", 0)
    event.set()
    event.set()
    await ended(first, second)
    note("event", "cleared", 0)
    event.clear()
    event.clear()

    if not hasattr(asyncio, "Barrier"):
        return
    barrier = asyncio.Barrier(2)
    async def meet(last):
        if last:
            note("barrier", "set", 0)
        else:
            note("barrier", "waits", 0)
        try:
            await barrier.wait()
        finally:
            if not last:
                note("barrier", "stops", 0)
    await ended(start(meet(False), "p"), start(meet(True), "q"))
    for word, name in (("cleared", "reset"), ("broken", "abort")):
        one = start(meet(False), name)
        await turns()
        note("barrier", word, 0)
        await getattr(barrier, name)()
        print(await ended(one))
"""

QUEUES = """
class Own(asyncio.Queue):  # overrides all that may be
    calls = []

    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        self.calls.append("_put")
        if item not in self._queue:
            self._queue.append(item)

    def _get(self):
        self.calls.append("_get")
        return self._queue.pop(0)

    def qsize(self):
        self.calls.append("qsize")
        return super().qsize()

class Secret(asyncio.Queue):  # keeps its items elsewhere
    def _init(self, maxsize):
        self.items = {}

    def _put(self, item):
        self.items[item] = item

    def _get(self):
        return self.items.popitem()[0]

    def empty(self):
        return not self.items

    def qsize(self):
        return len(self.items)

async def main():
    queue = asyncio.Queue(2)
    async def put(items):
        for item in items:
            if queue.full():
                note("queue", "waits", 2)
                await queue.put(item)
                note("queue", "stops", 2)
            else:
                await queue.put(item)
            note("queue", "size", queue.qsize())
    async def get(number):
        for _ in range(number):
            if queue.empty():
                note("queue", "waits", 1)
                try:
                    await queue.get()
                finally:
                    note("queue", "stops", 1)
            else:
                await queue.get()
            note("queue", "size", queue.qsize())
            await turns(2)
    producer = start(put(range(4)), "producer")
    await turns()
    await ended(producer, start(get(4), "consumer"))
    slow, late = start(get(1), "slow"), start(get(1), "late")
    await turns()
    late.cancel()
    await turns()
    await put([1])
    print(await ended(slow, late))
    async def join():
        note("queue", "waits", 3)
        await queue.join()
        note("queue", "stops", 3)
    joining = start(join(), "joining")
    await turns()
    for _ in range(5):
        queue.task_done()
    await joining

    for kind, make in (("priority", asyncio.PriorityQueue), ("lifo", asyncio.LifoQueue), ("own", Own)):
        some = make()
        for item in (3, 1, 1, 2):
            some.put_nowait(item)
            if not (kind == "own" and some._queue == [3, 1] and item == 1 and notes[kind][-1][2] == 2):
                note(kind, "size", len(some._queue))
        while not some.empty():
            some.get_nowait()
            note(kind, "size", len(some._queue))
    print(Own.calls)
    secret = Secret()
    secret.put_nowait(1)
    print(await secret.get())
    if hasattr(queue, "shutdown"):
        last = asyncio.Queue()
        last.put_nowait(1)
        note("last", "size", 1)
        last.shutdown(immediate=True)
        note("last", "size", 0)
"""


def played(script, tmp_path):
    outcome = same(SCRIPT % script, tmp_path)
    assert outcome.code == 0, outcome.err
    trace = outcome.trace
    assert trace.problems == [] and trace.losses == []
    return trace, json.loads(outcome.out.splitlines()[-1])


def label(trace, task):
    """The program's name of a task; that of its parent, where asyncio made a task for it."""
    task = trace.tasks.get(task)
    while task is not None and task["coroutine"].startswith(("Lock.", "Queue.")):
        task = trace.tasks.get(task["parent"])
    return "" if task is None else "Task-1" if task["coroutine"] == "main" else task["name"]


def events(trace, resource):
    return [[label(trace, row["task"]), EVENTS[row["event"] - 1], row["value"]]
            for row in trace.facts["resourceEvents"] if row["resource"] == resource["id"]]


def resources(trace, kind):
    return [row for row in trace.facts["resources"] if KINDS[row["kind"] - 1] == kind]


def check_waits(trace):
    """Each task waits at the end of a step, for one thing at a time, and stops in its next step."""
    for row in trace.facts["resourceEvents"]:
        event = EVENTS[row["event"] - 1]
        if event in ("waits", "stops"):
            steps = trace.tasks[row["task"]]["steps"]
            step = next(number for number, step in enumerate(steps) if step["begin"] <= row["at"] <= step["end"])
            if event == "waits":
                assert steps[step]["site"] is not None
                trace.tasks[row["task"]]["waiting"] = row["resource"], step
            else:
                assert trace.tasks[row["task"]].pop("waiting") == (row["resource"], step - 1)
    assert not any("waiting" in task for task in trace.tasks.values())


def test_locks_and_semaphores(tmp_path):
    trace, notes = played(LOCKS, tmp_path)
    first, own, *others = resources(trace, "lock")
    assert events(trace, first) == notes["lock"]
    assert trace.places[first["place"]]["line"] == marked_line(SCRIPT % LOCKS, "nobody can tell")
    assert events(trace, own) == notes["own"] and own["class"] == "Own"
    assert len(others) == 40 and len({row["id"] for row in others}) == 40
    for number, row in enumerate(others):
        words = [word for _, word, _ in events(trace, row)]
        assert words == (["acquired", "released"] if number % 2 else [])
    permits, bounded = resources(trace, "semaphore")
    assert (permits["capacity"], bounded["capacity"]) == (3, 1)
    assert (permits["class"], bounded["class"]) == ("Semaphore", "BoundedSemaphore")
    assert events(trace, permits) == notes["semaphore"]
    assert events(trace, bounded) == notes["bounded"]
    check_waits(trace)


def test_conditions_events_and_barriers(tmp_path):
    trace, notes = played(OTHERS, tmp_path)
    condition, = resources(trace, "condition")
    assert events(trace, condition) == notes["condition"]
    event, = resources(trace, "event")
    assert events(trace, event) == notes["event"]
    if VERSION >= (3, 11):
        barrier, = resources(trace, "barrier")
        assert events(trace, barrier) == notes["barrier"] and barrier["capacity"] == 2
    lock, = resources(trace, "lock")  # the condition's
    assert all(word in ("acquired", "released", "waits", "stops") for _, word, _ in events(trace, lock))
    check_waits(trace)


def test_queues(tmp_path):
    trace, notes = played(QUEUES, tmp_path)
    queue, own, secret, *last = resources(trace, "queue")
    assert events(trace, queue) == notes["queue"] and queue["capacity"] == 2
    assert events(trace, own) == notes["own"] and own["class"] == "Own"
    assert events(trace, secret) == []
    for kind in ("priority", "lifo"):
        one, = resources(trace, kind)
        assert events(trace, one) == notes[kind]
    assert [events(trace, row) for row in last] == ([notes["last"]] if VERSION >= (3, 13) else [])
    check_waits(trace)


THREADS = """
async def work(number):
    lock = asyncio.Lock()
    async def hold(name):
        note(name, "asks")
        async with lock:
            await asyncio.sleep(0.002)
    await asyncio.gather(*[hold("%d" % number) for _ in range(5)])

def note(*row):
    pass

async def main():
    pass

import threading
threads = [threading.Thread(target=lambda number=number: asyncio.run(work(number))) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_locks_of_several_loops(tmp_path):
    trace, _ = played(THREADS, tmp_path)
    locks = resources(trace, "lock")
    assert len(locks) == 4
    loops = set()
    for lock in locks:
        rows = [row for row in trace.facts["resourceEvents"] if row["resource"] == lock["id"]]
        loop, = {trace.tasks[row["task"]]["loop"] for row in rows}
        loops.add(loop)
        holder, count = 0, 0
        for row in rows:
            word = EVENTS[row["event"] - 1]
            if word == "acquired":
                assert not holder
                holder, count = row["task"], count + 1
            elif word == "released":
                assert holder == row["task"]
                holder = 0
        assert count == 5 and not holder
    assert len(loops) == 4
    check_waits(trace)


BUSY = """
async def main():
    global queue  # it is still there at the end
    queue, other = asyncio.Queue(), asyncio.Queue()
    for item in range(20000):
        queue.put_nowait(item)
    for item in range(19993):
        queue.get_nowait()
    for item in range(3):
        other.put_nowait(item)
    lock = asyncio.Lock()
    for _ in range(20000):
        async with lock:
            pass
"""


def test_a_queue_that_is_used_all_the_time(tmp_path):
    """Not all its sizes are told, but the last one is; and of a lock that nobody else wants nothing is."""
    trace, _ = played(BUSY, tmp_path)
    queue, *_ = resources(trace, "queue")
    sizes = [value for _, word, value in events(trace, queue)]
    assert sizes[:100] == list(range(1, 101)) and sizes[-1] == 7
    assert len(sizes) < 10000
    lock, = resources(trace, "lock")
    assert len(events(trace, lock)) < 100


LINES = """
import asyncio, sys
seen = []

def tracer(frame, event, arg):
    name = frame.f_code.co_filename
    if name.endswith(("asyncio/locks.py", "asyncio/queues.py", "asyncio/taskgroups.py", "asyncio/timeouts.py")):
        seen.append((event, frame.f_code.co_name, frame.f_lineno))
        return tracer
    return None

async def turns(number=1):
    for _ in range(number):
        await asyncio.sleep(0)

async def use(item):
    async with item:
        await turns()

async def wait(condition):
    async with condition:
        await condition.wait()

async def nothing():
    pass

async def fails():
    raise KeyError

async def group(function):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(function())
        tasks.create_task(nothing())

async def limit():
    async with asyncio.timeout(0):
        await asyncio.sleep(1)

async def main():
    sys.settrace(tracer)
    loop = asyncio.get_running_loop()
    for item in (asyncio.Lock(), asyncio.Semaphore(1), asyncio.BoundedSemaphore(2)):
        tasks = [loop.create_task(use(item)) for _ in range(4)]
        await turns()
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    condition, event, queue = asyncio.Condition(), asyncio.Event(), asyncio.Queue(1)
    for coroutine in (wait(condition), event.wait(), queue.get()):
        tasks = [loop.create_task(coroutine)]
        if coroutine.__name__ == "wait" and coroutine.cr_frame.f_locals.get("condition"):
            tasks.append(loop.create_task(wait(condition)))
        await turns()
        tasks.pop().cancel()
        await turns(3)
        async with condition:
            condition.notify_all()
        event.set()
        event.clear()
    queue.put_nowait(1)
    one = loop.create_task(queue.put(2))
    two = loop.create_task(queue.put(3))
    await turns()
    two.cancel()
    await turns()
    queue.get_nowait()
    await one
    await queue.get()
    joining = loop.create_task(queue.join())
    await turns()
    queue.task_done()
    queue.task_done()
    await joining
    for kind in (asyncio.PriorityQueue, asyncio.LifoQueue):
        some = kind()
        await some.put(1)
        await some.get()
    if hasattr(queue, "shutdown"):
        queue.shutdown()
    if hasattr(asyncio, "Barrier"):
        barrier = asyncio.Barrier(2)
        await asyncio.gather(barrier.wait(), barrier.wait())
        for change in (barrier.reset, barrier.abort):
            one = loop.create_task(barrier.wait())
            await turns()
            await change()
            await asyncio.gather(one, return_exceptions=True)
        for one in (group(nothing), group(fails), limit()):
            await asyncio.gather(loop.create_task(one), return_exceptions=True)
    sys.settrace(None)

asyncio.run(main())
for row in seen:
    print(*row)
"""


def test_a_line_tracer_sees_the_same_lines(tmp_path):
    outcome = same(LINES, tmp_path)
    assert outcome.code == 0, outcome.err
    assert outcome.out.count("\n") > 500 and outcome.trace.problems == []
