"""Task factories, and the eager tasks that some of them make (3.12 and later).

An eager task runs its first step inside its own creation, and one that ends in it is never seen by anything else. So as
soon as a loop is given a task factory, `create_task` notes what it is about to do, and looks at the task it got. The
factory itself is called as ever. From 3.14 on tasks register with the interpreter itself: `create_task` tells of all.
"""

from _thread import get_ident

from .clock import clock
from .recorder import Creation, coroutine_name

NOTE = "note = begin_creation(self, coro, name)"
NOTE_OF_OPTIONS = """
note = None
if self._task_factory is not None or "eager_start" in kwargs:
    note = begin_creation(self, coro, kwargs.get("name"), kwargs.get("eager_start"))
"""
MADE = """
try:
    made = note is None and created(task)
except BaseException as fault:
    made = refuse(fault)
"""
WITH_OPTIONS = ["self", "coro"]  # and `**kwargs`, from 3.14 on
TROUBLE = """
try:
    pass
except BaseException:
    end_creation(note, None)
    raise
"""


def edit_create_task(ast, definition):
    from .graft import statements

    parameters = definition.args
    names = [each.arg for each in parameters.args + parameters.kwonlyargs]
    with_options = names == WITH_OPTIONS and parameters.kwarg is not None
    if "coro" not in names or "name" not in names and not with_options:
        return False

    def returned(node):
        call = statements(ast, "end_creation(note, task)", node)[0].value
        call.args[1] = node.value
        node.value = call
        return node

    start = 1 if ast.has_docstring(definition) else 0
    first = definition.body[start]
    attempt = statements(ast, TROUBLE, first)[0]
    attempt.body = [ast.transform(statement, ast.Return, returned) for statement in definition.body[start:]]
    if not with_options:
        definition.body[start:] = statements(ast, NOTE, first) + [attempt]
        return True
    definition.body[start:] = statements(ast, NOTE_OF_OPTIONS, first) + [attempt]
    for at, statement in enumerate(attempt.body):
        if ast.reads(statement, "task = tasks.Task(coro, loop=self, **kwargs)"):
            attempt.body[at + 1:at + 1] = statements(ast, MADE, statement)
            return True
    return False


def edit_set_task_factory(ast, definition):
    from .graft import statements

    last = definition.body[-1]
    if not ast.reads(last, "self._task_factory = factory"):
        return False
    definition.body += statements(ast, "factory_set(factory)", last)
    return True


class Eager:
    """Keeps the stack of creations, one a thread."""

    def __init__(self, recorder, refuse, eager_code):
        self.recorder = recorder
        self.refuse = refuse
        self.eager_code = eager_code  # of the factory that asyncio itself offers

    def begin_creation(self, loop, coroutine, name, eager_start=None):
        try:
            recorder = self.recorder
            if not recorder.on or loop._task_factory is None and not eager_start:
                return None
            at_once = getattr(loop._task_factory, "__code__", None) is self.eager_code if eager_start is None else bool(eager_start)
            note = Creation()
            note.coroutine = id(coroutine)
            note.parent = recorder.current_serial()
            note.serial = next(recorder.serials)
            note.place, given = recorder.places.creation(1)
            note.name = given if name is None else name
            note.qualified = coroutine_name(coroutine)
            thread = get_ident()
            note.at = clock()
            recorder.creations.setdefault(thread, []).append(note)
            state = recorder.states.get(thread)
            if state is not None and state.begin and at_once:
                state.nest(note.at)
                state.callback = note.serial * 4
                state.begin = note.at
            return note
        except BaseException as fault:
            return self.refuse(fault)

    def end_creation(self, note, task):
        try:
            if note is not None:
                self.look(note, task, clock())
        except BaseException as fault:
            self.refuse(fault)
        return task

    def look(self, note, task, at):
        recorder = self.recorder
        thread = get_ident()
        state = recorder.states.get(thread)
        nested = state is not None and state.outer and state.begin == note.at
        stack = recorder.creations.get(thread, [])
        if task is not None and recorder.sites.futures.is_task(task):
            if stack and stack[-1] is note and not recorder.serial_of(task) and id(recorder.view(task)._coro) == note.coroutine:
                recorder.created(task, note.at)  # from 3.14 on, nobody has told of it
            self.first_step(note, task, at, state, nested, stack)
        if nested:
            state.leave(at)
        if note in stack:
            del stack[stack.index(note):]
        if not stack:
            recorder.creations.pop(thread, None)

    def first_step(self, note, task, at, state, nested, stack):
        """Records the step that ran inside the creation, if one did."""
        recorder = self.recorder
        seen = recorder.view(task)
        coroutine = seen._coro
        done = seen._state != "PENDING"
        if not done and not getattr(coroutine, "cr_suspended", False):
            return
        if done and coroutine is None and stack and stack[-1] is note and not recorder.serial_of(task):
            note.coroutine = id(None)  # a task that ended eagerly has dropped its coroutine
            recorder.created(task, note.at)
        if recorder.serial_of(task) != note.serial:
            return
        site = 0 if done else recorder.sites.suspension(task)
        ready = note.at - 1  # a moment before it began: that is in the run that made it
        if nested:
            state.rows += (note.serial * 4, at, ready, site)
        elif state is not None:
            state.inside(note.serial * 4, note.at, at, ready, site)
        if done:
            recorder.finished(task, at, False)
            recorder.ended_eagerly = id(task), note.serial
