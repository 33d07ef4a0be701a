"""Every sample program: the trace says what the program's comments say, and the program behaves as without the probe."""

import collections

import pytest

from expectations import Expectations
from running import PROGRAMS, VERSION, bare, recorded

PATHS = sorted(PROGRAMS.glob("*.py"))
HERE = [path for path in PATHS if Expectations(path, VERSION).applies]
traces = {}


def trace_of(path):
    if path not in traces:
        traces[path] = recorded(path)
    return traces[path]


@pytest.fixture(params=HERE, ids=lambda path: path.stem)
def path(request):
    return request.param


def steps_here(trace, path):
    """(line, kind, run) of every suspension whose innermost user frame is in the program's own file."""
    for run in trace.runs:
        place = run["site"] and trace.user_place(run["site"])
        if place and place["file"] == str(path) and place["scope"] == 0:
            yield place["line"], run["site"]["kind"], run


def test_behaves_as_without_the_probe(path):
    outcome = trace_of(path)
    assert outcome.trace is not None, outcome.err
    assert outcome.seen() == bare(path).seen()
    code = outcome.code if outcome.code >= 0 else 128 - outcome.code
    assert code == Expectations(path, VERSION).exit, outcome.err


def test_nothing_lost_or_wrong(path):
    trace = trace_of(path).trace
    assert trace.problems == [] and trace.losses == []
    assert trace.finish is not None
    assert trace.header["wire"] == 2 and trace.header["argv"] == [str(path)]


def test_await_lines_and_kinds(path):
    expected = Expectations(path, VERSION).kinds
    found = collections.defaultdict(set)
    for line, kind, _ in steps_here(trace_of(path).trace, path):
        found[line].add(kind)
    for line, kinds in expected.items():
        seen = found.pop(line, set())
        if "*" in kinds:
            seen = (seen | {"*"}) & set(kinds)
        assert sorted(seen) == sorted(kinds), "line %d" % line
    assert dict(found) == {}, "suspensions on unmarked lines"


def test_who_waits_for_whom(path):
    trace = trace_of(path).trace
    first = {}
    for line, _, run in steps_here(trace, path):
        first.setdefault(line, run)
    for line, coroutines in Expectations(path, VERSION).on.items():
        assert line in first, "nobody suspends on line %d" % line
        assert sorted(trace.tasks[serial]["coroutine"] for serial in first[line]["group"]) == coroutines, "line %d" % line


def test_creation_lines(path):
    found = collections.Counter()
    for task in trace_of(path).trace.tasks.values():
        if task["place"] and task["place"]["file"] == str(path):
            found[task["place"]["line"]] += 1
    expected = Expectations(path, VERSION).created
    for line in [line for line, count in expected.items() if count is None]:
        found.pop(line, None)
        del expected[line]
    assert dict(found) == expected


def test_tasks(path):
    trace, expected = trace_of(path).trace, Expectations(path, VERSION)
    if expected.tasks is not None:
        assert len(trace.tasks) == expected.tasks
    for about in expected.about:
        tasks = [task for task in trace.tasks.values() if task["coroutine"] == about["coroutine"]]
        assert tasks, about
        if "count" in about:
            assert len(tasks) == int(about["count"]), about
        for task in tasks:
            parent = trace.tasks[task["parent"]]["coroutine"] if task["parent"] else "-"
            assert parent == about.get("parent", parent)
            assert task["outcome"] == about.get("outcome", task["outcome"]), task["error"]
            assert task["error"].partition(":")[0] == about.get("error", task["error"].partition(":")[0])


def test_invariants(path):
    """What holds in every trace: steps in order and disjoint on a loop, ready before begin, wakers that were running."""
    trace = trace_of(path).trace
    last = {}
    for run in trace.runs:
        assert run["begin"] <= run["end"]
        if run["ready"] is not None:
            assert run["ready"] <= run["begin"]
        if run["cause"] == "loop":
            assert run["woken_by"] is not None, "waker is no run"
        if not run["nested"]:
            assert run["begin"] >= last.get(run["loop"], 0), "runs overlap"
            last[run["loop"]] = run["end"]
    for task in trace.tasks.values():
        for step in task["steps"]:
            assert task["created"] <= step["begin"]
        if task["outcome"] != "pending":
            assert task["steps"] and task["steps"][-1]["site"] is None
            assert task["ended"] == task["steps"][-1]["end"]
        for step in task["steps"][:-1]:
            assert step["site"] is not None


def test_every_wait_has_a_waker(path):
    """But for a loop's first step and what comes from outside the loop, each step knows who woke it."""
    trace = trace_of(path).trace
    for task in trace.tasks.values():
        for step in task["steps"][1:]:
            assert step["woken_by"] is not None, (task["coroutine"], step)
