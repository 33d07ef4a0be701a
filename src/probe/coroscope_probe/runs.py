"""The hot path: the statements that are grafted into asyncio's event loop.

`BaseEventLoop._call_soon` labels each new handle with the time; `_run_once` reads the clock after every callback, the
label, and where the task suspended. A run begins when the one before it ended: a loop does nothing between them. Nor has
to be told who woke whom: the label lies within the run that did it. The label lives in the slot `_repr` of the handle,
which asyncio uses in debug mode only, so `Handle.__repr__` takes it for a text only if it is one.

Steps need no label: asyncio schedules them when a task is made, and when it yields without awaiting anything (all others
are wake-ups), so their ready time is known: a row says so by naming its own end. Labels: a time, since when the handle is
ready; (cause, detail) for handles that are made before they are ready, the detail of a timer being when that was, or both
in one FileLabel; (cause, detail, time) for one that comes from elsewhere than the loop's own thread.

A row of a loop's record is four integers: subject, time of the end, ready time, site | group << 32. Rows of the four
lowest subjects tell of the row that follows: BEGIN, when the loop turned to its callbacks; CAUSE, what made the next run
ready, if no run of this loop did; ENTER and LEAVE stand around runs inside of a run.

The statements are texts because they are compiled into functions of asyncio's. Each block guards itself: `refuse`
takes the probe's own fault, which ends the hook, and raises any other exception again. What they refer to of the
program's is let go before the loop goes on.

Their shape is what keeps them invisible to line tracers. Some instructions have no line: the one that drops the result
of a call, the jump at the end of a branch that ends in another `if`. Between two statements of one line they would
have the tracer see that line twice, so branches end in plain assignments, and results are kept for a moment.
"""

import sys

MANY = 2000  # integers in a list of rows before they are packed
OFTEN = 300000  # nanoseconds after which a busy loop looks whether there is something to do
BEGIN, CAUSE, ENTER, LEAVE = range(4)
SOON, TIMER, READABLE, WRITABLE, SIGNAL, THREAD, LOOP, UNKNOWN = range(8)


class FileLabel(int):
    """Cause and detail as a row of CAUSE has them; the detail is a descriptor, or a signal's number."""


def file_label(cause, detail):
    return FileLabel(cause | detail << 32) if type(detail) is int and 0 <= detail < 1 << 31 else (cause, detail)


LABEL = """
try:
    if type(callback) is not step_type:
        handle._repr = clock() if get_ident() == self._thread_id else from_elsewhere(self)
        if args and (type(args[0]) is future_type or type(args[0]) is task_type) and args[0].cancelled():
            label = cancelled(callback, args)
except BaseException as fault:
    label = refuse(fault)
"""

LABEL_TIMER = """
try:
    timer._repr = (%d, clock())
except BaseException as fault:
    label = refuse(fault)
""" % TIMER

LABEL_FILE = """
try:
    handle._repr = file_label(%d, %s)
except BaseException as fault:
    label = refuse(fault)
"""

ITERATION = """
try:
    state = nowhere
    end = 0
    if ntodo:
        state = states.get(get_ident())
        if state is None:
            state = enter(self)
        end = clock()
        if state.begin:
            state.nest(end)
        state.begin = end
        rows = state.rows
        rows += (0, end, end, 0)
except BaseException as fault:
    state = refuse(fault)
"""

BEFORE = """
try:
    state.callback = callback = handle._callback
except BaseException as fault:
    state = refuse(fault)
"""

# Up to 3.9 a wake-up has a private type of its own, which has to be learned.
IS_WAKEUP = "kind is wakeup_type" if sys.version_info < (3, 10) else 'kind is builtin and callback.__name__ == "task_wakeup"'

# The usual cases are told here; for all others `record` does the same. The cause comes last: a task that is met only as
# the one that is waited for may have had a run of its own inside of this one.
AFTER = """
try:
    try:
        end = clock()
        kind = type(callback)
        if kind is step_type:
            task = callback.__self__
            subject = subjects[id(task)]
            if task._fut_waiter is not None:
                site = suspension(task)
                task = None
            elif task.done():
                site = finished(task, end) or 0
                task = None
            elif state.yields:
                state.yields -= 1
                site = suspension(task)
                task = None
            else:
                site = bare_yield
                task = None
            rows = state.rows
            rows += (subject, end, end, site)
        elif %s:
            task = callback.__self__
            subject = subjects[id(task)]
            ready = handle._repr
            if task._fut_waiter is not None:
                site = suspension(task)
                task = None
            elif task.done():
                site = finished(task, end) or 0
                task = None
            else:
                site = suspension(task)
                task = None
            if type(ready) is not int:
                ready = explain(ready, handle, state, end)
            rows = state.rows
            rows += (subject, end, ready, site)
        else:
            site = record(state, handle, callback, end)
        state.begin = end
    except KeyError as fault:
        task = pass_on(fault)
        task = record(state, handle, callback, end)
        state.begin = end
except BaseException as fault:
    state = refuse(fault)
""" % IS_WAKEUP

# An exception that leaves the loop (Ctrl-C, sys.exit) ends the run too.
QUICK_CALL = (
    "self._context.run(self._callback) if self._args is nothing else "
    "self._context.run(self._callback, self._args[0]) if type(self._args) is arguments and len(self._args) == 1 else 0")

GUARDED = """
try:
    pass
except BaseException:
    try:
        end = leave(state, handle, callback)
    except BaseException as fault:
        end = refuse(fault)
    callback = None
    raise
"""

REST = """
try:
    callback = state.callback = None
    state.begin = 0
    rest = state.rest(end) if end > state.due else None
except BaseException as fault:
    state = refuse(fault)
"""


def edit_run_once(ast, definition):
    from .graft import statements

    *_, counted, loop, drop = definition.body
    if not isinstance(loop, ast.For) or not ast.reads(counted, "ntodo = len(self._ready)") or len(loop.body) != 3:
        return False
    taken, skipped, choice = loop.body
    shape = (
        (loop.target, "i"), (loop.iter, "range(ntodo)"), (taken, "handle = self._ready.popleft()"),
        (skipped.test, "handle._cancelled"), (choice.test, "self._debug"), (choice.orelse[0], "handle._run()"), (drop, "handle = None"))
    if not all(ast.reads(node, text) for node, text in shape):
        return False
    calls = []

    def called(node):
        if not ast.reads(node, "handle._run()"):
            return node
        calls.append(node)
        guarded = statements(ast, GUARDED, node)[0]
        guarded.body = [keep(ast, node)]
        return [guarded] + statements(ast, AFTER, node)

    choice = ast.transform(choice, ast.Expr, called)
    loop.body[2:] = statements(ast, BEFORE, choice) + [choice]
    definition.body[-1:-1] = statements(ast, REST, drop)
    at = definition.body.index(loop)
    definition.body[at:at] = statements(ast, ITERATION, counted)
    return len(calls) == 2


def edit_run(ast, definition):
    """Pays back: to call with an unpacked tuple takes 100 ns more than to call with the one argument it has, or with none."""
    from .graft import statements

    body = definition.body[0].body if isinstance(definition.body[0], ast.Try) else []
    if len(body) != 1 or not ast.reads(body[0], "self._context.run(self._callback, *self._args)"):
        return False
    call = body[0].value
    choice = statements(ast, QUICK_CALL, body[0])[0].value
    for quick in (choice.body, choice.orelse.body):
        ast.copy_location(quick, call)  # tracebacks underline the call
        ast.copy_location(quick.func, call.func)
    choice.orelse.orelse = call
    body[0].value = choice
    return True


def keep(ast, statement):
    """A call whose result is kept until `end` gets its next value, a moment later."""
    target = ast.copy_location(ast.Name("end", ast.Store()), statement)
    return ast.copy_location(ast.Assign([target], statement.value), statement)


def insert_after(line, text):
    """An edit that puts statements behind the one statement of a function that reads `line`."""

    def edit(ast, definition):
        from .graft import statements

        body = definition.body
        for at, statement in enumerate(body):
            if ast.reads(statement, line):
                body[at + 1:at + 1] = statements(ast, text, statement)
                return True
        return False

    return edit


HANDLE = "handle = events.Handle(callback, args, self, %s)"
edit_call_soon = insert_after(HANDLE % "context", LABEL)
edit_call_soon_threadsafe = insert_after("handle = events._ThreadSafeHandle(callback, args, self, context)", LABEL)
edit_call_at = insert_after("timer = events.TimerHandle(when, callback, args, self, context)", LABEL_TIMER)
edit_add_reader = insert_after(HANDLE % "None", LABEL_FILE % (READABLE, "fd"))
edit_add_writer = insert_after(HANDLE % "None", LABEL_FILE % (WRITABLE, "fd"))
edit_add_signal_handler = insert_after(HANDLE % "None", LABEL_FILE % (SIGNAL, "sig"))


def edit_repr(ast, definition):
    from .graft import statements

    test = definition.body[0]
    if not isinstance(test, ast.If) or not ast.reads(test.test, "self._repr is not None"):
        return False
    test.test = statements(ast, "type(self._repr) is str", test.test)[0].value
    return True
