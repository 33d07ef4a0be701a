"""Cancellation: who asked for it, from which line, with which message, and how it travelled.

Nothing can stand in `Task.cancel` itself, which is written in C. But what it does is seen.

A task that waits: `cancel()` cancels the future that it waits for, which schedules the task's wake-up, so the canceller's
call is still on the stack: `scheduled(callback, args)` is told by `BaseEventLoop._call_soon` of every callback whose first
argument is a cancelled future. Who waits for that task in turn is known too: `cancel()` of a task that waits for another
one reaches the innermost first. From 3.11 on tasks count the requests, which tells the one that was asked from those that
it was passed on to. Before, the innermost counts as asked, and the others are told of when it has ended.

A task that is ready, running or not started yet: `cancel()` only leaves a mark. asyncio's own callers are seen by grafts
behind their call. The program's are seen from 3.12 on, by events of the interpreter (monitoring.py). From 3.9 to 3.11 they
are not: if the task waits for something after that, it is known to be cancelled, but not by which line; on 3.11 it is too
if the task ends by it.
"""

import sys
from _thread import get_ident

from . import monitoring
from .chain import Coroutine
from .clock import clock
from .futures import inner_code
from .named import naming_lines
from .places import LIBRARY, STDLIB, USER
from .splice import AFTER, BEFORE, INSIDE, guarded, install_grafts, splice

CALL, TIMEOUT, GROUP, PASSED, END, DEBUGGER, INTERRUPT = range(1, 8)  # the last one is told as a call
MESSAGE = "Cancelled in Coroscope"
"""With which the debugger's user has a task cancelled (answers.py)."""
REMEMBERED = 10000
CHAIN_LIMIT = 100

edit_expire = splice((AFTER, "self._task.cancel()", "label = asked(self._task)"))
edit_abort = splice((AFTER, "t.cancel()", "label = asked(t)"))
edit_parent = splice((AFTER, "self._parent_task.cancel()", "label = asked(self._parent_task)"))
edit_gather = splice(
    (BEFORE, "for child in self._children:", "label = gathered(self, msg)"),
    (INSIDE, "if child.cancel(msg=msg):", "label = asked(child)"))
edit_end = splice((AFTER, "task.cancel()", "label = asked(task)"))
edit_interrupt = splice((AFTER, "main_task.cancel()", "label = asked(main_task)"))
edit_wait = splice((AFTER, "fut.cancel()", "label = asked(fut)"))


def install(hooks):
    recorder, modules = hooks.recorder, sys.modules
    known = Cancellation(recorder, hooks.tasks)
    recorder.cancelled = guarded(recorder, hooks.refuser("cancellation"), known.scheduled)
    hooks.undo["cancellation"] = lambda: setattr(recorder, "cancelled", lambda callback, args: None)
    recorder.asked = guarded(recorder, hooks.refuser("cancellation"), known.asked)
    recorder.explain_cancel = guarded(recorder, hooks.refuser("cancellation"), known.ended)
    functions = {"asked": known.asked, "gathered": known.gathered}
    timeout = getattr(modules.get("asyncio.timeouts"), "Timeout", None)
    group = getattr(modules.get("asyncio.taskgroups"), "TaskGroup", None)
    runner = getattr(modules.get("asyncio.runners"), "Runner", None)
    places = [
        (hooks.tasks._GatheringFuture, "cancel", edit_gather, PASSED), (hooks.tasks, "_cancel_and_wait", edit_wait, TIMEOUT),
        (modules["asyncio.runners"], "_cancel_all_tasks", edit_end, END)]
    if timeout is not None:
        places.append((timeout, "_on_timeout", edit_expire, TIMEOUT))
    if group is not None:
        places += [(group, "_abort", edit_abort, GROUP), (group, "_on_task_done", edit_parent, GROUP)]
        if "cancel" in vars(group):  # 3.15
            places.append((group, "cancel", edit_parent, CALL))
    if runner is not None:
        places.append((runner, "_on_sigint", edit_interrupt, INTERRUPT))
    # Their callers are told apart by code, so those that stay as they are count too.
    install_grafts(hooks, "callers of cancel", functions, [place[:3] for place in places])
    for owner, name, _, origin in places:
        known.origins[id(vars(owner)[name].__code__)] = origin
    known.origins[id(inner_code(hooks.tasks.shield, "_inner_done_callback"))] = PASSED
    known.learn_wait_for(hooks.tasks.wait_for)
    monitoring.install(hooks, known)


class Cancellation:
    def __init__(self, recorder, tasks):
        self.recorder = recorder
        self.places = recorder.places
        self.futures = recorder.sites.futures
        self.requests = getattr(tasks.Task, "cancelling", None)  # how many, from 3.11 on
        self.c_task = tasks.Task
        self.origins = {}  # id of code of asyncio's that calls cancel -> origin
        self.receivers = {}  # thread -> id of the task whose `cancel()` it has called and is in, as far as known
        self.counts = {}  # serial -> requests that are known already
        self.told = {}  # serial of a task with a row that it has not noticed yet -> id of the task that it waits for, or 0
        self.asked_for = set()  # serials of tasks that have a row
        self.wait_for = None
        self.passing = 0  # the line of wait_for that passes a cancellation on

    def learn_wait_for(self, function):
        """From 3.12 on it is a timeout; before, it cancels in three places."""
        name = "_cancel_and_wait"
        lines = naming_lines(function.__code__, name) if name in function.__code__.co_names else ()
        if len(lines) == 3:
            self.wait_for, self.passing = function.__code__, lines[1]

    # What is seen

    def scheduled(self, callback, arguments):
        """A callback is scheduled because a future was cancelled: is it a task's that waited for it?"""
        task, future = self.recorder.callbacks.stepping_task(callback), arguments[0]
        if task is None:
            return
        recorder = self.recorder
        serial = recorder.subject(task) >> 2
        told = self.told.pop(serial, None)
        message = self.futures.view(future)._cancel_message
        if self.futures.is_task(future):
            ended = recorder.serial_of(future)
            if told == 0 and ended not in self.asked_for:  # it was marked, and passed that on before that one's first step
                self.asked_for.add(ended)
                recorder.facts["cancels"].append((clock(), ended, 0, 0, PASSED, message if type(message) is str else ""))
            elif told != id(future):  # it was not itself asked for, but waited for one that was
                self.add(serial, 0, PASSED, message)
            return
        stepping = self.ending_step()
        if stepping is None:
            origin, place, _ = self.canceller(sys._getframe(2), message)
            self.reached(task, place, origin, message)
        elif stepping is task:
            if told is None:  # it was asked while it ran or was ready, which nobody saw, and now waits after all
                self.add(serial, 0, CALL, message)
        else:
            self.passed_on(stepping)
            self.reached(task, 0, PASSED, message)

    def asked(self, task):
        """A call of `cancel()` has returned: is a mark all that it did, on this task or on one that it waits for?"""
        chain = []
        while self.futures.is_task(task) and len(chain) < CHAIN_LIMIT:
            chain.append(task)
            state = self.futures.view(task)
            if state._must_cancel:
                origin, place, _ = self.canceller(sys._getframe(2), state._cancel_message)
                if [self.is_asked(one) for one in chain][0]:
                    self.was_asked(chain[0], origin)
                self.add_chain(chain[::-1], len(chain) - 1, place, origin, state._cancel_message)
                self.remember(self.told, self.recorder.subject(task) >> 2, 0)
                return
            task = state._fut_waiter

    def gathered(self, gathering, message):
        """A `gather` is about to cancel its tasks: whoever waits for it is cancelled too."""
        if not any(self.futures.view(child)._state == "PENDING" for child in gathering._children if self.is_future(child)):
            return
        stepping = self.ending_step()
        if stepping is not None and any(task is stepping for task in self.waiters(gathering)):
            if (self.recorder.subject(stepping) >> 2) not in self.told:
                self.add(self.recorder.subject(stepping) >> 2, 0, CALL, message)
            return
        origin, place, _ = self.canceller(sys._getframe(2).f_back, message)
        for task in self.waiters(gathering):
            self.reached(task, place, origin, message)

    def ended(self, task, serial, at):
        """A task ended by a cancellation."""
        known = serial in self.asked_for
        self.asked_for.discard(serial)
        self.counts.pop(serial, None)
        self.told.pop(serial, None)
        if not known and self.requests is not None and issubclass(type(task), self.c_task) and self.requests(task):
            message = self.futures.view(task)._cancel_message
            origin = DEBUGGER if type(message) is str and message == MESSAGE else CALL
            self.recorder.facts["cancels"].append((at, serial, 0, 0, origin, ""))

    def ending_step(self):
        """The task whose step is ending on this thread, if one's is: asyncio may pass on a cancellation that it was marked with."""
        recorder = self.recorder
        loop = recorder.running_loop()
        task = recorder.current_task(loop) if loop is not None else None
        coroutine = self.futures.view(task)._coro if task is not None else None
        return task if type(coroutine) is Coroutine and not coroutine.cr_running else None

    def passed_on(self, task):
        """A task that was marked passes that on to the one that it waits for: when that one ends, it is told of already."""
        serial, future = self.recorder.subject(task) >> 2, self.futures.view(task)._fut_waiter
        if serial in self.told and self.futures.is_task(future):
            self.remember(self.told, serial, id(future))

    # Who, and where

    def add(self, serial, place, origin, message):
        if len(self.asked_for) >= REMEMBERED:
            self.asked_for.clear()
        self.asked_for.add(serial)
        self.recorder.facts["cancels"].append(
            (clock(), serial, self.running(), place, origin, message if type(message) is str else ""))

    def reached(self, task, place, origin, message):
        """A call of `cancel()` reached a task: was it this one's, or that of one that waits for it?"""
        chain = self.waiting_for(task)
        asked = [number for number, one in enumerate(chain) if self.is_asked(one)]
        known = self.receivers.get(get_ident())
        asked = [number for number, one in enumerate(chain) if id(one) == known] or asked
        target = asked[-1] if asked else 0
        if asked:
            self.was_asked(chain[target], origin)
        self.add_chain(chain, target, place, origin, message)

    def add_chain(self, chain, target, place, origin, message):
        """One of a chain of tasks, each of which waits for the one before it, was asked, and passed it on inwards."""
        for number in range(target, -1, -1):
            one = self.recorder.subject(chain[number]) >> 2
            self.add(one, place, origin if number == target else PASSED, message)
            if number:
                self.remember(self.told, one, id(chain[number - 1]))

    def running(self):
        """The subject of the run that goes on on this thread, or 0."""
        state = self.recorder.states.get(get_ident())
        return self.recorder.subject_running(state) if state is not None and state.begin else 0

    def canceller(self, frame, message):
        """(origin, place, frame) of a call of `cancel()`: the innermost frame of the user's, else a library's or asyncio's."""
        if type(message) is str and message == MESSAGE:
            return DEBUGGER, 0, None
        places, origin = self.places, 0
        caller = asking = None
        while frame is not None and frame.f_code is not places.boundary and id(frame.f_code) not in places.boundaries:
            code = frame.f_code
            scope = places.scope(code)
            if scope == USER:
                caller = frame
                break
            if scope == LIBRARY:
                caller = caller or frame
            elif scope == STDLIB:
                known = self.origins.get(id(code))
                if known and asking is None:
                    origin, asking = known, frame
                if known == INTERRUPT:  # Ctrl-C: the frames below are what was interrupted
                    origin = CALL
                    break
                if code is self.wait_for and frame.f_lineno == self.passing:
                    origin = PASSED
            frame = frame.f_back
        place = self.place_of_owner(asking) if asking is not None else 0
        if not place and (caller or asking) is not None:
            place = places.of_frame(caller or asking)
        return origin or CALL, place, caller or asking

    def place_of_owner(self, frame):
        """Where the timeout or the task group was entered that calls `cancel()` in a frame; 0 where it is neither."""
        if frame.f_code.co_varnames[:1] != ("self",):
            return 0
        return self.recorder.scope_places.get(id(frame.f_locals.get("self")), 0)

    def waiters(self, future):
        """The tasks that wait for a future themselves."""
        found = []
        for entry in self.futures.view(future)._callbacks or ():
            task = self.recorder.callbacks.stepping_task(entry[0])
            if task is not None:
                found.append(task)
        return found

    def waiting_for(self, task):
        """The task, the one that waits for it, and so on outwards."""
        chain = [task]
        while len(chain) < CHAIN_LIMIT:
            waiters = self.waiters(chain[-1])
            if len(waiters) > 1:
                waiters = [one for one in waiters if self.has_requests(one)]
            if len(waiters) != 1:
                break
            chain += waiters
        return chain

    def has_requests(self, task):
        """Whether `cancel()` of a task was called since it was looked at last."""
        if self.requests is None or not issubclass(type(task), self.c_task):
            return False
        return self.requests(task) > self.counts.get(self.recorder.subject(task) >> 2, 0)

    def is_asked(self, task):
        """The same, and this was the look."""
        if self.requests is None or not issubclass(type(task), self.c_task):
            return False
        asked = self.has_requests(task)
        self.remember(self.counts, self.recorder.subject(task) >> 2, self.requests(task))
        return asked

    def was_asked(self, task, origin):
        """Timeouts and task groups take back their own request, not those that it was passed on as."""
        serial = self.recorder.subject(task) >> 2
        if origin in (TIMEOUT, GROUP) and self.counts.get(serial):
            self.counts[serial] -= 1

    def is_future(self, item):
        return issubclass(type(item), self.futures.future_types)

    @staticmethod
    def remember(rows, key, value):
        if len(rows) >= REMEMBERED:
            rows.clear()
        rows[key] = value
