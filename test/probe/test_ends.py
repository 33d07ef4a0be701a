"""Forks, threads, exits and sudden ends."""

import os
import subprocess
import sys

import pytest

from running import environment, same
from trace_reader import Trace

FORKS = """
import asyncio, os, sys, multiprocessing, threading

async def main():
    await asyncio.sleep(0.01)
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            os.write(1, b"child\\n")
            os._exit(0)
        os.waitpid(pid, 0)
        await asyncio.sleep(0.01)

if __name__ == "__main__":
    asyncio.run(main())
    pid = os.fork()
    if pid == 0:
        asyncio.run(asyncio.sleep(0.1))
        os.write(1, b"child that runs a loop\\n")
        sys.exit(0)
    os.waitpid(pid, 0)
    process = multiprocessing.get_context("fork").Process(target=os.write, args=(1, b"multiprocessing\\n"))
    process.start()
    process.join()
    asyncio.run(asyncio.sleep(0.1))
"""


def test_forks(tmp_path):
    trace = same(FORKS, tmp_path).trace
    assert [task["coroutine"] for task in trace.tasks.values() if "shutdown" not in task["coroutine"]] == ["main", "sleep"]
    assert len(trace.tasks[1]["steps"]) == 5
    assert trace.finish is not None and trace.problems == []


def test_a_loop_in_atexit_is_recorded(tmp_path):
    text = "import asyncio, atexit\n@atexit.register\ndef last():\n    asyncio.run(asyncio.sleep(0.01))\n    print('last')\n"
    assert len(same(text, tmp_path).trace.tasks) == 3


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os._exit(7)"])
def test_what_was_sent_before_a_sudden_end_is_readable(tmp_path, end):
    text = """
import asyncio, os
async def main():
    for number in range(100):
        await asyncio.sleep(0.01)
        if number == 50:
            %s
asyncio.run(main())
""" % end
    outcome = same(text, tmp_path, partial=True)
    assert outcome.trace.finish is None
    assert 35 <= len(outcome.trace.tasks[1]["steps"]) <= 52


def test_every_prefix_is_a_trace():
    text = "import asyncio\nasync def main():\n  for _ in range(20): await asyncio.sleep(0.005)\nasyncio.run(main())"
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "t.tasktrace")
        program = os.path.join(folder, "p.py")
        with open(program, "w") as file:
            file.write(text)
        subprocess.run([sys.executable, program], env=environment(path), check=True)
        with open(path, "rb") as file:
            data = file.read()
    for end in range(8, len(data)):
        Trace(data[:end], partial=True)


def test_threads_that_start_and_end(tmp_path):
    text = """
import asyncio, threading
def loops():
    for _ in range(5):
        asyncio.run(asyncio.sleep(0.001))
threads = [threading.Thread(target=loops) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    trace = same(text, tmp_path).trace
    assert len(trace.tasks) == 60 and len(trace.loops) == 20
    assert all(task["outcome"] == "result" for task in trace.tasks.values())


def test_what_was_before_a_signal_that_a_process_ends_itself_by_is_recorded(tmp_path):
    text = """
import asyncio, signal
async def main():
    await asyncio.create_task(asyncio.sleep(0), name="last words")
    signal.raise_signal(signal.SIGTERM)
asyncio.run(main())
"""
    trace = same(text, tmp_path, partial=True).trace
    assert [task["outcome"] for task in trace.tasks.values() if task["name"] == "last words"] == ["result"]
    assert trace.finish is None and trace.problems == []


def test_a_signal_to_oneself_shows_nothing_of_the_probe(tmp_path):
    text = """
import asyncio, pickle, signal, traceback
def handler(number, frame):
    raise ValueError(number)
async def main():
    signal.signal(signal.SIGUSR1, handler)
    for _ in range(3):
        try:
            signal.raise_signal(signal.SIGUSR1)
        except ValueError:
            print(traceback.format_exc())
    for wrong in ((), ("x",), (1, 2)):
        try:
            signal.raise_signal(*wrong)
        except TypeError as error:
            print(error)
    print(repr(signal.raise_signal), callable(signal.raise_signal), signal.raise_signal.__doc__)
    print(pickle.loads(pickle.dumps(signal.raise_signal)) is not None, signal.raise_signal.__name__)
asyncio.run(main())
"""
    assert same(text, tmp_path).trace.problems == []
