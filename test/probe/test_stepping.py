"""Who steps through a program, sees the same with the probe as without it: every stop, stack, thread and output."""

import difflib
from concurrent.futures import ThreadPoolExecutor

import pytest

from running import VERSION, recorded
from stepping import PROGRAM, Walk
from trace_reader import read_trace

# The oldest and the newest debugger that run on the oldest and the newest Python, all else with the one at hand: from 3.12
# on debuggers use sys.monitoring.
DEBUGGERS = {
    (3, 9): (("1.0.0", "mine"), ("1.0.0", "all"), ("1.8.21", "mine"), ("1.8.21", "all")),
    (3, 12): (("1.8.21", "all"),),
    (3, 14): (("1.8.21", "all"),),
    (3, 15): (("1.8.0", "mine"), ("1.8.0", "all"), ("1.8.22", "mine"), ("1.8.22", "all"))}


@pytest.mark.parametrize("version, code", DEBUGGERS.get(VERSION, ()))
def test_the_same_as_without(version, code, tmp_path):
    just_my_code = code == "mine"
    trace = tmp_path / "stepped.tasktrace"
    with ThreadPoolExecutor(3) as pool:
        without, with_probe, unstopped = (
            pool.submit(Walk, version, just_my_code), pool.submit(Walk, version, just_my_code, trace),
            pool.submit(recorded, PROGRAM))
    texts = [walk.result().text().splitlines() for walk in (without, with_probe)]
    difference = "\n".join(difflib.unified_diff(*texts, "without", "with", n=1, lineterm=""))
    assert not difference, difference
    visited(without.result(), just_my_code)
    assert counts(read_trace(trace)) == counts(unstopped.result().trace)


def visited(walk, just_my_code):
    """The walk went where it should, so that to be the same means something."""
    kinds = {}
    for stop in walk.stops:
        kinds[stop[1]] = kinds.get(stop[1], 0) + 1
    assert kinds["breakpoint"] >= 5 and kinds["exception"] >= 3 and kinds["step"] >= (60 if just_my_code else 120)
    tops = [stop[6][0] for stop in walk.stops]
    functions = {function for function, _, _ in tops}
    assert {"__await__", "__aenter__", "numbers", "job"} <= functions
    assert not just_my_code or {"deep", "calls_back", "factorial", "__aexit__"} <= functions
    assert any("asyncio" in path for _, path, _ in tops) is not just_my_code
    assert walk.seen["logged"] == "found [0, 1, 2, 3]\n" and "ValueError: uncaught" in walk.seen["stderr"]


def counts(trace):
    """What a stop must not take from a recording, nor add to it."""
    assert trace.problems == [] and trace.losses == []
    tasks = [(task["name"], task["coroutine"], task["outcome"], len(task["steps"])) for task in trace.tasks.values()]
    # Threads are told of when they are looked at for long.
    facts = {name: len(rows) for name, rows in trace.facts.items() if name not in ("collections", "threads")}
    return tasks, facts
