"""Which of the program's processes record, and from when on.

The main process records from its start. A child waits: a forked one lets go of its parent's recording before it runs a
line of the program's, and one that was started anew has loaded no more of the probe than this. Only when it makes or
runs its first event loop does it start a recording of its own, in a connection of its own. So a child that replaces
itself by another program, or works without asyncio, does not pay for what it does not use.

A process whose recording is over, because its reader went away, records anew when a debugger attaches to it.
"""

import os
import sys
from _thread import get_ident

from .carry import Carrier
from .faults import describe, is_own
from .originals import allocate_lock
from .paths import SEPARATOR

FORKING = True, 1.0  # blocking, seconds: that a fork and a new recording wait for each other
REFUSED = "The program is being recorded already, by another window or into a file."
LAST_OF_ASYNCIO = ("asyncio.unix_events", "asyncio.windows_events")


def begin(options, start, folder):
    """`start(options)` loads the rest of the probe, starts it and gives the recording, or None; `folder`: the probe's.

    Gives the process.
    """
    process = Process(options, start, folder)
    if options.get("child"):
        process.arrival = Arrival(process.arrived, process.refuse)
    else:
        process.recording = start(options)
    if process.recording is not None or process.arrival is not None:
        process.watch_children()
    return process


class Process:
    """This process. Its methods are called by Python, which would print what they raise: they raise nothing of their own."""

    def __init__(self, options, start, folder):
        self.options = options
        self.start = start
        self.folder = folder
        self.recording = None
        self.former = None  # the one of the process that this one is a fork of: to take it out is not for nothing
        self.arrival = None  # while there is none, but may be one
        self.parent = os.getppid()
        self.kind = ""  # of a forked one
        self.failed = False
        self.changing = allocate_lock()  # while it forks, and while another recording begins
        self.forking = 0  # the thread that does
        self.watching = False
        self.carrier = None

    def watch_children(self):
        """Hears of forks, and gets the probe into children, from now on."""
        if not self.watching and hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self.before_fork, after_in_parent=self.after_in_parent, after_in_child=self.after_in_child)
        self.watching = True
        children = self.options.get("children")
        # Where only forked ones are to be recorded, a debugger lets the probe into the others.
        carried = dict(self.options, child=True) if children is True else None
        if self.carrier is not None:
            self.carrier.carry(carried)
        elif children:
            self.carrier = Carrier(carried, self.folder + SEPARATOR + "site", self.made, self.refuse)
            self.carrier.install()

    def again(self, options, tell):
        """The debugger attached: begins another recording, unless one goes on. `tell(body)` answers that this cannot be."""
        if not self.changing.acquire(*FORKING):
            return
        try:
            recording = self.recording
            if recording is not None and recording.is_alive():
                recording.mark_threads()
                by_events = recording.outlet.transport == "dap"
                if any(options.get(key) == self.options.get(key, "") for key in ("token", "stream")):
                    # The same one asks again. Where its socket turned out to be another's, it asks for events.
                    if by_events or options.get("dap") != "only":
                        return
                elif not by_events:  # a debugger has one client at a time: that of those events is gone
                    tell({"refused": REFUSED, "stream": options.get("stream", "")})
                    return
            self.replace(options)
        finally:
            self.changing.release()

    def leave(self):
        """Whoever reads the recording wants no more of it. The program goes on."""
        if not self.changing.acquire(*FORKING):
            return
        try:
            if self.recording is not None:
                self.recording.end()
        finally:
            self.changing.release()

    def replace(self, options):
        arrival, self.arrival = self.arrival, None
        if arrival is not None:
            arrival.stop()
        recording, self.recording = self.recording, None
        former, self.former = self.former, None
        if recording is not None:
            recording.end()
        if former is not None:
            former.stop()
        clock = sys.modules.get("coroscope_probe.clock")
        if clock is not None:
            clock.renew()
        self.options, self.failed = options, False
        self.recording = self.start(options)
        if arrival is not None:
            arrival.settle()
        if self.recording is not None:
            self.watch_children()

    def arrived(self):
        """The process uses asyncio."""
        try:
            arrival, self.arrival = self.arrival, None
            if arrival is not None:  # no other thread was faster
                arrival.stop()
                former, self.former = self.former, None
                if former is not None:
                    former.stop()
                options = dict(self.options, child=True, **self.origin())
                options.pop("join", None)
                self.recording = self.start(options)
                arrival.settle()
        except BaseException as fault:
            self.refuse(fault)

    def origin(self):
        """How this process came to be, as the header tells it."""
        parent = self.parent
        kind = self.kind
        if kind != "fork":
            module = sys.modules.get("multiprocessing.process")
            made_by = getattr(module, "_parent_process", None)
            if made_by is not None:
                parent = made_by._pid
            kind = kind or ("subprocess" if made_by is None else "spawn")
        return {"kind": kind, "parent": parent}

    def made(self, pid, arguments):
        """A process was started by the functions that multiprocessing and subprocess use."""
        if self.recording is not None:
            self.recording.forks.started(pid, arguments)

    def before_fork(self):
        try:
            if self.changing.acquire(*FORKING):
                self.forking = get_ident()
            if self.recording is not None:
                self.recording.before_fork()
        except BaseException as fault:
            self.refuse(fault)

    def after_in_parent(self):
        try:
            if self.recording is not None:
                self.recording.after_in_parent()
            if self.forking == get_ident():
                self.forking = 0
                self.changing.release()
        except BaseException as fault:
            self.refuse(fault)

    def after_in_child(self):
        try:
            self.changing, self.forking = allocate_lock(), 0
            recording, self.recording = self.recording, None
            if recording is not None:
                recording.abandon()
                self.former = recording
            self.parent = os.getppid()
            self.kind = "forkserver" if is_fork_server(sys._getframe(1)) else "fork"
            if not self.options.get("children"):
                if recording is not None:
                    recording.stop()
            elif self.arrival is None:
                self.arrival = Arrival(self.arrived, self.refuse)
        except BaseException as fault:
            self.refuse(fault)

    def refuse(self, fault):
        if not is_own(fault):
            raise fault
        if self.recording is not None and not self.failed:
            self.failed = True
            self.recording.recorder.problem("children", describe(fault))


class Arrival:
    """Calls a function when the process makes or runs its first event loop, and leaves nothing behind."""

    def __init__(self, arrived, refuse):
        self.arrived = arrived
        self.refuse = refuse
        self.undo = []
        self.settled = []
        if is_there("asyncio.base_events", "asyncio.tasks") or is_there("trio._core._run"):
            self.watch()
        else:
            sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        """Finds no module, but hears when asyncio imports its last one, or trio one after that which is needed."""
        try:
            if name in LAST_OF_ASYNCIO or name.startswith("trio.") and is_there("trio._core._run"):
                if self in sys.meta_path:
                    sys.meta_path.remove(self)
                    self.watch()
        except BaseException as fault:
            self.refuse(fault)
        return None

    def watch(self):
        modules = sys.modules
        if is_there("trio._core._run"):
            self.replace(modules["trio._core._run"], "setup_runner")
        if not is_there("asyncio.base_events"):
            return
        self.replace(modules["asyncio.base_events"].BaseEventLoop, "__init__")
        fast = getattr(modules.get("uvloop"), "Loop", None)
        if type(fast) is type:
            self.replace(fast, "__init__")
        events = modules["asyncio.events"]
        original = events._set_running_loop
        made = self.replace(events, "_set_running_loop", lambda loop: loop is not None)
        if modules["asyncio"]._set_running_loop is original:  # as other loops than asyncio's get it
            self.put(modules["asyncio"], "_set_running_loop", made)

    def replace(self, owner, name, counts=lambda *arguments, **keywords: True):
        """Puts a function in the place of another, which from `settle` on calls what the recording has put there."""
        function = getattr(owner, name)

        def made(*arguments, **keywords):
            if counts(*arguments, **keywords):
                self.arrived()
            return function(*arguments, **keywords)

        def settle():
            nonlocal function
            function = getattr(owner, name)

        self.put(owner, name, made, settle)
        return made

    def put(self, owner, name, made, settle=None):
        own = vars(owner).get(name)
        setattr(owner, name, made)

        def undo():
            if vars(owner).get(name) is made:
                if settle is not None:  # where a function of the program's calls this one, what follows stays as it was
                    self.settled.append(settle)
                if own is None:
                    delattr(owner, name)
                else:
                    setattr(owner, name, own)

        self.undo.append(undo)

    def stop(self):
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        while self.undo:
            self.undo.pop()()

    def settle(self):
        """Another recording has begun: functions that the program kept lead to its hooks."""
        while self.settled:
            self.settled.pop()()


def is_there(*names):
    """Whether modules are imported as a whole."""
    modules = [sys.modules.get(name) for name in names]
    return not any(module is None or getattr(getattr(module, "__spec__", None), "_initializing", False) for module in modules)


def is_fork_server(frame):
    """Whether it is multiprocessing's server that forks in this frame, or by the debugger's function."""
    while frame.f_back is not None and "pydevd" in frame.f_code.co_filename:
        frame = frame.f_back
    code = frame.f_code
    return code.co_name == "main" and code.co_filename.endswith(SEPARATOR.join(("multiprocessing", "forkserver.py")))
