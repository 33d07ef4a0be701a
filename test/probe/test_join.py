"""Joining a program that runs already: its tasks are known within a second, with what they wait for."""

import sys

import pytest

from joined import is_older, lines, named, run_joined
from running import marked_line

WAITS = """
async def lock_waiter():
    async with lock:  # lock
        pass

async def event_waiter():
    await event.wait()  # event

async def semaphore_waiter():
    async with semaphore:  # semaphore
        pass

async def getter():
    await queue.get()  # getter

async def putter():
    await full.put(2)  # putter

async def joiner():
    await full.join()  # joiner

async def condition_waiter():
    async with condition:
        await condition.wait()  # condition

async def sleeper():
    await asyncio.sleep(3600)  # sleep

async def future_waiter():
    await future  # future

async def task_waiter(task):
    await task  # task

async def gatherer(tasks):
    await asyncio.gather(*tasks)  # gather

async def waiter(tasks):
    await asyncio.wait(tasks)  # wait

async def completer(tasks):
    for one in asyncio.as_completed(tasks):
        await one  # completer

async def yielder():
    while not stop:
        await asyncio.sleep(0)  # yield

stop = []

async def main():
    global lock, event, semaphore, queue, full, condition, future
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 1000  # of debug mode: a busy machine is no slow callback
    lock, event, semaphore, condition = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(1), asyncio.Condition()
    queue, full, future = asyncio.Queue(), asyncio.Queue(1), loop.create_future()
    await lock.acquire()
    await semaphore.acquire()
    full.put_nowait(1)
    makers = (lock_waiter, event_waiter, semaphore_waiter, getter, putter, joiner, condition_waiter, sleeper, future_waiter, MORE)
    tasks = [loop.create_task(make(), name=make.__name__) for make in makers]
    tasks += [
        loop.create_task(task_waiter(tasks[0]), name="task_waiter"), loop.create_task(gatherer(tasks[:2]), name="gatherer"),
        loop.create_task(waiter(tasks[1:3]), name="waiter"),
        loop.create_task(completer(tasks[1:3]), name="completer")]
    await asyncio.sleep(0.05)
    done = loop.create_future()
    attach(lambda: loop.call_soon_threadsafe(done.set_result, None))
    await done
    await asyncio.sleep(0.2)
    lock.release()
    semaphore.release()
    event.set()
    queue.put_nowait(1)
    await full.get()
    full.task_done()
    future.set_result(None)
    async with condition:
        condition.notify_all()
    stop.append(True)
    await asyncio.sleep(0.05)
    await full.get()
    full.task_done()
    tasks[7].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

LOOP
"""
KINDS = {
    "lock_waiter": "lock", "event_waiter": "event", "semaphore_waiter": "semaphore", "getter": "queue.get", "putter": "queue.put",
    "joiner": "event", "condition_waiter": "condition", "sleeper": "sleep", "future_waiter": "future", "task_waiter": "task",
    "gatherer": "gather", "waiter": "wait", "completer": "wait"}
MARKS = {
    "lock_waiter": "lock", "event_waiter": "event", "semaphore_waiter": "semaphore", "getter": "getter", "putter": "putter",
    "joiner": "joiner", "condition_waiter": "condition", "sleeper": "sleep", "future_waiter": "future", "task_waiter": "task",
    "gatherer": "gather", "waiter": "wait", "completer": "completer"}
WAITED = {
    "lock_waiter": ("Lock", 0), "event_waiter": ("Event", 0), "semaphore_waiter": ("Semaphore", 0), "getter": ("Queue", 1),
    "putter": ("Queue", 2), "joiner": ("Queue", 3), "condition_waiter": ("Condition", 0)}
STOCK = "asyncio.run(main())"
UVLOOP = "import uvloop\nuvloop_loop = uvloop.new_event_loop()\nuvloop_loop.run_until_complete(main())\nuvloop_loop.close()"


def check_waits(trace, source):
    tasks = named(trace)
    for name, kind in KINDS.items():
        task = tasks[name]
        assert is_older(task), name
        first = task["steps"][0]
        assert first["site"]["kind"] == kind, name
        assert lines(trace, first)[-1] == marked_line(source, MARKS[name]), name
        assert task["outcome"] == ("cancelled" if name == "sleeper" else "result"), name
        # Once it goes on it is told like any other: no step stands in for another.
        assert all(step["end"] > step["begin"] for step in task["steps"][1:]), name
    group = {name: {trace.tasks[number]["name"] for number in tasks[name]["steps"][0]["group"]} for name in tasks if tasks[name]["steps"]}
    assert group["task_waiter"] == {"lock_waiter"}
    assert group["gatherer"] == {"lock_waiter", "event_waiter"}
    assert group["waiter"] == group["completer"] == {"event_waiter", "semaphore_waiter"}
    classes = {row["id"]: row for row in trace.facts["resources"]}
    waits, stops = {}, {}
    for row in trace.facts["resourceEvents"]:
        if row["event"] in (3, 4) and row["task"]:
            (waits if row["event"] == 3 else stops).setdefault(trace.tasks[row["task"]]["name"], []).append(row)
    for name, (kind, value) in WAITED.items():
        row, end = waits[name][0], stops[name][0]
        assert (classes[row["resource"]]["class"], row["value"]) == (kind, value), name
        assert (end["resource"], end["value"]) == (row["resource"], value) and end["at"] > row["at"], name
        assert len(waits[name]) == len(stops[name]), name
    place = trace.places[classes[waits["lock_waiter"][0]["resource"]]["place"]]
    assert (place["line"], place["scope"]) == (marked_line(source, "lock"), 0)
    for number in classes:
        times = [row["at"] for row in trace.facts["resourceEvents"] if row["resource"] == number]
        assert times == sorted(times)
    # The probe's own callback is not to be seen.
    assert not [run for run in trace.runs if run["callback"] and "coroscope" in (run["callback"]["place"] or {}).get("file", "")]
    assert not [name for name in (run["callback"]["name"] for run in trace.runs if run["callback"]) if "oining" in name]


def joined_waits(tmp_path, loop, idle, *flags):
    text = WAITS.replace("MORE", "" if idle else "yielder").replace("LOOP", loop)
    trace = run_joined(text, tmp_path, *flags)
    check_waits(trace, (tmp_path / "program.py").read_text())
    return trace


def test_all_kinds_of_waits_of_a_busy_loop(tmp_path):
    trace = joined_waits(tmp_path, STOCK, False)
    assert trace.header["joined"] == 1 and len(trace.loops) == 1
    yielder = named(trace)["yielder"]
    assert yielder["created"] == 0 and yielder["outcome"] == "result" and len(yielder["steps"]) > 10


def test_all_kinds_of_waits_of_an_idle_loop(tmp_path):
    joined_waits(tmp_path, STOCK, True)


def test_all_kinds_of_waits_in_debug_mode(tmp_path):
    joined_waits(tmp_path, STOCK, True, "-X", "dev")


def test_all_kinds_of_waits_on_uvloop(tmp_path):
    pytest.importorskip("uvloop")
    for idle in (False, True):
        trace = joined_waits(tmp_path, UVLOOP, idle)
        assert [loop["class"] for loop in trace.loops.values()] == ["Loop"]


HANGS = """
async def waits():
    await event.wait()

async def main():
    global event
    event = asyncio.Event()
    task = asyncio.create_task(waits(), name="waits")
    await asyncio.sleep(0.01)
    thread = attach()
    end = time.monotonic() + 30
    while time.monotonic() < end and "coroscope_probe.joining" not in sys.modules:
        pass
    before = time.monotonic()
    while time.monotonic() - before < 0.5:
        pass
    await asyncio.sleep(0.05)
    event.set()
    await task
    while thread.is_alive():
        await asyncio.sleep(0.01)

asyncio.run(main())
"""


def test_a_loop_that_hangs_is_joined_when_it_goes_on(tmp_path):
    tasks = named(run_joined(HANGS, tmp_path))
    assert is_older(tasks["waits"]) and tasks["Task-1"]["created"] == 0
    assert [tasks[name]["outcome"] for name in ("waits", "Task-1")] == ["result", "result"]


LATER = """
async def idles():
    await event.wait()

async def begins():
    global event
    event = asyncio.Event()
    return asyncio.get_running_loop().create_task(idles(), name="idles")

async def ends(task):
    await asyncio.sleep(0.05)
    event.set()
    await task

loop = asyncio.new_event_loop()
task = loop.run_until_complete(begins())
loop.run_until_complete(asyncio.sleep(0))
attach().join()
loop.run_until_complete(ends(task))
loop.close()
asyncio.run(asyncio.sleep(0))
"""


def test_a_loop_that_does_not_run_is_joined_when_it_does(tmp_path):
    tasks = named(run_joined(LATER, tmp_path))
    assert is_older(tasks["idles"]) and tasks["idles"]["outcome"] == "result"
    assert [name for name, task in tasks.items() if task["created"] == 0] == ["idles"]


OWN_THREAD = """
async def waits():
    await event.wait()

async def inner():
    boot(file=TRACE, join=True)

async def main():
    global event
    event = asyncio.Event()
    task = asyncio.create_task(waits(), name="waits")
    ready = asyncio.create_task(asyncio.sleep(0), name="ready")
    await asyncio.sleep(0)
    new = asyncio.create_task(asyncio.sleep(0), name="new")
    await inner()
    await asyncio.sleep(0.05)
    event.set()
    await asyncio.gather(task, ready, new)

asyncio.run(main())
"""


def test_on_the_thread_of_the_loop_in_the_middle_of_a_step(tmp_path):
    text = OWN_THREAD.replace("TRACE", repr(str(tmp_path / "joined.tasktrace")))
    tasks = named(run_joined(text, tmp_path))
    assert is_older(tasks["waits"])
    assert {tasks[name]["outcome"] for name in ("waits", "ready", "new", "Task-1")} == {"result"}
    assert {tasks[name]["created"] for name in ("waits", "new", "Task-1")} == {0}
    # What had not begun yet is told of by its steps alone.
    assert tasks["new"]["steps"][0]["end"] > tasks["new"]["steps"][0]["begin"]


MANY = """
async def deep(future, levels):
    if levels:
        await deep(future, levels - 1)
    else:
        await future

async def ticks():
    while not over:
        await asyncio.sleep(0.001)

over = []

async def main():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(3000)]
    tasks = [loop.create_task(deep(future, number % 5)) for number, future in enumerate(futures)]
    waiters = [loop.create_task(deep(task, 1)) for task in tasks[:50]]
    busy = loop.create_task(ticks(), name="ticks")
    await asyncio.sleep(0.05)
    done = loop.create_future()
    attach(lambda: loop.call_soon_threadsafe(done.set_result, None))
    await done
    for future in futures:
        future.set_result(None)
    over.append(True)
    await asyncio.gather(busy, *tasks, *waiters)
asyncio.run(main())
"""


def test_many_tasks_are_told_of_in_slices(tmp_path):
    trace = run_joined(MANY, tmp_path)
    steps = {}
    for task in trace.tasks.values():
        if task["coroutine"] == "deep":
            assert is_older(task)
            steps.setdefault(len(task["steps"]), []).append(task)
    assert sum(map(len, steps.values())) == 3050 and list(steps) == [2]
    begins = {task["steps"][0]["begin"] for task in steps[2]}
    assert len(begins) > 3  # the loop went on in between
    groups = [task for task in steps[2] if task["steps"][0]["group"]]
    assert len(groups) == 50
    numbers = [int(task["name"].partition("-")[2]) for task in sorted(steps[2], key=lambda task: task["id"])]
    assert numbers == sorted(numbers)


HOSTILE = """
calls = []

def hostile(name):
    def method(self, *given):
        if armed:
            calls.append(name)
            raise ValueError(name)
        return getattr(super(Task, self), name)(*given)
    return method

armed = []

class Task(asyncio.Task):
    for name in "__repr__ __str__ __eq__ __hash__ done get_loop get_name get_coro get_stack cancelled exception result".split():
        locals()[name] = hostile(name)
    del name

class PyTask(asyncio.tasks._PyTask):
    pass

async def waits(event):
    await event.wait()

async def main():
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    made = [kind(waits(event), loop=loop, name=name) for kind, name in ((Task, "hostile"), (PyTask, "python"), (asyncio.Task, "plain"))]
    await asyncio.sleep(0.01)
    armed.append(True)
    done = asyncio.Event()
    attach(lambda: loop.call_soon_threadsafe(done.set))
    await done.wait()
    armed.clear()
    event.set()
    for task in made:
        await task
    print(calls)
asyncio.run(main())
"""


def test_nothing_of_the_programs_is_called(tmp_path):
    trace = run_joined(HOSTILE, tmp_path)
    tasks = named(trace)
    assert trace.out == "[]\n"
    for name in ("hostile", "python", "plain"):
        assert is_older(tasks[name]) and tasks[name]["outcome"] == "result"


LIVES = """
class Thing:
    pass

async def holds(event):
    thing = Thing()
    lives.append(weakref.ref(thing))
    await event.wait()

lives = []

async def main():
    loop = asyncio.get_running_loop()
    lock = asyncio.Event()
    event = asyncio.Event()
    tasks = [loop.create_task(holds(event)) for _ in range(700)]
    await asyncio.sleep(0.01)
    counts = [sys.getrefcount(event), [sys.getrefcount(task) for task in tasks]]
    done = asyncio.Event()
    attach(lambda: loop.call_soon_threadsafe(done.set))
    await done.wait()
    await asyncio.sleep(0.1)
    gc.collect()
    assert counts == [sys.getrefcount(event), [sys.getrefcount(task) for task in tasks]]
    lives.extend(map(weakref.ref, tasks))
    event.set()
    while tasks:
        await tasks.pop()
    del lock, event
    await asyncio.sleep(0.01)
    gc.collect()
    assert [life() for life in lives if life() is not None] == []
    lives.append(weakref.ref(loop))
    print(len(lives))
asyncio.run(main())
gc.collect()
assert lives[-1]() is None
"""


def test_nothing_is_kept_alive(tmp_path):
    assert run_joined(LIVES, tmp_path).out == "1401\n"


TWO = """
async def work(name):
    await events[name].wait()

async def main(name):
    loops[name] = asyncio.get_running_loop()
    events[name] = asyncio.Event()
    task = asyncio.create_task(work(name), name="work " + name)
    await task

loops, events = {}, {}
threads = [threading.Thread(target=lambda name=name: asyncio.run(main(name)), name=name) for name in ("one", "two")]
for thread in threads:
    thread.start()
wait_for(lambda: len(events) == 2)
time.sleep(0.1)
attach().join()
for name in events:
    loops[name].call_soon_threadsafe(events[name].set)
for thread in threads:
    thread.join()
"""


def test_loops_of_several_threads(tmp_path):
    trace = run_joined(TWO, tmp_path)
    for name in ("one", "two"):
        task = named(trace)["work " + name]
        assert is_older(task)
        assert trace.loops[task["loop"]]["thread"]["name"] == name
    assert len(trace.loops) == 2


TREE = """
import asyncio
asyncio.run(asyncio.sleep(0))
boot(file=TRACE, join=True)
async def main():
    await asyncio.sleep(0.01)
asyncio.run(main())
"""


def test_a_program_without_a_loop_is_just_recorded(tmp_path):
    tasks = run_joined(TREE.replace("TRACE", repr(str(tmp_path / "joined.tasktrace"))), tmp_path).tasks
    assert [task["coroutine"] for task in tasks.values()][0] == "main" and tasks[1]["created"] > 0


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there are no eager tasks")
def test_eager_tasks(tmp_path):
    text = """
async def waits(event):
    await event.wait()

async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    event = asyncio.Event()
    task = asyncio.create_task(waits(event), name="eager")
    done = asyncio.Event()
    attach(lambda: loop.call_soon_threadsafe(done.set))
    await done.wait()
    new = asyncio.create_task(waits(event), name="new")
    event.set()
    await asyncio.gather(task, new)
asyncio.run(main())
"""
    tasks = {task["name"]: task for task in run_joined(text, tmp_path).tasks.values()}
    assert is_older(tasks["eager"]) and tasks["new"]["created"] > 0
    assert [len(tasks[name]["steps"]) for name in ("eager", "new")] == [2, 2]


OWN_LOOP = """
woken = []

class Loop(asyncio.SelectorEventLoop):
    def call_soon_threadsafe(self, callback, *given, **more):
        woken.append(threading.current_thread() is threading.main_thread())
        return super().call_soon_threadsafe(callback, *given, **more)

async def waits(event):
    await event.wait()

async def main():
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    tasks = [loop.create_task(waits(event), name="waits %d" % number) for number in range(600)]
    await asyncio.sleep(0.01)
    thread = attach()
    while thread.is_alive():
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    event.set()
    await asyncio.gather(*tasks)
    print(woken)

loop = Loop()
loop.run_until_complete(main())
loop.close()
"""


def test_a_loop_whose_class_overrides_how_it_is_woken_up(tmp_path):
    """It is reached when it runs a callback of its own accord, and nothing of the class is called."""
    trace = run_joined(OWN_LOOP, tmp_path)
    assert trace.out == "[]\n"
    for number in range(600):
        assert is_older(named(trace)["waits %d" % number])
