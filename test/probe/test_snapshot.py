"""What every task does now, asked from another thread: it is what the trace says, and nobody notices."""

import json

import pytest

from expectations import Expectations
from running import HERE, PROGRAMS, VERSION, Outcome, bare, marked_line, recorded, run, same
from test_ill_behaved import LOOPS, MOCKS, SUBCLASSES
from trace_reader import KINDS

ASKED = HERE / "asked.py"
NAMES = (
    "async_generators awaitables barriers completed eager_tasks executors generators no_asyncio primitives shielded streams_echo "
    "subprocesses task_groups timeouts two_loops websockets_echo").split()
PATHS = [PROGRAMS / (name + ".py") for name in NAMES if Expectations(PROGRAMS / (name + ".py"), VERSION).applies]
RUNNING, READY, SUSPENDED, NEW = range(4)
TORN = 4
IMPORT = "import sys; sys.path.insert(0, %r); import asked\n" % str(HERE)
COLUMNS = "key serial loop state flags name coroutine stack kind waits resource".split()


class Answer:
    """A snapshot with its positions resolved."""

    def __init__(self, told):
        assert "fault" not in told, told["fault"]
        self.told = told
        self.at, self.until = told["at"], told["at"] + told["took"]
        self.stacks = [[told["places"][place] for place in stack] for stack in told["stacks"]]
        self.tasks = [dict(zip(COLUMNS, row)) for row in told["tasks"]]
        for task in self.tasks:
            task["stack"] = self.stacks[task["stack"]]
            task["kind"] = KINDS[task["kind"]]
            task["waits"] = [self.tasks[number] for number in task["waits"]]

    def task(self, coroutine):
        found, = [task for task in self.tasks if task["coroutine"] == coroutine]
        return found

    def lines(self, coroutine):
        return [line for _, line, _, scope in self.task(coroutine)["stack"] if scope == 0]


def answers_of(tmp_path, path, **keywords):
    """The outcome of a program that was asked all the time, and the answers."""
    target = tmp_path / "answers.json"
    outcome = recorded(ASKED, target, path, **keywords)
    return outcome, [Answer(told) for told in json.loads(target.read_text())]


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


def test_answers_are_what_the_trace_says(tmp_path, path):
    outcome, answers = answers_of(tmp_path, path)
    assert outcome.seen() == bare(ASKED, tmp_path / "none.json", path).seen()
    assert outcome.trace.problems == []
    assert answers
    for answer in answers:
        for task in answer.tasks:
            compare(task, answer, outcome.trace)


def compare(task, answer, trace):
    """Compares a task's row with the trace, and whole stacks where it did nothing while it was asked about."""
    known = trace.tasks.get(task["serial"])
    if known is None:
        return
    assert task["coroutine"] == known["coroutine"]
    assert known["created"] <= answer.until and (known["ended"] is None or known["ended"] >= answer.at)
    before = [step for step in known["steps"] if step["end"] <= answer.at]
    if task["state"] == RUNNING:
        assert any(step["begin"] <= answer.until and step["end"] >= answer.at for step in known["steps"])
    if len(before) < len([step for step in known["steps"] if step["begin"] <= answer.until]) or not before or task["state"] != SUSPENDED:
        return
    assert not task["flags"] & TORN
    run = max(before, key=lambda step: step["end"])
    site = run["site"]
    if site is None or not site["stack"]:
        return
    seen = [(place["file"], place["line"], place["function"], place["scope"]) for place in site["stack"]]
    assert [tuple(place) for place in task["stack"]] == seen
    assert task["kind"] == site["kind"]
    assert {other["serial"] for other in task["waits"]} <= set(run["group"])


# One moment of a program, known by heart

MOMENT = """
import asyncio, sys
sys.path.insert(0, HERE)
import asked

class Own(asyncio.Task):
    pass

async def leaf(future):
    await future  # leaf

async def deep(future):
    await leaf(future)  # deep

def generator(future):
    yield from future  # generator

class Awaitable:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        return (yield from self.future)  # awaitable

async def custom(future):
    await Awaitable(future)  # custom

async def items(future):
    yield await future  # items

async def iterating(future):
    async for item in items(future):  # iterating
        pass

async def sleeping():
    await asyncio.sleep(3600)

async def gathering(*tasks):
    await asyncio.gather(*tasks)

async def waiting(task):
    await task

async def yielding():
    while True:
        await asyncio.sleep(0)

async def locked(lock):
    async with lock:
        pass

async def new():
    await asyncio.sleep(0)

async def done():
    pass

def helper():
    return asked.here()  # helper

async def inner():
    return helper()  # inner

async def running(lock):
    async with lock:
        return await inner()  # running

async def main():
    loop = asyncio.get_running_loop()
    future, lock, asking = loop.create_future(), asyncio.Lock(), asyncio.Lock()
    await lock.acquire()
    tasks = [loop.create_task(coroutine) for coroutine in (
        deep(future), custom(future), iterating(future), sleeping(), yielding(), locked(lock))]
    tasks.append(Own(leaf(future), loop=loop, name="own"))
    tasks.append(asyncio.tasks._PyTask(leaf(future), loop=loop, name="python"))
    tasks.append(loop.create_task(gathering(*tasks[:2])))
    tasks.append(loop.create_task(waiting(tasks[0])))
    finished = loop.create_task(done())
    for _ in range(3):
        await asyncio.sleep(0)
    asker = loop.create_task(running(asking), name="asker")
    tasks[3].cancel()  # it is told of it when it runs again
    for waits in [loop.create_task(locked(asking))]:
        tasks.append(waits)
    told = await asker
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(asked.json.dumps(told))

asyncio.run(main())
"""


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_moment(tmp_path, is_recorded):
    path = tmp_path / "program.py"
    text = MOMENT.replace("HERE", repr(str(HERE)))
    path.write_text(text, encoding="utf-8")
    file = tmp_path / ("run.tasktrace" if is_recorded else "nowhere/run.tasktrace")
    outcome = Outcome(run([path], trace=str(file)))
    assert (outcome.code, outcome.err) == (0, "")
    answer = Answer(json.loads(outcome.out))
    assert answer.told["recording"] is is_recorded and answer.told["joined"] is False and answer.told["cut"] == 0

    def lines(*marks):
        return [marked_line(text, mark) for mark in marks]

    assert answer.lines("deep") == lines("deep", "leaf")
    assert answer.lines("custom") == lines("custom", "awaitable")
    assert answer.lines("iterating") == lines("iterating", "items")
    assert answer.lines("running") == lines("running", "inner", "helper")[:3] + answer.lines("running")[3:]
    assert {answer.task(name)["kind"] for name in ("deep", "custom", "iterating")} == {"future"}
    assert (answer.task("gathering")["kind"], answer.task("waiting")["kind"]) == ("gather", "task")
    assert {task["coroutine"] for task in answer.task("gathering")["waits"]} == {"deep", "custom"}
    assert [task["coroutine"] for task in answer.task("waiting")["waits"]] == ["deep"]
    assert answer.task("running")["state"] == RUNNING and answer.task("running")["name"] == "asker"
    assert answer.task("yielding")["state"] == READY and answer.task("yielding")["kind"] == "yield"
    assert answer.task("sleeping")["state"] == READY  # its timer was cancelled
    states = {task["name"]: task["state"] for task in answer.tasks if task["coroutine"] == "leaf"}
    assert states == {"own": SUSPENDED, "python": SUSPENDED}
    assert "done" not in {task["coroutine"] for task in answer.tasks}
    assert [task["state"] for task in answer.tasks if task["coroutine"] == "locked"].count(NEW) == 1
    loop, = answer.told["loops"]
    assert loop[3] == "MainThread" and loop[4] == 1 and answer.tasks[loop[5]] is answer.task("running")
    resource, = answer.told["resources"]
    assert resource[2:7] == [1, "Lock", 0, -1, 1]
    assert all(bool(task["serial"]) is is_recorded for task in answer.tasks)


# What an answer leaves behind, and when it comes

KEPT = """
import asyncio, gc, sys, weakref
sys.path.insert(0, HERE)
import asked

class Value:
    pass

async def holding(future):
    value = Value()
    values.append(weakref.ref(value))
    await future

values, tasks = [], []

async def main():
    future = asyncio.get_running_loop().create_future()
    for _ in range(3):
        tasks.append(weakref.ref(asyncio.create_task(holding(future))))
    await asyncio.sleep(0)
    gc.collect()
    gc.disable()
    before = [(sys.getrefcount(task()), weakref.getweakrefcount(task())) for task in tasks], sys.getrefcount(future)
    for what in ("snapshot", "graph", "about"):
        asked.here(what)
    print(before == ([(sys.getrefcount(task()), weakref.getweakrefcount(task())) for task in tasks], sys.getrefcount(future)))
    future.set_result(1)
    await asyncio.sleep(0.01)
    print([one() for one in values + tasks])

asyncio.run(main())
"""


def test_nothing_is_kept(tmp_path):
    outcome = same(KEPT.replace("HERE", repr(str(HERE))), tmp_path)
    assert outcome.out == "True\n%r\n" % ([None] * 6), outcome.err


HANGING = """
import asyncio, sys, threading, time
sys.path.insert(0, HERE)
import asked
answers = []

def asking():
    for _ in range(3):
        answers.append(asked.here())
    answers.append(None)

async def hanging():
    thread = threading.Thread(target=asking)
    thread.start()
    while len(answers) < 4:  # spinning
        pass
    thread.join()

async def other():
    await asyncio.sleep(3600)  # other

async def main():
    task = asyncio.create_task(other())
    await asyncio.sleep(0)
    await asyncio.create_task(hanging())
    task.cancel()

asyncio.run(main())
for told in answers[:3]:
    print(asked.json.dumps(told))
"""


def test_a_loop_that_hangs(tmp_path):
    path = tmp_path / "program.py"
    text = HANGING.replace("HERE", repr(str(HERE)))
    path.write_text(text, encoding="utf-8")
    outcome = recorded(path)
    assert (outcome.code, outcome.err) == (0, "")
    for line in outcome.out.splitlines():
        answer = Answer(json.loads(line))
        first, = answer.lines("hanging")[:1]
        assert abs(first - marked_line(text, "spinning")) <= 2
        assert answer.lines("other") == [marked_line(text, "other")] and answer.task("hanging")["state"] == RUNNING


LOOPS_AT_ONCE = """
import asyncio, sys, threading
sys.path.insert(0, HERE)
import asked
ready, leave = threading.Barrier(3), threading.Event()

async def waiting(name):
    await asyncio.sleep(3600)

async def in_thread(name):
    task = asyncio.create_task(waiting(name), name=name)
    await asyncio.sleep(0)
    ready.wait()
    await asyncio.get_running_loop().run_in_executor(None, leave.wait)
    task.cancel()

threads = [threading.Thread(target=lambda name=name: asyncio.run(in_thread(name)), name=name) for name in ("one", "two")]
for thread in threads:
    thread.start()
ready.wait()
asked.time.sleep(0.05)
told = asked.here()
leave.set()
for thread in threads:
    thread.join()
print(asked.json.dumps(told))
"""


def test_loops_in_threads(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(LOOPS_AT_ONCE.replace("HERE", repr(str(HERE))), encoding="utf-8")
    outcome = recorded(path)
    answer = Answer(json.loads(outcome.out))
    loops = answer.told["loops"]
    assert sorted(loop[3] for loop in loops) == ["one", "two"] and [loop[4] for loop in loops] == [1, 1]
    for task in answer.tasks:
        if task["coroutine"] == "waiting":
            assert loops[task["loop"]][3] == task["name"]


MANY = """
import asyncio, sys
sys.path.insert(0, HERE)
import asked

async def waiting():
    await asyncio.sleep(3600)

async def main():
    tasks = [asyncio.create_task(waiting()) for _ in range(20500)]
    await asyncio.sleep(0)
    told = asked.here()
    print(told["cut"], len(told["tasks"]), len(told["stacks"]), len(asked.MESSAGES) > 1)
    print(told["tasks"][told["loops"][0][5]][6])
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()

asyncio.run(main())
"""


def test_too_many_tasks(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(MANY.replace("HERE", repr(str(HERE))), encoding="utf-8")
    outcome = recorded(path)
    assert (outcome.out, outcome.err) == ("501 20000 2 True\nmain\n", "")


CANCEL = """
import asyncio, sys
sys.path.insert(0, HERE)
import asked

async def victim():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError as cancelled:
        print(cancelled.args)
        raise

async def main():
    task = asyncio.create_task(victim())
    await asyncio.sleep(0)
    for row in (asked.here() or {"tasks": []})["tasks"]:
        if row[6] == "victim":
            print(asked.here("cancel", row[0], row[1] + 1), asked.here("cancel", row[0], row[1]), task.cancelled())
            await asyncio.wait([task])
            print(asked.here("cancel", row[0], row[1]), task.cancelled())

asyncio.run(main())
"""


def test_cancel(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(CANCEL.replace("HERE", repr(str(HERE))), encoding="utf-8")
    outcome = recorded(path)
    given = () if VERSION < (3, 9) else ("Cancelled in Coroscope",)
    assert (outcome.out, outcome.err) == ("gone requested False\n%r\ngone True\n" % (given,), "")
    row, = outcome.trace.facts["cancels"]
    assert outcome.trace.tasks[row["task"]]["coroutine"] == "victim" and row["origin"] == 6


def test_about(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(IMPORT + "import asyncio\nasyncio.run(asyncio.sleep(0))\nprint(asked.json.dumps(asked.here('about')))", encoding="utf-8")
    outcome = recorded(path)
    told = json.loads(outcome.out)
    assert told["python"].startswith("%d.%d." % VERSION) and told["recording"] == 1 and told["transport"] == "file"
    assert "Handle._run" in told["hooks"] and told["refused"] == [] and told["problems"] == [] and told["dropped"] == 0


def test_a_program_without_asyncio(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(IMPORT + "print(asked.json.dumps([asked.here(what) for what in ('snapshot', 'graph', 'about')]))", encoding="utf-8")
    outcome = recorded(path)
    snapshot, graph, about = json.loads(outcome.out)
    assert snapshot["tasks"] == graph["tasks"] == [] and graph["lone"] == [] and about["loops"] == []


# Programs that overrule asyncio: none of their code is run, and what it counts is the same with and without being asked

ATTRIBUTES = ("_state", "_callbacks", "_coro", "_fut_waiter", "_exception", "_loop", "_result", "_must_cancel", "_name")


@pytest.mark.parametrize("attributes", [(), ATTRIBUTES])
def test_classes_that_override_everything(tmp_path, attributes):
    text = SUBCLASSES.replace("{attributes}", repr(attributes))
    for line in ("    futures[0].set_result(1)\n", "    Task.cancel(cancelled, Name(\"enough\"))\n", "    await asyncio.sleep(0.003)\n"):
        assert line in text
        text = text.replace(line, "    asked.here()\n" + line)
    text = text.replace("        self.sent += 1\n", "        self.sent += 1\n        asked.here()\n")
    outcome = same(IMPORT + text, tmp_path)
    assert outcome.code == 0 and "'callback'" in outcome.out, outcome.err


def test_loops_of_the_programs_own(tmp_path):
    text = LOOPS.replace("{debug}", "False").replace("    return number\n", "    asked.here()\n    return number\n")
    text = text.replace("async with lock:\n", "async with lock:\n        asked.here()\n")
    outcome = same(IMPORT + text, tmp_path, variables={"PYTHONWARNINGS": "ignore::DeprecationWarning"})
    assert outcome.code == 0 and "at once" in outcome.out, outcome.err


def test_mocks_in_place_of_loops_and_tasks(tmp_path):
    text = MOCKS.replace("    owner.stop()\n", "    asked.here()\n    owner.stop()\n")
    text = text.replace("async def main():\n", "async def main():\n    asked.here()\n").replace(
        "        print(await asyncio.sleep(100), sleep.await_count)\n",
        "        print(await asyncio.sleep(100), sleep.await_count)\n        asked.here()\n")
    outcome = same(IMPORT + text, tmp_path)
    assert outcome.code == 0, outcome.err
