"""The probe's threads, which neither the program nor a debugger is to see.

Under a debugger a thread has to be a real `Thread` with the marks that the debugger's own threads carry, and have them
before it starts: then it is hidden, and goes on at a breakpoint. Elsewhere a bare thread is enough, and
`threading.enumerate()` does not change. No signal is ever delivered to them: signals are the program's.

They end before a fork and come back after it: from 3.12 on Python warns about forks in processes with threads, and a
program that has none must not be told that it has.
"""

import os
import sys
import _signal
from _thread import get_native_id

from . import collector
from .clock import clock
from .originals import allocate_lock, sleep, start_new_thread, threads_are_threads

PAUSE = 250000000  # nanoseconds that a fork waits for the threads at most


class Worker:
    """One thread that runs `work`; `interrupt` has that return soon. It returns true when nothing is left to do."""

    def __init__(self, work, interrupt, failed):
        self.work = work
        self.interrupt = interrupt
        self.failed = failed  # called with the exception that ends the thread, if one does
        self.native = 0  # the system's id of the thread while it lives
        self.pausing = False
        self.ended = False  # for good
        self.marked = False
        self.starter = 0  # the one of the thread that started it
        self.lock = allocate_lock()  # of these three

    def start(self):
        """Starts the thread, or has one that is about to pause go on."""
        with self.lock:
            self.pausing = False
            if self.native or self.ended:
                return
            self.native = -1
        try:
            self.start_thread()
        except BaseException:
            self.native = 0
            raise

    def is_visible(self):
        """Whether a debugger would take the thread for one of the program's."""
        return bool(self.native) and not self.marked and "pydevd" in sys.modules

    def start_thread(self):
        self.starter = get_native_id()
        self.marked = "pydevd" in sys.modules and threads_are_threads()
        if not self.marked:
            start_new_thread(self.run, ())
            return
        thread = sys.modules["threading"].Thread(target=self.run, name="coroscope", daemon=True)
        thread.pydev_do_not_trace = True
        thread.is_pydev_daemon_thread = True
        thread.start()

    def run(self):
        try:
            collector.hold()
            try:
                self.work_on()
            finally:
                collector.release()
        except BaseException as fault:  # Python would print it
            self.native, self.ended = 0, True
            self.failed(fault)

    def work_on(self):
        native = get_native_id()
        if native == self.starter:
            raise RuntimeError("threads of this program are none")
        self.native = native
        if hasattr(_signal, "pthread_sigmask"):
            _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
        while True:
            ended = self.work()
            with self.lock:
                if ended or self.pausing:
                    self.native = 0
                    self.ended = ended
                    return

    def gone(self, native):
        """Whether the thread has left the process too, not just Python."""
        if self.native:
            return False
        try:
            os.stat("/proc/self/task/%d" % native)
        except OSError:
            return True
        return False


def pause_all(workers):
    workers = [worker for worker in workers if worker.native]
    natives = [worker.native for worker in workers]
    for worker in workers:
        worker.pausing = True
        worker.interrupt()
    limit = clock() + PAUSE
    while clock() < limit and not all(worker.gone(native) for worker, native in zip(workers, natives)):
        sleep(0.0001)
