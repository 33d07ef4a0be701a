"""Puts the hooks into asyncio, and takes them out again.

A hook that commits a fault of its own is taken out for good, which is reported once; the others stay.
"""

import sys
from _thread import get_ident

from . import cancellation, completions, eager, executors, faults, garbage, lost, otherloops, primitives, runs, scopes, subprocesses, tests
from .callbacks import Builtin, Callbacks
from .clock import IS_LOOPS, clock
from .futures import Futures, inner_code
from .graft import graft, set_value
from .imports import Imports
from .lifecycle import usual_added, usual_finished
from .recorder import LoopRecord, Sink
from .sites import Sites


class Hooks:
    def __init__(self, recorder):
        self.recorder = recorder
        self.undo = {}  # name of hook -> function that takes it out
        self.refused = set()  # names of hooks that were taken out for a fault
        self.makers = {}  # method of loops that are not asyncio's -> function(original, refuse) that makes another
        self.run_once = None  # asyncio's, with the statements of runs.py

    def install(self):
        """Hooks asyncio, which is at least imported as far as its tasks and its base loop."""
        modules = sys.modules
        self.events, self.tasks = modules["asyncio.events"], modules["asyncio.tasks"]
        self.base = modules["asyncio.base_events"].BaseEventLoop
        futures = modules["asyncio.futures"]
        recorder = self.recorder
        known = Futures(self.tasks, futures, recorder.subjects)
        # From 3.14 on the tasks written in C do not stand in the dictionary.
        recorder.current_task = getattr(modules.get("_asyncio"), "current_task", None) or self.tasks._current_tasks.get
        # A program may have put a function of its own in the place of the one in `asyncio.events`.
        recorder.running_loop = getattr(modules.get("_asyncio"), "_get_running_loop", None) or self.events._get_running_loop
        recorder.stock_time = self.base.time if IS_LOOPS else None
        recorder.met = self.met
        recorder.task_type, recorder.view, recorder.key = self.tasks.Task, known.view, known.key
        recorder.name_of = self.name_reader(known)
        groups = modules.get("asyncio.taskgroups")
        recorder.places.learn_naming((self.tasks.create_task, groups and groups.TaskGroup.create_task))
        opcodes = modules["opcode"].opmap
        await_opcode = opcodes["SEND"] if "SEND" in opcodes else opcodes["YIELD_FROM"]
        recorder.sites = Sites(recorder.places, known, self.tasks.sleep.__code__, await_opcode)
        recorder.sites.meet = recorder.meet
        recorder.sites.problem = recorder.problem
        recorder.callbacks = Callbacks(recorder.places, known, self.tasks, modules["functools"].partial)
        recorder.callbacks.on_step_type = self.learn_step_type
        recorder.callbacks.on_wakeup_type = self.learn_wakeup_type
        c_task, c_name = self.tasks.Task, self.tasks.Task.get_name
        recorder.finished = usual_finished(recorder, c_task, c_name)
        for hook in (self.hook_loops, self.hook_tasks, self.hook_running, self.hook_factories):
            try:
                hook()
            except Exception as fault:
                recorder.problem(hook.__name__, faults.describe(fault))
        for part in (lost, otherloops, garbage, executors, subprocesses, cancellation, completions, primitives, scopes, tests):
            try:
                part.install(self)
            except Exception as fault:
                recorder.problem(part.__name__, faults.describe(fault))
        if groups is not None:
            recorder.places.learn_naming((groups.TaskGroup.create_task,))  # it has a hook of its own now

    def name_reader(self, known):
        c_task, c_name = self.tasks.Task, self.tasks.Task.get_name

        def name_of(task):
            return c_name(task) if type(task) is c_task or issubclass(type(task), c_task) else known.view(task)._name

        return name_of

    def refuser(self, name):
        """The function that a hook calls with an exception it caught."""

        def refuse(fault):
            if not faults.is_own(fault):
                raise fault
            self.fail(name, fault)

        return refuse

    def fail(self, name, fault):
        undo = self.undo.pop(name, None)
        if undo is not None:
            self.refused.add(name)
            self.recorder.problem(name, faults.describe(fault))
            undo()

    def replace(self, name, owner, attribute, made):
        """Puts a function in the place of another, and remembers how to put that back."""
        original = vars(owner)[attribute]
        setattr(owner, attribute, made)

        def undo():
            if vars(owner).get(attribute) is made:
                setattr(owner, attribute, original)

        self.undo[name] = undo

    def replace_all(self, name, places):
        """The same for several places, (owner, attribute, made), as one hook."""
        undone = []
        for place in places:
            self.replace(name, *place)
            undone.append(self.undo.pop(name))

        def undo():
            for one in undone:
                one()

        if undone:
            self.undo[name] = undo

    # Event loops: runs, and the labels of their handles

    def hook_loops(self):
        recorder, sites = self.recorder, self.recorder.sites
        common = {"get_ident": get_ident, "clock": clock}
        nowhere = LoopRecord(0, Sink(), recorder.turns)
        values = dict(
            common, states=recorder.states, enter=recorder.enter, nowhere=nowhere, subjects=recorder.subjects, builtin=Builtin,
            step_type=object, wakeup_type=object, explain=recorder.explain, suspension=sites.suspension, finished=recorder.finished,
            bare_yield=sites.bare_yield, record=recorder.record, leave=recorder.leave_by_exception, pass_on=faults.pass_on)
        refuse = self.refuser("BaseEventLoop._run_once")

        def refuse_run(fault):
            try:
                recorder.forget_run(refuse)  # also if it is the program's exception: that leaves the loop
            finally:
                refuse(fault)
            return nowhere

        values["refuse"] = refuse_run
        handle = self.events.Handle
        quick = graft(handle._run, runs.edit_run, {"nothing": (), "arguments": tuple})
        # The frame below which a run's frames lie.
        recorder.places.boundary = handle._run.__code__ if quick is None else quick.__code__
        self.run_once = graft(self.base._run_once, runs.edit_run_once, values)
        if self.run_once is None:
            return
        # Labels only where the text they stand in for is guarded.
        guard = self.events.Handle.__repr__
        if getattr(guard, "__code__", None) not in faults.own_codes:  # not yet by the recording of a process that forked
            guard = graft(guard, runs.edit_repr, {})
        if guard is not None:
            self.events.Handle.__repr__ = guard  # stays for good: labelled handles may outlive the other hooks
            self.hook_labels(common)
        self.replace("BaseEventLoop._run_once", self.base, "_run_once", self.run_once)
        if quick is not None:
            self.replace("Handle._run", handle, "_run", quick)

    def hook_labels(self, common):
        recorder, modules = self.recorder, sys.modules
        label = dict(
            common, from_elsewhere=recorder.from_elsewhere, future_type=modules["asyncio.futures"].Future,
            task_type=self.tasks.Task, step_type=object,
            cancelled=lambda callback, args: recorder.cancelled(callback, args))
        files = {"file_label": runs.file_label}
        selector = getattr(modules.get("asyncio.selector_events"), "BaseSelectorEventLoop", None)
        unix = getattr(modules.get("asyncio.unix_events"), "_UnixSelectorEventLoop", None)
        for owner, name, edit, values in (
                (self.base, "_call_soon", runs.edit_call_soon, label),
                (self.base, "call_soon_threadsafe", runs.edit_call_soon_threadsafe, label),
                (self.base, "call_at", runs.edit_call_at, common),
                (selector, "_add_reader", runs.edit_add_reader, files),
                (selector, "_add_writer", runs.edit_add_writer, files),
                (unix, "add_signal_handler", runs.edit_add_signal_handler, files)):
            if owner is not None and name in vars(owner):
                where = "%s.%s" % (owner.__name__, name)
                made = graft(vars(owner)[name], edit, dict(values, refuse=self.refuser(where)))
                if made is not None:
                    self.replace(where, owner, name, made)

    def met(self, loop):
        """A loop begins to run for the first time: one whose callbacks asyncio's own `_run_once` does not run?"""
        if self.run_once is None or getattr(type(loop), "_run_once", None) is not self.run_once:
            otherloops.watch(self, loop)

    def learn_step_type(self, kind):
        for function in (self.run_once, vars(self.base).get("_call_soon"), vars(self.base).get("call_soon_threadsafe")):
            if function is not None:
                set_value(function, "step_type", kind)

    def learn_wakeup_type(self, kind):
        if self.run_once is not None:
            set_value(self.run_once, "wakeup_type", kind)

    # The creation of tasks

    def hook_tasks(self):
        tasks = getattr(self.tasks, "_scheduled_tasks", None)
        tasks = self.tasks._all_tasks if tasks is None else tasks
        add = tasks.add = self.hook_of_tasks("tasks.add", tasks.add)
        self.undo["tasks.add"] = lambda: vars(tasks).get("add") is add and delattr(tasks, "add")

    def hook_of_tasks(self, name, original=None):
        return usual_added(self.recorder, self.tasks.Task, self.tasks.Task.get_name, self.refuser(name), original)

    # Loops that begin and end to run

    def hook_running(self):
        recorder, refuse = self.recorder, self.refuser("events._set_running_loop")
        original = self.events._set_running_loop

        def _set_running_loop(loop):
            original(loop)
            try:
                recorder.loop_runs(loop)
            except BaseException as fault:
                refuse(fault)

        self.replace("events._set_running_loop", self.events, "_set_running_loop", _set_running_loop)

    # Task factories

    def hook_factories(self):
        made = getattr(self.tasks, "create_eager_task_factory", None)
        eager_code = inner_code(made, "factory") if made is not None else None
        self.eager = eager.Eager(self.recorder, self.refuser("create_task"), eager_code)
        self.refuse_factory = self.refuser("set_task_factory")
        setter = graft(self.base.set_task_factory, eager.edit_set_task_factory, {"factory_set": self.factory_set})
        if setter is not None:
            self.replace("set_task_factory", self.base, "set_task_factory", setter)
        running = self.recorder.running_loop()
        if getattr(running, "_task_factory", None) is not None or sys.version_info >= (3, 14):
            self.factory_set(True)

    def factory_set(self, factory):
        try:
            hooked = "create_task" in self.undo or "create_task" in self.refused
            if factory is not None and not hooked and self.recorder.on:
                values = {
                    "begin_creation": self.eager.begin_creation, "end_creation": self.eager.end_creation,
                    "created": self.hook_of_tasks("create_task"), "refuse": self.refuser("create_task")}
                create = graft(self.base.create_task, eager.edit_create_task, values)
                if create is not None:
                    self.replace("create_task", self.base, "create_task", create)
        except BaseException as fault:
            self.refuse_factory(fault)

    def remove(self):
        """Takes all hooks out; frames that are in one end by themselves."""
        while True:
            try:
                _, undo = self.undo.popitem()
            except KeyError:  # two threads may be at it
                return
            undo()


class WaitForAsyncio(Imports):
    """Hears when asyncio has imported its last module: everything that is hooked is there by then."""

    def __init__(self, hooks):
        last = "asyncio.windows_events" if sys.platform == "win32" else "asyncio.unix_events"
        super().__init__(hooks, {last: hooks.install})
