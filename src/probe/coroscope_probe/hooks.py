"""Puts the hooks into asyncio, and takes them out again.

A hook that commits a fault of its own is taken out for good, which is reported once; the others stay.
"""

import sys
from _thread import get_ident

from . import eager, faults, runs
from .callbacks import Builtin, Callbacks
from .clock import IS_LOOPS, clock
from .futures import Futures, inner_code
from .graft import graft, set_value
from .sites import Sites


class Hooks:
    def __init__(self, recorder):
        self.recorder = recorder
        self.undo = {}  # name of hook -> function that takes it out
        self.grafts = []

    def install(self):
        """Hooks asyncio, which is at least imported as far as its tasks and its base loop."""
        modules = sys.modules
        self.events, self.tasks = modules["asyncio.events"], modules["asyncio.tasks"]
        self.base = modules["asyncio.base_events"].BaseEventLoop
        futures = modules["asyncio.futures"]
        recorder = self.recorder
        known = Futures(self.tasks, futures, recorder.subjects)
        recorder.current_tasks = self.tasks._current_tasks
        recorder.running_loop = self.events._get_running_loop
        recorder.stock_time, recorder.stock_loop = self.base.time if IS_LOOPS else None, self.base
        recorder.name_of = self.name_reader(known)
        groups = modules.get("asyncio.taskgroups")
        recorder.places.learn_naming((self.tasks.create_task, groups and groups.TaskGroup.create_task))
        opcodes = modules["opcode"].opmap
        await_opcode = opcodes["SEND"] if "SEND" in opcodes else opcodes["YIELD_FROM"]
        recorder.sites = Sites(recorder.places, known, self.tasks.sleep.__code__, await_opcode)
        recorder.callbacks = Callbacks(recorder.places, known, self.tasks, modules["functools"].partial)
        recorder.callbacks.on_step_type = self.learn_step_type
        self.step_types = []
        for hook in (self.hook_handles, self.hook_tasks, self.hook_running, self.hook_factories):
            try:
                hook()
            except Exception as fault:
                recorder.problem(hook.__name__, faults.describe(fault))

    def name_reader(self, known):
        c_task, c_name = self.tasks.Task, self.tasks.Task.get_name

        def name_of(task):
            return c_name(task) if isinstance(task, c_task) else task._name

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

    # asyncio.Handle

    def hook_handles(self):
        recorder, handle = self.recorder, self.events.Handle
        common = {"states": recorder.states, "get_ident": get_ident, "clock": clock}
        self.undo["Handle._run"] = lambda: None
        values = dict(
            common, enter=recorder.enter, nest=recorder.nest, subjects=recorder.subjects, subject=recorder.subject,
            subject_of=recorder.subject_of, due=recorder.due, finished=recorder.finished, builtin=Builtin,
            suspension=recorder.sites.suspension, step_type=object, wakeup_type=object,
            refuse=self.refuser("Handle._run"))
        namespace = dict(values)
        exec(compile(runs.LEAVE, "<frozen %s>" % __name__, "exec", 0, True), namespace)
        values["leave"] = namespace["leave"]
        run = graft(handle._run, runs.edit_run, values)
        if run is None:
            namespace["original"] = handle._run
            exec(compile(runs.WRAPPER, "<frozen %s>" % __name__, "exec", 0, True), namespace)
            run = namespace["_run"]
            self.namespace = namespace
        else:
            self.namespace = None
        self.run = run
        recorder.places.boundary = run.__code__
        # Labels only where the text they stand in for is guarded.
        guard = graft(handle.__repr__, runs.edit_repr, {})
        init = guard and graft(handle.__init__, runs.edit_init, dict(
            common, handle_type=handle, timer_type=self.events.TimerHandle, getframe=sys._getframe,
            call_soon=self.base._call_soon.__code__, refuse=self.refuser("Handle.__init__")))
        if init:
            handle.__repr__ = guard  # stays for good: labelled handles may outlive the other hooks
            self.replace("Handle.__init__", handle, "__init__", init)
        self.replace("Handle._run", handle, "_run", run)

    def learn_step_type(self, kind):
        if kind not in self.step_types and len(self.step_types) < 2:
            self.step_types.append(kind)
            name = ("step_type", "wakeup_type")[len(self.step_types) - 1]
            if self.namespace is None:
                set_value(self.run, name, kind)
            else:
                self.namespace[name] = kind

    # The creation of tasks

    def hook_tasks(self):
        recorder, refuse = self.recorder, self.refuser("tasks.add")
        tasks = getattr(self.tasks, "_scheduled_tasks", None)
        tasks = self.tasks._all_tasks if tasks is None else tasks
        original = tasks.add

        def add(task):
            original(task)
            try:
                if recorder.on:
                    recorder.added(task)
            except BaseException as fault:
                refuse(fault)

        tasks.add = add
        self.undo["tasks.add"] = lambda: vars(tasks).get("add") is add and delattr(tasks, "add")

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
        setter = graft(self.base.set_task_factory, eager.edit_set_task_factory, {"factory_set": self.factory_set})
        if setter is not None:
            self.replace("set_task_factory", self.base, "set_task_factory", setter)
        running = self.events._get_running_loop()
        if getattr(running, "_task_factory", None) is not None:
            self.factory_set(True)

    def factory_set(self, factory):
        refuse = self.refuser("set_task_factory")
        try:
            if factory is not None and "create_task" not in self.undo and self.recorder.on:
                values = {"begin_creation": self.eager.begin_creation, "end_creation": self.eager.end_creation}
                create = graft(self.base.create_task, eager.edit_create_task, values)
                if create is not None:
                    self.replace("create_task", self.base, "create_task", create)
        except BaseException as fault:
            refuse(fault)

    def remove(self):
        """Takes all hooks out; frames that are in one end by themselves."""
        while True:
            try:
                _, undo = self.undo.popitem()
            except KeyError:  # two threads may be at it
                return
            undo()


class WaitForAsyncio:
    """Finds no module, but hears when asyncio imports its last one: everything that is hooked is there by then."""

    def __init__(self, hooks):
        self.hooks = hooks

    def find_spec(self, name, path=None, target=None):
        if name in ("asyncio.unix_events", "asyncio.windows_events"):
            self.stop()
            try:
                if self.hooks.recorder.on:
                    self.hooks.install()
            except Exception as fault:
                self.hooks.recorder.problem("install", faults.describe(fault))
        return None

    def stop(self):
        if self in sys.meta_path:
            sys.meta_path.remove(self)
