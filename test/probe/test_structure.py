"""Which task waits for which, and who owns whom: gather, wait, as_completed, shield, wait_for, TaskGroup, timeout.

What is expected stands in the programs: `# on: a b; b` at the end of a line says for which tasks its suspensions wait, one
after the other.
"""

import re

from running import VERSION, marked_line, same

START = """
import asyncio

loop = None

async def work(turns):
    for _ in range(turns):
        await asyncio.sleep(0)

def start(names):  # tasks that end one after the other
    tasks = [loop.create_task(work(10 * number + 10), name=name) for number, name in enumerate(names)]
    return tasks if len(tasks) > 1 else tasks[0]
"""

WAITS = START + """
class Call:  # an awaitable that hides what it awaits
    def __init__(self, item):
        self.item = item

    def __await__(self):
        return (yield from self.item.__await__())  # on: a

async def main():
    global loop
    loop = asyncio.get_running_loop()
    a, b, c, d, e = start("abcde")
    inner = asyncio.gather(asyncio.gather(a, b), c)
    await asyncio.gather(inner, d, asyncio.gather(e))  # on: a b c d e
    future = loop.create_future()
    loop.call_later(0.001, future.set_result, 1)
    a, b = start("ab")
    await asyncio.gather(work(10), future, a, b, return_exceptions=True)  # on: a b work
    pending = set(start("abc"))
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)  # on: a b c; b c; c
    for one in asyncio.as_completed(start("abc")):
        await one  # on: a b c; b c; c
    print(one.__qualname__, asyncio.as_completed is asyncio.tasks.as_completed)
    for one in list(asyncio.as_completed(start("abc"))):
        await one  # on: a b c; b c; c
    a = start("a")
    await asyncio.shield(a)  # on: a
    a, b = start("ab")
    await asyncio.shield(asyncio.gather(a, b))  # on: a b
    a = start("a")
    await asyncio.wait_for(asyncio.shield(a), 1)  # on: a
    a, b = start("ab")
    await asyncio.wait_for(asyncio.shield(asyncio.gather(a, b)), 1)  # on: a b
    await asyncio.wait_for(start("a"), 1)  # on: a
    await asyncio.wait_for(asyncio.gather(*start("ab")), 1)  # on: a b
    await asyncio.wait(start("ab"), timeout=1)  # on: a b
    await Call(start("a"))
    await asyncio.wait_for(work(10), 1)  # own
    queue = asyncio.Queue()
    for turn in range(2):
        loop.call_later(0.001, queue.put_nowait, turn)
        await asyncio.wait_for(queue.get(), 1)  # got
    for one in asyncio.as_completed(start("abc")):
        await asyncio.wait_for(one, 1)  # each
    try:
        await asyncio.wait_for(loop.create_task(work(10**9), name="a"), 0.001)  # on: a, late
    except asyncio.TimeoutError:
        print("timeout")

asyncio.run(main())
"""

ITERATED = START + """
async def main():
    global loop
    loop = asyncio.get_running_loop()
    async for one in asyncio.as_completed(start("abc")):  # on: a b c; b c; c
        await one

asyncio.run(main())
"""

GROUPS = START + """
class Own(asyncio.TaskGroup):
    def __repr__(self):
        raise SystemExit

async def fail():
    raise KeyError

async def inside():
    async with asyncio.TaskGroup() as deep:  # on: deep; deeper
        deep.create_task(work(10), name="deep")
        deep.create_task(work(20), name="deeper")

async def main():
    global loop
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as outer:  # on: b nested
        outer.create_task(work(80), name="b")
        outer.create_task(inside(), name="nested")
        async with Own() as inner:  # on: a
            inner.create_task(work(10), name="a")
    try:
        async with asyncio.TaskGroup() as failing:  # on: f work
            failing.create_task(work(10**9))
            failing.create_task(fail(), name="f")
    except* KeyError:
        print("failed")
    async with asyncio.TaskGroup():  # empty
        pass
    a = start("a")
    async with asyncio.timeout(1):  # in time
        await a  # on: a
    try:
        async with asyncio.timeout_at(loop.time() + 0.02):  # late
            async with asyncio.timeout(None):  # never
                await loop.create_future()
    except TimeoutError:
        print("timeout")
    async with asyncio.timeout(5):  # around
        async with asyncio.TaskGroup() as last:  # on: x y
            last.create_task(work(10), name="x")
            last.create_task(work(10), name="y")

asyncio.run(main())
"""

EAGER = START + """
async def short():
    pass

async def main():
    global loop
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    async with asyncio.TaskGroup() as group:  # group
        group.create_task(work(10))
        group.create_task(short())
        group.create_task(short())
        async with asyncio.TaskGroup() as other:  # other
            other.create_task(work(1))

asyncio.run(main())
"""


def played(text, tmp_path):
    outcome = same(text, tmp_path)
    assert outcome.code == 0, outcome.err
    assert outcome.trace.problems == [] and outcome.trace.losses == []
    return outcome.trace


def label(trace, serial):
    """The name that the program gave a task, else that of its coroutine. (3.13 may call a task "None".)"""
    task = trace.tasks[serial]
    return task["coroutine"] if re.fullmatch(r"Task-\d+|None", task["name"]) else task["name"]


def check_groups(text, trace):
    """On every marked line the suspensions are those that it says, and no others are on lines that wait for tasks."""
    found = {}
    for run in trace.runs:
        place = run["site"] and trace.user_place(run["site"])
        if place and run["group"]:
            found.setdefault(place["line"], []).append(" ".join(sorted(label(trace, serial) for serial in run["group"])))
    for number, line in enumerate(text.split("\n"), 1):
        marked = re.search(r"# on: (.*)$", line)
        if marked:
            expected = marked[1].split("; ")
            seen = found.pop(number)
            if "async with" in line:  # whose group may shrink while it waits only once
                seen, expected = seen[:1], [" ".join(sorted(" ".join(expected).split()))]
            assert seen == expected, line
    assert found == {}


def test_who_waits_for_whom(tmp_path):
    trace = played(WAITS, tmp_path)
    line = marked_line(WAITS, "own")
    if VERSION < (3, 12):
        text = WAITS.replace("# own", "# on: work").replace("# on: a, late", "# on: a; a")  # until it is cancelled, too
        one = "as_completed.<locals>._wait_for_one"
        text = text.replace("# got", "# on: Queue.get; Queue.get").replace("# each", "# on: %s; %s; %s" % (one, one, one))
    else:  # the coroutine runs in the task itself
        text = WAITS.replace("# on: a, late", "# on: a").replace("# each", "# on: a b c; b c; c")
        places = [trace.user_place(run["site"]) for run in trace.runs if run["site"]]
        assert not any(place and place["line"] == line for place in places)
    check_groups(text, trace)


if VERSION >= (3, 13):

    def test_as_completed_iterated(tmp_path):
        check_groups(ITERATED, played(ITERATED, tmp_path))


def scopes(trace):
    """By line: the scopes that were opened there."""
    found = {}
    for row in trace.facts["scopes"]:
        members = [label(trace, member["task"]) for member in trace.facts["members"] if member["scope"] == row["id"]]
        end, = [end["at"] for end in trace.facts["scopeEnds"] if end["scope"] == row["id"]]
        assert row["at"] <= end
        owner = trace.tasks[row["task"]]
        for at in (row["at"], end):
            assert any(step["begin"] <= at <= step["end"] for step in owner["steps"])
        place = trace.places[row["place"]]
        found.setdefault(place["line"], []).append(
            dict(kind=row["kind"], owner=owner["coroutine"], members=members, at=row["at"], end=end))
        for member in trace.facts["members"]:
            if member["scope"] == row["id"]:
                task = trace.tasks[member["task"]]
                assert row["at"] <= task["created"] and task["ended"] <= end
    return found


if VERSION >= (3, 11):

    def test_groups_and_timeouts(tmp_path):
        trace = played(GROUPS, tmp_path)
        check_groups(GROUPS, trace)
        found = scopes(trace)

        def line(text):
            return next(number for number, line in enumerate(GROUPS.split("\n"), 1) if line.strip().startswith(text))

        for text, owner, members in (
                ("async with asyncio.TaskGroup() as deep:", "inside", ["deep", "deeper"]),
                ("async with asyncio.TaskGroup() as outer:", "main", ["b", "nested"]),
                ("async with Own() as inner:", "main", ["a"]),
                ("async with asyncio.TaskGroup() as failing:", "main", ["work", "f"]),
                ("async with asyncio.TaskGroup():", "main", []),
                ("async with asyncio.TaskGroup() as last:", "main", ["x", "y"])):
            scope, = found.pop(line(text))
            assert (scope["kind"], scope["owner"], scope["members"]) == (1, owner, members), text
        late, never = found[marked_line(GROUPS, "late")][0], found[marked_line(GROUPS, "never")][0]
        assert late["at"] <= never["at"] <= never["end"] <= late["end"]
        assert late["end"] - late["at"] >= 19000000
        for mark in ("in time", "late", "never", "around"):
            scope, = found.pop(marked_line(GROUPS, mark))
            assert (scope["kind"], scope["owner"], scope["members"]) == (3, "main", [])
        assert found == {}


if VERSION >= (3, 12):

    def test_eager_members(tmp_path):
        found = scopes(played(EAGER, tmp_path))
        for mark, members in (("group", ["work", "short", "short"]), ("other", ["work"])):
            scope, = found[marked_line(EAGER, mark)]
            assert scope["members"] == members
