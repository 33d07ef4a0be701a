"""Where the bytes go when no socket reaches whoever wants them: events of the debugger's own connection.

It needs no port, no path and no rights beyond those of the debugger. The same as an `Outlet` to the sender. A thread of its
own hands pieces to the debugger, as long as those before have left: so that what waits is counted here, where the sender
sees it, and the debugger's own messages never stand behind more than a few of them.

Bodies: `{"stream": …, "child": 0 or 1, "pid": …, "part": from 0 on, "bytes": base64}`, at the end
`{"stream": …, "child": …, "pid": …, "end": true}`.
"""

import os
import sys
import _thread
from _queue import SimpleQueue
from binascii import b2a_base64

from . import collector

PIECE = 3 << 16  # bytes: 256 KiB as base64
MOST = 8  # messages that may wait in the debugger
PAUSE = True, 0.005  # blocking, seconds


class DapOutlet:
    transport = "dap"

    def __init__(self, options, debugger):
        """`debugger`: the module of that name."""
        self.head = {"stream": str(options.get("stream", "")), "child": int(bool(options.get("child"))), "pid": os.getpid()}
        self.debugger = debugger
        self.parts = 0
        self.attached = False  # whether the debugger was seen to have a client
        self.queue = SimpleQueue()
        self.rest = b""  # of what is being handed over
        self.pushed = 0  # bytes; only the sender writes it
        self.written = 0  # bytes; only this thread does
        self.failed = False
        self.interrupted = False
        self.look = int
        self.pause = _thread.allocate_lock()  # never released
        self.pause.acquire()
        self.done = _thread.allocate_lock()  # released when the thread has ended for good
        self.done.acquire()

    @property
    def pending(self):
        """Bytes that wait."""
        return self.pushed - self.written

    def push(self, data):
        self.pushed += len(data)
        self.queue.put(data)

    def close(self):
        """Ends the stream once all before it is handed over."""
        self.queue.put(None)

    def interrupt(self):
        """Has `work` return soon; calling it again goes on where it was."""
        self.interrupted = True
        self.queue.put(b"")

    def work(self):
        """The thread. Returns whether it has ended for good."""
        get = self.queue.get
        try:
            while not self.interrupted:
                while self.rest and not self.interrupted:
                    if not self.is_read():
                        raise OSError
                    if self.debugger.waiting() > MOST:
                        collector.release()
                        self.pause.acquire(*PAUSE)
                        collector.hold()
                        self.look()
                        continue
                    some = self.rest[:PIECE]
                    self.send({"part": self.parts, "bytes": b2a_base64(some, newline=False).decode("ascii")})
                    self.parts += 1
                    self.rest = self.rest[PIECE:]
                    self.written += len(some)
                if not self.rest:
                    collector.release()
                    data = get()
                    collector.hold()
                    self.look()
                    if data is None:
                        self.send({"end": True})
                        break
                    self.rest = data
            else:
                self.interrupted = False
                return False
        except Exception:
            self.failed = True
        self.abandon()
        self.done.release()
        return True

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
        """Nothing of this process's is written any more."""
        self.failed = True
