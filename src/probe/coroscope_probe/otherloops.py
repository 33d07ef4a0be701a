"""Event loops whose callbacks are not run by asyncio's own `_run_once`: uvloop's, those of Qt bindings, a program's own.

However a loop is made, it is given its work through `call_soon` and its like; tasks, too, ask it for their next step by
`call_soon`. So these methods of its class are replaced by ones that hand the original a callable which records the run
around the callback. For the steps of tasks on a loop that is written in C it is one of the functions that record, `step`
and `run`, with the callback as an argument: no object is made, and nobody but the loop sees what it got. For everything else
it is a `Recorded`, which shows itself as the callback that it stands for. Either way a frame lies between the loop and the
callback, but not in the tracebacks of exceptions (from 3.11 on).

Labels are those of runs.py. A timer's is (TIMER, time when it was made, time when it is due or 0).
"""

import sys
from _thread import get_ident

from .callbacks import Builtin, Method, type_name
from .chain import Function
from .clock import clock
from .faults import is_own
from .graft import set_value
from .recorder import LoopRecord, Sink, module_of
from .runs import BEGIN, CAUSE, LOOP, READABLE, SIGNAL, THREAD, TIMER, UNKNOWN, WRITABLE

traceback_of = BaseException.__traceback__.__get__
FAR = 1e10  # seconds
NUMBERS = 1 << 31


class Recorded:
    """A callback that is recorded when it is called. Whoever looks at it sees the callback."""

    __slots__ = ("_run", "_label", "_callback")

    def __init__(self, run, label, callback):
        self._run, self._label, self._callback = run, label, callback

    def __call__(self, *args):
        try:
            self._run(self._label, self._callback, *args)
        except BaseException as error:
            shorten(error)
            raise

    @property
    def __wrapped__(self):
        return self._callback

    @property
    def __class__(self):
        return type(self._callback)

    def __getattr__(self, name):
        return getattr(self._callback, name)

    def __repr__(self):
        return repr(self._callback)

    def __eq__(self, other):
        return self._callback == (other._callback if type(other) is Recorded else other)

    def __hash__(self):
        return hash(self._callback)


def install(hooks):
    """Loops of all classes that there are, and of those that the program will define."""
    hooks.other_loops = others = OtherLoops(hooks)
    abstract = hooks.events.AbstractEventLoop
    refuse = hooks.refuser("AbstractEventLoop.__init_subclass__")

    def __init_subclass__(cls, **keywords):
        super(abstract, cls).__init_subclass__(**keywords)
        try:
            if hooks.recorder.on:
                others.look_at(cls)
        except BaseException as fault:
            refuse(fault)

    if "__init_subclass__" not in vars(abstract):
        abstract.__init_subclass__ = classmethod(__init_subclass__)
        hooks.undo["AbstractEventLoop.__init_subclass__"] = lambda: delattr(abstract, "__init_subclass__")
    package = sys.modules["asyncio"]  # from here uvloop takes it, when it is imported
    if "_set_running_loop" in vars(package):
        hooks.replace("asyncio._set_running_loop", package, "_set_running_loop", hooks.events._set_running_loop)
    waiting = list(type.__subclasses__(abstract))
    while waiting:
        kind = waiting.pop()
        waiting += type.__subclasses__(kind)
        if module_of(kind).partition(".")[0] != "asyncio":
            others.look_at(kind)


def watch(hooks, loop):
    """A loop begins to run, or has got its first task."""
    if not hasattr(hooks, "other_loops"):
        hooks.other_loops = OtherLoops(hooks)
    hooks.other_loops.met(loop)


class OtherLoops:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.watched = {}  # id of class -> class
        self.made = []  # the functions that stand in the place of methods
        self.names = []  # of the hooks
        self.quick = []  # those of them that pass steps on as they are
        self.debugging = False
        self.handle_types = (hooks.events.Handle, hooks.events.TimerHandle)
        self.step_type = self.wakeup_type = object
        self.step, self.run = self.make_run()
        for function in (self.step, self.run):
            self.recorder.places.boundaries[id(function.__code__)] = function.__code__
        callbacks = self.recorder.callbacks
        told = callbacks.on_step_type

        def on_step_type(kind):
            if kind is not self.step_type:
                told(kind)
                self.step_type = kind
                self.set_types()

        callbacks.on_step_type = on_step_type

    def look_at(self, kind):
        """Watches the loops of a class, if their callbacks are run in another way than asyncio's."""
        run_once = getattr(kind, "_run_once", None)
        if run_once is not None and run_once is self.hooks.run_once:
            return False
        if id(kind) not in self.watched:
            self.watched[id(kind)] = kind
            self.replace_methods(kind)
        return True

    def met(self, loop):
        kind = type(loop)
        if not self.look_at(kind) or not any(getattr(kind, "call_soon", None) is made for made in self.quick):
            return
        # In debug mode the loop itself says which task took long: it has to see its step.
        self.debugging = loop.get_debug()
        self.set_types()
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_name != "_set_running_loop":
            frame = frame.f_back
        if frame is not None and frame.f_back is not None:
            self.recorder.places.outside[get_ident()] = id(frame.f_back)

    def set_types(self):
        for function in self.quick:
            for name, value in (("builtin", Builtin), ("step_type", self.step_type), ("wakeup_type", self.wakeup_type)):
                set_value(function, name, None if self.debugging else value)

    def replace_methods(self, kind):
        makers = {
            "call_soon": self.make_call_soon, "call_soon_threadsafe": self.make_threadsafe,
            "call_later": self.make_call_later, "call_at": self.make_call_at,
            "add_reader": self.make_add(READABLE), "add_writer": self.make_add(WRITABLE),
            "add_signal_handler": self.make_add(SIGNAL)}
        if sys.version_info >= (3, 14):
            makers["create_task"] = self.make_create_task
        makers.update(self.hooks.makers)
        name = "%s.%s" % (module_of(kind), type_name(kind))
        refuse = self.hooks.refuser(name)
        undone = []
        for attribute, make in makers.items():
            original = getattr(kind, attribute, None)
            if not callable(original) or any(original is made for made in self.made):
                continue
            if attribute in self.hooks.makers and original is vars(self.hooks.base).get(attribute):
                continue  # it is asyncio's own, and hooked there
            made = make(original, refuse)
            made.__name__, made.__qualname__ = attribute, "%s.%s" % (type_name(kind), attribute)
            made.__module__, made.__doc__ = module_of(kind), original.__doc__
            try:
                undone.append(put(self.owner(kind, attribute), attribute, made))
            except TypeError:  # a class that cannot be changed
                self.recorder.problem("loop", name + " runs its callbacks in a way that cannot be seen.")
                break
            self.made.append(made)

        def undo():
            for one in undone:
                one()

        self.hooks.undo[name] = undo
        self.names.append(name)

    def owner(self, kind, attribute):
        """The class to replace a method in: where all of asyncio's loops run in another way than it knows, their common one.

        There the program has put what makes them do so, and will put back what was there.
        """
        if vars(self.hooks.base).get("_run_once") is self.hooks.run_once:
            return kind
        return next((base for base in type.mro(kind) if attribute in vars(base)), kind)

    def remove(self):
        """Takes out everything: a run could not be recorded."""
        for name in self.names:
            undo = self.hooks.undo.pop(name, None)
            if undo is not None:
                undo()

    # Runs

    def make_run(self):
        """The functions that record: a task's first step, or the one after a bare yield; any other callback."""
        recorder = self.recorder
        states, subjects, sites = recorder.states, recorder.subjects, recorder.sites
        suspension, bare_yield, finished = sites.suspension, sites.bare_yield, recorder.finished
        begins, explain = self.begins, self.explain
        wakeup_type = object
        refuse_own = self.hooks.refuser("run")

        def refuse(fault):
            try:
                recorder.forget_run(refuse_own)  # also if it is the program's exception: that leaves the run
            finally:
                refuse_own(fault)

        def record(state, label, callback):
            try:
                self.record(state, label, callback)
            except BaseException as fault:
                refuse(fault)

        self.hooks.undo["run"] = self.remove

        def step(callback):
            try:
                state = states.get(get_ident())
                if state is None or state.begin:
                    state = begins(state, callback)
                else:
                    state.callback = callback
                    state.begin = begin = clock()
                    rows = state.rows
                    rows += (0, begin, begin, 0)
            except BaseException as fault:
                refuse(fault)
                state = LoopRecord(0, Sink(), recorder.turns)
            try:
                callback()
            except BaseException as error:
                record(state, None, callback)
                shorten(error)
                callback = None
                raise
            try:
                end = clock()
                task = callback.__self__
                subject = subjects[id(task)]
                if task._fut_waiter is not None:
                    site = suspension(task)
                elif task.done():
                    site = finished(task, end) or 0
                elif state.yields:
                    state.yields -= 1
                    site = suspension(task)
                else:
                    site = bare_yield
                rows = state.rows
                rows += (subject, end, end, site)
                state.callback = None
                state.begin = 0
                if end > state.due:
                    state.rest(end)
            except KeyError as fault:
                record(state, None, callback) if is_own(fault) else refuse(fault)
            except BaseException as fault:
                refuse(fault)

        def run(label, callback, *args):
            try:
                state = states.get(get_ident())
                if state is None or state.begin:
                    state = begins(state, callback)
                else:
                    state.callback = callback
                    state.begin = begin = clock()
                    rows = state.rows
                    rows += (0, begin, begin, 0)
            except BaseException as fault:
                refuse(fault)
                state = LoopRecord(0, Sink(), recorder.turns)
            try:
                callback(*args)
            except BaseException as error:
                record(state, label, callback)
                shorten(error)
                callback = args = None
                raise
            try:
                kind = type(callback)
                if (kind is Builtin and callback.__name__ == "task_wakeup") or kind is wakeup_type:
                    end = clock()
                    task = callback.__self__
                    subject = subjects[id(task)]
                    if task._fut_waiter is not None or not task.done():
                        site = suspension(task)
                    else:
                        site = finished(task, end) or 0
                    rows = state.rows
                    last = rows[-3:-2]
                    if last and last[0] > end:
                        end = last[0]  # the task that is awaited was met only now
                    if type(label) is not int:
                        label = explain(label, state, end)
                    rows += (subject, end, label, site)
                    state.callback = None
                    state.begin = 0
                    if end > state.due:
                        state.rest(end)
                else:
                    record(state, label, callback)
            except KeyError as fault:
                record(state, label, callback) if is_own(fault) else refuse(fault)
            except BaseException as fault:
                refuse(fault)

        return step, run

    def begins(self, state, callback):
        """A run begins inside of another one, or on a thread whose loop the probe has not seen start."""
        if state is None:
            loop = self.recorder.running_loop()
            state = LoopRecord(0, Sink(), self.recorder.turns) if loop is None or not self.recorder.on else self.recorder.enter(loop)
        begin = clock()
        if state.begin:
            state.nest(begin)
        else:
            state.rows += (BEGIN, begin, begin, 0)
        state.callback = callback
        state.begin = begin
        return state

    def record(self, state, label, callback):
        """Writes down a run that has ended."""
        end = clock()
        recorder = self.recorder
        if recorder.on and state.begin:
            subject, site = recorder.ended(callback, end)
            end = max([end] + state.rows[-3:-2])
            if type(label) is int:
                ready = label
            else:
                ready = end if recorder.callbacks.is_step(callback) else self.explain(label, state, end)
            state.rows += (subject, end, ready, site)
        state.end(end)

    def explain(self, label, state, end):
        """The ready time that a label which is not simply a time tells; notes the cause. end + 1 when unknown."""
        begin = state.begin
        cause, detail, *rest = label
        if cause == TIMER:
            made, due, detail = detail, rest[0], 0
            ready = min(begin, max(made, due)) if due else end + 1
        else:
            ready = made = rest[0] if rest else begin
        state.rows += (CAUSE, end, min(made, begin), cause | detail << 32)
        return ready

    # What is asked of a loop

    def is_cancelled(self, item):
        """Whether what is handed to a task's step is a future that was cancelled: an exception may be, too."""
        futures = self.recorder.sites.futures
        return issubclass(type(item), futures.future_types) and futures.view(item)._state == "CANCELLED"

    def cancelled(self, callback, args):
        self.recorder.cancelled(callback, args)

    def label(self, loop):
        """The label of what is ready from now on."""
        recorder = self.recorder
        thread, now = get_ident(), clock()
        source = recorder.states.get(thread)
        own = recorder.records.get(id(loop), (None, None))[1]
        if source is not None and source is own:
            # Outside of its runs a loop reads sockets and the like.
            return now if source.begin else (UNKNOWN, 0, now)
        if source is not None and source.begin:
            return LOOP, source.serial, now
        if (own is None or own not in recorder.states.values()) and recorder.is_of(loop, thread):
            return now  # it does not run now
        return THREAD, recorder.thread_id(thread), now

    def stand_in(self, label, callback):
        """What to give to the loop in the place of a callback."""
        kind = type(callback)
        if kind is Recorded or callback is self.run or callback is self.step or not callable(callback):
            return callback
        if kind is not Function and kind is not Method and kind is not Builtin:
            self.learn(kind, callback)
        return Recorded(self.run, label, callback)

    def clean(self, handle):
        """In debug mode a handle knows the stack that it was made on, and shows where that ends."""
        if type(handle) in self.handle_types or self.debugging:
            stack = getattr(handle, "_source_traceback", None)
            if issubclass(type(stack), list):
                stack[:] = [entry for entry in stack if not entry[0].startswith("<frozen coroscope")]
        return handle

    def learn(self, kind, callback):
        if self.step_type is object:
            self.recorder.callbacks.stepping_task(callback)
        if self.wakeup_type is object and type_name(kind) == "TaskWakeupMethWrapper":  # of 3.9
            self.wakeup_type = kind
            set_value(self.run, "wakeup_type", kind)
            self.set_types()

    def make_call_soon(self, original, refuse):
        if type(original) is not Function:
            return self.make_quick(original, refuse)
        return self.make_threadsafe(original, refuse)

    def make_quick(self, original, refuse):
        """`call_soon` of a loop that is written in C: steps are passed on without making an object."""
        states, step, run, label, stand_in = self.recorder.states, self.step, self.run, self.label, self.stand_in
        step_type, wakeup_type, builtin, cancelled = self.step_type, self.wakeup_type, Builtin, self.cancelled
        stepping_task, clean, is_cancelled = self.recorder.callbacks.stepping_task, self.clean, self.is_cancelled
        old = sys.version_info < (3, 10)  # where the type of wake-ups is not known before the first one

        def call_soon(self, callback, *args, context=None):
            kind = type(callback)
            if kind is step_type and not args:
                # A new task's first step, or what follows a bare yield.
                try:
                    return original(self, step, callback, context=context)
                except BaseException as error:
                    shorten(error)
                    raise
            try:
                state = states.get(get_ident())
                ready = clock() if state is not None and state.begin else label(self)
                if (kind is builtin and callback.__name__ == "task_wakeup") or kind is wakeup_type:
                    if is_cancelled(args[0]):
                        cancelled(callback, args)
                    args = ready, callback, *args
                    callback = run
                else:
                    if args and (old or builtin is None) and stepping_task(callback) is not None:
                        if is_cancelled(args[0]):
                            cancelled(callback, args)
                    callback = stand_in(ready, callback)
            except BaseException as fault:
                refuse(fault)
            try:
                handle = original(self, callback, *args, context=context)
                return handle if builtin is not None else clean(handle)
            except BaseException as error:
                shorten(error)
                raise

        self.quick.append(call_soon)
        return call_soon

    def make_threadsafe(self, original, refuse):
        label, stand_in, clean, cancelled = self.label, self.stand_in, self.clean, self.cancelled
        stepping_task, is_cancelled = self.recorder.callbacks.stepping_task, self.is_cancelled

        def call_soon(self, callback, *args, **keywords):
            try:
                if args and stepping_task(callback) is not None and is_cancelled(args[0]):
                    cancelled(callback, args)
                callback = stand_in(label(self), callback)
            except BaseException as fault:
                refuse(fault)
            try:
                return clean(original(self, callback, *args, **keywords))
            except BaseException as error:
                shorten(error)
                raise

        return call_soon

    def make_call_later(self, original, refuse):
        stand_in, clean = self.stand_in, self.clean

        def call_later(self, delay, callback, *args, **keywords):
            try:
                made = clock()
                known = type(delay) in (int, float) and 0 <= delay < FAR
                callback = stand_in((TIMER, made, made + int(delay * 1e9) if known else 0), callback)
            except BaseException as fault:
                refuse(fault)
            try:
                return clean(original(self, delay, callback, *args, **keywords))
            except BaseException as error:
                shorten(error)
                raise

        return call_later

    def make_call_at(self, original, refuse):
        stand_in, clean, stock_time = self.stand_in, self.clean, self.recorder.stock_time

        def call_at(self, when, callback, *args, **keywords):
            try:
                time = getattr(type(self), "time", None)
                known = type(when) in (int, float) and 0 <= when < FAR and (time is stock_time or type(time) is not Function)
                callback = stand_in((TIMER, clock(), int(when * 1e9) if known else 0), callback)
            except BaseException as fault:
                refuse(fault)
            try:
                return clean(original(self, when, callback, *args, **keywords))
            except BaseException as error:
                shorten(error)
                raise

        return call_at

    def make_add(self, cause):
        stand_in = self.stand_in

        def make(original, refuse):
            def add(self, *given, **keywords):
                try:
                    if len(given) > 1:
                        number, callback, *rest = given
                        detail = int.__add__(number, 0) if issubclass(type(number), int) else 0
                        given = number, stand_in((cause, detail if 0 <= detail < NUMBERS else 0), callback), *rest
                    elif "callback" in keywords:
                        keywords["callback"] = stand_in((cause, 0), keywords["callback"])
                except BaseException as fault:
                    refuse(fault)
                try:
                    return original(self, *given, **keywords)
                except BaseException as error:
                    shorten(error)
                    raise

            return add

        return make

    def make_create_task(self, original, refuse):
        recorder = self.recorder

        def create_task(self, *given, **keywords):
            try:
                task = original(self, *given, **keywords)
            except BaseException as error:
                shorten(error)
                raise
            try:
                if recorder.on and recorder.sites.futures.is_task(task) and not recorder.serial_of(task):
                    recorder.created(task, clock())
            except BaseException as fault:
                refuse(fault)
            return task

        return create_task


def shorten(error):
    """Takes the frame that is about to pass an exception on out of its traceback, where Python asks for it anew (3.11)."""
    trace = traceback_of(error)
    if trace is not None:
        BaseException.with_traceback(error, trace.tb_next)


def put(kind, attribute, made):
    """Sets an attribute of a class, and gives the function that puts back what was there."""
    missing = object()
    before = vars(kind).get(attribute, missing)
    type.__setattr__(kind, attribute, made)

    def undo():
        if vars(kind).get(attribute) is made:
            if before is missing:
                type.__delattr__(kind, attribute)
            else:
                type.__setattr__(kind, attribute, before)

    return undo
