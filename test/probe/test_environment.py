"""Start-up through the environment leaves the interpreter as the user set it up."""

import json
import os
import subprocess
import sys

import pytest

from running import bare, environment, recorded, same

WORLD = """
import sys, os
before = sorted(sys.modules)
import asyncio, threading, warnings
async def main():
    names = sorted(thread.name for thread in threading.enumerate())
    print(names, threading.active_count(), len(asyncio.all_tasks()))
    task = asyncio.current_task()
    print(repr(task), task.get_stack(), asyncio.tasks.all_tasks() == {task})
    print(asyncio.get_running_loop().get_task_factory(), asyncio.get_running_loop().get_exception_handler())
asyncio.run(main())
print(sys.path, sys.argv, [finder for finder in sys.meta_path if "coroscope" not in type(finder).__module__], sys.path_hooks, sys.warnoptions, warnings.filters)
print(sorted(os.environ.items()))
import __main__
print(sorted(vars(__main__)))
print([name for name in sys.modules if not name.startswith(("coroscope_probe", "_")) and name not in ("atexit", "itertools", "gc")])
"""


def test_the_world_is_the_same(tmp_path):
    outcome = same(WORLD, tmp_path)
    assert "COROSCOPE" not in outcome.out


OBJECTS = """
import asyncio, collections, copyreg, gc, inspect, io, pickle, sys, threading, types

def kinds():
    gc.collect()
    names = ("Task", "Future", "Handle", "TimerHandle", "coroutine", "async_generator", "_GatheringFuture", "Context", "Lock",
             "Event", "Queue", "TaskGroup", "Timeout", "Thread", "WeakSet", "Exception")
    found = collections.Counter(type(item).__name__ for item in gc.get_objects())
    return sorted((name, found[name]) for name in names)

def shown(value):
    return type(value).__name__ if type(value).__repr__ is object.__repr__ else str(value)[:60]

async def child(future):
    return await future

async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    made = child(future)
    task = loop.create_task(made, name="a child")
    group = asyncio.gather(child(future), asyncio.sleep(0.001))
    await asyncio.sleep(0)
    frame, = task.get_stack()
    print(repr(task), frame.f_lineno, frame.f_locals.keys(), task.get_coro() is made, made.cr_await, made.cr_frame is frame)
    task.print_stack(file=sys.stdout)
    del frame
    print([sys.getrefcount(item) for item in (task, made, future, loop, asyncio.current_task(), group)])
    print([len(gc.get_referrers(item)) for item in (task, made, future)])
    print(sorted(vars(loop)), sorted(dir(task)), sorted(dir(future)), task._callbacks, len(future._callbacks), task._fut_waiter is future)
    print([repr(item) for item in (loop.call_soon(len, "abc"), loop.call_later(100, print), loop, future)], loop._ready, len(loop._scheduled))
    print(kinds())
    print(len(asyncio.all_tasks()), {one.get_name() for one in asyncio.all_tasks()} >= {"a child"})
    future.set_result(7)
    print(await task, await group)
    try:
        raise ValueError(3)
    except ValueError as error:
        print(pickle.loads(pickle.dumps(error)))
    for item in (asyncio.Handle._run, asyncio.base_events.BaseEventLoop.call_soon, asyncio.sleep, asyncio.Lock.acquire, asyncio.Queue,
                 asyncio.CancelledError("told"), asyncio.events.TimerHandle, asyncio.base_events.BaseEventLoop._run_once):
        print(pickle.dumps(item))
    for item in (task, future, made, loop):
        try:
            pickle.dumps(item)
        except Exception as error:
            print(type(error).__name__, error)

asyncio.run(main())
print(kinds())
modules = [asyncio.base_events, asyncio.events, asyncio.tasks, asyncio.locks, asyncio.queues, asyncio.futures, asyncio.runners]
modules += [sys.modules[name] for name in ("asyncio.taskgroups", "asyncio.timeouts", "asyncio.selector_events") if name in sys.modules]

def functions():
    for module in modules:
        for name, value in sorted(vars(module).items()):
            if isinstance(value, types.FunctionType) and name != "_set_running_loop":  # else written in C
                yield module, name, value
            elif isinstance(value, type):
                for attribute, member in sorted(vars(value).items()):
                    if isinstance(member, types.FunctionType):
                        yield module, name + "." + attribute, member

for module, name, function in functions():
    try:
        source = hash(inspect.getsource(function))
    except (OSError, TypeError):
        source = None
    code = function.__code__
    print(module.__name__, name, function.__name__, function.__qualname__, function.__module__, inspect.signature(function), source,
          code.co_name, code.co_filename, code.co_firstlineno, code.co_flags & ~0x50, code.co_argcount, function.__doc__ is None,
          function.__defaults__, sorted(function.__annotations__), inspect.iscoroutinefunction(function), sorted(vars(function)))
print(sys.flags, sys.gettrace(), sys.getprofile(), sys.getswitchinterval(), sys.getrecursionlimit(), sys.dont_write_bytecode)
print(sys.excepthook is sys.__excepthook__, sys.unraisablehook is sys.__unraisablehook__, threading.excepthook.__module__)
print(gc.isenabled(), gc.get_debug(), sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth())
print(sorted(name for name in sys.modules if name.startswith("asyncio")), sys.displayhook is sys.__displayhook__)
"""


def test_objects_and_functions_look_the_same(tmp_path):
    """But for what docs/transparency.md lists."""
    assert same(OBJECTS, tmp_path).trace.finish


def test_the_probes_threads_are_not_listed(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import _thread, threading; print(len(threading.enumerate()), threading.active_count(), _thread._count())")
    outcome, without = recorded(path).seen(), bare(path).seen()
    assert outcome[1].startswith("1 1 ") and without[1] == "1 1 0\n"


def test_the_users_pythonpath_is_kept(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "helper.py").write_text("print('helped')")
    outcome = same("import helper, os, sys; print(os.environ['PYTHONPATH'], sys.path)", tmp_path,
                   variables={"PYTHONPATH": str(tmp_path / "mine")})
    assert outcome.out.startswith("helped\n" + str(tmp_path / "mine"))


@pytest.mark.parametrize("text", [
    "print('sitecustomized'); import asyncio; value = 1",
    "raise ImportError('on purpose')",
    "import not_there_at_all",
    "raise RuntimeError('on purpose')",
])
def test_a_sitecustomize_of_the_users_still_runs(tmp_path, text):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(text)
    program = "import sys; m = sys.modules.get('sitecustomize'); print(m and (m.__name__, m.__file__, getattr(m, 'value', 0)))"
    outcome = same(program, tmp_path, variables={"PYTHONPATH": str(folder)})
    assert outcome.trace.header is not None
    assert ("sitecustomized" in outcome.out) == ("sitecustomized" in text)


def test_no_sitecustomize_is_left(tmp_path):
    assert same("import sys; print('sitecustomize' in sys.modules, 'usercustomize' in sys.modules)", tmp_path).err == ""


def test_children_start_without_the_probe(tmp_path):
    text = """
import subprocess, sys
code = "import os, sys; print([k for k in os.environ if 'COROSCOPE' in k], 'coroscope_probe' in sys.modules)"
print(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE).stdout)
"""
    assert "False" in same(text, tmp_path).out


@pytest.mark.parametrize("arguments", [["-c", "import asyncio; asyncio.run(asyncio.sleep(0))"], ["-m", "entry"]])
def test_command_and_module(tmp_path, arguments):
    (tmp_path / "entry.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))")
    outcome = recorded(*arguments, cwd=str(tmp_path))
    assert outcome.code == 0 and outcome.err == ""
    assert len(outcome.trace.tasks) == 3
    if arguments[0] == "-m":
        place = outcome.trace.tasks[1]["place"]
        assert os.path.basename(place["file"]) == "entry.py" and place["line"] == 2


def test_isolated_mode_just_runs_without(tmp_path):
    outcome = recorded("-I", "-c", "print(1)")
    assert (outcome.code, outcome.out, outcome.err, outcome.trace) == (0, "1\n", "", None)


@pytest.mark.parametrize("flags", [["-X", "dev"], ["-W", "error"], ["-O"], ["-OO"], ["-B"]])
def test_flags(tmp_path, flags):
    path = tmp_path / "program.py"
    path.write_text("import asyncio\nasyncio.run(asyncio.sleep(0.01))\nprint('ok')")
    outcome, without = recorded(*flags, path), bare(*flags, path)
    assert outcome.seen() == without.seen()
    assert outcome.trace.problems == [] and len(outcome.trace.tasks) == 3


def test_local_modules_shadow_as_ever(tmp_path):
    """A program with a json.py, array.py or queue.py of its own gets that one, and only when it asks for it."""
    names = ("json", "array", "queue", "socket", "struct", "threading", "types", "ast", "opcode", "code", "token")
    for name in names:
        (tmp_path / (name + ".py")).write_text("print('my own %s')" % name)
    outcome = same("import json, array\nprint(json.__file__ == __file__.replace('program', 'json'))", tmp_path)
    assert outcome.out.startswith("my own json\n") and outcome.out.endswith("True\n")  # some Pythons have array built in


def test_unreachable_socket_means_no_hooks(tmp_path):
    options = json.dumps({"socket": str(tmp_path / "nobody"), "token": "0" * 64})
    text = "import asyncio.events as e, sys; print(e.Handle._run.__code__.co_freevars, len(sys.meta_path))"
    process = subprocess.run([sys.executable, "-c", text], env=environment(options), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    without = bare("-c", text)
    assert process.stdout.decode() == without.out and process.stderr == b""


def test_broken_options_print_nothing():
    for options in ("{", "[]", '{"file": "/not/there/at/all"}', "{\"socket\": 1}"):
        process = subprocess.run([sys.executable, "-c", "print(1)"], env=environment("{" + options[1:]), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert (process.stdout, process.stderr) == (b"1\n", b"")
