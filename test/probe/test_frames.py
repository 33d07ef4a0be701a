"""The variables of suspended frames: shown by name, and nothing of them is kept, changed or called."""

from running import HERE, VERSION, recorded

PROGRAM = """
import asyncio, gc, sys, weakref
sys.path.insert(0, HERE)
import asked

class Loud:
    def __init__(self, name):
        self.name = name
        alive[name] = weakref.ref(self)
    def __repr__(self):
        print("repr", self.name)
        return "loud"
    def __eq__(self, other):
        print("eq")
        return False
    __hash__ = None

alive = {}

async def inner(future, number):
    mine = Loud("inner")
    captured = Loud("captured")
    def closure():
        return captured
    await future
    return mine, closure

async def outer(future):
    text, loud = "outer", Loud("outer")
    for count in range(3):
        await inner(future, count)
    del loud

async def items(future):
    private = Loud("generator")
    yield await future

async def iterating(future):
    async for item in items(future):
        pass

async def looking(future):
    seen = locals()
    seen["more"] = 1
    later = Loud("later")
    await future
    return seen

def rows():
    told = asked.here()
    return {row[6]: int(row[0]) for row in told["tasks"]}

def shown(key, depth):
    return dict(vars(frames.variables(key, depth)))

async def running():
    here = Loud("here")
    helper()
    assert here.name == "here"

def helper():
    value = 5
    key = rows()["running"]
    found = {name: item for depth in range(2) for name, item in shown(key, depth).items()}
    print([name for name in ("future", "here", "key", "value") if name in found], found["value"])
    assert value == 5

def frames_and_values(keys):
    print(sorted(shown(keys["outer"], 0)), sorted(shown(keys["outer"], 1)), sorted(shown(keys["iterating"], 1)))
    print(shown(keys["outer"], 0)["text"], shown(keys["outer"], 1)["number"], shown(keys["outer"], 1)["captured"].name)
    print(sorted(shown(keys["lock"], 1)), repr(frames.variables(keys["outer"], 0)))
    print(frames.evaluate(keys["outer"], 1, " [mine.name + str(number + i) for i in range(2)] "))
    print(frames.evaluate(keys["outer"], 0, "len(alive)"), "more" in shown(keys["looking"], 0))
    for key, depth in ((keys["outer"], 7), (keys["outer"], -1), (keys["outer"] + 1, 0)):
        try:
            frames.variables(key, depth)
            print("no error")
        except LookupError as error:
            print(error)
    for text, kind in (("1 / 0", ZeroDivisionError), ("a = 1", SyntaxError), ("missing", NameError)):
        try:
            frames.evaluate(keys["outer"], 0, text)
        except kind as error:
            print(type(error).__name__)

async def lock(one):
    async with one:
        pass

async def main():
    global frames
    loop = asyncio.get_running_loop()
    future, one = loop.create_future(), asyncio.Lock()
    await one.acquire()
    tasks = [loop.create_task(coroutine) for coroutine in (outer(future), iterating(future), looking(future), lock(one))]
    await asyncio.sleep(0)
    keys = rows()
    frames = sys.modules["coroscope_probe"].frames
    frames_and_values(keys)
    await loop.create_task(running())
    frames_and_values(rows())
    gc.collect()
    future.set_result(1)
    seen = await tasks[2]
    print(sorted(seen))
    one.release()
    await asyncio.wait(tasks)
    for task in tasks:
        task.result()
    del tasks, task, seen
    gc.collect()
    print([name for name, life in alive.items() if life() is not None])
    try:
        frames.variables(keys["outer"], 0)
    except LookupError as error:
        print(error)

asyncio.run(main())
"""


def test_variables(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.replace("HERE", repr(str(HERE))), encoding="utf-8")
    outcome = recorded(path)
    assert outcome.err == ""
    same = """['count', 'future', 'loud', 'text'] ['captured', 'closure', 'future', 'mine', 'number'] ['future', 'private']
outer 0 captured
['self'] variables
['inner0', 'inner1']
%d %r
The program has gone on.
The program has gone on.
The program has gone on.
ZeroDivisionError
SyntaxError
NameError
"""
    # From 3.13 on `locals()` is a picture of that moment.
    more = VERSION < (3, 13)
    seen = ["future", "more"]
    assert outcome.out == "".join((
        same % (5, more), "['here', 'key', 'value'] 5\n", same % (6, more), "%r\n[]\nThe program has gone on.\n" % seen))


INTERACTIVE = """
import ast, asyncio, sys, types
sys.path.insert(0, HERE)
import asked
names = {"asyncio": asyncio, "kept": 1}
code = compile("await future", "<prompt>", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

async def main():
    names["future"] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(types.FunctionType(code, names)())
    await asyncio.sleep(0)
    key = [int(row[0]) for row in asked.here()["tasks"] if row[6] == "<module>"][0]
    print(vars(sys.modules["coroscope_probe"].frames.variables(key, 0))["kept"], names["kept"])
    names["future"].set_result(1)
    await task

asyncio.run(main())
"""


def test_the_names_of_a_prompt_stay(tmp_path):
    """`python -m asyncio` and notebooks keep their names in a dictionary that is the frame's as well."""
    path = tmp_path / "program.py"
    path.write_text(INTERACTIVE.replace("HERE", repr(str(HERE))), encoding="utf-8")
    outcome = recorded(path)
    assert (outcome.out, outcome.err) == ("1 1\n", "")
