"""Tasks that the user has cancelled in the Tasks view: told as such, whatever they were doing."""

from joined import named
from running import VERSION, same

TEXT = """
import asyncio
import sys

def request(task):
    top = sys.modules.get("coroscope_probe")
    if top is None:
        task.cancel("Cancelled in Coroscope")
        return
    recorder = top.process.recording.recorder
    task.cancel("Cancelled in Coroscope")
    recorder.asked(task)

async def sleeps():
    await asyncio.sleep(100)

async def waits_for(task):
    await task

async def main():
    loop = asyncio.get_running_loop()
    waiting = loop.create_task(sleeps(), name="waiting")
    inner = loop.create_task(sleeps(), name="inner")
    outer = loop.create_task(waits_for(inner), name="outer")
    await asyncio.sleep(0.01)
    ready = loop.create_task(sleeps(), name="ready")
    loop.call_soon_threadsafe(request, ready)
    loop.call_soon_threadsafe(request, waiting)
    loop.call_soon_threadsafe(request, outer)
    await asyncio.sleep(0.01)
    theirs = loop.create_task(sleeps(), name="theirs")
    await asyncio.sleep(0)
    theirs.cancel("Cancelled by itself")
    await asyncio.sleep(0.01)
    print([task.cancelled() for task in (waiting, inner, outer, ready, theirs)])

asyncio.run(main())
"""
PASSED, DEBUGGER, CALL = 4, 6, 1


def test_who_asked(tmp_path):
    trace = same(TEXT, tmp_path).trace
    tasks = named(trace)
    origins = {}
    for row in trace.facts["cancels"]:
        origins.setdefault(trace.tasks[row["task"]]["name"], []).append((row["origin"], row["place"]))
    assert origins["waiting"] == [(DEBUGGER, 0)]
    assert origins["ready"] == [(DEBUGGER, 0)]
    assert [origin for origin, _ in origins["theirs"]] == [CALL] and origins["theirs"][0][1]
    if VERSION >= (3, 11):  # before, the innermost counts as the one that was asked
        assert origins["outer"] == [(DEBUGGER, 0)]
        assert [origin for origin, _ in origins["inner"]] == [PASSED]
    assert {tasks[name]["outcome"] for name in ("waiting", "inner", "outer", "ready", "theirs")} == {"cancelled"}
