"""Who holds what, which waits end by a timeout, and which nobody can end."""

import json

import pytest

from running import HERE, VERSION, Outcome, run

PROGRAM = """
import asyncio, sys, threading, weakref
sys.path.insert(0, HERE)
import asked

class OwnLock(asyncio.Lock):
    async def __aenter__(self):
        return await super().__aenter__()

class Slow:
    async def __aenter__(self):
        await asyncio.sleep(3600)

    async def __aexit__(self, *_):
        pass

async def lost():
    await asyncio.get_running_loop().create_future()

async def lost_with_a_name():
    future = asyncio.get_running_loop().create_future()
    await future

async def kept(future):
    await future

async def owner():
    future = asyncio.get_running_loop().create_future()
    asyncio.create_task(kept(future), name="owned")
    await lost()

async def answered():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(3600, future.set_result, 1)
    await future

async def fetched(box):
    await box.pop()

async def weakly(box):
    future = asyncio.get_running_loop().create_future()
    box.append(weakref.ref(future))
    await future

def keeping(box, ready, leave):  # a function that is executed is no object that the garbage collector knows
    future = box[0]
    ready.set()
    leave.wait()
    future.get_loop()

async def first(a, b):
    async with a:
        await asyncio.sleep(0)
        async with b:
            pass

async def second(a, b):
    async with b:
        await asyncio.sleep(0)
        async with a:
            pass

async def notified(condition):
    async with condition:
        await condition.wait()

async def in_condition(condition):
    async with condition:
        await asyncio.sleep(3600)

async def in_semaphore(semaphore):
    async with semaphore:
        await asyncio.sleep(3600)

async def before_slow(own):
    async with own, Slow():
        pass

async def left(lock):
    async with lock:
        pass
    local = lock
    await asyncio.sleep(3600)

async def with_wait_for():
    await asyncio.wait_for(lost(), 3600)

async def with_wait(task):
    await asyncio.wait([task], timeout=3600)

async def without_end(task):
    await asyncio.wait([task])

async def running(lock):
    async with lock:
        return await asking()

async def asking():
    return asked.here("graph")

async def main():
    loop = asyncio.get_running_loop()
    a, b, condition, semaphore = asyncio.Lock(), asyncio.Lock(), asyncio.Condition(), asyncio.Semaphore(2)
    future, own, held = loop.create_future(), OwnLock(), asyncio.Lock()
    box, ready, leave = [loop.create_future()], threading.Event(), threading.Event()
    keeper = threading.Thread(target=keeping, args=(box, ready, leave))
    keeper.start()
    ready.wait()
    coroutines = [
        lost(), lost_with_a_name(), kept(future), owner(), answered(), first(a, b), second(a, b), notified(condition),
        in_condition(condition), in_semaphore(semaphore), in_semaphore(semaphore), in_semaphore(semaphore), before_slow(own),
        left(asyncio.Lock()), with_wait_for(), fetched(box), weakly([])] + more()
    tasks = [loop.create_task(coroutine) for coroutine in coroutines]
    tasks += [loop.create_task(function(tasks[0])) for function in (with_wait, without_end)]
    await asyncio.sleep(0.01)
    told = await loop.create_task(running(held))
    leave.set()
    keeper.join()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    print(asked.json.dumps(told))

MORE
asyncio.run(main())
"""
MORE = """
async def in_time():
    async with asyncio.timeout(3600):
        await answered()

async def at_no_time():
    async with asyncio.timeout(None):
        await answered()

def more():
    return [in_time(), at_no_time()]
""" if VERSION >= (3, 11) else """
def more():
    return []
"""
TIMED, IN_FRAME = 8, 2


@pytest.fixture(scope="module", params=[True, False], ids=["recorded", "not recorded"])
def told(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graph")
    path = folder / "program.py"
    path.write_text(PROGRAM.replace("HERE", repr(str(HERE))).replace("MORE", MORE), encoding="utf-8")
    outcome = Outcome(run([path], trace=str(folder / ("run.tasktrace" if request.param else "nowhere/run.tasktrace"))))
    assert outcome.err == ""
    return json.loads(outcome.out)


def names(told, numbers):
    return sorted(told["tasks"][number][6] for number in numbers)


def test_holders(told):
    found = {}
    for resource, task, *_ in told["holders"]:
        row = told["resources"][resource]
        found.setdefault((row[2], row[0]), []).append(task)
        assert task in row[7]
    held = sorted((kind, names(told, tasks)) for (kind, _), tasks in found.items())
    expected = [
        (1, ["before_slow"]), (1, ["first"]), (1, ["in_condition"]), (1, ["running"]), (1, ["second"]), (2, ["in_semaphore"] * 2)]
    if (1, ["running"]) not in held and VERSION < (3, 12) and not told["recording"]:
        expected.remove((1, ["running"]))  # its frames do not show it, and nobody has told
    assert held == expected


def test_where_it_was_taken(told):
    lines, found = PROGRAM.splitlines(), set()
    for _, task, evidence, place in told["holders"]:
        if evidence & IN_FRAME:
            _, line, function, _ = told["places"][place]
            found.add((told["tasks"][task][6], function, lines[line - 1].strip()))
    expected = {
        ("before_slow", "async with own, Slow():"), ("first", "async with a:"), ("second", "async with b:"),
        ("in_condition", "async with condition:"), ("in_semaphore", "async with semaphore:"), ("running", "async with lock:")}
    if VERSION < (3, 12):
        found.discard(("running", "running", "async with lock:"))  # its frame does not show it
        expected.discard(("running", "async with lock:"))
    assert found == {(name, name, line) for name, line in expected}


def test_who_waits_for_what(told):
    waits = {row[6]: told["resources"][row[10]] for row in told["tasks"] if row[10] >= 0}
    assert {name: row[2] for name, row in waits.items()} == {"first": 1, "second": 1, "notified": 3, "in_semaphore": 2}
    assert [names(told, waits[name][7]) for name in ("first", "second", "notified")] == [["second"], ["first"], []]
    assert waits["in_semaphore"][5] == 0


def test_waits_that_end_by_themselves(told):
    timed = {row[6] for row in told["tasks"] if row[4] & TIMED}
    assert timed == {"with_wait_for", "with_wait"} | ({"in_time"} if VERSION >= (3, 11) else set())


def test_waits_that_nobody_can_end(told):
    lone = ["lost", "lost_with_a_name", "owner"]
    if VERSION < (3, 12):
        lone.append("lost")  # wait_for has it run in a task of its own
    else:
        lone.append("with_wait_for")
    assert names(told, told["lone"]) == sorted(lone)
