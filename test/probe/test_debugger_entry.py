"""Start-up through the one expression that a debugger evaluates, before the program and in the middle of it."""


from running import PROBE, bare
from trace_reader import Trace

BOOT = str(PROBE / "boot.py")


def test_debugger_entry_twice(tmp_path):
    """The expression that the debugger evaluates, in a program that has asyncio already; a second time nothing happens."""
    trace = str(tmp_path / "t.tasktrace")
    text = """
import sys, asyncio
def boot():
    exec(compile(open({boot!r}, 'rb').read(), '<frozen coroscope>', 'exec'),
         {{'__name__': 'coroscope_boot', '__file__': {boot!r}, 'OPTIONS': {{'file': {trace!r}}}}})
path, names = list(sys.path), sorted(vars())
boot()
run = asyncio.Handle._run
boot()
assert asyncio.Handle._run is run
assert sys.path == path
async def main():
    await asyncio.sleep(0.01)
asyncio.run(main())
print([name for name in vars() if 'corosc' in name])
""".format(boot=BOOT, trace=trace)
    outcome = bare("-c", text)
    assert (outcome.code, outcome.out, outcome.err) == (0, "[]\n", "")
    with open(trace, "rb") as file:
        assert len(Trace(file.read()).tasks) == 3


def test_attach_in_the_middle(tmp_path):
    """Started from another thread while a loop runs: what goes on from then is recorded."""
    trace = str(tmp_path / "t.tasktrace")
    text = """
import sys, asyncio, threading, time
def boot():
    exec(compile(open({boot!r}, 'rb').read(), '<frozen coroscope>', 'exec'),
         {{'__name__': 'coroscope_boot', '__file__': {boot!r}, 'OPTIONS': {{'file': {trace!r}}}}})
booted = []
async def old():
    while not booted:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.01)
async def main():
    task = asyncio.create_task(old())
    await asyncio.sleep(0.03)
    thread = threading.Thread(target=boot)
    thread.start()
    while thread.is_alive():
        await asyncio.sleep(0.01)
    booted.append(True)
    await task
asyncio.run(main())
""".format(boot=BOOT, trace=trace)
    outcome = bare("-c", text)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    with open(trace, "rb") as file:
        recorded_trace = Trace(file.read())
    assert recorded_trace.problems == []
    names = {task["coroutine"]: task["outcome"] for task in recorded_trace.tasks.values()}
    assert names["old"] == "result" and names["main"] == "result"


DEBUGGED = """
import sys, types, threading
sys.modules['pydevd'] = types.ModuleType('pydevd')
started = []
class Thread(threading.Thread):
    def start(self):
        started.append((self.daemon, self.pydev_do_not_trace, self.is_pydev_daemon_thread, self.run.__self__._target.__code__.co_filename))
        super().start()
original, threading.Thread = threading.Thread, Thread
exec(compile(open({boot!r}, 'rb').read(), '<frozen coroscope>', 'exec'),
     {{'__name__': 'coroscope_boot', '__file__': {boot!r}, 'OPTIONS': {{'file': {trace!r}}}}})
threading.Thread = original
import asyncio
asyncio.run(asyncio.sleep(0.01))
print(started)
"""


def test_threads_are_marked_for_the_debugger(tmp_path):
    trace = str(tmp_path / "t.tasktrace")
    outcome = bare("-c", DEBUGGED.format(boot=BOOT, trace=trace))
    thread = (True, True, True, "<frozen coroscope_probe.threads>")
    assert (outcome.code, outcome.out, outcome.err) == (0, "%r\n" % ([thread] * 3), "")


def test_every_module_has_a_frozen_name(tmp_path):
    text = """
import sys
exec(compile(open({boot!r}, 'rb').read(), '<frozen coroscope>', 'exec'),
     {{'__name__': 'coroscope_boot', '__file__': {boot!r}, 'OPTIONS': {{'file': {trace!r}}}}})
import asyncio
for name, module in list(sys.modules.items()):
    if name.startswith('coroscope_probe.'):
        for value in list(vars(module).values()):
            for function in [value] + list(vars(value).values() if type(value) is type else ()):
                if type(function) is type(lambda: 0) and function.__module__ == name:
                    assert function.__code__.co_filename == '<frozen %s>' % name, function
""".format(boot=BOOT, trace=str(tmp_path / "t.tasktrace"))
    assert bare("-c", text).seen() == (0, "", "")


def test_an_unknown_python_is_left_alone(tmp_path):
    """A version whose asyncio nobody checked: a trace that says so, and no hook."""
    trace = str(tmp_path / "t.tasktrace")
    text = """
import asyncio, sys, collections
original = asyncio.Handle._run
real, sys.version_info = sys.version_info, (3, 99, 0, "final", 0)
exec(compile(open({boot!r}, 'rb').read(), '<frozen coroscope>', 'exec'),
     {{'__name__': 'coroscope_boot', '__file__': {boot!r}, 'OPTIONS': {{'file': {trace!r}}}}})
sys.version_info = real
assert asyncio.Handle._run is original
asyncio.run(asyncio.sleep(0))
""".format(boot=BOOT, trace=trace)
    assert bare("-c", text).seen() == (0, "", "")
    with open(trace, "rb") as file:
        recorded = Trace(file.read())
    assert recorded.tasks == {} and recorded.finish is not None
    assert [problem["message"] for problem in recorded.problems] == ["Python 3.99 is not supported yet: nothing is recorded."]
