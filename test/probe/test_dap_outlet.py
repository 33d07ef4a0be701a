"""The stream as events of the debugger's connection: with a debugger that is made up, and with the real one."""

import base64
import subprocess
import sys
import time

import pytest

from dap_client import DapClient
from joined import BOOT, HEAD, is_older, named
from running import SOURCE, bare, environment
from trace_reader import Trace

FAKE = '''
import types

class Writer:
    def __init__(self):
        self.full = 0
        self._cmd_queue = self
    def qsize(self):
        return self.full

class Debugger:
    def __init__(self):
        self.writer = Writer()
        self._enable_thread_notifications = True

def debug():
    """Puts a debugger into the process; gives it and what it was told."""
    pydevd = types.ModuleType("pydevd")
    debugger, said = Debugger(), []
    pydevd.get_global_debugger = lambda: debugger
    pydevd.send_json_message = lambda message: said.append(message["body"]) or True
    sys.modules["pydevd"] = pydevd
    return debugger, said

async def until(condition):
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert condition()

def outlet():
    return sys.modules["coroscope_probe"].process.recording.outlet

def told(said, name):
    """How many pieces of a stream there are; the first ones are the header and what was there already."""
    return len([body for body in said if body["stream"] == name])

def save(said, name):
    import base64
    said = [body for body in said if body["stream"] == name]
    data = b"".join(base64.b64decode(body["bytes"]) for body in said if "bytes" in body)
    assert [body["part"] for body in said if "bytes" in body] == list(range(len([body for body in said if "bytes" in body])))
    assert all(body["pid"] == os.getpid() and body["child"] == 0 for body in said)
    assert all(len(body.get("bytes", "")) <= 1 << 18 for body in said)
    with open("@FOLDER@/" + name, "wb") as file:
        file.write(data)
    return ["end" in body for body in said]
'''


def run_faked(text, tmp_path):
    path = tmp_path / "program.py"
    head = HEAD.format(boot=BOOT, trace=str(tmp_path / "joined.tasktrace"))
    path.write_text(head + (FAKE + text).replace("@FOLDER@", str(tmp_path)))
    outcome = bare(path, timeout=90)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome


def trace_in(tmp_path, name, partial=False):
    trace = Trace((tmp_path / name).read_bytes(), partial)
    assert trace.problems == []
    return trace


FALLBACK = """
debugger, said = debug()
async def main():
    await asyncio.sleep(0.05)
boot(socket="@FOLDER@/nobody", token="0" * 64, dap="fallback", stream="a" * 16)
asyncio.run(main())
sys.modules["coroscope_probe"].process.recording.finish()
wait_for(lambda: "end" in said[-1])
ends = save(said, "a" * 16)
assert ends[-1] and not any(ends[:-1])
"""


def test_where_no_socket_reaches(tmp_path):
    run_faked(FALLBACK, tmp_path)
    trace = trace_in(tmp_path, "a" * 16)
    assert trace.header["transport"] == "dap" and trace.finish is not None
    assert [task["coroutine"] for task in trace.tasks.values()][0] == "main"


SLOW = """
debugger, said = debug()
async def work():
    for _ in range(100):
        await asyncio.sleep(0)
async def main():
    debugger.writer.full = 9
    for _ in range(60):
        await asyncio.gather(*[work() for _ in range(20)])
    await asyncio.sleep(0.2)
    count = len(said)
    pending = outlet().pending
    assert pending > 300000
    await asyncio.sleep(0.2)
    assert len(said) == count  # nothing while too much waits
    debugger.writer.full = 8
    await until(lambda: not outlet().pending)
boot(dap="only", stream="b" * 16, token="0" * 64)
asyncio.run(main())
sys.modules["coroscope_probe"].process.recording.finish()
save(said, "b" * 16)
"""


def test_the_debuggers_queue_is_not_filled(tmp_path):
    run_faked(SLOW, tmp_path)
    trace = trace_in(tmp_path, "b" * 16)
    assert not trace.losses and sum(len(task["steps"]) for task in trace.tasks.values()) > 60 * 20 * 101


GONE = """
debugger, said = debug()
async def main():
    await until(lambda: told(said, "c" * 16) > 4)
    debugger._enable_thread_notifications = False  # its client detached
    first = recorder()
    await until(lambda: not first.on)
    assert not [finder for finder in sys.meta_path if "coroscope" in type(finder).__module__]
    debugger._enable_thread_notifications = True
    thread = threading.Thread(target=boot, kwargs=dict(join=True, dap="only", stream="d" * 16, token="1" * 64))
    thread.start()
    await until(lambda: is_joined() and recorder() is not first)
    # Another client's, though nothing said that the one before it went.
    await until(lambda: told(said, "d" * 16) > 4)
    second = recorder()
    threading.Thread(target=boot, kwargs=dict(join=True, dap="only", stream="e" * 16, token="2" * 64)).start()
    await until(lambda: is_joined() and recorder() is not second)
    third = recorder()
    boot(join=True, dap="only", stream="e" * 16, token="2" * 64)  # the same: it is there already
    assert recorder() is third
    await until(lambda: told(said, "e" * 16) > 4)
    sys.modules.pop("pydevd")  # and then there is no debugger at all
    await until(lambda: not third.on)
boot(dap="only", stream="c" * 16, token="0" * 64)
asyncio.run(main())
for name in "cde":
    save(said, name * 16)
"""


def test_a_debugger_whose_client_goes_away(tmp_path):
    run_faked(GONE, tmp_path)
    for name in "cde":
        assert "main" in [task["coroutine"] for task in trace_in(tmp_path, name * 16, True).tasks.values()]


WITHOUT = """
boot(dap="only", stream="f" * 16, token="0" * 64)
assert sys.modules["coroscope_probe"].process.recording is None
asyncio.run(asyncio.sleep(0))
debugger, said = debug()
boot(join=True, dap="only", stream="f" * 16, token="0" * 64)
asyncio.run(asyncio.sleep(0.05))
assert recorder().on and said
"""


def test_without_a_debugger_nothing_is_recorded(tmp_path):
    run_faked(WITHOUT, tmp_path)


WRONG = """
import socket
debugger, said = debug()
server = socket.socket(socket.AF_UNIX)
server.bind("@FOLDER@/other")
server.listen(5)
async def main():
    await asyncio.sleep(0.1)
    first = recorder()
    assert outlet().transport == "socket"
    boot(join=True, socket="@FOLDER@/other", token="0" * 64, dap="fallback", stream="9" * 16)
    assert recorder() is first
    boot(join=True, dap="only", token="0" * 64, stream="9" * 16)
    await until(lambda: is_joined() and recorder() is not first)
    assert outlet().transport == "dap" and not first.on
    await until(lambda: told(said, "9" * 16) > 4)
boot(join=True, socket="@FOLDER@/other", token="0" * 64, dap="fallback", stream="9" * 16)
asyncio.run(main())
save(said, "9" * 16)
"""


def test_a_socket_that_is_somebody_elses(tmp_path):
    """A path of the same name may lead elsewhere in a container: then the host, which hears nothing, asks for events."""
    run_faked(WRONG, tmp_path)
    assert "main" in [task["coroutine"] for task in trace_in(tmp_path, "9" * 16, True).tasks.values()]


REAL = '''
import asyncio, os, sys
import debugpy
print(debugpy.listen(("127.0.0.1", 0))[1], flush=True)

async def idles(event):
    await event.wait()

async def main():
    event = asyncio.Event()
    task = asyncio.create_task(idles(event), name="older")
    while not os.path.exists(sys.argv[1]):
        await asyncio.sleep(0.02)
    event.set()
    await task

asyncio.run(main())
'''


def boot_expression(**options):
    """As the host's, with the texts of the probe."""
    texts = {path.stem: path.read_text() for path in (SOURCE / "coroscope_probe").glob("*.py")}
    given = "{'__name__':'coroscope_boot','__file__':'','OPTIONS':%r,'SOURCES':%r}" % (options, texts)
    return "exec(compile(%r,'<frozen coroscope>','exec'),%s)" % ((SOURCE / "boot.py").read_text(), given)


def stream(client, name):
    return b"".join(base64.b64decode(body["bytes"]) for body in client.own if body.get("stream") == name and "bytes" in body)


def test_attach_and_detach_with_the_real_debugger(tmp_path):
    pytest.importorskip("debugpy")
    path, over = tmp_path / "program.py", tmp_path / "over"
    path.write_text(REAL)
    process = subprocess.Popen(
        [sys.executable, str(path), str(over)], env=dict(environment(), PYDEVD_DISABLE_FILE_VALIDATION="1"),
        stdout=subprocess.PIPE, stderr=(tmp_path / "errors").open("wb"))
    try:
        port = int(process.stdout.readline())
        for name in ("1" * 16, "2" * 16):
            client = DapClient(port)
            client.evaluate(boot_expression(join=True, dap="only", stream=name, token=name * 4))
            client.configured()
            wait_until(lambda: len(stream(client, name)) > 1000)
            threads = client.ask("threads")["threads"]
            assert [thread["name"] for thread in threads] == ["MainThread"]
            time.sleep(0.5)
            if name[0] == "2":
                over.touch()
                wait_until(lambda: process.poll() is not None)
            else:
                client.detach()
                time.sleep(0.6)  # so the recording ends
            trace = Trace(stream(client, name), partial=True)
            assert trace.problems == []
            tasks = named(trace)
            assert is_older(tasks["older"]) and tasks["Task-1"]["created"] == 0 and trace.header["joined"] == 1
            assert [body["category"] for body in client.output if body.get("category") != "telemetry"] == []
        assert (process.wait(30), (tmp_path / "errors").read_bytes()) == (0, b"")
        # All that happened arrives, though debuggers leave before the interpreter exits.
        assert {task["outcome"] for task in tasks.values()} == {"result"}
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()
