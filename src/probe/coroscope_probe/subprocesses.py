"""Programs that this process runs: `subprocess.Popen`, also as asyncio's subprocess transports make them.

A child begins when `Popen` has made it, and ends when asyncio or `Popen` learns that it did. In between it is known by its
process id, which stays its own until somebody asked for its exit code.
"""

import sys

from .chain import Function
from .clock import clock
from .futures import vars_of
from .imports import after_import
from .splice import AFTER, FIRST, LAST, install_grafts, splice

TRANSPORT, POPEN = 1, 4
WORDS = 16

edit_init = splice((AFTER, "self._execute_child(", "label = started(self, args)"))
edit_exit = splice((LAST, "", "label = ended(self, self.returncode)"))
edit_poll = splice((AFTER, "self.returncode = _GetExitCodeProcess(self._handle)", "label = ended(self, self.returncode)"))
edit_wait = splice(
    (AFTER, "self.returncode = _winapi.GetExitCodeProcess(self._handle)", "label = ended(self, self.returncode)"))
edit_exited = splice((FIRST, "", "label = exited(self, returncode)"))


def install(hooks):
    children = Children(hooks)
    after_import(hooks, {"subprocess": children.hook_popen, "asyncio.base_subprocess": children.hook_transport})


class Children:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.known = {}  # pid -> id, until it has ended

    def hook_popen(self):
        popen = sys.modules["subprocess"].Popen
        ends = ((popen, "_internal_poll", edit_poll), (popen, "_wait", edit_wait))
        if "_handle_exitstatus" in vars(popen):
            ends = ((popen, "_handle_exitstatus", edit_exit),)
        install_grafts(
            self.hooks, "Popen", {"started": self.started, "ended": self.ended}, ((popen, "__init__", edit_init),) + ends)

    def hook_transport(self):
        transport = sys.modules["asyncio.base_subprocess"].BaseSubprocessTransport
        install_grafts(
            self.hooks, "subprocess transports", {"exited": self.exited}, ((transport, "_process_exited", edit_exited),))

    def started(self, popen, arguments):
        pid = vars_of(popen).get("pid")
        if type(pid) is not int:
            return
        recorder = self.recorder
        caller = sys._getframe(2).f_back  # of Popen's `__init__`
        kind = TRANSPORT if caller is not None and is_transport(caller.f_code) else POPEN
        child = next(recorder.child_ids)
        recorder.facts["children"].append((
            child, clock(), pid, kind, command(arguments), recorder.current_serial(), recorder.places.caller(caller)))
        self.known[pid] = child

    def ended(self, popen, code):
        self.end(vars_of(popen).get("pid"), code)

    def exited(self, transport, code):
        self.end(vars_of(transport).get("_pid"), code)

    def end(self, pid, code):
        child = self.known.pop(pid, None) if type(pid) is int else None
        if child is not None and type(code) is int:
            self.recorder.facts["childEnds"].append((child, clock(), code if code >= 0 else 128 - code))


def is_transport(code):
    for name in ("asyncio.unix_events", "asyncio.windows_events"):
        for owner in ("_UnixSubprocessTransport", "_WindowsSubprocessTransport"):
            start = vars(getattr(sys.modules.get(name), owner, object)).get("_start")
            if type(start) is Function and start.__code__ is code:
                return True
    return False


def command(arguments):
    """The words of a command as text; of those that are no texts the type."""
    words = arguments if type(arguments) in (list, tuple) else (arguments,)
    return " ".join(map(word, words[:WORDS]))


def word(item):
    kind = type(item)
    if kind is str:
        return item
    if kind is bytes:
        return item.decode("utf-8", "backslashreplace")
    pathlib = sys.modules.get("pathlib")
    if pathlib is not None and (kind is pathlib.PosixPath or kind is pathlib.WindowsPath):
        return str(item)
    return "<%s>" % type.__dict__["__qualname__"].__get__(kind)
