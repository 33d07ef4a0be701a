"""Who cancelled whom: the table `cancels` against programs whose lines and names say it."""

import json

import pytest

from facts import rows_of
from running import VERSION, marked_line, recorded, same

CALL, TIMEOUT, GROUP, PASSED, END = range(1, 6)

ASKED = """
import asyncio

async def sleeper():
    await asyncio.sleep(100)

def start(name, coroutine):
    task = asyncio.ensure_future(coroutine)
    if hasattr(task, "set_name"):
        task.set_name(name)
    return task

async def ended(*tasks):
    print([(task.get_name(), task.cancelled()) for task in tasks if not await asyncio.wait([task]) is None])

async def waits_for(task):
    await task

async def gathers(*tasks):
    await asyncio.gather(*tasks)

async def swallows():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("swallowed")
    await asyncio.sleep(0.001)

async def cancels_itself():
    asyncio.current_task().cancel("self")  # self
    await asyncio.sleep(100)

async def waits_in_time():
    try:
        await asyncio.wait_for(sleeper(), 0.01)  # in time
    except asyncio.TimeoutError:
        print("timeout")

async def passes_on():
    await asyncio.wait_for(start("in passing", sleeper()), 100)  # passing

def callback(future):
    future.cancel()  # callback

async def main():
    loop = asyncio.get_running_loop()

    task = start("waiting", sleeper())
    await asyncio.sleep(0)
    task.cancel("a message")  # waiting
    await ended(task)

    inner = start("inner", sleeper())
    middle = start("middle", waits_for(inner))
    outer = start("outer", waits_for(middle))
    await asyncio.sleep(0.001)
    outer.cancel()  # outer
    await ended(outer)

    inner = start("alone", sleeper())
    outer = start("told", waits_for(inner))
    await asyncio.sleep(0.001)
    inner.cancel()  # alone
    await ended(outer)

    first, second = start("first", sleeper()), start("second", sleeper())
    task = start("gathers", gathers(first, second))
    await asyncio.sleep(0.001)
    task.cancel("all")  # gathers
    await ended(task)

    task = start("swallows", swallows())
    await asyncio.sleep(0.001)
    task.cancel()  # swallows
    await ended(task)

    task = start("unstarted", sleeper())
    task.cancel("early")  # unstarted
    await ended(task)

    await ended(start("itself", cancels_itself()))

    task = start("by callback", sleeper())
    loop.call_soon(callback, task)
    await ended(task)

    task = start("by timer", sleeper())
    loop.call_later(0.001, task.cancel)
    await ended(task)

    await ended(start("in time", waits_in_time()))

    task = start("passes", passes_on())
    await asyncio.sleep(0.001)
    task.cancel()  # passes
    await ended(task)

    future = loop.create_future()
    task = start("waits for a future", waits_for(future))
    await asyncio.sleep(0.001)
    future.cancel()  # future
    await ended(task)

    left, unstarted = start("left", sleeper()), start("left unstarted", sleeper())

asyncio.run(main())  # end
"""


def test_who_cancelled_whom(tmp_path):
    outcome = same(ASKED, tmp_path)
    trace = outcome.trace
    assert trace.problems == []
    names = {task["id"]: task["name"] for task in trace.tasks.values()}
    main = next(task["id"] for task in trace.tasks.values() if task["coroutine"] == "main")
    found = {}
    for row in rows_of(trace, "cancels"):
        found.setdefault(names[row["task"]], []).append((row["origin"], row["line"], row["message"], row["by"]))

    def line(mark):
        return marked_line(ASKED, mark)

    by_main = ("task", main)
    for name, mark, message in (
            ("waiting", "waiting", "a message"), ("swallows", "swallows", ""), ("gathers", "gathers", "all"),
            ("alone", "alone", ""), ("passes", "passes", ""), ("waits for a future", "future", "")):
        assert found.pop(name) == [(CALL, line(mark), message, by_main)], name
    assert found.pop("by callback") == [(CALL, line("callback"), "", ("callback", "callback"))]
    assert found.pop("by timer") == [(CALL, None, "", ("callback", "Task.cancel"))]
    assert found.pop("first") == found.pop("second") == [(PASSED, line("gathers"), "all", by_main)]

    (origin, place, _, by), = found.pop("told")
    assert (origin, place, names[by[1]]) == (PASSED, None, "alone")
    chain = [found.pop(name) for name in ("outer", "middle", "inner")]
    if VERSION >= (3, 11):  # tasks count the requests
        assert chain == [[(CALL, line("outer"), "", by_main)]] + 2 * [[(PASSED, line("outer"), "", by_main)]]
    else:
        (first,), (second,), (third,) = chain
        assert third == (CALL, line("outer"), "", by_main)
        assert (second[:2], names[second[3][1]]) == ((PASSED, None), "inner")
        assert (first[:2], names[first[3][1]]) == ((PASSED, None), "middle")

    if VERSION >= (3, 12):
        assert found.pop("unstarted") == [(CALL, line("unstarted"), "early", by_main)]
        assert [row[:3] for row in found.pop("itself")] == [(CALL, line("self"), "self")]
    else:
        assert [row[:2] for row in found.pop("unstarted", [])] == [(CALL, None)] * (VERSION == (3, 11))
        assert [row[:3] for row in found.pop("itself")] == [(CALL, None, "self")]

    (name, (row,)), = [item for item in found.items() if any(row[0] == TIMEOUT for row in item[1])]
    del found[name]
    assert row[:2] == (TIMEOUT, line("in time"))
    (origin, place, _, by), = found.pop("in passing")
    assert (origin, place) == (PASSED, line("passing") if VERSION < (3, 12) else line("passes"))
    for name in ("left", "left unstarted"):
        assert [row[:2] for row in found.pop(name)] == [(END, line("end"))], name
    assert found == {}


GROUPS = """
import asyncio, os, signal

async def sleeper():
    await asyncio.sleep(100)

async def fails():
    await asyncio.sleep(0.001)
    raise ValueError

async def outside():
    try:
        async with asyncio.TaskGroup() as group:  # group
            group.create_task(sleeper(), name="waiting")
            group.create_task(fails())
            await asyncio.sleep(100)
    except* ValueError:
        print("failed")

async def at_once():
    try:
        async with asyncio.TaskGroup() as group:  # at once
            group.create_task(sleeper(), name="unstarted")
            raise ValueError
    except* ValueError:
        print("failed")

async def limited(seconds=0.01):
    try:
        async with asyncio.timeout(seconds):  # timeout
            await sleeper()
    except TimeoutError:
        print("timeout")

async def main():
    for function in (outside, at_once, limited):
        await asyncio.create_task(function(), name=function.__name__)
    task = asyncio.create_task(limited(100), name="by hand")
    await asyncio.sleep(0.001)
    task.cancel()  # by hand
    await asyncio.wait([task])

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

async def interrupted():
    asyncio.current_task().set_name("interrupted")
    asyncio.get_running_loop().call_soon(interrupt)
    await asyncio.sleep(100)

asyncio.run(main())
try:
    asyncio.run(interrupted())
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(VERSION < (3, 11), reason="they came with 3.11")
def test_task_groups_and_timeouts(tmp_path):
    trace = same(GROUPS, tmp_path).trace
    assert trace.problems == []
    names = {task["id"]: task["name"] for task in trace.tasks.values()}
    found = sorted((names[row["task"]], row["origin"], row["line"] or 0) for row in rows_of(trace, "cancels"))

    def line(mark):
        return marked_line(GROUPS, mark)

    assert found == sorted([
        ("waiting", GROUP, line("group")), ("outside", GROUP, line("group")), ("unstarted", GROUP, line("at once")),
        ("limited", TIMEOUT, line("timeout")), ("by hand", CALL, line("by hand")),
        ("interrupted", CALL, 0)])
    assert any(place and place["function"] == "Runner._on_sigint" for place in trace.places)


RANDOM = """
import asyncio, json, random

chance = random.Random(7)
calls, tasks = [], []

async def works(depth):
    for _ in range(chance.randrange(1, 4)):
        kind = chance.randrange(5)
        try:
            if kind == 0:
                await asyncio.sleep(chance.random() * 0.01)
            elif kind == 1:
                await asyncio.sleep(0)
            elif depth and kind == 2:
                await asyncio.gather(start(depth - 1), start(depth - 1), return_exceptions=chance.random() < 0.5)
            elif depth and kind == 3:
                await start(depth - 1)
            elif depth:
                try:
                    await asyncio.wait_for(start(depth - 1), chance.random() * 0.01)
                except asyncio.TimeoutError:
                    pass
        except asyncio.CancelledError:
            if chance.random() < 0.5:
                raise

def start(depth):
    task = asyncio.ensure_future(works(depth))
    task.set_name("random %d" % len(tasks))
    tasks.append(task)
    return task

async def main():
    for _ in range(150):
        start(chance.randrange(3))
        if chance.random() < 0.7:
            await asyncio.sleep(chance.choice((0, 0.001, 0.003)))
        for task in chance.sample(tasks, min(len(tasks), 2)):
            message = "call %d" % len(calls)
            calls.append((task.get_name(), message, task.cancel(message)))  # random
    await asyncio.wait(tasks)

asyncio.run(main())
with open(__file__ + ".calls", "w") as file:
    json.dump(calls, file)
"""


def test_random_cancellations(tmp_path):
    """What the table says against what the program noted at each of its calls."""
    path = tmp_path / "program.py"
    path.write_text(RANDOM)
    trace = recorded(path).trace
    assert trace.problems == []
    rows = [row for row in rows_of(trace, "cancels") if row["origin"] == CALL and row["message"]]
    assert {row["line"] for row in rows} == {marked_line(RANDOM, "random")}
    calls = [tuple(call[:2]) for call in json.loads((tmp_path / "program.py.calls").read_text()) if call[2]]
    found = [(trace.tasks[row["task"]]["name"], row["message"]) for row in rows]
    if VERSION >= (3, 12):
        assert sorted(found) == sorted(calls)
    else:  # those of tasks that were ready are not seen
        messages = [message for _, message in found]
        assert len(messages) == len(set(messages)) and set(messages) <= {message for _, message in calls}
