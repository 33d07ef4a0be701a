"""Work that is lost: the table `lost`, beside Python's own warnings, which stay as they are."""

import sys

import pytest

from facts import rows_of
from running import bare, marked_line, recorded, same

PENDING, ERROR, UNAWAITED, OPEN = 1, 2, 3, 4

LOST = """
import asyncio, gc, sys, warnings

async def fetch():
    pass

async def fetch_too():
    pass

async def waits(future):
    await future

async def fails():
    raise ValueError("nobody asks")

async def numbers():
    yield 1
    yield 2  # not reached
    yield 3

async def opened():
    try:
        yield 1  # stands here
    finally:
        print("closed")

def drops():
    fetch()  # at once
    kept = fetch_too()  # later
    number = 1
    kept = None

def cannot_tell(often):
    kept = fetch() if often else fetch_too()
    if not often:
        fetch_too
    kept = fetch_too() if often else None
    return kept

def with_origin():
    sys.set_coroutine_origin_tracking_depth(3)
    kept = fetch_too()  # origin
    sys.set_coroutine_origin_tracking_depth(0)
    kept = [kept, fetch_too]
    if not kept:
        fetch_too()
    del kept

async def main():
    gc.disable()  # when it runs decides in which order a cycle is taken apart, and so what the warnings say
    loop = asyncio.get_running_loop()
    drops()
    with_origin()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fetch()  # as an error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fetch()  # ignored
    hidden = cannot_tell(False)
    del hidden

    task = asyncio.ensure_future(waits(loop.create_future()))
    await asyncio.sleep(0)
    del task
    gc.collect()

    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0.001)
    del task
    future = loop.create_future()
    future.set_exception(KeyError("nor here"))
    del future
    loop.call_exception_handler({"message": "Something else was never retrieved", "future": None})
    gc.collect()

    async for number in numbers():
        break
    all_of_them = [number async for number in numbers()]
    global still_open
    still_open = opened()
    await still_open.__anext__()
    exhausted = numbers()
    async for number in exhausted:
        pass
    await asyncio.sleep(0.001)
    gc.collect()

asyncio.run(main())
"""


def test_what_is_lost(tmp_path):
    outcome = same(LOST, tmp_path)
    trace = outcome.trace
    assert trace.problems == []
    found = {kind: [] for kind in (PENDING, ERROR, UNAWAITED, OPEN)}
    for row in rows_of(trace, "lost"):
        task = trace.tasks[row["task"]]["coroutine"] if row["task"] else None
        found[row["kind"]].append((row["name"], row["line"], task, row["error"]))

    def line(mark):
        return marked_line(LOST, mark)

    assert outcome.err.count("was never awaited") == 5  # one of the six is ignored
    assert found[UNAWAITED] == [
        ("fetch", line("at once"), None, ""), ("fetch_too", line("later"), None, ""),
        ("fetch_too", line("origin"), None, ""), ("fetch", line("as an error"), None, ""),
        ("fetch", line("ignored"), None, ""), ("fetch_too", None, None, "")]
    assert found[PENDING] == [("waits", None, "waits", "")]
    assert found[ERROR] == [("fails", None, "fails", "ValueError: nobody asks"), ("", None, None, "KeyError: nor here")]
    assert found[OPEN] == [
        ("numbers", line("not reached") - 1, None, ""), ("opened", line("stands here"), None, "")]
    assert outcome.err.count("was destroyed but it is pending") == 1 and outcome.out == "closed\n"


OTHER_LOOP = """
import asyncio, gc, uvloop

async def sleeper():
    await asyncio.sleep(100)

async def waits(future):
    await future

async def fails():
    raise ValueError("nobody asks")

async def numbers():
    yield 1  # stands here
    yield 2

async def main():
    gc.disable()
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(sleeper())
    await asyncio.sleep(0)
    task.cancel("a message")  # cancelled
    await asyncio.wait([task])
    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0.001)
    del task
    task = asyncio.ensure_future(waits(loop.create_future()))
    await asyncio.sleep(0)
    del task
    gc.collect()
    async for number in numbers():
        break
    await asyncio.sleep(0.001)
    print(await loop.run_in_executor(None, int, "3"))  # job

uvloop.install()
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not to be had there")
def test_on_a_loop_that_is_not_asyncios(tmp_path):
    trace = same(OTHER_LOOP, tmp_path).trace
    assert trace.problems == []
    rows = [(row["kind"], row["name"], row["line"], row["error"]) for row in rows_of(trace, "lost")]
    assert rows == [
        (ERROR, "fails", None, "ValueError: nobody asks"), (PENDING, "waits", None, ""),
        (OPEN, "numbers", marked_line(OTHER_LOOP, "stands here"), "")]
    cancel, = rows_of(trace, "cancels")
    assert (trace.tasks[cancel["task"]]["coroutine"], cancel["line"], cancel["message"]) == (
        "sleeper", marked_line(OTHER_LOOP, "cancelled"), "a message")
    job, = rows_of(trace, "jobs")
    assert (job["function"], job["line"]) == ("int", marked_line(OTHER_LOOP, "job"))


FAULTS = """
import sys
{faults}
import asyncio, gc, subprocess

async def sleeper():
    await asyncio.sleep(100)

async def gathers():
    await asyncio.gather(sleeper(), sleeper())

async def fails():
    raise ValueError("nobody asks")

async def main():
    for coroutine in (sleeper(), gathers()):
        task = asyncio.ensure_future(coroutine)
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait([task])
    task = asyncio.ensure_future(sleeper())
    task.cancel()
    await asyncio.wait([task])
    try:
        await asyncio.wait_for(sleeper(), 0.001)
    except asyncio.TimeoutError:
        print("timeout")
    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    sleeper()
    print(await asyncio.get_running_loop().run_in_executor(None, int, "3"))
    print(subprocess.call([sys.executable, "-S", "-c", "1"]))
    process = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "2")
    print(await process.wait())

asyncio.run(main())
"""
FAULT = """
owners = {
    "cancellation.Cancellation": "scheduled asked gathered ended entered", "lost.Lost": "reported unawaited",
    "executors.Jobs": "queued ran", "subprocesses.Children": "started exited"}
for path, names in owners.items():
    module, _, owner = path.partition(".")
    for name in names.split():
        exec(compile("def %s(*_): raise RuntimeError('a fault of its own')" % name, "<frozen coroscope_probe.faulty>", "exec"))
        setattr(getattr(sys.modules["coroscope_probe." + module], owner), name, globals().pop(name))
del owners, path, names, module, owner, name
"""


def test_own_faults_stay_own(tmp_path):
    """Every one of the hooks for lost, cancelled and other work fails: the program is as without, and each is told of once."""
    path = tmp_path / "program.py"
    path.write_text(FAULTS.format(faults=FAULT))
    outcome = recorded(path)
    path.write_text(FAULTS.format(faults="\n" * FAULT.count("\n")))
    assert outcome.seen() == bare(path).seen()
    problems = [problem["where"] for problem in outcome.trace.problems]
    assert sorted(problems) == sorted(set(problems))
    assert {"cancellation", "callers of cancel", "call_exception_handler", "coroutines never awaited", "jobs of threads",
            "Popen", "subprocess transports"} <= set(problems)
