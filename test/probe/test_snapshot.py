"""What every task does now, asked from another thread: it is what the trace says, and nobody notices."""

import json

import pytest

from expectations import Expectations
from running import HERE, PROGRAMS, VERSION, bare, recorded, same
from test_ill_behaved import LOOPS, MOCKS, SUBCLASSES
from trace_reader import KINDS

ASKED = HERE / "asked.py"
NAMES = (
    "async_generators awaitables barriers completed eager_tasks executors generators no_asyncio primitives shielded streams_echo "
    "subprocesses task_groups timeouts two_loops websockets_echo").split()
PATHS = [PROGRAMS / (name + ".py") for name in NAMES if Expectations(PROGRAMS / (name + ".py"), VERSION).applies]
RUNNING, READY, SUSPENDED, NEW = range(4)
TORN = 4
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


# Programs that overrule asyncio: none of their code is run, and what it counts is the same with and without being asked

IMPORT = "import sys; sys.path.insert(0, %r); import asked\n" % str(HERE)
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
