"""Programs that get the probe while they run, from another thread, as from the debugger's."""

import json
import subprocess
import sys

from running import PROBE, environment
from trace_reader import read_trace

BOOT = str(PROBE / "boot.py")
HEAD = '''
import asyncio, gc, os, sys, threading, time, weakref

def boot(**options):
    with open({boot!r}, "rb") as file:
        code = compile(file.read(), "<frozen coroscope>", "exec")
    exec(code, {{"__name__": "coroscope_boot", "__file__": {boot!r}, "OPTIONS": dict(options, strict=True)}})

def recorder():
    return sys.modules["coroscope_probe"].process.recording.recorder

def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()

def is_joined():
    top = sys.modules.get("coroscope_probe")
    recording = top and top.process and top.process.recording
    return bool(recording) and not recording.recorder.joining

def attach(then=None, **options):
    """Starts the probe on another thread; `then` is called there when all tasks are known."""
    def work():
        boot(**dict({{"file": {trace!r}, "join": True}}, **options))
        wait_for(is_joined)
        if then is not None:
            then()
    thread = threading.Thread(target=work)
    thread.start()
    return thread
'''


def run_joined(text, tmp_path, *flags, timeout=60, **variables):
    """Runs a program that calls `attach()`; expects that it prints nothing it does not say, and gives its trace."""
    trace = str(tmp_path / "joined.tasktrace")
    path = tmp_path / "program.py"
    path.write_text(HEAD.format(boot=BOOT, trace=trace) + text, encoding="utf-8")
    process = subprocess.run(
        [sys.executable, *flags, str(path)], env=environment(**variables), timeout=timeout, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert (process.returncode, process.stderr.decode()) == (0, "")
    found = read_trace(trace)
    assert found.problems == []
    found.out = process.stdout.decode()
    return found


def named(trace):
    """The tasks by name."""
    tasks = {task["name"]: task for task in trace.tasks.values()}
    assert len(tasks) == len(trace.tasks)
    return tasks


def is_older(task):
    """Whether it is told as older than the recording: the first step has no length, and nobody knows since when it was ready."""
    first = task["steps"][0]
    return task["created"] == 0 and first["begin"] == first["end"] and first["ready"] is None


def lines(trace, step):
    """The user's lines of an await site."""
    return [place["line"] for place in step["site"]["stack"] if place["scope"] == 0]


def as_options(**options):
    return json.dumps(options)
