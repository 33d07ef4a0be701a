"""What does not run on the event loop: pools, subprocesses, signals, the garbage collector."""

import signal
import sys

import pytest

from facts import rows_of
from running import marked_line, same

THREAD, PROCESS = 1, 2
RESULT, ERROR, CANCELLED = 1, 2, 3
TRANSPORT, POPEN = 1, 4

THREADS = """
import asyncio, concurrent.futures, functools, threading, time, traceback

queued = threading.Event()

def rests(seconds):
    queued.wait()
    time.sleep(seconds)
    return threading.current_thread().name

def holds(started):
    started.set()
    time.sleep(0.05)

def fails():
    raise ValueError("in a job")

class Callable:
    def __call__(self):
        return 1

async def main():
    loop = asyncio.get_running_loop()
    first = loop.run_in_executor(pool, rests, 0.05)  # first
    second = loop.run_in_executor(pool, functools.partial(rests, 0.02))  # second
    third = pool.submit(Callable())  # third
    fourth = loop.run_in_executor(pool, rests, 0)  # fourth
    fourth.cancel()
    queued.set()
    print(await first, await second, await asyncio.wrap_future(third))
    try:
        await loop.run_in_executor(pool, fails)  # fails
    except ValueError:
        print(traceback.format_exc())
    print(await asyncio.to_thread(rests, 0.01))  # to thread
    started = threading.Event()
    blocked = pool.submit(holds, started)  # blocked
    started.wait()
    dropped = pool.submit(rests, 1)  # dropped
    pool.shutdown(cancel_futures=True)

pool = concurrent.futures.ThreadPoolExecutor(1)
asyncio.run(main())
"""


def jobs_of(trace):
    runs = {row["job"]: row for row in trace.facts["jobRuns"]}
    assert len(runs) == len(trace.facts["jobRuns"])
    return [(row, runs.get(row["id"])) for row in rows_of(trace, "jobs")]


def test_jobs_of_threads(tmp_path):
    trace = same(THREADS, tmp_path).trace
    assert trace.problems == []
    jobs = jobs_of(trace)
    assert [(row["function"], row["line"], run["outcome"]) for row, run in jobs] == [
        (name, marked_line(THREADS, mark), outcome) for name, mark, outcome in (
            ("rests", "first", RESULT), ("rests", "second", RESULT), ("Callable", "third", RESULT),
            ("rests", "fourth", CANCELLED), ("fails", "fails", ERROR), ("rests", "to thread", RESULT),
            ("holds", "blocked", RESULT), ("rests", "dropped", CANCELLED))]
    main = next(task["id"] for task in trace.tasks.values() if task["coroutine"] == "main")
    assert {(row["kind"], row["task"]) for row, _ in jobs} == {(THREAD, main)}
    threads = {row["id"]: row["name"] for row in trace.facts["threads"]}
    assert [threads.get(run["thread"]) for _, run in jobs] == [
        None if run["outcome"] == CANCELLED else "asyncio_0" if row["line"] == marked_line(THREADS, "to thread") else
        "ThreadPoolExecutor-0_0" for row, run in jobs]
    # Queueing against running: one worker, which rests for 50 ms, then for 20.
    (first, ran), (second, ran_then), (third, ran_last) = jobs[:3]
    assert first["queued"] <= ran["begin"] <= ran["end"] - 50e6
    assert second["queued"] <= third["queued"] < ran["end"] <= ran_then["begin"] <= ran_then["end"] - 20e6
    assert ran_then["end"] <= ran_last["begin"] <= ran_last["end"]


PROCESSES = """
import asyncio, concurrent.futures, multiprocessing, time

def rests(seconds):
    time.sleep(seconds)

def fails():
    raise ValueError("in a process")

async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        first = loop.run_in_executor(pool, rests, 0.05)  # first
        second = loop.run_in_executor(pool, fails)  # second
        last = [loop.run_in_executor(pool, rests, 0.01) for _ in range(3)]  # last
        last[-1].cancel()
        print(await asyncio.gather(first, second, *last, return_exceptions=True))

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_jobs_of_processes(tmp_path):
    trace = same(PROCESSES, tmp_path).trace
    assert trace.problems == []
    jobs = jobs_of(trace)
    assert [(row["kind"], row["function"], row["line"], run["outcome"], run["thread"]) for row, run in jobs] == [
        (PROCESS, name, marked_line(PROCESSES, mark), outcome, 0) for name, mark, outcome in (
            ("rests", "first", RESULT), ("fails", "second", ERROR), ("rests", "last", RESULT), ("rests", "last", RESULT),
            ("rests", "last", CANCELLED))]
    first, second = jobs[0][1], jobs[1][1]
    assert first["end"] - first["begin"] >= 50e6
    assert second["end"] >= first["end"]


CHILDREN = """
import asyncio, pathlib, subprocess, sys

async def main():
    await (await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "import sys; sys.exit(3)")).wait()  # exec
    process = await asyncio.create_subprocess_shell("cat; exit 4", stdin=subprocess.PIPE)  # shell
    await process.communicate(b"")
    print(process.returncode)
    process = await asyncio.create_subprocess_exec("sleep", "100")  # killed
    process.kill()
    print(await process.wait())

asyncio.run(main())
print(subprocess.call([pathlib.Path("/bin/sh"), "-c", "kill -9 $$"]))  # popen
try:
    subprocess.Popen(["/does/not/exist"])
except FileNotFoundError as error:
    print(error)
subprocess.Popen(["sleep", "0.01"]).communicate()  # polled
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's commands")
def test_children(tmp_path):
    trace = same(CHILDREN, tmp_path).trace
    assert trace.problems == []
    main = next(task["id"] for task in trace.tasks.values() if task["coroutine"] == "main")
    ends = {row["child"]: row for row in trace.facts["childEnds"]}
    found = [
        (row["kind"], row["command"].replace(sys.executable, "python"), row["line"], row["task"], ends[row["id"]]["code"])
        for row in rows_of(trace, "children")]
    assert found == [
        (TRANSPORT, "python -S -c import sys; sys.exit(3)", marked_line(CHILDREN, "exec"), main, 3),
        (TRANSPORT, "cat; exit 4", marked_line(CHILDREN, "shell"), main, 4),
        (TRANSPORT, "sleep 100", marked_line(CHILDREN, "killed"), main, 128 + signal.SIGKILL),
        (POPEN, "/bin/sh -c kill -9 $$", marked_line(CHILDREN, "popen"), 0, 128 + signal.SIGKILL),
        (POPEN, "sleep 0.01", marked_line(CHILDREN, "polled"), 0, 0)]
    assert all(row["pid"] > 0 and row["at"] <= ends[row["id"]]["at"] for row in trace.facts["children"])


SIGNALS = """
import asyncio, os, signal

def on_signal(number):
    print("signal", number)

async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, on_signal, 1)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.sleep(0.01)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="loops there handle no signals")
def test_signal_handlers(tmp_path):
    runs = same(SIGNALS, tmp_path).trace.runs
    found = [(run["cause"], run["detail"]) for run in runs if run["callback"] and run["callback"]["name"] == "on_signal"]
    assert found == [("signal", signal.SIGUSR1)]


COLLECTIONS = """
import asyncio, gc, signal

class Alarm(Exception):
    pass

def ring(*_):
    raise Alarm

def collects():
    garbage = [[] for _ in range(100000)]
    for item in garbage:
        item.append(item)
    del item, garbage
    gc.collect()

async def main():
    gc.disable()
    asyncio.get_running_loop().call_soon(collects)
    await asyncio.sleep(0.01)
    kept = [[item] for item in range(100000)]
    signal.signal(signal.SIGALRM, ring)
    for _ in range(10):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0005)
            gc.collect()
            await asyncio.sleep(1)
        except Alarm:
            print("rang")

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timers")
def test_collections(tmp_path):
    """A collection is seen within the run it held up, and a signal that comes in one is not lost in the probe."""
    outcome = same(COLLECTIONS, tmp_path)
    trace = outcome.trace
    assert outcome.out == 10 * "rang\n" and trace.problems == []
    run, = [run for run in trace.runs if run["callback"] and run["callback"]["name"] == "collects"]
    row, = [row for row in trace.facts["collections"] if run["begin"] <= row["begin"] and row["end"] <= run["end"]]
    assert row["generation"] == 2 and row["collected"] >= 100000 and row["end"] - row["begin"] >= 1e6
    assert [thread["name"] for thread in trace.facts["threads"] if thread["id"] == row["thread"]] == ["MainThread"]
