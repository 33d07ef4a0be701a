"""A fault of the probe's own while it joins a program: the program does not hear of it, the trace does."""

import ast
import json

import pytest

from joined import BOOT, HEAD
from running import SOURCE, bare
from trace_reader import read_trace

FOLDER = SOURCE / "coroscope_probe"
PROGRAM = """
import json

async def locks(lock):
    async with lock:
        pass

async def main():
    loop = asyncio.get_running_loop()
    lock, first = asyncio.Lock(), asyncio.Event()
    await lock.acquire()
    tasks = [loop.create_task(locks(lock)) for _ in range(600)] + [loop.create_task(first.wait())]
    await asyncio.sleep(0.05)
    with open("@TEXTS@") as file:
        texts = json.load(file)
    def work():
        exec(compile(texts.pop("boot"), "<frozen coroscope>", "exec"), {
            "__name__": "coroscope_boot", "__file__": "", "OPTIONS": {"file": "@TRACE@", "join": True}, "SOURCES": texts})
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    lock.release()
    first.set()
    await asyncio.gather(*tasks)
    await asyncio.sleep(0.1)
    print("done", len([name for name in sys.modules if name == "coroscope_probe.hooks"]))

asyncio.run(main())
"""
TEXTS = {name: (FOLDER / (name + ".py")).read_text() for name in ("joining", "older_waits")}
GUARDS = "arrive", "enter", "ran"
METHODS = [
    (module, node.name) for module, text in TEXTS.items() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
    and node.name not in ("__init__", "refuse", "rested", "is_other")]  # the last two are for other loops than this one


def with_fault(module, name):
    """The text of a module whose function of that name fails at once: inside of its guard, if it has one."""
    tree = ast.parse(TEXTS[module])
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name and name != "begin" or isinstance(node, ast.ClassDef) and name == "begin":
            function = node if isinstance(node, ast.FunctionDef) else next(item for item in node.body if getattr(item, "name", "") == name)
            guard = next(item for item in function.body if isinstance(item, ast.Try)) if module == "joining" and name in GUARDS else function
            guard.body[:0] = ast.parse("raise ValueError('injected')").body
    return ast.unparse(tree)


@pytest.mark.parametrize("module, name", [method for at, method in enumerate(METHODS) if method not in METHODS[:at]])
def test_a_fault(module, name, tmp_path):
    texts = {path.stem: path.read_text() for path in FOLDER.glob("*.py")}
    texts["boot"], texts[module] = (SOURCE / "boot.py").read_text(), with_fault(module, name)
    (tmp_path / "texts").write_text(json.dumps(texts))
    file = str(tmp_path / "run.tasktrace")
    path = tmp_path / "program.py"
    head = HEAD.format(boot=BOOT, trace=file)
    path.write_text(head + PROGRAM.replace("@TEXTS@", str(tmp_path / "texts")).replace("@TRACE@", file))
    outcome = bare(path)
    assert outcome.seen() == (0, "done 1\n", "")
    trace = read_trace(file)
    # What goes on from then is recorded all the same.
    assert trace.finish is not None and any(run["end"] > run["begin"] for run in trace.runs)
    assert {problem["where"] for problem in trace.problems} == {"joining"}
    assert all("injected" in problem["message"] for problem in trace.problems)
