"""Where the bytes go when no socket reaches whoever wants them: events of the debugger's own connection.

It needs no port, no path and no rights beyond those of the debugger. The outlet's thread hands pieces to the debugger,
as long as those before have left: so that what waits is counted here, where the sender sees it, and the debugger's own
messages never stand behind more than a few of them.

Bodies: `{"stream": …, "child": 0 or 1, "pid": …, "part": from 0 on, "bytes": base64}`, at the end
`{"stream": …, "child": …, "pid": …, "end": true}`.
"""

import os
import sys
from binascii import b2a_base64

from . import collector
from .originals import allocate_lock
from .outlet import Outlet

PIECE = 3 << 16  # bytes: 256 KiB as base64
MOST = 8  # messages that may wait in the debugger
PAUSE = True, 0.005  # blocking, seconds


class DapOutlet(Outlet):
    transport = "dap"

    def __init__(self, options, debugger):
        """`debugger`: the module of that name."""
        Outlet.__init__(self)
        self.head = {"stream": str(options.get("stream", "")), "child": int(bool(options.get("child"))), "pid": os.getpid()}
        self.debugger = debugger
        self.parts = 0
        self.attached = False  # whether the debugger was seen to have a client
        self.pause = allocate_lock()  # never released
        self.pause.acquire()

    def hand_over(self, data):
        if not self.is_read():
            raise OSError
        if self.debugger.waiting() > MOST:
            collector.release()
            self.pause.acquire(*PAUSE)
            collector.hold()
            self.look()
            return 0
        some = data[:PIECE]
        self.send({"part": self.parts, "bytes": b2a_base64(some, newline=False).decode("ascii")})
        self.parts += 1
        return len(some)

    def end(self):
        self.send({"end": True})

    def send(self, body):
        if not self.debugger.send(dict(self.head, **body)):
            raise OSError

    def is_read(self):
        """Whether the debugger still has a client, as far as it tells: one that listens takes messages without any."""
        debugger = getattr(sys.modules.get("pydevd"), "get_global_debugger", type(None))()
        if debugger is None or self.failed:
            return False
        attached = getattr(debugger, "_enable_thread_notifications", True)
        self.attached = self.attached or attached
        return attached or not self.attached

    def abandon(self):
        self.failed = True
