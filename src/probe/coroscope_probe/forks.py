"""Which children this process made by `os.fork` and by `multiprocessing`: rows of the table `children`.

A fork tells the new process's id to its caller only. So the child says it, through a pipe into which the sender looks
before it packs what was recorded; a fork that failed has no child to say anything. Multiprocessing's other ways to
start a process end in functions that are seen: `fork_exec` (carry.py) and the fork server's answer.
"""

import os
import sys
from _struct import pack, unpack
from _thread import get_ident
from os import close, read, write

from .clock import clock
from .outlet import identity
from .paths import SEPARATOR
from .splice import AFTER, BEFORE, install_grafts, splice

FORK, MULTIPROCESSING = 2, 3
REPORT = "<II"  # number of the fork, pid
SIZE = 8
FRAMES = 8  # between a process's `start` and the call that makes it
FUNCTION = type(lambda: None)

edit_read_signed = splice((
    BEFORE, "return SIGNED_STRUCT.unpack(data)[0]", "label = told(SIGNED_STRUCT.unpack(data)[0])"))
edit_poll = splice((AFTER, "self.returncode = os.waitstatus_to_exitcode(sts)", "label = ended(pid, self.returncode)"))


class Forks:
    def __init__(self, recorder, hooks):
        self.recorder = recorder
        self.hooks = hooks
        self.pipe = None  # (end to read, end to write, their identities)
        self.forks = 0
        self.forking = {}  # thread -> number of its fork
        self.rows = {}  # number -> row without the pid
        self.grafted = set()
        self.known = {}  # pid -> id, of multiprocessing's
        self.over = {}  # pid -> (when, exit code), of those that ended before they said who they are

    # A fork

    def before(self):
        """This thread is about to fork."""
        caller = calling_frame()
        if caller is None or caller.f_code.co_name == "_execute_child":  # of Popen, which has functions to call in between
            return
        if self.pipe is None:
            self.open()
        kind, command = self.asked(caller)
        self.forks += 1
        self.rows[self.forks] = self.row(kind, command)
        self.forking[get_ident()] = self.forks

    def open(self):
        ends = os.pipe()
        for end in ends:
            os.set_blocking(end, False)
        self.pipe = ends + (identity(ends[0]), identity(ends[1]))

    def in_parent(self):
        self.forking.pop(get_ident(), None)

    def in_child(self):
        """Says who was made, and lets go of the pipe."""
        number = self.forking.get(get_ident())
        if number is not None and self.is_ours(1):
            write(self.pipe[1], pack(REPORT, number, os.getpid()))
        self.close()

    def look(self):
        """Takes what children said; called by the sender's thread."""
        if self.rows and self.is_ours(0):
            try:
                data = read(self.pipe[0], SIZE << 8)
            except BlockingIOError:
                return
            for at in range(0, len(data), SIZE):
                number, pid = unpack(REPORT, data[at:at + SIZE])
                row = self.rows.pop(number, None)
                if row is not None:
                    self.add(row, pid)

    def is_ours(self, end):
        """Whether the pipe is still there: a program may close all descriptors, and get their numbers anew."""
        return self.pipe is not None and identity(self.pipe[end]) == self.pipe[end + 2]

    def close(self):
        for end in (0, 1):
            if self.is_ours(end):
                close(self.pipe[end])
        self.pipe = None

    # Multiprocessing

    def started(self, pid, arguments):
        """`fork_exec` started a process."""
        if "--multiprocessing-fork" in [word for word in arguments if type(word) is str]:
            self.add(self.row(*self.asked(calling_frame())), pid)
        self.watch_fork_server()

    def watch_fork_server(self):
        """The server says a pid when it has made a process, and the exit code when that has ended."""
        server = sys.modules.get("multiprocessing.forkserver")
        if server is not None:
            self.graft("fork server", server, "read_signed", edit_read_signed, {"told": self.told})

    def told(self, number):
        caller = sys._getframe(3)  # of the function that the call is grafted into, and of its guard
        if caller.f_code.co_name == "_launch":
            self.add(self.row(*self.asked(caller)), number)
        elif caller.f_code.co_name == "poll":
            self.ended(caller.f_locals["self"].pid, number)

    def watch_ends(self):
        module = sys.modules.get("multiprocessing.popen_fork")
        if module is not None:
            self.graft("ends of processes", module.Popen, "poll", edit_poll, {"ended": self.ended})

    def graft(self, name, owner, attribute, edit, functions):
        if name not in self.grafted and self.hooks.run_once is not None:
            self.grafted.add(name)
            install_grafts(self.hooks, name, functions, [(owner, attribute, edit)])

    def ended(self, pid, code):
        end = clock(), code if code >= 0 else 128 - code
        known = self.known.pop(pid, None)
        if known is None:
            self.over[pid] = end
        else:
            self.recorder.facts["childEnds"].append((known,) + end)

    # Rows

    def asked(self, frame):
        """Who asks for a process in this frame: the kind, and the name of multiprocessing's process."""
        for _ in range(FRAMES):
            if frame is None:
                break
            code = frame.f_code
            if code.co_name == "start" and code.co_filename.endswith(SEPARATOR.join(("multiprocessing", "process.py"))):
                self.watch_ends()
                return MULTIPROCESSING, process_name(frame.f_locals.get("self"))
            frame = frame.f_back
        return FORK, ""

    def row(self, kind, command):
        recorder = self.recorder
        return clock(), kind, command, recorder.current_serial(), recorder.places.creation(0)[0]

    def add(self, row, pid):
        at, kind, command, task, place = row
        child = next(self.recorder.child_ids)
        self.recorder.facts["children"].append((child, at, pid, kind, command, task, place))
        if kind == MULTIPROCESSING:
            end = self.over.pop(pid, None)
            if end is None:
                self.known[pid] = child
            else:
                self.recorder.facts["childEnds"].append((child,) + end)


def calling_frame():
    """The innermost frame that is not the probe's."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith("<frozen coroscope"):
        frame = frame.f_back
    return frame


def process_name(process):
    """The process's name, and its function's if that is a plain one."""
    own = getattr(process, "__dict__", {})
    name = own.get("_name")
    name = name if type(name) is str else ""
    target = own.get("_target")
    return "%s: %s" % (name, target.__qualname__) if type(target) is FUNCTION else name
