"""Where tasks were asked for, however often, from wherever and in whichever way they are made."""

import pytest
from running import HERE, marked_line, recorded, recorded_text

LIBRARY = """
import asyncio

def begin(coroutine):
    return asyncio.ensure_future(coroutine)

def begin_named(coroutine):
    return asyncio.create_task(coroutine, name="named")
"""

WAYS = """
import asyncio, library, sys

async def work():
    await asyncio.sleep(0)

def by_loop(coroutine):
    return asyncio.get_running_loop().create_task(coroutine)  # by_loop

def by_class(coroutine):
    return asyncio.Task(coroutine, loop=asyncio.get_running_loop())  # by_class

def as_usual(coroutine):
    return asyncio.create_task(coroutine)  # as_usual

def one_by_one(coroutine):
    return [asyncio.ensure_future(each) for each in (coroutine,)][0]  # one_by_one

async def main():
    loop = asyncio.get_running_loop()
    passed_on = (
        asyncio.create_task, loop.create_task, asyncio.ensure_future, asyncio.gather, library.begin, library.begin_named)
    for _ in range(3):
        for make in (asyncio.create_task, by_loop, by_class, as_usual, one_by_one) + passed_on:
            if make is by_class and sys.version_info >= (3, 14):
                continue  # nobody hears of it
            made = make(work())  # here
            print("here" if make in (asyncio.create_task, *passed_on) else make.__name__, end=" ")
            await made

asyncio.run(main())
"""


def lines_of(outcome, text):
    """Of each task that works: (name, mark of the line at which it was made)."""
    marks = {marked_line(text, mark): mark for mark in ("here", "by_loop", "by_class", "as_usual", "one_by_one")}
    trace = outcome.trace
    assert trace.problems == []
    tasks = sorted(trace.tasks.values(), key=lambda task: task["created"])
    return [(task["name"], marks.get(task["place"]["line"])) for task in tasks if task["coroutine"] == "work"]


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_the_line_that_asked_for_a_task(tmp_path, loop):
    if loop == "uvloop":
        pytest.importorskip("uvloop")
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "library.py").write_text(LIBRARY)
    program = tmp_path / "program.py"
    program.write_text(WAYS)
    arguments = (HERE / "on_uvloop.py", program) if loop == "uvloop" else (program,)
    outcome = recorded(*arguments, variables={"PYTHONPATH": str(folder)})
    assert outcome.code == 0, outcome.err
    found = lines_of(outcome, WAYS)
    assert [mark for _, mark in found] == outcome.out.split()
    assert [name for name, _ in found].count("named") == 3 and found[-1][0] == "named"


NAMES = """
import asyncio

ODD = ["Task-007", "Task-", "Task-0", "Task-12345678", "Task-123456789", "Task-1234567890", "Task-1x", "task-1", "", "Task-\\u0663"]

async def work():
    pass

async def main():
    tasks = [asyncio.create_task(work(), name=name) for name in [None] * 2500 + ODD + ["Task-1_2"] * 600 + ["Task-01"] * 600]
    for task in tasks:
        print(ascii(task.get_name()))
        await task

asyncio.run(main())
"""


def test_names_by_the_thousand():
    """Most are default ones, which are told as numbers."""
    outcome = recorded_text(NAMES)
    assert outcome.code == 0, outcome.err
    tasks = sorted(outcome.trace.tasks.values(), key=lambda task: task["id"])
    assert [ascii(task["name"]) for task in tasks if task["coroutine"] == "work"] == outcome.out.split()
    assert {task["outcome"] for task in tasks} == {"result"}
