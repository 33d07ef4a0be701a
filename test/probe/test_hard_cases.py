"""What programs do to each other without meaning to: reused descriptors, finalizers, loops in loops, odd numbers."""

import ast
import json
import os
import signal
import sys

import pytest

from running import VERSION, bare, recorded, recorded_text, run, same
from trace_reader import Trace, read_trace


def test_a_reused_descriptor_is_the_programs(tmp_path):
    text = """
import asyncio, os
os.closerange(3, 64)
with open("%s", "wb+", buffering=0) as file:
    file.write(b"user data")
    asyncio.run(asyncio.sleep(0.3))
    file.seek(0)
    print(file.read())
""" % (tmp_path / "user.dat")
    assert same(text, tmp_path, partial=True).out == "b'user data'\n"


def test_finalizers_do_not_run_on_the_probes_threads(tmp_path):
    text = """
import asyncio, threading
seen = set()
class Cycle:
    def __init__(self):
        self.me = self
    def __del__(self):
        seen.add(threading.get_ident())
async def main():
    for _ in range(60000):
        Cycle()
        await asyncio.sleep(0)
asyncio.run(main())
print(seen == {threading.get_ident()})
"""
    assert same(text, tmp_path).out == "True\n"


def test_the_collector_stays_the_programs(tmp_path):
    """However busy the probe is: it is on where the program left it on, and what the program sets stays."""
    text = """
import asyncio, gc, time
seen = set()
async def work():
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        seen.add(gc.isenabled())
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(*[work() for _ in range(10)])
asyncio.run(main())
print(seen)
seen.clear()
gc.disable()
before = gc.get_stats()
asyncio.run(main())
print(seen, gc.get_stats() == before)
gc.enable()
for number in range(40):
    gc.set_threshold(500 + number, 7, 8)
    time.sleep(0.002)
    assert gc.get_threshold() == (500 + number, 7, 8)
"""
    assert same(text, tmp_path).out == "{True}\n{False} True\n"


def test_thresholds_are_the_programs_while_the_collector_is_held_back(tmp_path):
    text = """
import asyncio, copy, gc, inspect, pickle, sys
probe = sys.modules.get("coroscope_probe")
def held(function):
    if probe:
        probe.collector.hold()
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)
    if probe:
        probe.collector.release()
def ten_times():
    first, *others = gc.get_threshold()
    gc.set_threshold(10 * first, *others)
def signature(function):
    try:
        return str(inspect.signature(function))
    except ValueError:
        return "none"
gc.set_threshold(600, 7, 8)
for function in (
        gc.get_threshold, ten_times, gc.get_threshold, lambda: gc.set_threshold(0), lambda: gc.set_threshold(500, "7"),
        lambda: gc.set_threshold(400), lambda: gc.set_threshold(), lambda: gc.set_threshold(0, 9)):
    held(function)
    print(gc.get_threshold())
    asyncio.run(asyncio.sleep(0.01))
    print(gc.get_threshold())
for function in (gc.get_threshold, gc.set_threshold):
    print(function, function.__name__, function.__module__, function.__self__, function.__doc__, callable(function))
    print(pickle.loads(pickle.dumps(function)) is function, copy.copy(function) is function, signature(function))
"""
    assert same(text, tmp_path).out.startswith("(600, 7, 8)\n(600, 7, 8)\n(600, 7, 8)\nNone\n(6000, 7, 8)\n")


@pytest.mark.skipif(VERSION < (3, 12), reason="there is no such function")
def test_tracers_of_all_threads_do_not_stay_on_the_probes(tmp_path):
    text = """
import asyncio, sys, threading, time
seen = {}
def tracer(frame, *_):
    thread = threading.get_ident()
    seen[thread] = seen.get(thread, 0) + 1
    return tracer
threading.settrace_all_threads(tracer)
threading.setprofile_all_threads(tracer)
def others():
    return {thread: count for thread, count in seen.items() if thread != threading.get_ident()}
async def main():
    for _ in range(5):
        time.sleep(0.05)
        await asyncio.sleep(0)
    before = others()
    for _ in range(5):
        time.sleep(0.05)
        await asyncio.sleep(0)
    sys.settrace(None)
    sys.setprofile(None)
    print(seen[threading.get_ident()] > 50, others() == before)
asyncio.run(main())
"""
    assert same(text, tmp_path).out == "True True\n"


@pytest.mark.skipif(VERSION < (3, 12), reason="all interpreters share one lock")
def test_interpreters_with_a_lock_of_their_own(tmp_path):
    text = """
import asyncio, sys, threading, time
if sys.version_info < (3, 13):
    import _xxsubinterpreters as interpreters
    made = interpreters.create(isolated=True)
else:
    import _interpreters as interpreters
    made = interpreters.create("isolated")
BUSY = "\\n".join((
    "import time", "def down(depth):", "    return depth and down(depth - 1)", "end = time.perf_counter() + 0.5",
    "while time.perf_counter() < end:", "    down(30)", "    down(3)"))
thread = threading.Thread(target=interpreters.run_string, args=(made, BUSY))
thread.start()
async def main():
    while thread.is_alive():
        time.sleep(0.05)
        await asyncio.sleep(0)
asyncio.run(main())
interpreters.destroy(made)
print("done")
"""
    assert same(text, tmp_path).out == "done\n"


@pytest.mark.skipif(not hasattr(os, "fork") or not os.path.exists("/proc/self/task"), reason="counts threads there")
@pytest.mark.parametrize("allowed", range(3))
def test_no_more_threads_are_to_be_had(tmp_path, allowed):
    """Before a fork the probe's threads end; where some of them cannot come back, none stays."""
    text = """
import _thread, asyncio, os, sys, time
original, calls = _thread.start_new_thread, []
def start_new_thread(*arguments):
    calls.append(1)
    if len(calls) > %d:
        raise RuntimeError("can't start new thread")
    return original(*arguments)
async def main():
    probe = sys.modules.get("coroscope_probe")
    if probe is not None:
        probe.threads.start_new_thread = start_new_thread
    if os.fork() == 0:
        os._exit(0)
    os.wait()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    end = time.time() + 5
    while len(os.listdir("/proc/self/task")) > 1 and time.time() < end:
        time.sleep(0.01)
    print(os.listdir("/proc/self/task") == [str(os.getpid())], asyncio.Handle._run.__code__.co_freevars)
asyncio.run(main())
""" % allowed
    assert same(text, tmp_path, partial=True).out == "True ()\n"


def test_a_loop_run_again_by_its_own_callback(tmp_path):
    text = """
import asyncio
async def inner():
    await asyncio.sleep(0)
async def main():
    loop = asyncio.get_running_loop()
    task = loop.create_task(inner())
    asyncio.tasks._leave_task(loop, asyncio.current_task())
    while not task.done():
        loop._run_once()
    asyncio.tasks._enter_task(loop, main_task)
    await asyncio.sleep(0)
    print("done")
loop = asyncio.new_event_loop()
main_task = loop.create_task(main())
loop.run_until_complete(main_task)
loop.close()
"""
    trace = same(text, tmp_path).trace
    steps = {task["coroutine"]: task["steps"] for task in trace.tasks.values()}
    assert [step["nested"] for step in steps["inner"]] == [True, True]
    assert [step["nested"] for step in steps["main"]] == [False, False]
    assert trace.problems == []


def test_another_loop_run_by_a_callback(tmp_path):
    text = """
import asyncio
async def inner():
    await asyncio.sleep(0.01)
def callback(loop):
    asyncio.events._set_running_loop(None)
    other = asyncio.new_event_loop()
    other.run_until_complete(inner())
    other.close()
    asyncio.events._set_running_loop(loop)
    loop.stop()
loop = asyncio.new_event_loop()
loop.call_soon(callback, loop)
loop.run_forever()
loop.run_until_complete(asyncio.sleep(0.01))
print("done")
"""
    trace = same(text, tmp_path).trace
    assert trace.problems == [] and [task["outcome"] for task in trace.tasks.values()] == ["result", "result"]


@pytest.mark.parametrize("when", ["float('-inf')", "-1e300"])
def test_timers_at_odd_times(tmp_path, when):
    text = """
import asyncio
loop = asyncio.new_event_loop()
loop.call_at(%s, print, "rang")
loop.run_until_complete(asyncio.sleep(0.02))
""" % when
    trace = same(text, tmp_path).trace
    assert trace.problems == [] and len(trace.tasks[1]["steps"]) == 2


def test_classes_of_callbacks_are_not_kept_alive(tmp_path):
    text = """
import asyncio, gc, weakref
class Big:
    pass
def make():
    big = Big()
    class Callback:
        def __call__(self):
            big
    return Callback(), weakref.ref(big)
loop = asyncio.new_event_loop()
callback, big = make()
loop.call_soon(callback)
del callback
loop.run_until_complete(asyncio.sleep(0.01))
gc.collect()
print(big())
"""
    assert same(text, tmp_path).out == "None\n"


def test_a_task_made_by_a_bare_thread(tmp_path):
    text = """
import _thread, asyncio, time
async def work():
    await asyncio.sleep(0)
loop = asyncio.new_event_loop()
made = work()
_thread.start_new_thread(asyncio.Task, (made,), {"loop": loop})
time.sleep(0.1)
loop.run_until_complete(asyncio.sleep(0.01))
"""
    trace = same(text, tmp_path).trace
    assert trace.problems == [] and {task["coroutine"] for task in trace.tasks.values()} == {"work", "sleep"}


def test_messages_and_names_that_never_repeat_do_not_fill_the_memory(tmp_path):
    text = """
import asyncio
async def fail(number):
    raise ValueError("number %d" % number)
def named(number):
    coroutine = fail(number)
    coroutine.__qualname__ = "fail %d" % number
    return coroutine
async def main():
    for start in range(0, 41000, 1000):
        await asyncio.gather(*(named(start + number) for number in range(1000)), return_exceptions=True)
asyncio.run(main())
"""
    trace = recorded_text(text).trace
    errors, names = ({task[column] for task in trace.tasks.values()} for column in ("error", "coroutine"))
    assert trace.problems == [] and len(trace.tasks) > 41000
    assert {"ValueError: number 1", "ValueError"} <= errors and {"main", "fail 1", "fail 20000", ""} <= names
    assert len(errors) + len(names) < 40100


def test_loops_that_are_gone_are_kept_by_nobody(tmp_path):
    text = """
import asyncio, gc, sys, time
for _ in range(40):
    asyncio.run(asyncio.sleep(0))
if "coroscope_probe" in sys.modules:
    recorder = sys.modules["coroscope_probe"].process.recording.recorder
    def kept():
        gc.collect()
        return [item for item in gc.get_objects() if type(item).__name__ == "LoopRecord" and item.serial]
    while recorder.loops != [None] * 40 or kept():
        time.sleep(0.01)
"""
    trace = same(text, tmp_path, timeout=60).trace
    assert trace.problems == [] and len(trace.loops) == 40 and len(trace.tasks) >= 40


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use cannot be deleted there")
def test_a_deleted_working_folder(tmp_path):
    text = """
import asyncio
asyncio.run(asyncio.sleep(0.01))
print("done")
"""
    folder = tmp_path / "gone"
    folder.mkdir()
    # The shell of the test enters the folder, deletes it, and starts Python in it.
    import subprocess

    from running import environment
    program = tmp_path / "program.py"
    program.write_text(text)
    trace = tmp_path / "t.tasktrace"
    command = 'cd "%s" && rmdir "%s" && exec "%s" "%s"' % (folder, folder, sys.executable, program)
    done = subprocess.run(["sh", "-c", command], env=environment(str(trace)), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"done\n", b"")
    assert trace.stat().st_size > 500


RECURSION = """
import asyncio, sys
reached = {}

def deep(name, action, depth=0):
    try:
        action()
    except RecursionError:
        reached.setdefault(name, depth)
        return
    if depth < 4000:
        deep(name, action, depth + 1)

async def child():
    await asyncio.sleep(0)

async def nested(depth):
    if depth:
        return await nested(depth - 1)
    await asyncio.sleep(0)
    return "bottom"

def down(depth):
    return depth and down(depth - 1)

async def main():
    loop = asyncio.get_running_loop()
    made, kept = [], []
    lock, event, queue = asyncio.Lock(), asyncio.Event(), asyncio.Queue()
    def create():
        coroutine = child()
        try:
            made.append(loop.create_task(coroutine))
        except RecursionError:
            coroutine.close()
            raise
    deep_ones = {"call_soon": lambda: kept.append(loop.call_soon(len, "abc")), "call_later": lambda: kept.append(loop.call_later(60, len)),
                 "create_task": create, "put": lambda: queue.put_nowait(1), "set": event.set, "future": loop.create_future,
                 "repr": lambda: repr(kept[0]), "current": asyncio.current_task}
    for name, action in deep_ones.items():
        try:
            deep(name, action)
        except RecursionError:
            reached.setdefault(name, 4000)
    await asyncio.gather(*made)
    for handle in kept:
        handle.cancel()
    for task in made:
        assert task.done() and task.result() is None
    for depth in range(50, 5000, 10):
        try:
            await nested(depth)
        except RecursionError:
            reached["awaits"] = depth
            break
    for depth in range(sys.getrecursionlimit()):
        try:
            down(depth)
        except RecursionError:
            reached["calls"] = depth
            break
    task = loop.create_task(child())
    await task
    print("works as ever", task.done())

asyncio.run(main())
print(sorted(reached.items()))
"""
FRAMES = 12
"""How many frames the probe may need at most where the program calls asyncio: see docs/transparency.md."""


def test_the_stack_is_used_up_at_the_same_depth(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(RECURSION)
    outcome, without = recorded(path), bare(path)
    assert outcome.code == without.code == 0, outcome.err
    seen, expected = (run.out.split("\n") for run in (outcome, without))
    assert seen[0] == expected[0] == "works as ever True"
    depths, wanted = (dict(ast.literal_eval(lines[1])) for lines in (seen, expected))
    assert set(depths) == set(wanted)
    # A callback that is called without unpacking its arguments may take one level less.
    assert all(0 <= depths[name] - wanted[name] <= 1 for name in ("calls", "awaits")), (depths, wanted)
    assert all(wanted[name] - FRAMES <= depths[name] <= wanted[name] + 1 for name in wanted), (depths, wanted)
    assert outcome.trace.problems == []


def test_collections_in_the_middle_of_hooks(tmp_path):
    """A collection at nearly every allocation, with finalizers that use asyncio themselves."""
    text = """
import asyncio, gc
made = rung = 0

class Cycle:
    def __init__(self, loop):
        self.me, self.loop = self, loop
    def __del__(self):
        global made
        made += 1
        self.loop.call_soon(ring)
        self.loop.call_later(0, ring).cancel()
        self.loop.create_task(child(0))
        self.loop.create_future().set_result(1)

def ring():
    global rung
    rung += 1

async def child(number):
    await asyncio.sleep(0)
    return number

async def work(number):
    lock, queue = asyncio.Lock(), asyncio.Queue(1)
    for turn in range(30):
        Cycle(asyncio.get_running_loop())
        async with lock:
            await queue.put(turn)
        await asyncio.gather(child(1), asyncio.wait_for(child(2), 5))
        await queue.get()
    return number

async def main():
    print(await asyncio.gather(*map(work, range(3))))
    gc.collect()
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)

gc.set_threshold(1, 1, 1)
asyncio.run(main())
print(made, rung)
"""
    outcome = same(text, tmp_path)
    assert outcome.out.endswith("90 90\n") and outcome.trace.problems == []


@pytest.mark.parametrize("end", ["os._exit(5)", "os.kill(os.getpid(), signal.SIGKILL)", "sys.exit(6)", "ctypes.string_at(0)", "None"])
def test_ends_with_tasks_that_are_pending(tmp_path, end):
    """However a process ends: every frame that was written is whole but the last one, and all before it can be read."""
    text = """
import asyncio, ctypes, faulthandler, os, signal, sys, threading, time
faulthandler.disable()

async def child(number):
    try:
        await asyncio.sleep(0 if number % 2 else 60)
    finally:
        asyncio.get_running_loop().call_soon(len, "abc")

async def main():
    global kept
    kept = [asyncio.ensure_future(child(number)) for number in range(20)]
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        await asyncio.gather(*map(child, (1, 3, 5)))
    print("now", flush=True)
    asyncio.get_running_loop().call_soon(leave)
    await asyncio.sleep(0.01)

def leave():
    END

loop = asyncio.new_event_loop()
loop.run_until_complete(main())
""".replace("END", end)
    if end == "None":
        text += "del loop\n"  # the interpreter ends while loop and tasks are there
    path = tmp_path / "program.py"
    path.write_text(text)
    outcome, without = recorded(path, partial=True), bare(path)
    (code, out, err), expected = outcome.seen(), without.seen()
    # In which order the tasks of a cycle are destroyed is up to the collector.
    assert (code, out, sorted(err.split("\n"))) == (expected[0], "now\n", sorted(expected[2].split("\n")))
    assert len(outcome.trace.tasks) > 100 and outcome.trace.problems == []
    assert (outcome.trace.finish is not None) == (end in ("sys.exit(6)", "None"))


def test_a_file_that_ends_in_the_middle_of_a_frame(tmp_path):
    """Of a process that was killed while it wrote: any number of bytes may have come through."""
    text = "import asyncio\nasync def main():\n    await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(50)))\nasyncio.run(main())\n"
    program, path = tmp_path / "program.py", tmp_path / "t.tasktrace"
    program.write_text(text)
    run([program], trace=str(path))
    data = path.read_bytes()
    whole = Trace(data)
    counts = [len(Trace(data[:size], partial=True).frames) for size in range(8, len(data), 7)]
    assert counts == sorted(counts) and counts[0] == 0 and counts[-1] >= len(whole.frames) - 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
def test_exceptions_that_leave_the_loop_leave_no_run_behind():
    text = """
import asyncio, signal
class Stop(KeyboardInterrupt):
    pass
def handler(_, frame):
    while frame is not None:
        if frame.f_code.co_name == "_run_once":
            raise Stop
        frame = frame.f_back
async def busy():
    while True:
        await asyncio.sleep(0)
signal.signal(signal.SIGALRM, handler)
loop = asyncio.new_event_loop()
tasks, stopped = [], 0
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)  # again and again: finalizers lose some
for _ in range(40):
    tasks += [loop.create_task(busy()) for _ in range(5)]
    try:
        loop.run_forever()
    except Stop:
        stopped += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(stopped)
"""
    outcome = recorded_text(text)
    assert outcome.out == "40\n" and outcome.code == 0
    assert outcome.trace.problems == []
    assert len(outcome.trace.runs) > 1000 and not any(run["nested"] for run in outcome.trace.runs)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
def test_exceptions_of_signal_handlers_reach_the_program():
    """Also those of types that the probe expects itself, in the middle of its functions."""
    text = """
import asyncio, signal, sys
KINDS = KeyError, AttributeError, ValueError, TypeError, RuntimeError
raised, caught, since = 0, 0, 0
def handler(_, frame):
    global raised
    at = frame
    while at.f_code.co_filename.startswith("<frozen coroscope"):
        at = at.f_back
    # Elsewhere Python itself may lose them: in destructors, in what prints warnings.
    is_asyncios = "asyncio" in at.f_code.co_filename and "run_forever" not in at.f_code.co_name
    if at.f_code.co_name == "_run_once" or at is not frame and is_asyncios:
        raised += 1
        raise KINDS[raised % len(KINDS)]("the handler's")
    arm()
def arm():
    signal.setitimer(signal.ITIMER_REAL, 0.0002)
def note(error):
    global caught, since
    assert error.args == ("the handler's",), error
    caught += 1
    since = 0
    arm()
def goes_on():
    global since
    since += 1
    return caught < 60 and (caught == raised or since < 5000)
async def busy():
    queue = None
    while goes_on():
        try:
            queue = queue or asyncio.Queue()
            await asyncio.create_task(asyncio.sleep(0))
            queue.put_nowait(1)
            queue.get_nowait()
        except KINDS as error:
            note(error)
    loop.stop()
signal.signal(signal.SIGALRM, handler)
loop = asyncio.new_event_loop()
sys.unraisablehook = lambda told: note(told.exc_value)  # in a callback of a weak reference, as without the probe
loop.set_exception_handler(lambda _, context: note(context["exception"]) if "exception" in context else None)
tasks = []
while goes_on():  # a handle that was taken already is lost
    try:
        arm()
        tasks += [loop.create_task(busy()) for _ in range(5)]
        loop.call_later(1, loop.stop)
        loop.run_forever()
    except KINDS as error:
        note(error)
signal.signal(signal.SIGALRM, signal.SIG_IGN)
print(raised - caught, caught >= 60)
"""
    outcome = recorded_text(text)
    assert outcome.out == "0 True\n"
    assert outcome.trace.problems == []


def test_an_exception_while_runs_are_packed_loses_none_and_doubles_none():
    """At each instruction in turn, with and without a visit of the sender before, and after."""
    text = """
import asyncio, sys, struct
probe = sys.modules["coroscope_probe"]
class Stop(BaseException):
    pass
def packed_but_for(instruction):
    def look(frame, event, _):
        nonlocal instruction
        if frame.f_code is not probe.recorder.LoopRecord.pack.__code__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            instruction -= 1
            if instruction < 0:
                raise Stop
        return look
    sys.settrace(look)
    try:
        record.pack()
    except Stop:
        return False
    finally:
        sys.settrace(None)
    return True
def add(count):
    for _ in range(count):
        rows = record.rows
        rows += (4, len(expected), len(expected), 0)
        expected.append(len(expected))
def take():
    for _, ends, *_ in record.take():
        found.extend(struct.unpack("<%dQ" % (len(ends) // 8), ends))
record, expected = probe.recorder.LoopRecord(1, probe.recorder.Rows(), None), []
add(1)
packed_but_for(1000)  # 3.12 tells of no instructions the first time
visits = [lambda: None, take]
for before in visits:
    for between in visits:
        instruction, done = 0, False
        record, expected, found = probe.recorder.LoopRecord(1, probe.recorder.Rows(), None), [], []
        while not done:
            add(5)
            before()
            add(2)
            done = packed_but_for(instruction)
            between()
            add(1)
            if instruction % 3 == 0:
                record.pack()
            instruction += 1
        take()
        print(instruction > 15, found == expected, record.take())
"""
    assert recorded_text(text).out == "True True []\n" * 4


def test_the_line_of_every_bare_yield_is_an_option(tmp_path):
    program, path = tmp_path / "program.py", tmp_path / "run.tasktrace"
    program.write_text("""
import asyncio
async def main():
    for _ in range(20000):
        await asyncio.sleep(0)
asyncio.run(main())
""", encoding="utf-8")

    def lines(**options):
        process = run([program], trace=json.dumps(dict(options, file=str(path))))
        assert process.returncode == 0
        sites = [site for site in (step["site"] for step in read_trace(path).runs) if site and site["kind"] == "yield"]
        return [site["stack"][0]["line"] if site["stack"] else None for site in sites]

    assert lines(yields="all") == [5] * 20000
    some = lines()
    assert len(some) == 20000 and 200 <= some.count(5) < 20000 and set(some) == {5, None}


def test_what_comes_while_the_sender_looks_waits_for_its_definition(tmp_path):
    """Tasks, loops and groups that other threads add between two of its looks; each lasts long here."""
    text = """
import asyncio, sys, threading, time
def slowly(action):
    def act(rows):
        taken = action(rows)
        time.sleep(0.003)
        return taken
    return act
if "coroscope_probe" in sys.modules:
    where = type(sys.modules["coroscope_probe"].process.recording.sender).tick.__globals__
    where.update(take=slowly(where["take"]))
end = time.monotonic() + 0.7
async def some():
    for _ in range(20):
        await asyncio.gather(*[asyncio.sleep(0) for _ in range(5)])
def loops():
    while time.monotonic() < end:
        asyncio.run(some())
threads = [threading.Thread(target=loops) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    trace = same(text, tmp_path).trace
    assert trace.problems == [] and len(trace.tasks) > 100


@pytest.mark.parametrize("customized", [False, True])
def test_other_interpreters_start_as_ever(tmp_path, customized):
    """They inherit the path of the process's start, and with it the probe's way in."""
    text = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
made = interpreters.create()
interpreters.run_string(made, "import sys; print(sys.path, 'sitecustomize' in sys.modules, flush=True)")
interpreters.destroy(made)
"""
    variables = {}
    if customized:
        (tmp_path / "sitecustomize.py").write_text("print('customized', flush=True)")
        variables["PYTHONPATH"] = str(tmp_path)
    assert same(text, tmp_path, variables=variables).out.count("customized") == 2 * customized
