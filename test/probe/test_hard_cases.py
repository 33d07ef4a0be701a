"""What programs do to each other without meaning to: reused descriptors, finalizers, loops in loops, odd numbers."""

import sys

import pytest

from running import recorded_text, same


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


def test_messages_that_never_repeat_do_not_fill_the_memory(tmp_path):
    text = """
import asyncio
async def fail(number):
    raise ValueError("number %d" % number)
async def main():
    for start in range(0, 30000, 1000):
        await asyncio.gather(*(fail(start + number) for number in range(1000)), return_exceptions=True)
asyncio.run(main())
"""
    errors = {task["error"] for task in recorded_text(text).trace.tasks.values()}
    assert "ValueError: number 1" in errors and "ValueError" in errors and len(errors) < 21000


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
