"""Starts the probe: connects, says who the process is, starts the threads, and has asyncio hooked.

Where the connection cannot be made nothing at all is installed. A forked child never writes on its parent's
connection: it lets go of the recording before it runs a line of the program's (children.py).
"""

import atexit
import os
import sys

from . import anyio_scopes, clock, collector, signals, trio_instrument
from .faults import describe, is_own
from .forks import Forks
from .hooks import Hooks, WaitForAsyncio
from .outlet import open_outlet
from .places import Places, working_folder
from .recorder import EVERY_YIELD, Recorder
from .sender import DEFAULT_BUFFER, Sender
from .threads import Worker, pause_all
from .turns import Door
from .version import PROBE, WIRE, supported
from .watchdog import Watchdog, threshold_of

ARGUMENTS = 1000
FORKED = ("fork", "forkserver")
BACK_LATE = sys.version_info[:2] == (3, 13)
"""Whether Python looks for threads only after `after_in_parent`: they come back when the run that forks, or the next one, has ended."""


def start(options):
    """Begins the recording and gives it; None where it cannot be."""
    try:
        outlet = open_outlet(options)
    except (OSError, ValueError):
        return None
    recording = Recording(options, outlet)
    return recording if recording.begin(options) else None


class Recording:
    """This process's: what is recorded, sent, and to be done around a fork and at the end."""

    def __init__(self, options, outlet):
        self.pid = os.getpid()
        self.joined = bool(options.get("join"))  # the process ran already
        self.outlet = outlet
        self.recorder = recorder = Recorder(Places())
        # Until all that there is has been told of; of what asyncio does, if it is not there yet, nothing is older.
        recorder.joining = self.joined and is_asyncio_there()
        if options.get("yields") == "all":
            recorder.yields = EVERY_YIELD
        self.hooks = Hooks(recorder)
        self.forks = Forks(recorder, self.hooks)
        self.watchdog = watchdog = Watchdog(recorder, threshold_of(options), Door(recorder.turns))
        self.finder = WaitForAsyncio(self.hooks)
        outlet.look = watchdog.look
        about = dict(header(options), threshold=watchdog.threshold, transport=outlet.transport)
        self.sender = Sender(recorder, outlet, about, options.get("buffer") or DEFAULT_BUFFER, self.stop, self.look, Door(recorder.turns))
        self.sender.back_late = BACK_LATE
        self.workers = [Worker(part.work, part.interrupt, self.give_up) for part in (outlet, self.sender, watchdog)]

    def begin(self, options):
        """Starts the threads and hooks asyncio. Returns false where no threads are to be had."""
        if not self.resume():
            self.outlet.abandon()
            return False
        finish_at_exit(self)
        if options.get("kind") in FORKED:
            self.finish_before_exit()
        if not supported():
            version = "%d.%d" % sys.version_info[:2]
            self.recorder.problem("start", "Python %s is not supported yet: nothing is recorded." % version)
            return True
        trio_instrument.install(self.hooks)
        anyio_scopes.install(self.hooks)
        signals.install(self.hooks, self.hand_over)
        collector.install(self.hooks)
        if is_asyncio_there():
            self.hooks.install()
            if self.joined:
                from . import joining

                joining.begin(self.hooks)
        else:
            sys.meta_path.insert(0, self.finder)
        return True

    def look(self):
        """Called by the sender before it packs what was recorded, and after."""
        self.forks.look()
        self.watchdog.look()

    def resume(self):
        recorder = self.recorder
        if not recorder.on:
            return False
        try:
            recorder.at_next_run = None
            for worker in self.workers:
                worker.start()
        except Exception:  # no more threads are to be had: those that there are end
            self.stop()
            self.outlet.failed = True
            self.sender.wake_up()
            self.outlet.close()
        return recorder.on

    def stop(self):
        self.recorder.stop()
        self.forks.close()
        self.finder.stop()
        self.hooks.remove()
        self.watchdog.interrupt()

    def is_alive(self):
        """Whether it goes on, and somebody reads it."""
        return self.recorder.on and self.pid == os.getpid() and not self.outlet.failed and self.outlet.is_read()

    def end(self):
        """Stops, and lets go of the connection: another recording follows."""
        self.stop()
        self.outlet.failed = True
        self.sender.wake_up()
        self.outlet.close()

    def mark_threads(self):
        """A debugger that was not there when the threads began does not know them as the probe's: they begin anew."""
        if any(worker.is_visible() for worker in self.workers):
            pause_all(self.workers)
            self.resume()

    def give_up(self, fault):
        """A thread ended with an exception: without it nothing more can be recorded."""
        try:
            self.recorder.problem("threads", describe(fault))
            self.stop()
        except BaseException:
            pass

    def finish(self):
        """Sends the rest, when the interpreter exits."""
        try:
            if self.recorder.on and self.pid == os.getpid() and self.resume():
                self.sender.finish()
                self.stop()
        except BaseException as fault:
            if not is_own(fault):
                raise

    def hand_over(self):
        """Has all up to now leave the process: it may end without a word."""
        if self.recorder.on and self.pid == os.getpid():
            self.sender.hand_over()

    def finish_main_thread(self):
        """The main thread has ended: the debugger ends with the last one, before functions of `atexit` run."""
        try:
            if self.recorder.on and self.pid == os.getpid() and self.outlet.transport == "dap":
                if other_threads():
                    self.sender.hand_over()
                else:
                    self.finish()
        except BaseException as fault:
            if not is_own(fault):
                raise

    def finish_before_exit(self):
        """Forked processes, multiprocessing's too, as a rule end by `os._exit`, which runs nothing before."""
        original = os._exit

        def _exit(status):
            try:
                self.finish()
            except BaseException as fault:
                self.hooks.refuser("os._exit")(fault)
            original(status)

        self.hooks.replace("os._exit", os, "_exit", _exit)

    # Forks

    def before_fork(self):
        if self.recorder.on:
            try:
                self.forks.before()
            finally:
                pause_all(self.workers)

    def after_in_parent(self):
        self.forks.in_parent()
        if not self.recorder.on:
            return
        if BACK_LATE:
            self.recorder.after_next_run(self.resume)
        else:
            self.resume()

    def abandon(self):
        """In a forked child: this recording is its parent's. Its hooks stay, until `stop`, and do nothing."""
        self.recorder.stop()
        collector.forget()
        self.outlet.abandon()
        self.forks.in_child()


def is_asyncio_there():
    return "asyncio.base_events" in sys.modules and "asyncio.tasks" in sys.modules


at_exit = {"pid": 0, "thread": 0, "recording": None}
"""The process that finishes its recording when the interpreter exits, and when the main thread ends; and the recording."""


def finish_at_exit(recording):
    at_exit["recording"] = recording
    if at_exit["pid"] != os.getpid():
        at_exit["pid"] = os.getpid()
        atexit.register(lambda: at_exit["recording"].finish())
    register = getattr(sys.modules.get("threading"), "_register_atexit", None)
    if recording.outlet.transport == "dap" and at_exit["thread"] != os.getpid() and register is not None:
        at_exit["thread"] = os.getpid()
        try:
            register(lambda: at_exit["recording"].finish_main_thread())
        except RuntimeError:  # the main thread has ended already
            pass


def other_threads():
    """Whether threads of the program's hold up its end."""
    threading = sys.modules["threading"]
    main = threading.main_thread()
    own = [object.__getattribute__(thread, "__dict__") for thread in threading.enumerate() if thread is not main]
    return any(not each.get("_daemonic") and not each.get("is_pydev_daemon_thread") for each in own)


def header(options):
    about = {
        "wire": WIRE, "probe": PROBE, "pid": os.getpid(), "python": "%d.%d.%d" % sys.version_info[:3],
        "implementation": sys.implementation.name, "executable": sys.executable or "", "platform": sys.platform,
        "argv": list(getattr(sys, "argv", ()))[:ARGUMENTS], "cwd": working_folder(), "wall": clock.WALL_ORIGIN // 1000000,
        "clock": clock.ORIGIN // 1000}
    if "kind" in options:
        about.update(kind=options["kind"], parent=options["parent"])
    if options.get("join"):
        about["joined"] = 1
    return about
