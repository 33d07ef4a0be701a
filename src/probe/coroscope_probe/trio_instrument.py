"""trio's event loop: one loop record for each `trio.run`, from what its own instruments are told.

An instrument is added to every run, behind the program's own. It hears of tasks that are made, become ready, take a step
and end; where a task waits is read from its coroutine. What no instrument is told (how a task ended; nurseries and cancel
scopes) comes from statements grafted into trio's functions.
"""

import sys
from _thread import get_ident

from .chain import AsyncGenerator, Coroutine, Generator, unwrap, walk
from .clock import clock
from .faults import pass_on
from .imports import after_import
from .kinds import NUMBERS, kind_of_function, library_of
from .places import LIBRARY, USER, append
from .recorder import CANCELLED, ERROR, RESULT, LoopRecord, Rows, Sink, coroutine_name, cut, error_text, thread_name
from .runs import CAUSE, READABLE, TIMER, UNKNOWN, WRITABLE
from .sites import DEPTH_LIMIT, SITE_LIMIT
from .splice import AFTER, FIRST, guarded, install_grafts, splice

SLEEP, WAIT, YIELD = (NUMBERS[name] for name in ("sleep", "wait", "yield"))
NURSERY, CANCEL_SCOPE = 2, 3  # kinds of scopes
CALLED, TIMEOUT, NURSERY_ABORTS, END = 1, 2, 3, 5  # origins of cancellations
WRITABLE_FLAG = 4  # of epoll
TIMEOUTS = "fail_after", "fail_at"  # trio's functions whose cancel scopes are the program's
LEVELS = 8  # of trio's own frames that are looked at for what woke a task


def install(hooks):
    """Waits for trio."""
    trio = Trio(hooks)
    after_import(hooks, {"trio._core._run": trio.hook})


class Trio:
    def __init__(self, hooks):
        self.hooks = hooks
        self.recorder = hooks.recorder
        self.sites = TrioSites(hooks.recorder, self.serial_of)
        self.instruments = {}  # id of runner -> Instrument
        self.subjects = {}  # id of a task that has not ended -> 4 x serial
        self.scopes = {}  # id of a nursery or cancel scope that is open -> its id in the table

    def hook(self):
        run = self.run = sys.modules["trio._core._run"]
        self.recorder.places.boundaries[id(run.unrolled_run.__code__)] = run.unrolled_run.__code__
        functions = {
            "arrive": self.arrive, "exits": self.exits, "opened": self.opened, "closed": self.closed,
            "entered": self.entered, "cancels": self.cancels}
        # Functions that trio guards against Ctrl-C are known to it by their code: those stay as they are.
        for name, owner, attribute, where, line, text in (
                ("trio.run", run, "setup_runner", AFTER, "GLOBAL_RUN_CONTEXT.runner = runner", "arrive(runner)"),
                ("trio.task_exited", run.Runner, "task_exited", AFTER, "task._activate_cancel_status(None)",
                 "exits(self, task, outcome)"),
                ("trio.nursery", run.Nursery, "__init__", AFTER, "self.cancel_scope = cancel_scope", "opened(self, parent_task)"),
                ("trio.nursery_end", run.Nursery, "_nested_child_finished", AFTER,
                 "popped = self._parent_task._child_nurseries.pop()", "closed(self)"),
                ("trio.scope", run.CancelStatus, "__attrs_post_init__", FIRST, "", "entered(self._scope)"),
                ("trio.scope_end", run.CancelScope, "_close", AFTER, "scope_task = current_task()", "closed(self)"),
                ("trio.cancel", run.CancelStatus, "recalculate", AFTER, "current.effectively_cancelled = new_state",
                 "cancels(current, new_state)")):
            install_grafts(self.hooks, name, functions, ((owner, attribute, splice((where, line, text))),))

        self.hooks.undo["trio"] = self.instruments.clear

    def serial_of(self, task):
        return self.subjects.get(id(task), 0) >> 2

    # A run begins

    def arrive(self, runner):
        instrument = Instrument(self, runner)
        self.instruments[id(runner)] = instrument
        runner.instruments.add_instrument(instrument)

    def exits(self, runner, task, outcome):
        instrument = self.instruments.get(id(runner))
        if instrument is not None:
            instrument.outcome = self.told(outcome)

    def told(self, outcome):
        """(outcome, error) for the table of ends."""
        error = getattr(outcome, "error", None)
        if not issubclass(type(error), BaseException):
            return RESULT, ""
        return (CANCELLED, "") if self.is_cancelled(error) else (ERROR, error_text(error))

    def is_cancelled(self, error):
        """Whether an exception is trio's Cancelled, or a group of nothing else."""
        if issubclass(type(error), self.run.Cancelled):
            return True
        group = self.run.__dict__.get("BaseExceptionGroup") or vars(sys.modules["builtins"]).get("BaseExceptionGroup")
        if group is None or not issubclass(type(error), group):
            return False
        return all(self.is_cancelled(member) for member in group.exceptions.__get__(error))

    # Nurseries and cancel scopes

    def opened(self, nursery, task):
        self.open_scope(nursery, NURSERY, task)
        self.scopes[id(nursery.cancel_scope)] = 0

    def closed(self, item):
        scope = self.scopes.pop(id(item), 0)
        if scope:
            self.recorder.facts["scopeEnds"].append((scope, clock()))

    def entered(self, scope):
        # Those that trio and anyio make for their own purposes, for every nursery too, are not told of.
        code = who_enters(3)
        task = getattr(self.run.GLOBAL_RUN_CONTEXT, "task", None)
        if code is not None and task is not None and (not library_of(code.co_filename) or code.co_name in TIMEOUTS):
            self.open_scope(scope, CANCEL_SCOPE, task)

    def open_scope(self, item, kind, task):
        number, place = next(self.recorder.scope_ids), self.recorder.places.creation(1)[0]
        self.recorder.facts["scopes"].append((number, clock(), kind, self.serial_of(task), place))
        self.scopes[id(item)] = number

    def member(self, nursery, serial):
        scope = self.scopes.get(id(nursery), 0)
        if scope:
            self.recorder.facts["members"].append((scope, serial))

    def cancels(self, status, cancelled):
        """Tasks in a scope that is cancelled, or one around it, will notice the next time they wait."""
        recorder, at = self.recorder, clock()
        scope = status._scope
        if not cancelled or not status._tasks or scope._cancel_called and id(scope) not in self.scopes:
            return  # a deadline of `sleep` itself
        names = callers()
        origin = TIMEOUT if "expire" in names else END if "init" in names else CALLED if "cancel" in names else NURSERY_ABORTS
        place = recorder.places.creation(2)[0] if origin == CALLED else 0
        state = recorder.states.get(get_ident())
        subject = recorder.subject_running(state) if state is not None and state.begin else 0
        for task in list(status._tasks):
            serial = self.serial_of(task)
            if serial and not leaving(task, status):
                recorder.facts["cancels"].append((at, serial, subject, place, origin, ""))


def leaving(task, status):
    """Whether a task is at the end of a nursery already, and waits for its tasks: that cannot be cancelled."""
    nurseries = task._child_nurseries
    return bool(nurseries) and nurseries[-1]._cancel_status is status and nurseries[-1]._parent_waiting_in_aexit


def callers():
    """The names of those functions of trio's that led here, from the innermost outwards."""
    names, frame = [], sys._getframe(3)
    while frame is not None and library_of(frame.f_code.co_filename) == "trio" and len(names) < LEVELS:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def who_enters(depth):
    """The code of the `with` statement that led here."""
    frame, inside = sys._getframe(depth), False
    while frame is not None and (not inside or frame.f_code.co_name == "__enter__"):
        inside = inside or frame.f_code.co_name == "__enter__"
        frame = frame.f_back
    return frame and frame.f_code


class Known:
    """A task that has not ended."""

    __slots__ = ("subject", "ready", "cause", "detail", "end", "kind")


class Instrument:
    """What trio tells of one run of its loop."""

    def __init__(self, trio, runner):
        recorder = trio.recorder
        self._trio = trio
        self._runner = id(runner)
        self._tasks = {}  # id of task -> Known
        self._record = record = LoopRecord(0, Rows() if recorder.on else Sink(), recorder.turns)
        thread = get_ident()
        record.serial = append(recorder.loops, (record, "trio", thread, thread_name(thread), clock()))
        if recorder.at_next_run is not None:
            record.outer.append(recorder.at_next_run)
        self.outcome = None  # of the task whose step goes on
        self._ready = 0  # time since when it could
        refuse = trio.hooks.refuser("trio")
        for name in ("before_run", "after_run", "task_spawned", "task_scheduled", "before_task_step", "after_task_step",
                     "task_exited"):
            setattr(self, name, guarded(recorder, refuse, getattr(self, "_" + name)))

    def _before_run(self):
        # As a guest it runs inside of another loop's callbacks.
        self._trio.recorder.states.setdefault(get_ident(), self._record)

    def _after_run(self):
        states, thread = self._trio.recorder.states, get_ident()
        if states.get(thread) is self._record:
            del states[thread]
        self._record.settled = True
        self._trio.instruments.pop(self._runner, None)

    def _task_spawned(self, task):
        trio, recorder = self._trio, self._trio.recorder
        known = self._tasks[id(task)] = Known()
        serial = next(recorder.serials)
        known.subject = serial * 4
        known.ready = known.cause = known.detail = known.end = known.kind = 0
        nursery = task._parent_nursery
        parent = trio.serial_of(nursery._parent_task) if nursery is not None else 0
        place = recorder.places.creation(self.depth(task))[0]
        name = task.name
        recorder.tasks += (serial, parent, self._record.serial, clock(), coroutine_name(task.coro), place, cut(name))
        trio.subjects[id(task)] = known.subject
        if nursery is not None:
            trio.member(nursery, serial)

    def depth(self, task):
        """How many frames up the search for the user's line begins: the main task was asked for by the call of trio.run."""
        nursery = task._parent_nursery
        beyond = nursery is None or nursery._parent_task._parent_nursery is None
        depth, frame, boundary = 1, sys._getframe(2), self._trio.run.unrolled_run.__code__
        while beyond and frame is not None:
            depth += 1
            if frame.f_code is boundary:
                return depth
            frame = frame.f_back
        return 2

    def _task_scheduled(self, task):
        known = self._tasks.get(id(task))
        if known is None:
            return
        known.ready = clock()
        if not self._record.begin:
            self.ask_why(known)

    def ask_why(self, known):
        """A task became ready outside of any step: a deadline has passed, or a file is ready."""
        frame = sys._getframe(2)
        known.cause, known.detail = UNKNOWN if known.end else 0, 0
        for _ in range(LEVELS):
            if frame is None or frame.f_code is self._trio.run.unrolled_run.__code__:
                return
            name = frame.f_code.co_name
            if name == "expire":
                known.cause = TIMER
            elif name == "process_events":
                values = frame.f_locals
                number, flags = values.get("fd"), values.get("flags")
                known.cause = WRITABLE if type(flags) is int and flags & WRITABLE_FLAG and not flags & 1 else READABLE
                known.detail = number if type(number) is int and number >= 0 else 0
            frame = frame.f_back

    def _before_task_step(self, task):
        record, known = self._record, self._tasks.get(id(task))
        if known is None:
            return
        self._ready = known.ready
        record.begin = begin = clock()
        record.callback = known.subject
        record.rows += (0, begin, begin, 0)
        if known.cause:
            made = begin
            if known.cause == TIMER:
                made = known.end if known.kind == SLEEP else begin
            record.rows += (CAUSE, begin, min(made, begin), known.cause | known.detail << 32)
            known.cause = 0

    def _after_task_step(self, task):
        record, recorder = self._record, self._trio.recorder
        if not record.begin:
            return
        end = clock()
        known = self._tasks.get(id(task))
        if self.outcome is not None or known is None:
            site, subject, ready = 0, record.callback, end + 1
            if known is not None:
                ready = self._ready or end + 1
                outcome, error = self.outcome
                recorder.ends += (subject >> 2, end, outcome, error, "")
                del self._tasks[id(task)]
                self._trio.subjects.pop(id(task), None)
            self.outcome = None
        else:
            site = self._trio.sites.suspension(task)
            subject, ready = known.subject, self._ready or end + 1
            known.end, known.kind = end, self._trio.sites.kinds.get(site & 0xFFFFFFFF, 0)
        record.rows += (subject, end, ready, site)
        record.callback = None
        record.begin = 0
        if end > record.due:
            record.rest(end)

    def _task_exited(self, task):
        if self.outcome is None:
            self.outcome = RESULT, ""


class TrioSites:
    """Where trio's tasks wait: found as in sites.py, by following the await chain through a tree."""

    def __init__(self, recorder, serial_of):
        self.serial_of = serial_of
        self.places = recorder.places
        self.tree = {}
        self.kinds = {}  # id of a site -> its kind
        self.recent = {}  # serials of a group -> its token

    def suspension(self, task):
        """The site and group of a task that is suspended: site | group << 32."""
        link, node = task.coro, self.tree
        try:
            while link is not None:
                kind = type(link)
                if kind is Coroutine:
                    node = node[id(link.cr_code)][link.cr_frame.f_lasti]
                    link = link.cr_await
                elif kind is Generator:
                    node = node[id(link.gi_code)][link.gi_frame.f_lasti]
                    link = link.gi_yieldfrom
                elif kind is AsyncGenerator:
                    node = node[id(link.ag_code)][link.ag_frame.f_lasti]
                    link = link.ag_await
                else:
                    link = unwrap(link)
            site = node[0]
        except (KeyError, AttributeError) as fault:
            pass_on(fault)
            site = self.learn(task)
        return site | self.group(task) << 32 if self.kinds.get(site) == WAIT else site

    def learn(self, task):
        """The first visit: makes the site, and the way to it in the tree."""
        rows = self.places.sites
        if len(rows) >= SITE_LIMIT:
            return 0
        chain, node = [], self.tree
        for _, code, frame, name in walk(task.coro):
            place = self.places.place(code, frame.f_lineno, name)
            if not place:
                return 0
            chain.append((code, place, name))
            node = node.setdefault(id(code), {}).setdefault(frame.f_lasti, {})
        places = tuple(place for _, place, _ in chain)
        if len(places) > DEPTH_LIMIT:
            places = places[:DEPTH_LIMIT // 4] + places[-3 * DEPTH_LIMIT // 4:]
        kind = self.kind(chain)
        site = node[0] = append(rows, (kind, places))
        self.kinds[site] = kind
        return site

    def kind(self, chain):
        """The kind of the outermost call of trio's or anyio's made by the innermost frame of the user's code."""
        if any(name == "cancel_shielded_checkpoint" for _, _, name in chain[-2:]):
            return YIELD
        caller = -1
        for scope in (LIBRARY, USER):
            for at, (code, _, _) in enumerate(chain):
                if self.places.scope(code) == scope and not library_of(code.co_filename):
                    caller = at
        for code, _, name in chain[caller + 1:]:
            kind = kind_of_function(code.co_filename, name)
            if kind:
                return kind
        return NUMBERS["future"]

    def group(self, task):
        """The token of the group of tasks that a nursery which is left waits for."""
        nurseries = task._child_nurseries
        serials = tuple(sorted(filter(None, map(self.serial_of, nurseries[-1]._children)))) if nurseries else ()
        if not serials:
            return 0
        if len(self.recent) > 1000:
            self.recent.clear()
        token = self.recent.get(serials)
        if token is None:
            token = self.recent[serials] = next(self.places.tokens)
            self.places.groups.append((token, serials))
        return token
