"""A second recording in a process: after the debugger left, or where the first one's reader was not the right one."""

from joined import BOOT, HEAD, is_older, named
from running import SOURCE, bare
from trace_reader import Trace

PROGRAM = '''
import socket

class Reader:
    """Stands for the host: listens, and keeps what it is sent."""
    def __init__(self, name):
        self.path, self.token = "@FOLDER@/" + name, name * 32
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen(5)
        self.data = b""

    def attach(self, **more):
        thread = threading.Thread(target=boot, kwargs=dict(join=True, socket=self.path, token=self.token, **more))
        thread.start()
        return thread

    async def accept(self):
        self.server.setblocking(False)
        while True:
            try:
                self.connection = self.server.accept()[0]
                break
            except BlockingIOError:
                await asyncio.sleep(0.01)
        self.connection.setblocking(False)

    async def read(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(0.01)
            try:
                piece = self.connection.recv(1 << 20)
                if not piece:
                    return
                self.data += piece
            except BlockingIOError:
                pass

    def close(self):
        self.connection.close()
        with open(self.path + ".tasktrace", "wb") as file:
            file.write(self.data.partition(b"\\n")[2])

async def until(condition):
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert condition()

def hooks():
    base, events, tasks = asyncio.base_events.BaseEventLoop, asyncio.events, asyncio.tasks
    owners = base, events.Handle, events, tasks, asyncio.Lock, asyncio.Queue, asyncio.Event, os, gc, threading
    functions = [(owner, name, value) for owner in owners for name, value in sorted(vars(owner).items()) if hasattr(value, "__code__")]
    graft = sys.modules["coroscope_probe.graft"]
    made = {id(entry[-1]) for entry in graft.made_codes.values()}
    found = [name for _, name, value in functions if id(value.__code__) in made or "coroscope" in value.__code__.co_filename]
    found += ["gc.callbacks"] * len(gc.callbacks) + [type(finder).__name__ for finder in sys.meta_path if "coroscope" in type(finder).__module__]
    return found

async def idles(event):
    await event.wait()
'''


def run_program(text, tmp_path, *flags):
    folder = str(tmp_path)
    head = HEAD.format(boot=BOOT, trace=folder + "/joined.tasktrace")
    path = tmp_path / "program.py"
    path.write_text(head + (PROGRAM + text).replace("@FOLDER@", folder))
    outcome = bare(*flags, path, timeout=90)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome


def trace_of(tmp_path, name):
    trace = Trace((tmp_path / (name + ".tasktrace")).read_bytes(), partial=True)
    assert trace.problems == []
    return trace


THREE_TIMES = """
async def main():
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    older = loop.create_task(idles(event), name="older")
    await asyncio.sleep(0)
    seen = []
    for name in ("ab", "cd", "ef"):
        reader = Reader(name)
        thread = reader.attach()
        await until(is_joined)
        await until(lambda: not thread.is_alive())
        await reader.accept()
        seen.append(hooks())
        new = loop.create_task(asyncio.sleep(0.02), name="new " + name)
        loop.call_later(0.8, int)  # falls due in the next recording
        await new
        if name == "ef":
            event.set()
            await older
        await reader.read(0.5)
        reader.close()
        await until(lambda: not recorder().on)
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) > 10
    if sys.version_info >= (3, 12):
        assert [number for number in range(6) if sys.monitoring.get_tool(number) == "coroscope"] == []
    print([name for name in hooks() if name != "__repr__"])
asyncio.run(main())
"""


def test_three_times(tmp_path):
    outcome = run_program(THREE_TIMES, tmp_path)
    assert outcome.out == "[]\n"
    for name in ("ab", "cd", "ef"):
        trace = trace_of(tmp_path, name)
        tasks = named(trace)
        assert is_older(tasks["older"]) and tasks["Task-1"]["created"] == 0
        assert trace.header["joined"] == 1
        # Each begins at its own begin.
        assert 0 < tasks["new " + name]["created"] < 20e9 and tasks["new " + name]["outcome"] == "result"
        assert all(0 <= run["begin"] for run in trace.runs) and all((run["ready"] or 0) >= 0 for run in trace.runs)
        assert {name for name in tasks if name.startswith("new")} == {"new " + name}
    assert named(trace_of(tmp_path, "ef"))["older"]["outcome"] == "result"
    clocks = [trace_of(tmp_path, name).header["clock"] for name in ("ab", "cd", "ef")]
    assert clocks == sorted(set(clocks))


OTHERS = """
said = []
import types
pydevd = types.ModuleType("pydevd")
pydevd.send_json_message = lambda message: said.append(message) or True
sys.modules["pydevd"] = pydevd

async def main():
    first, second = Reader("ab"), Reader("cd")
    first.attach()
    await until(is_joined)
    await first.accept()
    one = recorder()
    boot(join=True, socket=second.path, token=second.token, stream="1" * 16)
    assert recorder() is one and one.on
    assert [(message["event"], sorted(message["body"]), message["body"]["stream"]) for message in said] == [
        ("coroscope", ["refused", "stream"], "1" * 16)]
    # The same one asks again: its recording goes on.
    boot(join=True, socket=first.path, token=first.token)
    boot(socket=first.path, token=first.token)
    assert recorder() is one and one.on and len(said) == 1
    # Nobody reads any more, though the sender has not noticed yet.
    first.close()
    second.attach()
    await until(lambda: is_joined() and recorder() is not one)
    await second.accept()
    await second.read(0.3)
    second.close()
    print([name for name in sys.modules if name == "coroscope_probe.joining"])
asyncio.run(main())
"""


def test_one_reader_at_a_time(tmp_path):
    run_program(OTHERS, tmp_path)
    assert "main" in [task["coroutine"] for task in trace_of(tmp_path, "cd").tasks.values()]


FAILED_FIRST = """
async def main():
    event = asyncio.Event()
    task = asyncio.create_task(idles(event), name="older")
    await asyncio.sleep(0)
    boot(join=True, socket="@FOLDER@/nobody", token="0" * 64)
    assert sys.modules["coroscope_probe"].process.recording is None
    reader = Reader("ab")
    reader.attach()
    await until(is_joined)
    await reader.accept()
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    await reader.read(0.5)
    event.set()
    await task
    await reader.read(0.3)
    reader.close()
asyncio.run(main())
"""


def test_after_a_first_one_that_found_no_reader(tmp_path):
    run_program(FAILED_FIRST, tmp_path, "-W", "ignore::DeprecationWarning")
    trace = trace_of(tmp_path, "ab")
    assert is_older(named(trace)["older"]) and named(trace)["older"]["outcome"] == "result"
    assert [row["kind"] for row in trace.facts["children"]] == [2]


MARKS = """
async def main():
    reader = Reader("ab")
    reader.attach()
    await until(is_joined)
    await reader.accept()
    import types
    names = lambda: sorted((thread.name, thread.daemon, getattr(thread, "is_pydev_daemon_thread", False))
                           for thread in threading.enumerate() if thread is not threading.main_thread())
    before = names()
    sys.modules["pydevd"] = types.ModuleType("pydevd")  # a debugger came
    boot(join=True, socket=reader.path, token=reader.token)
    await asyncio.sleep(0.1)
    print(before, names())
    await reader.read(0.3)
    reader.close()
    del sys.modules["pydevd"]
asyncio.run(main())
"""


def test_threads_are_marked_when_a_debugger_comes_later(tmp_path):
    outcome = run_program(MARKS, tmp_path)
    assert outcome.out == "[] %r\n" % ([("coroscope", True, True)] * 3)
    assert "main" in [task["coroutine"] for task in trace_of(tmp_path, "ab").tasks.values()]


WAITING = """
import types
async def main():
    event = asyncio.Event()
    task = asyncio.create_task(idles(event), name="older")
    await asyncio.sleep(0)
    reader = Reader("ab")
    reader.attach()
    await until(is_joined)
    await reader.accept()
    await reader.read(0.2)
    reader.close()
    event.set()
    await task

boot(child=True, socket="@FOLDER@/nobody", token="0" * 64)
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
"""


def test_in_a_child_that_could_not_report(tmp_path):
    run_program(WAITING, tmp_path)
    assert is_older(named(trace_of(tmp_path, "ab"))["older"])


SOURCES = """
def boot_from_texts(folder, **options):
    texts = {}
    for name in os.listdir(folder + "/coroscope_probe"):
        if name.endswith(".py"):
            with open(folder + "/coroscope_probe/" + name, encoding="utf-8") as file:
                texts[name[:-3]] = file.read()
    with open(folder + "/boot.py", encoding="utf-8") as file:
        code = compile(file.read(), "<frozen coroscope>", "exec")
    # There is no file of this name, so none can be opened.
    exec(code, {"__name__": "coroscope_boot", "__file__": "/nowhere/boot.py", "OPTIONS": dict(options, strict=True), "SOURCES": texts})
    return texts

async def main():
    event = asyncio.Event()
    task = asyncio.create_task(idles(event), name="older")
    await asyncio.sleep(0)
    texts = boot_from_texts(@SOURCE@, join=True, file="@FOLDER@/ab.tasktrace")
    await asyncio.sleep(0.1)
    event.set()
    await task
    print("hooks" in texts, "answers" in texts, sys.modules["coroscope_probe.hooks"].Hooks.install.__code__.co_filename)
asyncio.run(main())
"""


def test_without_the_files(tmp_path):
    outcome = run_program(SOURCES.replace("@SOURCE@", repr(str(SOURCE))), tmp_path)
    assert outcome.out == "False True <frozen coroscope_probe.hooks>\n"
    assert is_older(named(trace_of(tmp_path, "ab"))["older"])
