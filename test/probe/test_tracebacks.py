"""Tracebacks, reprs and line events: asyncio's own code looks untouched, down to the columns."""

import pytest

from running import VERSION, same

CALLBACKS = """
import asyncio, signal, os, sys

def boom(n):
    raise ValueError(n)

class Callable:
    def __call__(self):
        raise KeyError("called")
    def method(self):
        raise LookupError("method")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_debug({debug})
    loop.slow_callback_duration = 60  # on a busy machine the first traceback is slow to print
    loop.call_soon(boom, 1)
    loop.call_later(0.001, boom, 2)
    loop.call_soon(Callable())
    loop.call_soon(Callable().method)
    await asyncio.sleep(0.01)
    handle = loop.call_soon(boom, 3)
    timer = loop.call_later(10, boom, 4)
    print(type(handle._repr), file=sys.stderr) if {debug} else None
    for item in (handle, timer):
        print(repr(item), str(item))
        item.cancel()
        print(repr(item))
{end}

asyncio.run(main())
"""
ENDINGS = {
    "plain": "",
    "exit": "    loop.call_soon(sys.exit, 3); await asyncio.sleep(1)",
    "interrupt": "    loop.call_soon(os.kill, os.getpid(), signal.SIGINT); await asyncio.sleep(1)",
    "base": "    loop.call_soon(exec, 'raise GeneratorExit(5)'); await asyncio.sleep(0.01)",
    "task": "    asyncio.get_running_loop().create_task(asyncio.sleep(0, boom(9)))",
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_tracebacks(tmp_path, debug, ending):
    text = CALLBACKS.format(debug=debug, end=ENDINGS[ending])
    if debug:
        text = text.replace("print(type(handle._repr), file=sys.stderr)", "None")
    outcome = same(text, tmp_path)
    assert outcome.trace.problems == []
    if ending == "interrupt":
        assert "KeyboardInterrupt" in outcome.err


LINES = """
import asyncio, sys
seen = []

def tracer(frame, event, arg):
    if frame.f_code.co_filename.endswith("asyncio/events.py"):
        seen.append((event, frame.f_code.co_name, frame.f_lineno))
        return tracer
    return None

def boom():
    raise ValueError("boom")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    sys.settrace(tracer)
    loop.call_soon(boom)
    loop.call_soon(len, "abc")
    await asyncio.sleep(0)
    # Never two timers of which one may ring before the other is made.
    distant, rung = loop.call_later(100, len, "abc"), asyncio.Event()
    loop.call_later(0.001, rung.set)
    await rung.wait()
    distant.cancel()
    sys.settrace(None)

asyncio.run(main())
for row in seen:
    print(*row)
"""


def test_a_line_tracer_sees_the_same_lines(tmp_path):
    outcome = same(LINES, tmp_path)
    assert outcome.out.count("call _run") >= 4


MONITORED = """
import asyncio, sys
seen = []
monitoring = sys.monitoring
monitoring.use_tool_id(3, "test")

def line(code, number):
    if code.co_filename.endswith("asyncio/events.py"):
        seen.append((code.co_name, number))

monitoring.register_callback(3, monitoring.events.LINE, line)

async def main():
    monitoring.set_events(3, monitoring.events.LINE)
    for _ in range(3):
        await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(len, "abc")
    await asyncio.sleep(0.001)
    monitoring.set_events(3, 0)

asyncio.run(main())
for row in seen:
    print(*row)
"""


if VERSION >= (3, 12):  # which has sys.monitoring

    def test_monitoring_sees_the_same_lines(tmp_path):
        assert "_run" in same(MONITORED, tmp_path).out
