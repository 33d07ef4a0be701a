"""Work off the loop: what was handed to thread and process pools, when it was queued, and when it ran.

A pool makes a work item of each call that is submitted. It gets the job's number as an attribute, so that nothing of it
has to be kept; the attribute goes when the item does.

Threads: the run is exact, it is the call itself. Processes: the parent only knows when an item left for the queue that
the workers read from, which holds one item more than there are workers, and when the result arrived. So a run can seem to
begin while the worker still had another job, and ends when the parent heard of it.
"""

import sys
from _thread import get_ident
from itertools import count

from .callbacks import Builtin, Method, type_name
from .chain import Function
from .clock import clock
from .imports import after_import
from .splice import AFTER, BEFORE, ELSE, INSIDE, install_grafts, splice

THREAD, PROCESS = 1, 2
RESULT, ERROR, CANCELLED = 1, 2, 3
UNWRAP_LIMIT = 8
JOB, LEFT = "_coroscope_job", "_coroscope_left"

edit_run = splice(
    (BEFORE, "return", "label = dropped(self)"),
    (BEFORE, "try:", "begin = clock()"),
    (BEFORE, "self.future.set_exception(exc)", "label = ran(self, begin, 2)"),
    (BEFORE, "self.future.set_result(result)", "label = ran(self, begin, 1)"))
edit_shutdown = splice((AFTER, "work_item.future.cancel()", "label = dropped(work_item)"))
edit_leave = splice(
    (INSIDE, "if work_item.future.set_running_or_notify_cancel():", "label = left(work_item)"),
    (ELSE, "if work_item.future.set_running_or_notify_cancel():", "label = dropped(work_item)"))
edit_arrive = splice((INSIDE, "if work_item is not None:", "label = arrived(work_item, result_item.exception)"))
edit_break = splice((BEFORE, "work_item.future.set_exception(bpe)", "label = arrived(work_item, bpe)"))
edit_flag = splice((ELSE, "if not work_item.future.cancel():", "label = dropped(work_item)"))


def edit_made(call):
    """Of a work item's `__init__`; `call`: the function and its arguments."""
    return splice((AFTER, "self.future = future", "label = queued(self, %s)" % call))


def install(hooks):
    jobs = Jobs(hooks)
    after_import(hooks, {
        "concurrent.futures.thread": jobs.hook_threads, "concurrent.futures.process": jobs.hook_processes})


class Jobs:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.ids = count(1)
        self.partial = sys.modules["functools"].partial
        self.context = type(sys.modules["contextvars"].copy_context())

    def hook_threads(self):
        module = sys.modules["concurrent.futures.thread"]
        item = module._WorkItem
        call = "(fn, args)" if "fn" in item.__init__.__code__.co_varnames else "task"
        functions = {"queued": self.queued_for_thread, "dropped": self.dropped, "ran": self.ran}
        install_grafts(self.hooks, "jobs of threads", functions, (
            (item, "__init__", edit_made(call)), (item, "run", edit_run),
            (module.ThreadPoolExecutor, "shutdown", edit_shutdown)), {"clock": clock})

    def hook_processes(self):
        module = sys.modules["concurrent.futures.process"]
        manager = module._ExecutorManagerThread
        broken = "_terminate_broken" if "_terminate_broken" in vars(manager) else "terminate_broken"
        functions = {
            "queued": self.queued_for_process, "dropped": self.dropped, "left": self.left, "arrived": self.arrived}
        install_grafts(self.hooks, "jobs of processes", functions, (
            (module._WorkItem, "__init__", edit_made("(fn, args)")), (manager, "add_call_item_to_queue", edit_leave),
            (manager, "process_result_item", edit_arrive), (manager, broken, edit_break),
            (manager, "flag_executor_shutting_down", edit_flag)))

    def queued_for_thread(self, item, call):
        self.queued(item, THREAD, call)

    def queued_for_process(self, item, call):
        self.queued(item, PROCESS, call)

    def queued(self, item, kind, call):
        recorder = self.recorder
        job = next(self.ids)
        place = recorder.places.caller(sys._getframe(3))
        name = self.name(*call[:2]) if type(call) is tuple and len(call) >= 2 else ""
        recorder.facts["jobs"].append((job, clock(), kind, name, place, recorder.current_serial()))
        vars(item)[JOB] = job

    def dropped(self, item):
        """It was cancelled before it ran."""
        now = clock()
        self.add_run(item, now, now, 0, CANCELLED)

    def ran(self, item, begin, outcome):
        self.add_run(item, begin, clock(), self.recorder.thread_id(get_ident()), outcome)

    def left(self, item):
        vars(item)[LEFT] = clock()

    def arrived(self, item, error):
        now = clock()
        self.add_run(item, vars(item).get(LEFT, now), now, 0, RESULT if error is None else ERROR)

    def add_run(self, item, begin, end, thread, outcome):
        job = vars(item).pop(JOB, 0)
        if job:
            self.recorder.facts["jobRuns"].append((job, begin, end, thread, outcome))

    def name(self, function, arguments):
        """The qualified name of the function that is called in the end."""
        for _ in range(UNWRAP_LIMIT):
            kind = type(function)
            if kind is Method:
                function = function.__func__
            elif kind is self.partial:
                function, arguments = function.func, function.args
            elif kind is Builtin and type(function.__self__) is self.context and arguments:  # as to_thread calls it
                function, arguments = arguments[0], arguments[1:]
            else:
                break
        kind = type(function)
        if kind is Function or kind is Builtin:
            return function.__qualname__
        return type_name(function if issubclass(kind, type) else kind)
