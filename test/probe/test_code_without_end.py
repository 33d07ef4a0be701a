"""Programs that make code objects for ever: what is kept of them is bounded, and what is told of them is true or left out."""

from running import recorded_text

LIMIT = 300
MADE = """
import asyncio, sys
LIMIT = %d
TEXT = '''
import asyncio
async def work_NUMBER():
    await inner_NUMBER()
async def inner_NUMBER():
    await asyncio.sleep(0.0001)
async def child_NUMBER():
    pass
def callback_NUMBER():
    tasks.append(loop.create_task(child_NUMBER(), name="child of callback_NUMBER"))
'''
probe = sys.modules["coroscope_probe"]
recorder = probe.process.recording.recorder
probe.places.LIMIT = LIMIT
ids, kept = set(), []

def size(item):
    if type(item) is not dict and type(item) is not list and not issubclass(type(item), dict):
        return 0
    inner = item.values() if issubclass(type(item), dict) else item
    return len(item) + sum(map(size, inner))

def sizes():
    places = [value for name, value in vars(recorder.places).items() if name != "groups"]
    return size(places + [recorder.callbacks.rows, recorder.callbacks.ids, recorder.sites.tree])

def through_a_library(depth):  # codes that are met, but are no places
    call = lambda: asyncio.sleep(0)
    for level in range(depth):
        names = {"call": call, "asyncio": asyncio}
        what = "call()" if level else "asyncio.create_task(call())"
        exec(compile("def made(): return " + what, "/site-packages/library.py", "exec"), names)
        call = names["made"]
    return call()

async def main():
    loop = asyncio.get_running_loop()
    await through_a_library(LIMIT // 2)
    for number in range(1200):
        names = {"tasks": [], "loop": loop}
        exec(compile(TEXT.replace("NUMBER", str(number)), "<made>", "exec"), names)
        if number in (600, 1199):
            kept.append(sizes())
        ids.add(id(names["work_%%d" %% number].__code__))
        loop.call_soon(names["callback_%%d" %% number])
        await asyncio.create_task(names["work_%%d" %% number](), name="work %%d" %% number)
        await asyncio.wait(names["tasks"])
        names.clear()

asyncio.run(main())
assert len(ids) < 1000, "no id was used again"
assert kept[0] == kept[1] and len(recorder.places.codes) <= LIMIT, kept
"""


def test_what_is_told_of_it_is_true():
    outcome = recorded_text(MADE % LIMIT)
    assert (outcome.code, outcome.err) == (0, "")
    trace = outcome.trace
    told, seen = {"site": 0, "place": 0, "callback": 0}, {"work": 0, "child": 0}
    for task in trace.tasks.values():
        kind, _, number = task["coroutine"].partition("_")
        if kind not in seen:
            continue
        seen[kind] += 1
        for step in task["steps"]:
            stack = [place["function"] for place in step["site"]["stack"]] if step["site"] else []
            if stack:
                told["site"] += 1
                assert stack == ["work_" + number, "inner_" + number, "sleep"]
        if kind == "child":
            assert task["name"] == "child of callback_" + number
            if task["place"]:
                told["place"] += 1
                assert task["place"]["function"] == "callback_" + number
    assert seen == {"work": 1200, "child": 1200}
    runs = [run for run in trace.runs if run["callback"] and (run["callback"]["name"].startswith("callback"))]
    assert len(runs) >= 1200
    for number, run in enumerate(run for run in runs):
        if run["callback"]["name"] != "callback":
            told["callback"] += 1
            assert run["callback"]["name"] == "callback_%d" % number
    assert all(0 < count < LIMIT for count in told.values()), told
