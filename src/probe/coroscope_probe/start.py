"""Starts the probe: connects, says who the process is, starts the threads, and has asyncio hooked.

Where the connection cannot be made nothing at all is installed. A forked child switches itself off before it runs a
line of the program's: the connection is its parent's.
"""

import atexit
import os
import sys
import _thread

from .clock import WALL_ORIGIN
from .hooks import Hooks, WaitForAsyncio
from .outlet import open_outlet
from .places import Places
from .recorder import Recorder
from .sender import DEFAULT_BUFFER, Sender
from .version import PROBE, WIRE, supported

ARGUMENTS = 1000


def start(options):
    try:
        outlet = open_outlet(options)
    except (OSError, ValueError):
        return
    recorder = Recorder(Places())
    hooks = Hooks(recorder)
    finder = WaitForAsyncio(hooks)

    def stop_recording():
        recorder.stop()
        finder.stop()
        hooks.remove()

    sender = Sender(recorder, outlet, header(), options.get("buffer") or DEFAULT_BUFFER, stop_recording)

    def finish():
        if recorder.on:
            sender.finish()
            stop_recording()

    def forget():
        stop_recording()
        outlet.abandon()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)
    atexit.register(finish)
    start_thread(outlet.write_all)
    start_thread(sender.run)
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
        "argv": list(getattr(sys, "argv", ()))[:ARGUMENTS], "cwd": os.getcwd(), "wall": WALL_ORIGIN // 1000000}


def start_thread(target):
    """A thread that neither the program nor a debugger sees.

    Under a debugger it has to be a real Thread with the marks that the debugger's own threads carry, and have them
    before it starts: then it is hidden, and goes on at a breakpoint. Elsewhere a bare thread is enough, and
    `threading.enumerate()` does not change.
    """
    threading = sys.modules.get("threading")
    if "pydevd" not in sys.modules or threading is None:
        _thread.start_new_thread(target, ())
        return
    thread = threading.Thread(target=target, name="coroscope", daemon=True)
    thread.pydev_do_not_trace = True
    thread.is_pydev_daemon_thread = True
    thread.start()
