"""Where the bytes go: a socket, a named pipe or a file; or the debugger's own connection (dap_outlet.py).

The sender writes what can be written at once. The rest is left to a thread of its own, so that a reader that stalls
blocks that thread and nobody else. What waits to be written is bounded by the sender, which asks `pending` before it
adds. The thread takes no signals (see threads.py): with SIGPIPE blocked a reader that went away is just an error of the
write, even in a program that gave that signal its deadly meaning back.
"""

import os
import sys
from _queue import SimpleQueue
from _stat import S_ISREG
from os import close, fstat, write  # programs' tests put others in their place for a while

from . import collector
from .originals import allocate_lock, poller, sleep
from .version import WIRE

CONNECT_SECONDS = 2.0
WRITE = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
PARTS = 100
POLLOUT = 4  # of `select`, on every system
ROOM = 20  # milliseconds
SLICE = 1 << 18


def open_outlet(options):
    """The outlet that the options name; a child's ("child") is one of its own. Raises OSError where it cannot be opened."""
    if options.get("dap") == "only":
        return dap_outlet(options)
    path = options.get("file")
    if path is not None:
        return DescriptorOutlet(open_part(path) if options.get("child") else os.open(path, WRITE | os.O_TRUNC, 0o666), "file")
    path = options["socket"]
    try:
        if sys.platform == "win32":
            outlet = DescriptorOutlet(os.open(path, os.O_WRONLY | os.O_BINARY | os.O_NOINHERIT), "socket")
        else:
            outlet = SocketOutlet(*connect(path))
    except OSError:
        if not options.get("dap"):
            raise
        return dap_outlet(options)  # the reader is on another machine, or in another container
    greeting = "coroscope/%d %s%s\n" % (WIRE, options["token"], " child" if options.get("child") else "")
    outlet.push(greeting.encode("ascii"))
    return outlet


def dap_outlet(options):
    from . import debugger
    from .dap_outlet import DapOutlet

    if not debugger.is_there():
        raise OSError
    return DapOutlet(options, debugger)


def open_part(path):
    """A new file beside the main process's trace, for whoever merges them (docs/wire.md)."""
    if not S_ISREG(os.stat(path).st_mode):
        raise OSError
    for number in range(PARTS):
        name = "%s.%d%s.part" % (path, os.getpid(), "-%d" % number if number else "")
        try:
            return os.open(name, WRITE | os.O_EXCL, 0o666)
        except FileExistsError:  # of an earlier process with this id
            pass
    raise OSError


def connect(path):
    import _socket

    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(path)
        connection.settimeout(0)
        return connection, getattr(_socket, "MSG_NOSIGNAL", 0)
    except BaseException:
        connection.close()
        raise


class Outlet:
    """What waits to leave the process, and the thread that has it leave. How is told by the kinds of outlets."""

    transport = ""  # as the header tells it

    def __init__(self):
        self.queue = SimpleQueue()
        self.rest = b""  # of what is being handed over
        self.pushed = 0  # bytes; only the sender writes it
        self.written = 0  # bytes; only this thread does
        self.failed = False
        self.interrupted = False
        self.look = int  # called whenever this thread got the interpreter's lock: the watchdog may be too late
        self.done = allocate_lock()  # released when the thread has ended for good
        self.done.acquire()

    @property
    def pending(self):
        """Bytes that wait for the reader."""
        return self.pushed - self.written

    def push(self, data):
        self.pushed += len(data)
        self.queue.put(data)

    def close(self):
        """Ends the stream once all before it has left."""
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
                    count = self.hand_over(self.rest)
                    self.rest = self.rest[count:]
                    self.written += count
                if not self.rest:
                    collector.release()
                    data = get()
                    collector.hold()
                    self.look()
                    if data is None:
                        self.end()
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

    def hand_over(self, data):
        """Has some of it leave, and returns how many bytes; may wait, without the collector. Raises where nobody reads."""
        raise NotImplementedError

    def end(self):
        """Tells the reader that nothing follows."""

    def is_read(self):
        """Whether there still is a reader, as far as that can be told."""
        raise NotImplementedError

    def abandon(self):
        """Nothing of this process's leaves any more."""
        raise NotImplementedError


class DescriptorOutlet(Outlet):
    def __init__(self, descriptor, transport):
        Outlet.__init__(self)
        self.descriptor = descriptor
        self.transport = transport
        self.identity = identity(descriptor)
        self.at_once = is_file(descriptor)

    def push(self, data):
        written = self.write_at_once(data) if self.at_once and not self.pending else 0
        self.written += written
        self.pushed += len(data)
        if written < len(data):
            self.queue.put(data[written:])

    def write_at_once(self, data):
        """Returns how many bytes could be written. An error is the thread's: it meets the same one."""
        try:
            return self.write(data) if self.is_ours() else 0
        except OSError:
            return 0

    def hand_over(self, data):
        if not self.is_ours():
            raise OSError
        some = data[:SLICE]
        collector.release()
        try:
            count = self.write(some)
        except BlockingIOError:
            count = 0
            wait_for(self.descriptor)
        finally:
            collector.hold()
        self.look()
        return count

    def write(self, data):
        return write(self.descriptor, data)

    def is_ours(self):
        """Whether the descriptor still is what was opened: a program may close all there are, and get its number."""
        return self.descriptor >= 0 and identity(self.descriptor) == self.identity

    def is_read(self):
        if sys.platform == "win32" or self.transport == "file":
            return self.descriptor >= 0
        if not self.is_ours():
            return False
        polled = poller()
        if polled is None:
            return not self.failed
        polled.register(self.descriptor, 0)  # tells of the end all the same
        return not polled.poll(0)

    def abandon(self):
        """Closes this process's end at once."""
        ours = self.is_ours()
        descriptor, self.descriptor = self.descriptor, -1
        if ours:
            try:
                close(descriptor)
            except OSError:
                pass


class SocketOutlet(DescriptorOutlet):
    """Sends, which fails where the descriptor has become a file's, however late that happened."""

    def __init__(self, connection, flags):
        """`connection`: one that never blocks."""
        self.connection = connection
        self.flags = flags
        DescriptorOutlet.__init__(self, connection.fileno(), "socket")
        self.at_once = True

    def write(self, data):
        return self.connection.send(data, self.flags)

    def abandon(self):
        self.connection.detach()  # which would close a descriptor that is the program's by now
        DescriptorOutlet.abandon(self)


def is_file(descriptor):
    """Whether to write takes no longer than a moment."""
    return sys.platform != "win32" and S_ISREG(fstat(descriptor).st_mode)


def wait_for(descriptor):
    """Until the reader has made room, or for a moment."""
    polled = poller()
    if polled is None:
        sleep(ROOM / 1000)
        return
    polled.register(descriptor, POLLOUT)
    polled.poll(ROOM)


def identity(descriptor):
    try:
        info = fstat(descriptor)
    except OSError:
        return None
    return info.st_dev, info.st_ino
