"""Starts the probe: connects, says who the process is, starts the threads, and has asyncio hooked.

Where the connection cannot be made nothing at all is installed. A forked child switches itself off before it runs a
line of the program's: the connection is its parent's.
"""

import atexit
import os
import sys

from . import collector
from .clock import WALL_ORIGIN
from .hooks import Hooks, WaitForAsyncio
from .outlet import open_outlet
from .places import Places, working_folder
from .recorder import Recorder
from .sender import DEFAULT_BUFFER, Sender
from .threads import Worker, pause_all
from .version import PROBE, WIRE, supported
from .watchdog import Watchdog, threshold_of

ARGUMENTS = 1000


def start(options):
    try:
        outlet = open_outlet(options)
    except (OSError, ValueError):
        return
    recorder = Recorder(Places())
    hooks = Hooks(recorder)
    watchdog = Watchdog(recorder, threshold_of(options))
    outlet.look = watchdog.look
    finder = WaitForAsyncio(hooks)

    def stop_recording():
        recorder.stop()
        finder.stop()
        hooks.remove()
        watchdog.interrupt()

    about = dict(header(), threshold=watchdog.threshold)
    sender = Sender(recorder, outlet, about, options.get("buffer") or DEFAULT_BUFFER, stop_recording, watchdog.look)

    def finish():
        if recorder.on and resume_safely():
            sender.finish()
            stop_recording()

    workers = [Worker(part.work, part.interrupt) for part in (outlet, sender, watchdog)]

    def resume():
        recorder.at_next_run = None
        for worker in workers:
            worker.start()

    def resume_safely():
        try:
            resume()
        except Exception:  # no more threads are to be had: those that there are end
            stop_recording()
            outlet.failed = True
            sender.wake_up()
            outlet.close()
        return recorder.on

    def before_fork():
        if recorder.on:
            pause_all(workers)

    def after_in_parent():
        if not recorder.on:
            return
        if sys.version_info[:2] == (3, 13):
            # It looks for threads only after this: they come back when the run that forks has ended.
            recorder.after_next_run(resume_safely)
        else:
            resume_safely()

    def after_in_child():
        collector.forget()
        stop_recording()
        outlet.abandon()

    if not resume_safely():
        outlet.abandon()
        return
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=before_fork, after_in_parent=after_in_parent, after_in_child=after_in_child)
    atexit.register(finish)
    if not supported():
        version = "%d.%d" % sys.version_info[:2]
        recorder.problem("start", "Python %s is not supported yet: nothing is recorded." % version)
    elif "asyncio.base_events" in sys.modules and "asyncio.tasks" in sys.modules:
        hooks.install()
    else:
        sys.meta_path.insert(0, finder)


def header():
    return {
        "wire": WIRE, "probe": PROBE, "pid": os.getpid(), "python": "%d.%d.%d" % sys.version_info[:3],
        "implementation": sys.implementation.name, "executable": sys.executable or "", "platform": sys.platform,
        "argv": list(getattr(sys, "argv", ()))[:ARGUMENTS], "cwd": working_folder(), "wall": WALL_ORIGIN // 1000000}
