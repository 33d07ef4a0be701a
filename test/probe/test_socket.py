"""The connection: handshake, beats, a reader that stalls and one that goes away."""

import json
import socket
import subprocess
import sys
import time

from running import environment, recorded_text, same
from trace_reader import Trace


class Listener:
    def __init__(self, path):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(1)
        self.server.settimeout(60)
        self.path = path
        self.options = json.dumps({"socket": path, "token": "ab" * 32, "buffer": 200000})

    def start(self, text, tmp_path):
        path = tmp_path / "program.py"
        path.write_text(text)
        process = subprocess.Popen([sys.executable, str(path)], env=environment(self.options), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            connection, _ = self.server.accept()
        except OSError:
            process.kill()
            raise AssertionError(process.communicate()) from None
        connection.settimeout(60)
        line = b""
        while not line.endswith(b"\n"):
            line += connection.recv(1)
        assert line == b"coroscope/2 " + b"ab" * 32 + b"\n"
        return process, connection


def read_all(connection):
    data = b""
    while True:
        piece = connection.recv(1 << 20)
        if not piece:
            return data
        data += piece


def test_socket(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    process, connection = listener.start("import asyncio\nasyncio.run(asyncio.sleep(0.2))\nprint('done')", tmp_path)
    trace = Trace(read_all(connection))
    assert process.communicate() == (b"done\n", b"")
    assert len(trace.tasks) == 3 and trace.finish is not None
    assert len(trace.beats) >= 1


def test_beats_tell_what_runs_now(tmp_path):
    text = "import asyncio, time\nasync def main():\n    time.sleep(0.8)\nasyncio.run(main())"
    trace = recorded_text(text).trace
    running = [row for beat in trace.beats for row in beat["running"]]
    assert len(running) >= 2 and all(subject >> 2 == 1 for _, subject, _ in running)
    assert max(since for _, _, since in running) > 400e6


STALLED = """
import asyncio
async def work():
    for _ in range(300):
        await asyncio.sleep(0)
async def main():
    for _ in range(%d):
        await asyncio.gather(*[work() for _ in range(20)])
asyncio.run(main())
"""


def test_stalled_reader_loss_is_counted(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    rounds = 15
    done = tmp_path / "done"
    process, connection = listener.start(STALLED % rounds + "open(%r, 'w').close()\nimport time; time.sleep(1.2)\n" % str(done), tmp_path)
    while not done.exists():  # nobody reads meanwhile, and the program must not be held up
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    trace = Trace(read_all(connection))
    assert process.communicate() == (b"", b"") and process.returncode == 0
    lost = sum(loss["count"] for loss in trace.losses)
    assert lost > 0 and trace.problems == []
    steps = rounds * 20 * 301 + rounds + 1  # of the workers, and of main
    callbacks = rounds * 20 + 3  # gather's, and those that end run_until_complete
    assert len(trace.runs) + lost == steps + callbacks + 2
    assert len(trace.tasks) == rounds * 20 + 3
    assert all(task["outcome"] == "result" for task in trace.tasks.values())
    for loss in trace.losses:
        assert 0 < loss["from"] < loss["to"]


def test_stalled_reader_does_not_hold_up_the_exit(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    begin = time.time()
    process, connection = listener.start(STALLED % 15, tmp_path)
    assert process.communicate() == (b"", b"")
    assert time.time() - begin < 6
    connection.close()


def test_reader_that_goes_away_ends_the_recording(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    text = """
import asyncio, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
before = None
async def main():
    for _ in range(30):
        await asyncio.sleep(0.03)
    print(asyncio.Handle._run.__code__.co_freevars)
asyncio.run(main())
"""
    process, connection = listener.start(text, tmp_path)
    time.sleep(0.2)
    connection.close()
    assert process.communicate() == (b"()\n", b"")
    assert process.returncode == 0


def test_a_program_that_puts_others_in_the_place_of_functions_of_os(tmp_path):
    text = """
import asyncio, os
from unittest import mock

async def main():
    with mock.patch("os.fstat"), mock.patch("os.write"), mock.patch("os.close"), mock.patch("os.read"):
        for _ in range(20):
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)

asyncio.run(main())
"""
    trace = same(text, tmp_path).trace
    assert len(trace.tasks[1]["steps"]) == 22 and trace.finish is not None


def test_a_descriptor_that_becomes_a_files_between_a_look_and_a_write(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    text = """
import asyncio, os, sys, time
outlet = sys.modules["coroscope_probe"].process.recording.outlet
where = type(outlet).is_ours.__globals__
descriptor, identity, turned = outlet.descriptor, where["identity"], []
def found(asked):
    told = identity(asked)
    if asked == descriptor and not turned:
        turned.append(True)
        os.dup2(file.fileno(), descriptor)
    return told
with open(%r, "wb+", buffering=0) as file:
    file.write(b"user data")
    where["identity"] = found
    async def main():
        while not turned:
            await asyncio.sleep(0.001)
    asyncio.run(main())
    outlet.done.acquire()
    os.write(descriptor, b", and more")  # it is still open
    file.seek(0)
    print(file.read())
""" % str(tmp_path / "user.dat")
    process, connection = listener.start(text, tmp_path)
    assert process.communicate() == (b"b'user data, and more'\n", b"")
    connection.close()


def test_stalled_reader_does_not_hold_up_forks(tmp_path):
    listener = Listener(str(tmp_path / "s"))
    text = STALLED % 8 + """
import os, time
def fork():
    begin = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(0)
    end = time.perf_counter()
    os.waitpid(child, 0)
    return end - begin
print(min(fork() for _ in range(10)) < 0.2)
"""
    process, connection = listener.start(text, tmp_path)
    assert process.communicate() == (b"True\n", b"")
    connection.close()
