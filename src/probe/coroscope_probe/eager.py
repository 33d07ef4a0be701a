"""Task factories, and the eager tasks that some of them make (3.12 and later).

An eager task runs its first step inside its own creation, and one that ends in it is never seen by anything else. So as
soon as a loop is given a task factory, `create_task` notes what it is about to do, and looks at the task it got. The
factory itself is called as ever.
"""

from _thread import get_ident

from .clock import clock
from .recorder import Creation, coroutine_name
from .sites import DONE

NOTE = "note = begin_creation(self, coro, name)"
TROUBLE = """
try:
    pass
except BaseException:
    end_creation(note, None)
    raise
"""


def edit_create_task(ast, definition):
    from .graft import statements

    names = [argument.arg for argument in definition.args.args + definition.args.kwonlyargs]
    if "coro" not in names or "name" not in names:
        return False

    class Returns(ast.NodeTransformer):
        def visit_Return(self, node):
            call = statements(ast, "end_creation(note, task)", node)[0].value
            call.args[1] = node.value
            node.value = call
            return node

    start = 1 if ast.get_docstring(definition) is not None else 0
    first = definition.body[start]
    attempt = statements(ast, TROUBLE, first)[0]
    attempt.body = [Returns().visit(statement) for statement in definition.body[start:]]
    definition.body[start:] = statements(ast, NOTE, first) + [attempt]
    return True


def edit_set_task_factory(ast, definition):
    from .graft import statements

    last = definition.body[-1]
    if ast.unparse(last) != "self._task_factory = factory":
        return False
    definition.body += statements(ast, "factory_set(factory)", last)
    return True


class Eager:
    """Keeps the stack of creations, one a thread."""

    def __init__(self, recorder, refuse, eager_code):
        self.recorder = recorder
        self.refuse = refuse
        self.eager_code = eager_code  # of the factory that asyncio itself offers

    def begin_creation(self, loop, coroutine, name):
        try:
            recorder = self.recorder
            if not recorder.on or loop._task_factory is None:
                return None
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
            if state is not None and state.begin and getattr(loop._task_factory, "__code__", None) is self.eager_code:
                recorder.nest(state)
                state.subject = note.serial * 4 + 2
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
        if state is not None and state.outer and state.begin == note.at:
            state.subject, state.begin = state.outer.pop()
        stack = recorder.creations.get(thread, [])
        if task is not None and recorder.sites.futures.is_task(task):
            self.first_step(note, task, at, state, stack)
        if note in stack:
            del stack[stack.index(note):]
        if not stack:
            recorder.creations.pop(thread, None)

    def first_step(self, note, task, at, state, stack):
        """Records the step that ran inside the creation, if one did."""
        recorder = self.recorder
        coroutine = task._coro
        done = task._state != "PENDING"
        if not done and not getattr(coroutine, "cr_suspended", False):
            return
        if done and coroutine is None and stack and stack[-1] is note and not recorder.serial_of(task):
            note.coroutine = id(None)  # a task that ended eagerly has dropped its coroutine
            recorder.created(task, note.at)
        if recorder.serial_of(task) != note.serial:
            return
        site = recorder.sites.suspension(task)
        if state is not None:
            waker = state.begin or note.at
            state.events += (note.serial * 4 + 2, note.at, at, note.at + 1, waker, 0 if site == DONE else site)
        if site == DONE:
            recorder.finished(task, at, False)
