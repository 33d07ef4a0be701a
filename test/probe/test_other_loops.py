"""Event loops that are not asyncio's: uvloop, and loops that a program defines itself."""

import collections
import pathlib
import re

import pytest

from expectations import Expectations
from running import PROGRAMS, VERSION, bare, recorded, recorded_text, same
from test_programs import steps_here

DRIVER = pathlib.Path(__file__).with_name("on_uvloop.py")
NAMES = "awaitables done_callbacks failures primitives queue_workers streams_echo task_groups timeouts wait_sets".split()
HERE = [PROGRAMS / (name + ".py") for name in NAMES if Expectations(PROGRAMS / (name + ".py"), VERSION).applies]


@pytest.mark.parametrize("path", HERE, ids=lambda path: path.stem)
def test_sample_programs_on_uvloop(path):
    """The trace says what the program's comments say; the program behaves as without the probe."""
    outcome, expected = recorded(DRIVER, path), Expectations(path, VERSION)
    if VERSION < (3, 11):  # here the frame that records stays in the tracebacks of callbacks
        outcome.err = re.sub(r'  File "<frozen coroscope_probe.otherloops>".*\n', "", outcome.err)
    code, out, err = outcome.seen()
    without = bare(DRIVER, path).seen()
    # uvloop's timers have whole milliseconds: which of two comes first is up to chance.
    assert (code, out, sorted(err.split("\n"))) == (without[0], without[1], sorted(without[2].split("\n")))
    trace = outcome.trace
    assert trace.problems == [] and trace.losses == []
    assert {loop["class"] for loop in trace.loops.values()} == {"Loop"}
    kinds = collections.defaultdict(set)
    for line, kind, _ in steps_here(trace, path):
        kinds[line].add(kind)
    assert dict(kinds) == {line: set(found) for line, found in expected.kinds.items()}
    places = [task["place"] for task in trace.tasks.values() if task["place"]]
    created = collections.Counter(place["line"] for place in places if place["file"] == str(path))
    assert created == {line: count for line, count in expected.created.items() if count is not None}
    for about in expected.about:
        tasks = [task for task in trace.tasks.values() if task["coroutine"] == about["coroutine"]]
        assert len(tasks) == int(about.get("count", len(tasks))) > 0
        assert "outcome" not in about or {task["outcome"] for task in tasks} == {about["outcome"]}
    check_invariants(trace)


def check_invariants(trace):
    last = {}
    for run in trace.runs:
        assert run["begin"] <= run["end"]
        assert run["ready"] is None or run["ready"] <= run["begin"]
        if not run["nested"]:
            assert run["begin"] >= last.get(run["loop"], 0), "runs overlap"
            last[run["loop"]] = run["end"]
    for task in trace.tasks.values():
        for step in task["steps"]:
            assert task["created"] <= step["begin"]
        for step in task["steps"][:-1]:
            assert step["site"] is not None
        if task["outcome"] != "pending":
            assert task["steps"][-1]["site"] is None and task["ended"] == task["steps"][-1]["end"]


CAUSES = '''
import asyncio, os, signal, socket, sys, threading
import uvloop


async def waits(name, event):
    await event.wait()  # waits


async def talks(loop):
    await asyncio.sleep(0)
    loop.call_soon_threadsafe(finish.set)


def in_thread(loop):
    loop.call_soon_threadsafe(from_thread.set)


def readable(sock):
    sock.recv(1)
    from_reader.set()


def signalled():
    from_signal.set()


async def setter():
    await asyncio.sleep(0.002)
    from_task.set()


async def main():
    global finish, from_thread, from_reader, from_signal, from_task, from_timer
    names = "finish from_thread from_reader from_signal from_task from_timer".split()
    tasks = []
    for name in names:
        globals()[name] = event = asyncio.Event()
        tasks.append(asyncio.create_task(waits(name, event), name=name))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    print("fd", one.fileno())
    loop.add_reader(one.fileno(), readable, one)
    other.send(b"x")
    loop.add_signal_handler(signal.SIGUSR1, signalled)
    os.kill(os.getpid(), signal.SIGUSR1)
    loop.call_later(0.003, from_timer.set)
    asyncio.create_task(setter())
    thread = threading.Thread(target=in_thread, args=(loop,), name="helper")
    thread.start()
    second = threading.Thread(target=lambda: asyncio.new_event_loop().run_until_complete(talks(loop)), name="second")
    second.start()
    await asyncio.gather(*tasks)
    loop.remove_reader(one.fileno())
    loop.remove_signal_handler(signal.SIGUSR1)
    one.close()
    other.close()


loop = uvloop.new_event_loop()
loop.run_until_complete(main())
loop.close()
'''


def test_what_made_callbacks_ready_on_uvloop():
    outcome = recorded_text(CAUSES)
    assert outcome.code == 0, outcome.err
    trace = outcome.trace
    assert trace.problems == []
    check_invariants(trace)
    wakers = {}
    for task in trace.tasks.values():
        if task["coroutine"] == "waits":
            first, second = task["steps"]
            assert first["site"]["kind"] == "event" and second["site"] is None
            wakers[task["name"]] = second["woken_by"]
    named = {name: run["callback"] and run["callback"]["name"] for name, run in wakers.items()}
    assert trace.tasks[wakers["from_task"]["task"]]["coroutine"] == "setter"
    assert wakers["from_task"]["woken_by"]["callback"]["name"] == "_set_result_unless_cancelled"
    assert named["from_reader"] == "readable" and named["from_signal"] == "signalled"
    assert named["from_timer"] == named["from_thread"] == named["finish"] == "Event.set"
    reader = wakers["from_reader"]
    assert (reader["cause"], reader["detail"]) == ("readable", int(outcome.out.split()[1]))
    assert wakers["from_signal"]["cause"] == "signal" and wakers["from_signal"]["detail"] == 10
    assert wakers["from_timer"]["cause"] == "timer"
    assert trace.tasks[wakers["from_timer"]["woken_by"]["task"]]["coroutine"] == "main"
    # The timer was due 3 ms after the step that made it; uvloop counts whole milliseconds.
    assert wakers["from_timer"]["ready"] - wakers["from_timer"]["woken_by"]["begin"] >= 2000000
    threads = {row["id"]: row["name"] for row in trace.facts["threads"]}
    assert wakers["from_thread"]["cause"] == "thread" and threads[wakers["from_thread"]["detail"]] == "helper"
    assert wakers["finish"]["cause"] == "loop"
    assert trace.loops[wakers["finish"]["detail"]]["thread"]["name"] == "second"
    assert trace.tasks[wakers["finish"]["woken_by"]["task"]]["coroutine"] == "talks"


SEEN = '''
import asyncio, functools, logging, sys, time, traceback
import uvloop


class Callable:
    def __call__(self):
        raise RuntimeError("object")

    def __repr__(self):
        return "<a callable>"


def plain(*args):
    raise ValueError("plain")


def good(*args):
    print(args, [frame.name for frame in traceback.extract_stack()][-1])


async def coroutine_function():
    pass


async def leaves():
    raise KeyboardInterrupt


def slow(record):
    print("slow:", str(record.args[0]).partition(" coro")[0])
    return False


def reported(loop, context):
    print(context["message"].split(" at 0x")[0], repr(context["exception"]), repr(context["handle"]))
    if sys.version_info >= (3, 11):
        print([frame.name for frame in traceback.extract_tb(context["exception"].__traceback__)][-1:])


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
        if sys.version_info >= (3, 11):
            print([frame.name for frame in traceback.extract_tb(error.__traceback__)])


async def main(loop):
    loop.set_exception_handler(reported)
    callbacks = plain, functools.partial(plain, 1), Callable(), good, Callable().__call__
    for callback in callbacks:
        handle = loop.call_soon(callback)
        print(repr(handle).split(" at 0x")[0], handle.cancelled(), type(handle).__name__)
    await asyncio.sleep(0)
    for callback in callbacks:
        later = loop.call_later(0.02, callback, 1)
        print(repr(later).split(" at 0x")[0], later.cancelled(), round(later.when() - loop.time(), 1))
        loop.call_later(5, callback).cancel()
        cancelled = loop.call_soon(callback)
        cancelled.cancel()
        print(cancelled, cancelled.cancelled())
    await asyncio.sleep(0.1)
    attempt(loop.add_signal_handler, 10, coroutine_function)
    attempt(loop.add_signal_handler, 1000, good)
    attempt(loop.call_later, "x", good)
    attempt(loop.add_reader, -5, good)
    loop.slow_callback_duration = 0.05
    await asyncio.sleep(0)
    time.sleep(0.06)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 1000


logging.getLogger("asyncio").addFilter(slow)
for debug in (False, True):
    loop = uvloop.new_event_loop()
    loop.set_debug(debug)
    loop.run_until_complete(main(loop))
    try:
        loop.run_until_complete(leaves())
    except KeyboardInterrupt:
        print("interrupted", [frame.name for frame in traceback.extract_tb(sys.exc_info()[2])][-1:])
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.close()
    attempt(loop.call_soon, good)
    attempt(loop.call_later, 1, good)
'''


def test_uvloop_shows_what_it_showed(tmp_path):
    """Handles, messages, tracebacks, errors of arguments, in debug mode too."""
    outcome = same(SEEN, tmp_path)
    assert outcome.code == 0, outcome.err
    assert "interrupted ['leaves']" in outcome.out and "<Handle cancelled>" in outcome.out
    assert "slow: <Task pending name=" in outcome.out
    assert outcome.trace.problems == []


OWN = '''
import asyncio, collections, heapq, itertools, select, threading, time


class Slow(asyncio.AbstractEventLoop):
    """As small as a loop can be: no files, no handles of asyncio's own."""

    def __init__(self):
        self.ready, self.timers, self.counter, self.stopping = collections.deque(), [], itertools.count(), False

    def get_debug(self):
        return False

    def time(self):
        return time.monotonic()

    def call_soon(self, callback, *args, context=None):
        handle = asyncio.Handle(callback, args, self, context)
        self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_at(self, when, callback, *args, context=None):
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self.timers, (when, next(self.counter), handle))
        return handle

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def create_future(self):
        return asyncio.Future(loop=self)

    def create_task(self, coroutine, **keywords):
        return asyncio.Task(coroutine, loop=self, **keywords)

    def run_until_complete(self, coroutine):
        task = self.create_task(coroutine)
        task.add_done_callback(lambda _: self.stop())
        asyncio.events._set_running_loop(self)
        try:
            while not self.stopping:
                while self.timers and self.timers[0][0] <= self.time():
                    self.ready.append(heapq.heappop(self.timers)[2])
                for _ in range(len(self.ready)):
                    handle = self.ready.popleft()
                    if not handle._cancelled:
                        handle._run()
                time.sleep(0.0005)
        finally:
            asyncio.events._set_running_loop(None)
        return task.result()

    def stop(self):
        self.stopping = True

    def _timer_handle_cancelled(self, handle):
        pass

    def call_exception_handler(self, context):
        print(context["message"].split(" at ")[0], repr(context["exception"]))


class Nesting(asyncio.SelectorEventLoop):
    """Runs its callbacks itself, and again while one of them is running."""

    def _run_once(self):
        super()._run_once() if not self._ready else [self.one() for _ in range(len(self._ready))]

    def one(self):
        if self._ready:
            handle = self._ready.popleft()
            if not handle._cancelled:
                task = asyncio.current_task(self)
                if task is not None:
                    asyncio.tasks._leave_task(self, task)
                handle._run()
                if task is not None:
                    asyncio.tasks._enter_task(self, task)

    def nested(self, coroutine):
        task = self.create_task(coroutine)
        while not task.done():
            self._run_once()
        return task.result()


async def inner(number):
    await asyncio.sleep(0.002)  # inner
    return number


async def ticks(event):
    event.set()
    await asyncio.sleep(0)  # ticks


def boom():
    raise ValueError("boom")


async def main():
    event = asyncio.Event()
    task = asyncio.get_running_loop().create_task(ticks(event))
    await event.wait()  # event
    await asyncio.wait_for(inner(1), 5)  # inner too
    asyncio.get_running_loop().call_soon(boom)
    await task  # maybe
    return asyncio.get_running_loop()


def in_thread():
    loop = Slow()
    loop.run_until_complete(main())


async def outer(loop):
    await asyncio.sleep(0)  # outer
    print(loop.nested(inner(7)))
    await asyncio.sleep(0.001)  # outer again


threads = [threading.Thread(target=in_thread) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
loop = Nesting()
loop.set_exception_handler(lambda loop, context: print(repr(context["exception"])))
loop.run_until_complete(outer(loop))
loop.close()
loop = Nesting()
loop.run_until_complete(inner(8))
loop.close()
'''


def test_loops_of_the_programs_own(tmp_path):
    outcome = same(OWN, tmp_path)
    assert outcome.code == 0, outcome.err
    trace = outcome.trace
    assert trace.problems == []
    assert sorted(loop["class"] for loop in trace.loops.values()) == ["Nesting", "Nesting", "Slow", "Slow"]
    lines = {line.split("  # ")[1]: number for number, line in enumerate(OWN.split("\n"), 1) if "  # " in line}
    found = collections.defaultdict(set)
    for line, kind, _ in steps_here(trace, tmp_path / "program.py"):
        found[line].add(kind)
    assert found[lines["inner"]] == {"sleep"} and found[lines["ticks"]] == {"yield"}
    assert found[lines["event"]] == {"event"} and found[lines["outer"]] == {"yield"}
    for coroutine, count in (("main", 2), ("ticks", 2), ("outer", 1)):
        tasks = [task for task in trace.tasks.values() if task["coroutine"] == coroutine]
        assert [task["outcome"] for task in tasks] == ["result"] * count
    for task in trace.tasks.values():
        if task["coroutine"] == "main":
            woken = [step["woken_by"] for step in task["steps"] if step["site"] is None or step is task["steps"][1]]
            assert trace.tasks[woken[0]["task"]]["coroutine"] == "ticks"
        elif task["coroutine"] == "inner" and task["parent"] and trace.tasks[task["parent"]]["coroutine"] == "outer":
            outer = trace.tasks[task["parent"]]["steps"][1]
            assert [step["nested"] for step in task["steps"]] == [True, True]
            assert all(outer["begin"] <= step["begin"] <= step["end"] <= outer["end"] for step in task["steps"])
    assert [run["callback"]["name"] for run in trace.runs if run["callback"]].count("boom") == 2


SERVER = '''
import asyncio, sys
import aiohttp, aiohttp.web, uvicorn, uvloop


async def application(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.sleep(0.001)  # application
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"uvicorn"})


async def handler(request):
    await asyncio.sleep(0.001)  # handler
    return aiohttp.web.Response(text="aiohttp")


async def main():
    runner = aiohttp.web.AppRunner(aiohttp.web.Application())
    runner.app.router.add_get("/", handler)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server = uvicorn.Server(uvicorn.Config(application, port=0, lifespan="off", log_level="error", loop="uvloop"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    ports = [site._server.sockets[0].getsockname()[1], server.servers[0].sockets[0].getsockname()[1]]
    async with aiohttp.ClientSession() as session:
        for port in ports * 2:
            async with session.get("http://127.0.0.1:%d/" % port) as response:
                print(await response.text())  # client
    server.should_exit = True
    await serving
    await runner.cleanup()


if sys.version_info >= (3, 11):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
else:
    uvloop.install()
    asyncio.run(main())
uvloop.run(asyncio.sleep(0))
'''


def test_servers_on_uvloop(tmp_path):
    outcome = same(SERVER, tmp_path)
    assert outcome.code == 0 and outcome.out.split() == ["aiohttp", "uvicorn"] * 2, outcome.err
    trace = outcome.trace
    assert trace.problems == [] and {loop["class"] for loop in trace.loops.values()} == {"Loop"}
    assert len(trace.loops) == 2  # uvloop.run made another one, after the first was closed
    lines = {line.split("  # ")[1]: number for number, line in enumerate(SERVER.split("\n"), 1) if "  # " in line}
    found = collections.Counter((line, kind) for line, kind, _ in steps_here(trace, tmp_path / "program.py"))
    assert found[lines["application"], "sleep"] == 2
    if VERSION < (3, 14):  # aiohttp makes tasks that begin at once, without the loop: there nobody sees their first step
        assert found[lines["handler"], "sleep"] == 2
    check_invariants(trace)
