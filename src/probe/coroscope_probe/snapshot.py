"""The answer to "what does every task do now": loops, tasks, their stacks, and what they wait for, as JSON.

The format is in docs/questions.md. Rows are arrays, and refer to each other by position, because there may be 10,000 tasks.
"""

import os
from _json import encode_basestring_ascii as quote

from .alive import Alive
from .callbacks import type_name
from .clock import clock
from .executing import has_begun
from .holding import Holding
from .lone import lone
from .recorder import coroutine_name, cut, thread_name
from .stacks import Stacks

VERSION = 1
RUNNING, READY, SUSPENDED, NEW = range(4)
CANCELLING, EAGER, TORN, TIMED = 1, 2, 4, 8
MOST = 20000
ATTEMPTS = 3
TRUTH = "false", "true"


def snapshot(recorder, joined, whole=False):
    """The answer's text, and the id of each task's coroutine by the task's.

    `recorder`: that of the recording, or None; `joined`: it began in the middle of the program; `whole`: with all that is held,
    and lone futures.
    """
    begin = clock()
    picture = Picture(Alive(recorder), whole)
    picture.look()
    parts = ['"loops":[%s]' % ",".join(picture.loops())]
    for name, texts in picture.tables():
        parts.append('"%s":[%s]' % (name, ",".join(texts)))
    head = '{"v":%d,"pid":%d,"at":%d,"took":%d,"recording":%s,"joined":%s,"cut":%d,' % (
        VERSION, os.getpid(), begin - recorder.origin if recorder is not None else 0, clock() - begin,
        TRUTH[recorder is not None], TRUTH[bool(joined)], picture.cut)
    return head + ",".join(parts) + "}", picture.coroutines


class Picture:
    def __init__(self, alive, whole):
        self.alive = alive
        self.whole = whole
        self.recorder = alive.recorder
        self.cut = 0
        self.rows = []
        self.coroutines = {}
        self.stacks = Stacks(alive)
        self.holding = Holding(alive, self.stacks, whole)

    def look(self):
        alive = self.alive
        if not alive.asyncio:
            return
        self.leave_out()
        subjects = alive.futures.subjects
        for number, task in enumerate(alive.tasks):
            subjects[alive.futures.key(task)] = number * 4 + 4
        alive.futures.unseen = alive.tasks
        running = self.stacks.of_running()
        self.current = set(alive.current.values())
        for number in range(len(alive.tasks)):
            self.rows.append(self.row(number, running.get(number)))
        self.holding.find_holders()

    def leave_out(self):
        """Of too many tasks those are told that run, are ready, or were made first."""
        alive = self.alive
        alive.serials = [alive.serial(task) for task in alive.tasks]
        self.cut = max(0, len(alive.tasks) - MOST)
        if self.cut:
            alive.keep(sorted(range(len(alive.tasks)), key=self.rank)[:MOST])
            alive.serials = [alive.serial(task) for task in alive.tasks]

    def rank(self, number):
        alive = self.alive
        waits = self.state(alive.views[number]) == SUSPENDED and number not in alive.current.values()
        return waits, alive.serials[number] or number

    def state(self, view):
        waiter = view._fut_waiter
        if waiter is None:
            return READY if has_begun(view._coro) else NEW
        return SUSPENDED if self.alive.is_pending(waiter) else READY

    def row(self, number, running):
        alive, stacks = self.alive, self.stacks
        task, view = alive.tasks[number], alive.views[number]
        coroutine = view._coro
        self.coroutines[id(task)] = id(coroutine)
        kind, serials, resource, torn = 0, (), -1, 0
        if running is not None or number in self.current:
            state, stack = RUNNING, stacks.stack_of_running(view, running or ())
            timed = self.holding.enter_running(number, view)
        else:
            for attempt in range(ATTEMPTS):  # the program may go on meanwhile
                waiter = view._fut_waiter
                state, chain = self.state(view), stacks.chain(view)
                shape = stacks.shape(chain)
                stack, kind, serials, resource = shape.number, 0, (), -1
                if state != NEW:
                    kind, serials = stacks.awaited(task, view, shape)
                    resource = self.holding.waited(number, chain, shape)
                torn = 0 if view._fut_waiter is waiter and view._state == "PENDING" else TORN
                if not torn:
                    break
            timed = self.holding.enter(number, chain, shape)
        waits_for = ",".join([str(serial - 1) for serial in serials]) if state == SUSPENDED else ""
        return '["%d",%d,%d,%d,%d,%s,%s,%d,%d,[%s],%d]' % (
            id(task), alive.serials[number], alive.loop_of[number], state, self.flags(task, view) | torn | timed * TIMED, quote(alive.name(task, view)),
            quote(cut(coroutine_name(coroutine))), stack, kind, waits_for, resource)

    def flags(self, task, view):
        cancelling = view._must_cancel or self.alive.requests(task, view)
        return (CANCELLING if cancelling else 0) | (EAGER if id(task) in self.alive.eager else 0)

    # As JSON

    def loops(self):
        alive, recorder, found = self.alive, self.recorder, []
        records = dict(recorder.records) if recorder is not None else {}
        for at, loop in enumerate(alive.loops):
            _, record = records.get(id(loop), (None, None))
            serial = record.serial if record is not None else 0
            thread = alive.running.get(at, 0)
            name = thread_name(thread)
            if not thread and serial:
                _, _, thread, name, _ = recorder.loops[serial - 1]
            runs = at in alive.running or at in alive.current
            found.append(self.loop(serial, type_name(type(loop)), thread, name, runs, alive.current.get(at, -1)))
        known = {id(record) for _, record in records.values()}
        states = list(recorder.states.items()) if recorder is not None else ()
        for thread, record in states:
            if id(record) not in known and record.serial:  # trio's
                found.append(self.loop(record.serial, recorder.loops[record.serial - 1][1], thread, thread_name(thread), True, -1))
        return found

    @staticmethod
    def loop(serial, name, thread, thread_name, runs, current):
        return "[%d,%s,%d,%s,%d,%d]" % (serial, quote(cut(name)), thread, quote(cut(thread_name)), runs, current)

    def tables(self):
        yield "places", self.stacks.place_texts
        yield "stacks", self.stacks.stack_texts
        yield "tasks", self.rows
        yield "resources", self.holding.texts()
        if self.whole:
            yield "holders", self.holding.holder_texts()
            yield "lone", map(str, lone(self.alive, self.stacks))
