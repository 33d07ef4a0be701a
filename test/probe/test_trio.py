"""trio, and anyio on trio and on asyncio: tasks, steps, suspensions, wakers, nurseries, cancel scopes, outcomes."""

import collections

import pytest

from running import VERSION, recorded, same
from test_programs import steps_here


def lines_of(text):
    """Lines by their marks: `# mark` or `# mark: kind kind`."""
    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        if "  # " in line:
            mark, _, kinds = line.split("  # ")[1].partition(": ")
            found[mark] = number, set(kinds.split())
    return found


def exit_line(text, line):
    """The line on which a task stands while it leaves an `async with`: on 3.9 it is the last one of the body."""
    if VERSION >= (3, 10):
        return line
    lines = text.split("\n")
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    end = line
    while lines[end].startswith(" " * (indent + 1)):
        end += 1
    return end


def check_lines(trace, file, text):
    """Every task suspends on the marked lines only, with just these kinds."""
    found = collections.defaultdict(set)
    for line, kind, _ in steps_here(trace, file):
        found[line].add(kind)
    expected = collections.defaultdict(set)
    for line, kinds in lines_of(text).values():
        expected[line] |= kinds
    if VERSION < (3, 10):
        for line in [line for line in expected if "async with" in text.split("\n")[line - 1]]:
            kinds = {kind.rstrip("?") + "?" for kind in expected.pop(line)}
            expected[line] |= kinds
            expected[exit_line(text, line)] |= kinds
    for line, kinds in expected.items():
        if kinds:
            # Who comes first is up to chance in trio; so is whether an operation that need not wait yields all the same.
            certain = {kind for kind in kinds if not kind.endswith("?")}
            seen = found.pop(line, set())
            assert certain <= seen and seen <= {kind.rstrip("?") for kind in kinds} | {"yield"}, line
    assert dict(found) == {}


def check_steps(trace):
    """Steps in order and disjoint, ready before they begin; all but the last end in a suspension, the last with the task."""
    for loop in trace.loops:
        runs = [run for run in trace.runs if run["loop"] == loop and not run["nested"]]
        for before, run in zip(runs, runs[1:]):
            assert before["end"] <= run["begin"]
    for run in trace.runs:
        assert run["ready"] is not None and run["ready"] <= run["begin"] <= run["end"]
    for task in trace.tasks.values():
        assert task["steps"] and all(step["site"] for step in task["steps"][:-1])
        assert task["outcome"] != "pending" and task["steps"][-1]["site"] is None
        assert task["ended"] == task["steps"][-1]["end"]


def woken(trace, step):
    """The name of the task that woke a step, or what else made it ready."""
    if step["woken_by"] is not None and step["woken_by"]["task"]:
        return trace.tasks[step["woken_by"]["task"]]["name"].rpartition(".")[2]
    return step["cause"]


PROGRAM = '''
import socket, sys, threading
import trio


async def worker(event):
    await trio.sleep(0.003)  # worker: sleep
    event.set()


async def producer(channel):
    async with channel:  # close: yield
        for item in range(3):
            await channel.send(item)  # send: queue.put?


async def locks(lock):
    async with lock:  # lock: lock
        await trio.sleep(0.001)  # in lock: sleep


async def limits(limit):
    async with limit:  # limit: semaphore
        await trio.sleep(0.001)  # in limit: sleep


async def waits(condition):
    async with condition:  # condition: lock?
        await condition.wait()  # wait: condition


async def fails():
    await trio.lowlevel.checkpoint()  # fails: yield
    raise ValueError("on purpose")


async def forever():
    await trio.sleep_forever()  # forever: sleep


async def reader(sock):
    await sock.recv(1)  # recv: socket


async def main():
    event = trio.Event()
    async with trio.open_nursery() as nursery:  # first nursery: wait
        nursery.start_soon(worker, event, name="first")  # start worker
        await event.wait()  # event: event
        sending, receiving = trio.open_memory_channel(0)
        nursery.start_soon(producer, sending)
        async for item in receiving:  # receive: queue.get?
            pass
        nursery.start_soon(worker, event)
    with trio.move_on_after(0.002) as scope:  # scope
        await trio.sleep(1000)  # long: sleep
    assert scope.cancelled_caught
    await trio.to_thread.run_sync(threading.get_ident)  # thread: executor
    lock, limit, condition = trio.Lock(), trio.Semaphore(1), trio.Condition()
    async with trio.open_nursery() as nursery:  # second nursery: wait
        for _ in range(2):
            nursery.start_soon(locks, lock)
            nursery.start_soon(limits, limit)
            nursery.start_soon(waits, condition)
        while condition.statistics().tasks_waiting < 2:
            await trio.sleep(0.001)  # poll: sleep
        async with condition:  # condition of main: yield
            condition.notify_all()
    try:
        async with trio.open_nursery() as nursery:  # third nursery: wait
            nursery.start_soon(forever, name="sibling")
            nursery.start_soon(fails)
    except BaseException as error:
        print(type(error).__name__)
    one, other = trio.socket.socketpair()
    async with trio.open_nursery() as nursery:  # fourth nursery: wait?
        nursery.start_soon(reader, one)
        await trio.sleep(0.05)  # before send: sleep
        await other.send(b"x")  # socket send: yield
    one.close()
    other.close()
    async with trio.open_nursery() as nursery:  # fifth nursery: wait
        nursery.start_soon(forever, name="cancelled one")
        await trio.sleep(0)  # zero: yield
        nursery.cancel_scope.cancel()  # cancel
    return 7


class Own(trio.abc.Instrument):
    def before_run(self):
        print("before", type(self).__name__)


print(trio.run(main, instruments=[Own()]))  # run
'''


def test_trio(tmp_path):
    outcome, file = same(PROGRAM, tmp_path), tmp_path / "program.py"
    assert outcome.code == 0 and outcome.out.split()[-1] == "7", outcome.err
    trace, lines = outcome.trace, {mark: line for mark, (line, _) in lines_of(PROGRAM).items()}
    assert trace.problems == [] and trace.losses == []
    assert [loop["class"] for loop in trace.loops.values()] == ["trio"]
    check_lines(trace, file, PROGRAM)
    check_steps(trace)
    tasks = collections.defaultdict(list)
    for task in trace.tasks.values():
        tasks[task["coroutine"]].append(task)
    main, = tasks["main"]
    init = trace.tasks[main["parent"]]
    assert (init["name"], init["parent"]) == ("<init>", 0) and main["name"] == "__main__.main"
    assert main["place"]["line"] == lines["run"] and main["outcome"] == "result"
    first, second = tasks["worker"]
    assert first["name"] == "first" and second["name"] == "__main__.worker"
    assert first["place"]["line"] == lines["start worker"] and first["parent"] == second["parent"] == main["id"]
    outcomes = {task["name"]: (task["outcome"], task["error"]) for task in trace.tasks.values()}
    assert outcomes["__main__.fails"] == ("error", "ValueError: on purpose")
    assert outcomes["sibling"] == outcomes["cancelled one"] == ("cancelled", "")
    # Who woke whom
    steps = collections.defaultdict(list)
    at = {exit_line(PROGRAM, line) if "nursery" in mark else line: mark for mark, line in lines.items()}
    for before, step in zip(main["steps"], main["steps"][1:]):
        place = trace.user_place(before["site"])
        if place["file"] == str(file):
            steps[at.get(place["line"], "elsewhere")].append((before, step))
    assert [woken(trace, step) for _, step in steps["event"]] == ["first"]
    before, after = steps["first nursery"][-1]
    assert woken(trace, after) == "worker" and set(before["group"]) <= {second["id"], tasks["producer"][0]["id"]}
    assert second["id"] in before["group"]
    assert {woken(trace, step) for before, step in steps["receive"] if before["site"]["kind"] == "queue.get"} == {"producer"}
    assert steps["long"][0][1]["cause"] == "timer" and steps["poll"][0][1]["cause"] == "timer"
    assert woken(trace, first["steps"][0]) == "main"
    # The timer of a sleep was made in the step that went to sleep.
    assert woken(trace, first["steps"][1]) == "first" and first["steps"][1]["cause"] == "timer"
    reader, = tasks["reader"]
    assert reader["steps"][-1]["cause"] == "readable" or any(step["cause"] == "readable" for step in reader["steps"])
    # Nurseries, cancel scopes and cancellations
    scopes = {row["id"]: row for row in trace.facts["scopes"] if row["task"] == main["id"]}
    opened = {trace.places[row["place"]]["line"]: row for row in scopes.values()}
    numbers = "first second third fourth fifth".split()
    assert {line: row["kind"] for line, row in opened.items()} == dict(
        [(lines[number + " nursery"], 2) for number in numbers] + [(lines["scope"], 3)])
    members = collections.defaultdict(set)
    for row in trace.facts["members"]:
        members[row["scope"]].add(row["task"])
    assert members[opened[lines["first nursery"]]["id"]] == {first["id"], second["id"], tasks["producer"][0]["id"]}
    ended = {row["scope"]: row["at"] for row in trace.facts["scopeEnds"]}
    assert all(row["at"] < ended[row["id"]] for row in scopes.values())
    cancels = {(trace.tasks[row["task"]]["name"], row["origin"]): row for row in trace.facts["cancels"]}
    assert ("__main__.main", 2) in cancels and ("sibling", 3) in cancels
    asked = cancels["cancelled one", 1]
    assert trace.places[asked["place"]]["line"] == lines["cancel"] and asked["subject"] == 4 * main["id"]
    assert not {("first", origin) for origin in range(6)} & set(cancels)


BOTH = '''
import sys
import anyio
import anyio.to_thread


async def worker(event):
    await anyio.sleep(0.003)  # worker: sleep
    event.set()


async def producer(stream):
    async with stream:
        for item in range(3):
            await stream.send(item)  # send: queue.put?


async def locks(lock):
    async with lock:  # lock: lock
        await anyio.sleep(0.002)  # in lock: sleep


async def counts(semaphore):
    async with semaphore:  # semaphore: semaphore
        await anyio.sleep(0.002)  # in semaphore: sleep


async def limits(limiter):
    async with limiter:  # limiter: semaphore
        await anyio.sleep(0.002)  # in limiter: sleep


async def waits(condition):
    async with condition:  # condition: lock?
        await condition.wait()  # wait: condition


async def main():
    event = anyio.Event()
    async with anyio.create_task_group() as group:  # first group: wait
        group.start_soon(worker, event, name="first")  # start worker
        await event.wait()  # event: event
        sending, receiving = anyio.create_memory_object_stream(0)
        group.start_soon(producer, sending)
        async for item in receiving:  # receive: queue.get?
            pass
        group.start_soon(worker, event, name="second")
    with anyio.move_on_after(0.002) as scope:  # scope
        await anyio.sleep(1000)  # long: sleep
    assert scope.cancelled_caught
    await anyio.to_thread.run_sync(len, "thread")  # thread: executor
    parts = anyio.Lock(), anyio.Semaphore(1), anyio.CapacityLimiter(1), anyio.Condition()
    async with anyio.create_task_group() as group:  # second group: wait
        for part, function in zip(parts * 2, (locks, counts, limits, waits) * 2):
            group.start_soon(function, part, name="part")
        while parts[3].statistics().tasks_waiting < 2:
            await anyio.sleep(0.001)  # poll: sleep
        async with parts[3]:  # condition of main: yield
            parts[3].notify_all()
    await anyio.lowlevel.checkpoint()  # checkpoint: yield
    await anyio.sleep(0)  # zero: yield


anyio.run(main, backend=sys.argv[1])
'''


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_anyio(backend, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(BOTH, encoding="utf-8")
    outcome = recorded(file, backend)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    trace, lines = outcome.trace, {mark: line for mark, (line, _) in lines_of(BOTH).items()}
    assert trace.problems == []
    first = {}
    for line, _, run in steps_here(trace, file):
        first.setdefault(line, run)
    check_lines(trace, file, BOTH)
    names = {task["name"]: task for task in trace.tasks.values()}
    main = names["__main__.main"]
    parts = {task["id"] for task in trace.tasks.values() if task["name"] == "part"}
    assert {names[name]["parent"] for name in ("first", "second", "part")} == {main["id"]} and len(parts) == 8
    assert names["first"]["place"]["line"] == lines["start worker"]
    assert first[exit_line(BOTH, lines["first group"])]["group"][-1] == names["second"]["id"]
    assert set(first[exit_line(BOTH, lines["second group"])]["group"]) <= parts
    scopes = {trace.places[row["place"]]["line"]: row for row in trace.facts["scopes"] if row["task"] == main["id"]}
    assert {line: row["kind"] for line, row in scopes.items()} == {
        lines["first group"]: 2, lines["second group"]: 2, lines["scope"]: 3}
    second = scopes[lines["second group"]]["id"]
    assert {row["task"] for row in trace.facts["members"] if row["scope"] == second} == parts
    assert {row["id"] for row in scopes.values()} <= {row["scope"] for row in trace.facts["scopeEnds"]}


GUEST = '''
import asyncio
import trio


async def inside():
    await trio.sleep(0.002)  # guest: sleep
    return 5


async def main():
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    results = []

    def finished(outcome):
        results.append(outcome.unwrap())
        done.set()

    trio.lowlevel.start_guest_run(inside, run_sync_soon_threadsafe=loop.call_soon_threadsafe, done_callback=finished)
    await done.wait()  # host: event
    print(results)


asyncio.run(main())
for _ in range(2):
    print(trio.run(inside))
'''


def test_trio_as_a_guest_and_again(tmp_path):
    outcome, file = same(GUEST, tmp_path), tmp_path / "program.py"
    assert outcome.out.split("\n")[:3] == ["[5]", "5", "5"], outcome.err
    trace = outcome.trace
    assert trace.problems == []
    assert [loop["class"] for loop in trace.loops.values()].count("trio") == 3
    check_lines(trace, file, GUEST)
    inside = [task for task in trace.tasks.values() if task["coroutine"] == "inside"]
    assert [task["outcome"] for task in inside] == ["result"] * 3 and len({task["loop"] for task in inside}) == 3
    host, = [task for task in trace.tasks.values() if task["coroutine"] == "main"]
    ticks = [run for run in trace.runs if run["loop"] == host["loop"]]
    for step in inside[0]["steps"]:  # each inside of a callback of the host's
        assert any(run["begin"] <= step["begin"] and step["end"] <= run["end"] for run in ticks)
