"""The watchdog: the line that holds the loop, whatever it does there."""

import json
import sys
import time

import pytest

from blocking import FROM_3_10, FROM_3_11, FROM_3_12, HEAD, LIBRARY, SLOW_MODULE, WAYS
from running import VERSION, bare, marked_line, recorded, recorded_text, same
from test_socket import Listener
from trace_reader import Trace, read_trace

if VERSION >= (3, 10):
    WAYS.update(FROM_3_10)
if VERSION >= (3, 11):
    WAYS.update(FROM_3_11)
if VERSION >= (3, 12):
    WAYS.update(FROM_3_12)
EVERYWHERE = ["sleep", "C, sum", "with a lock", "helper", "callback", "in several lines", *FROM_3_10, *FROM_3_11, *FROM_3_12]


def ways_tried():
    """All on the oldest and the newest Python; between them some, and a fifth of the others: each comes to its turn."""
    if VERSION in ((3, 9), (3, 15)):
        return list(WAYS)
    others = [way for way in WAYS if way not in EVERYWHERE]
    return [way for way in EVERYWHERE if way in WAYS] + others[VERSION[1] % 5::5]


def samples_of(trace, run):
    """The samples of a run, each with the time it answers for (see docs/wire.md)."""
    samples = [sample for sample in trace.samples if (sample["loop"], sample["begin"]) == (run["loop"], run["begin"])]
    begins = [run["begin"]] + [
        max(before["at"], sample["at"] - sample["weight"]) for before, sample in zip(samples, samples[1:])]
    return [(sample, end - begin) for sample, begin, end in zip(samples, begins, begins[1:] + [run["end"]])]


def culprit_of(stack):
    for place in reversed(stack):
        if place["scope"] == 0 and not place["file"].startswith("<"):
            return place
    return None


def caller_of(stack):
    own = [place for place in stack if place["scope"] == 0 and not place["file"].startswith("<")]
    coroutines = [place for place in own if place["coroutine"]]
    return (coroutines[-1:] or own[:1] or [None])[0]


def longest_block(trace):
    return max((run for run in trace.runs if not run["nested"]), key=lambda run: run["end"] - run["begin"])


def blocks_of(trace):
    return [run for run in trace.runs if not run["nested"] and run["end"] - run["begin"] >= trace.header["threshold"]]


def main_stack(trace, run):
    """The stack at the call where a run was longest; None where nobody looked in time."""
    lines = {}
    for sample, time in samples_of(trace, run):
        if sample["stack"] is not None and culprit_of(sample["stack"]) is not None:
            place = culprit_of(sample["stack"])
            entry = lines.setdefault((place["file"], place["line"], place["end"]), [0, sample["stack"]])
            entry[0] += time
    return max(lines.values(), key=lambda entry: entry[0])[1] if lines else None


def line_of(stack):
    """The line that a sample blames; None where there was no stack to be had, or none with a line of the program's."""
    culprit = None if stack is None else culprit_of(stack)
    return None if culprit is None else culprit["line"]


def written(tmp_path, text):
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "library.py").write_text(LIBRARY)
    (packages / "slow_module.py").write_text(SLOW_MODULE)
    text = HEAD.format(folder=str(tmp_path)) + text
    path = tmp_path / "program.py"
    path.write_text(text, encoding="utf-8")
    return text, path


def marks(text):
    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        code, _, mark = line.rpartition("  # ")
        if mark in ("here", "line", "caller", "end"):
            found[mark] = (number, len(code.encode("utf-8")))
    return found


@pytest.mark.parametrize("way", ways_tried())
def test_the_line_that_blocks(tmp_path, way):
    text, path = written(tmp_path, WAYS[way])
    trace = recorded(path).trace
    assert trace.problems == []
    truth = marks(text)
    line, column = truth.get("here") or truth["line"]
    # Where the machine is busy, other lines may take long, too, or another call of the line; but hardly as long.
    blocks = sorted(blocks_of(trace), key=lambda run: run["begin"] - run["end"])
    stacks = [stack for stack in (main_stack(trace, block) for block in blocks) if stack is not None]
    found = [(culprit_of(stack)["file"], culprit_of(stack)["line"]) for stack in stacks]
    assert (str(path), line) in found
    stack = stacks[found.index((str(path), line))]
    culprit, caller = culprit_of(stack), caller_of(stack)
    assert caller["line"] == truth.get("caller", (line,))[0]
    if VERSION < (3, 11):
        assert culprit["end"] is None
    elif "here" in truth:
        assert culprit["end"] == (line, column)
    elif "end" in truth:
        assert culprit["end"] == truth["end"]
    else:  # a `with` and a `for` have the end of their whole statement
        assert culprit["end"][0] >= line


def test_ends_count_bytes(tmp_path):
    text, path = written(tmp_path, WAYS["with letters of all kinds"])
    trace = recorded(path).trace
    end = culprit_of(main_stack(trace, longest_block(trace)))["end"]
    line = next(line for line in text.split("\n") if line.endswith("# line"))
    assert end == (None if VERSION < (3, 11) else (marks(text)["line"][0], len(line.partition("))")[0].encode()) + 1))


def test_two_loops_at_once(tmp_path):
    text = """
import asyncio, threading, time
async def one():
    time.sleep(0.3)  # one
async def other():
    time.sleep(0.3)  # other
threads = [threading.Thread(target=asyncio.run, args=(work(),)) for work in (one, other)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
    trace = recorded_text(text).trace
    lines = {run["loop"]: culprit_of(main_stack(trace, run))["line"] for run in sorted(
        blocks_of(trace), key=lambda run: run["end"] - run["begin"]) if main_stack(trace, run) is not None}
    assert sorted(lines.values()) == [marked_line(text, "one"), marked_line(text, "other")]


def test_several_lines_share_a_block(tmp_path):
    text = """
import asyncio, time
async def main():
    begin = time.perf_counter()
    time.sleep(0.4)  # long
    between = time.perf_counter()
    time.sleep(0.2)  # short
    print(between - begin, time.perf_counter() - between)
asyncio.run(main())
"""
    outcome = recorded_text(text)
    trace, (long, short) = outcome.trace, (float(time) * 1e9 for time in outcome.out.split())
    times = {}
    for sample, time in samples_of(trace, longest_block(trace)):
        line = line_of(sample["stack"])
        times[line] = times.get(line, 0) + time
    assert times[marked_line(text, "long")] == pytest.approx(long, abs=7e7)
    assert times[marked_line(text, "short")] == pytest.approx(short, abs=7e7)


SMALL = """
import asyncio, time
held = 0
async def small():
    global held
    for _ in range(40):
        begin = time.perf_counter()
        time.sleep(0.02)  # small
        held += time.perf_counter() - begin
        await asyncio.sleep(0.005)
async def other():
    for _ in range(200):
        await asyncio.sleep(0.005)
async def main():
    await asyncio.gather(small(), other())
asyncio.run(main())
print(held)
"""


def test_many_small_ones_add_up():
    outcome = recorded_text(SMALL)
    trace, truth = outcome.trace, float(outcome.out) * 1e9
    runs = {(run["loop"], run["begin"]): run for run in trace.runs if not run["nested"]}
    seen = {key: run for key, run in runs.items() if samples_of(trace, run)}
    line = marked_line(SMALL, "small")
    total = sum(
        time for run in seen.values() for sample, time in samples_of(trace, run)
        if line_of(sample["stack"]) == line)
    assert total == pytest.approx(truth, rel=0.3)


def test_no_block_where_nothing_blocks(tmp_path):
    """Neither waiting nor many short steps make a block. The threshold is one that no busy machine's stalls reach."""
    path, file = tmp_path / "program.py", str(tmp_path / "t.tasktrace")
    path.write_text("""
import asyncio
async def work():
    for _ in range(300):
        await asyncio.sleep(0.002)
async def main():
    await asyncio.gather(*[work() for _ in range(20)], asyncio.sleep(1.2))
asyncio.run(main())
""")
    bare(path, trace=json.dumps({"file": file, "threshold": 1000000000}))
    trace = read_trace(file)
    assert trace.finish > 1200000000
    assert blocks_of(trace) == [] and trace.problems == []


def test_the_threshold_is_an_option(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import asyncio, time\nasync def main():\n    time.sleep(0.2)\nasyncio.run(main())\n")
    for given, expected in ((20000000, 20000000), (1, 10000000), ("x", 100000000), (None, 100000000)):
        file = str(tmp_path / "t.tasktrace")
        bare(path, trace=json.dumps({"file": file, "threshold": given}))
        trace = read_trace(file)
        assert trace.header["threshold"] == expected
    # A low threshold is watched for the more often, as often as a busy machine lets it.
    path.write_text("import asyncio, time\nasync def main():\n    time.sleep(1)\nasyncio.run(main())\n")
    file = str(tmp_path / "t.tasktrace")
    bare(path, trace=json.dumps({"file": file, "threshold": 10000000}))
    trace = read_trace(file)
    assert len(samples_of(trace, longest_block(trace))) >= 10


def test_a_long_block_does_not_flood_the_wire(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import asyncio, time\nasync def main():\n    time.sleep(1.5)\nasyncio.run(main())\n")
    file = str(tmp_path / "t.tasktrace")
    bare(path, trace=json.dumps({"file": file, "threshold": 20000000}))
    trace = read_trace(file)
    block = longest_block(trace)
    samples = samples_of(trace, block)
    assert 90 <= len(samples) <= 115
    assert sum(time for _, time in samples) == block["end"] - block["begin"]
    assert len({tuple(map(str, sample["stack"])) for sample, _ in samples}) == 1


def test_stacks_that_never_repeat_are_bounded():
    text = """
import asyncio, random, time
random.seed(1)
def down(depth):
    if depth == 0:
        end = time.perf_counter() + 0.015
        while time.perf_counter() < end:
            pass
    elif random.random() < 0.5:
        down(depth - 1)
    else:
        down(depth - 1)
async def main():
    for _ in range(50):
        down(300)
        await asyncio.sleep(0)
asyncio.run(main())
"""
    trace = recorded_text(text).trace
    assert trace.problems == [] and len(trace.stacks) > 5
    assert max(len(stack) for stack in trace.stacks[1:]) == 128
    for stack in trace.stacks[1:]:
        assert stack[0]["function"] == "main" or len(stack) < 128


def test_nothing_changes_for_the_program(tmp_path):
    # A look takes a moment, and where the machine is busy the program may go on within one.
    text = """
import asyncio, gc, sys, threading, time, weakref
class Big:
    pass
def soon(holds):
    return any(holds() or time.sleep(0.01) for _ in range(50))
async def main():
    big = Big()
    reference = weakref.ref(big)
    time.sleep(0.2)
    print(soon(lambda: sys.getrefcount(big) == 3), soon(gc.isenabled), [thread.name for thread in threading.enumerate()])
    del big
    print(soon(lambda: reference() is None))
    gc.disable()
    for _ in range(20):
        time.sleep(0.01)
        assert not gc.isenabled()
    gc.enable()
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        pass
    print(soon(gc.isenabled))
def local():
    big = Big()
    time.sleep(0.03)
    return weakref.ref(big)
async def frames():
    for _ in range(10):
        reference = local()
        assert soon(lambda: reference() is None)
    print(len([item for item in gc.get_objects() if type(item) is Big]))
asyncio.run(main())
asyncio.run(frames())
"""
    outcome = same(text, tmp_path)
    assert len(blocks_of(outcome.trace)) >= 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_forks(tmp_path):
    text = """
import asyncio, os, time, warnings
warnings.simplefilter("error")
async def main():
    for _ in range(3):
        time.sleep(0.03)
        child = os.fork()
        if child == 0:
            time.sleep(0.05)
            os._exit(7)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        await asyncio.sleep(0.01)
    time.sleep(0.3)  # here
asyncio.run(main())
"""
    trace = same(text, tmp_path).trace
    assert trace.problems == []
    assert marked_line(text, "here") in [culprit_of(sample["stack"])["line"] for sample in trace.samples[-5:]]


def test_a_debuggers_stop_is_not_sampled(tmp_path):
    """A thread that stands in the debugger's own function is none of the program's lines."""
    folder = tmp_path / "debugpy"
    folder.mkdir()
    (folder / "held.py").write_text(
        "import time\ndef do_wait_suspend(seconds):\n    time.sleep(seconds)\n"
        "def trace(seconds):\n    do_wait_suspend(seconds)\ndef evaluate(seconds):\n    time.sleep(seconds)\n")
    text = """
import asyncio, sys, time
sys.path.insert(0, %r)
import held
async def main():
    held.trace(0.4)  # stopped
    held.evaluate(0.3)  # evaluated
asyncio.run(main())
""" % str(folder)
    trace = recorded_text(text).trace
    assert all(len(sample["stack"]) == 1 for sample in trace.samples)
    lines = [sample["stack"][0]["line"] for sample in trace.samples]
    # A look may come just before it stops.
    assert lines.count(marked_line(text, "stopped")) < 3 and lines.count(marked_line(text, "evaluated")) > 8


@pytest.mark.skipif(sys.platform == "win32", reason="a Unix socket")
def test_a_block_is_told_while_it_goes_on(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    text = "import asyncio, sys, time\nasync def main():\n    time.sleep(60)  # here\nasyncio.run(main())\n"
    process, connection = listener.start(text, tmp_path)
    data, samples, limit = b"", [], time.time() + 10
    while len(samples) < 5 and time.time() < limit:
        data += connection.recv(1 << 16)
        samples = Trace(data, partial=True).samples if len(data) > 8 else []
    process.kill()
    process.communicate()
    connection.close()
    assert culprit_of(samples[-1]["stack"])["line"] == marked_line(text, "here")
    assert samples[-1]["at"] - samples[-1]["begin"] < 5e9


def test_a_fault_of_its_own_ends_the_watchdog_only():
    text = """
import sys
import coroscope_probe
names = {}
exec(compile("def stack(*_):\\n    raise RuntimeError('own')", "<frozen coroscope_probe.faulty>", "exec"), names)
sys.modules["coroscope_probe.watchdog"].Watchdog.stack = names["stack"]
import asyncio, time
async def main():
    for _ in range(4):
        time.sleep(0.15)
        await asyncio.sleep(0.05)
asyncio.run(main())
"""
    outcome = recorded_text(text)
    assert (outcome.code, outcome.err) == (0, "")
    assert [problem["where"] for problem in outcome.trace.problems] == ["watchdog"]
    assert outcome.trace.samples == [] and len(blocks_of(outcome.trace)) >= 4
    assert outcome.trace.finish is not None


def test_the_table_of_stacks_is_bounded(tmp_path):
    text = """
import sys
import coroscope_probe
sys.modules["coroscope_probe.watchdog"].STACK_LIMIT = 10
import asyncio, time
def down(depth):
    if depth == 0:
        time.sleep(0.003)
    else:
        down(depth - 1)
async def main():
    for depth in range(150):
        down(depth)
        await asyncio.sleep(0)
asyncio.run(main())
"""
    path = tmp_path / "program.py"
    path.write_text(text)
    file = str(tmp_path / "t.tasktrace")
    bare(path, trace=json.dumps({"file": file, "threshold": 20000000}))
    trace = read_trace(file)
    assert trace.problems == [] and 10 < len(trace.stacks) <= 21
    assert all(len(stack) <= 16 for stack in trace.stacks[11:])
    assert trace.samples[-1]["stack"] is None or len(trace.samples[-1]["stack"]) == 16


def test_the_line_of_any_instruction():
    """The frame of another thread may have gone on since its instruction was read."""
    text = """
import asyncio, dis, inspect, sys
line_of = sys.modules["coroscope_probe"].overtaken.line_of
lines = set()
for function in (inspect.getsourcelines, asyncio.BaseEventLoop._run_once, asyncio.BaseEventLoop.create_server):
    line, starts = function.__code__.co_firstlineno, dict(dis.findlinestarts(function.__code__))
    for at in range(0, len(function.__code__.co_code), 2):
        line = starts.get(at) or line
        assert line_of(function.__code__, at) == line, (function, at)
        lines.add(line)
print(len(lines) > 50)
"""
    assert recorded_text(text).out == "True\n"
