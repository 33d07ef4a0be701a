"""The hot path: the statements that are grafted into `asyncio.Handle`.

`Handle.__init__` labels each new handle with the time and with the run that scheduled it; `Handle._run` reads the
clock on both sides of the callback, the label, and where the task suspended. The label lives in the slot `_repr`,
which asyncio uses in debug mode only, so `Handle.__repr__` takes it for a text only if it is one.

The statements are texts because they are compiled into functions of asyncio's. Each block guards itself: `refuse`
takes the probe's own fault, which ends the hook, and raises any other exception again.

Their shape is what keeps them invisible to line tracers. Some instructions have no line: the one that drops the result
of a call, the jump at the end of a branch that ends in another `if`. Between two statements of one line they would
have the tracer see that line twice, so branches end in plain assignments, and results are kept for a moment.
"""

# A handle made by call_soon is ready at once. Handles of readers, writers and signals are made long before, and run
# many times: their maker is not call_soon, and they get no label. Timers get their time of making as a negative number.
# `given` is the context as the caller gave it.
LABEL = """
try:
    source = states.get(get_ident())
    if type(self) is handle_type:
        if given is None and getframe(1).f_code is not call_soon:
            label = None
        elif source is None or not source.begin:
            label = (clock(), 0, None)
        else:
            label = (clock(), source.begin, source)
    elif type(self) is timer_type:
        if source is None or not source.begin:
            label = (-clock(), 0, None)
        else:
            label = (-clock(), source.begin, source)
    else:
        label = None
except BaseException as fault:
    label = refuse(fault)
"""

BEFORE = """
try:
    state = states.get(get_ident())
    if state is None:
        state = enter(self)
    elif state.begin:
        nest(state)
    kind = type(self._callback)
    if kind is step_type or kind is wakeup_type or kind is builtin and self._callback.__name__ == "task_wakeup":
        state.subject = subjects.get(id(self._callback.__self__)) or subject(self._callback.__self__)
    else:
        state.subject = subject_of(self._callback)
    state.begin = clock()
except BaseException as fault:
    state = refuse(fault)
"""

AFTER = """
try:
    end = clock()
    if state is not None:
        begin = state.begin
        run = state.subject
        label = self._repr
        if type(label) is not tuple:
            label = (begin + 1, begin, None)
        ready, waker, source = label
        if source is None:
            waker = begin
        elif source is not state:
            run |= source.serial << 32
        if ready <= 0:
            ready = due(ready, self, begin)
        site = 0
        if not run & 1 and self._callback is not None:
            site = suspension(self._callback.__self__)
        if state.outer:
            run |= 2
        events = state.events
        if site >= 0:
            events += (run, begin, end, ready, waker, site)
        else:
            events += (run, begin, end, ready, waker, 0)
            site = finished(self._callback.__self__, end)
        state.begin = 0
        if state.outer:
            state.subject, state.begin = state.outer.pop()
except BaseException as fault:
    refuse(fault)
"""

LEAVE = """
def leave(self):
    state = states.get(get_ident())
    if state is None or not state.begin:
        return
""" + AFTER.replace("\n", "\n    ")

# Where asyncio's own function is not the one that was expected: one more frame, the same record.
WRAPPER = """
def _run(self):
""" + BEFORE.replace("\n", "\n    ") + """
    try:
        return original(self)
    finally:
        leave(self)
"""


def edit_run(ast, definition):
    from .graft import statements

    if len(definition.body) != 2:
        return False
    attempt, drop = definition.body
    if not isinstance(attempt, ast.Try) or len(attempt.body) != 1 or len(attempt.handlers) != 2 or attempt.finalbody:
        return False
    call = attempt.body[0]
    exits, errors = attempt.handlers
    shape = [ast.unparse(node) for node in (call, exits.type, exits.body[0], errors.type, drop)]
    if shape != ["self._context.run(self._callback, *self._args)", "(SystemExit, KeyboardInterrupt)", "raise",
                 "BaseException", "self = None"]:
        return False
    attempt.body[:] = statements(ast, BEFORE, attempt) + [keep(ast, call)] + statements(ast, AFTER, call)
    exits.body[:0] = statements(ast, "end = leave(self)", exits.body[0])
    errors.body[-1] = keep(ast, errors.body[-1])
    errors.body += statements(ast, "end = leave(self)", errors.body[-1])
    return True


def keep(ast, statement):
    """A call whose result is kept until `end` gets its next value, a moment later."""
    if not isinstance(statement, ast.Expr):
        return statement
    target = ast.copy_location(ast.Name("end", ast.Store()), statement)
    return ast.copy_location(ast.Assign([target], statement.value), statement)


def edit_init(ast, definition):
    from .graft import statements

    body = definition.body
    for at, statement in enumerate(body):
        if at and ast.unparse(statement) == "self._repr = None":
            statement.value = ast.copy_location(ast.Name("label", ast.Load()), statement.value)
            body[at:at] = statements(ast, LABEL, body[at - 1])
            body[:0] = statements(ast, "given = context", body[0])
            return ast.unparse(definition.args) == "self, callback, args, loop, context=None"
    return False


def edit_repr(ast, definition):
    from .graft import statements

    test = definition.body[0]
    if not isinstance(test, ast.If) or ast.unparse(test.test) != "self._repr is not None":
        return False
    test.test = statements(ast, "type(self._repr) is str", test.test)[0].value
    return True
