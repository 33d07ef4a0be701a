"""Whose exception is it? The rule that lets hooks live inside other people's programs.

While a hook runs, two kinds of exception can appear in it. One is the probe's own mistake: it must not reach the
program. The other belongs to the program: a signal handler that raises, Ctrl-C, a stack or a memory that is used up.
Swallowing those would change what the program does, so they travel on. The traceback tells them apart: an own fault
was raised by the probe's code, a signal handler's in the handler's. An exception that another thread set comes without
a frame, but hardly ever is of one of Python's own types, as those of the probe are.

Audit hooks are the program's, too, and may refuse what the probe asks Python for. The program did not ask, so it is not
to hear of it: that counts as a fault of the probe's own.
"""

from _struct import error as struct_error

own_codes = []
"""Code objects that are the probe's but carry another file's name (the grafted ones)."""

Frame = type((lambda: (yield))().gi_frame)
HEAP_TYPE = 1 << 9  # a flag of types that are made while Python runs
VARIADIC = 4  # a flag of code that takes any number of arguments
flags_of = type.__dict__["__flags__"].__get__
name_of = type.__dict__["__name__"].__get__


def is_own(fault):
    kind = type(fault)
    if not issubclass(kind, Exception) or issubclass(kind, (RecursionError, MemoryError)):
        return False
    try:
        frame = foreign_frame(fault.__traceback__)
        if frame is not None:
            return is_audit_hook(frame)
    except Exception as refused:  # even to look at a frame was
        if may_look(fault):  # now: then this one is a signal handler's
            raise
        return refused is not fault
    return kind is struct_error or not flags_of(kind) & HEAP_TYPE


def pass_on(fault):
    """Raises an exception that is the program's: for whoever expects one of its type."""
    if not is_own(fault):
        raise fault


def may_look(fault):
    """Whether no audit hook refuses to let anybody look at an exception's frames."""
    try:
        foreign_frame(fault.__traceback__)
    except Exception:
        return False
    return True


def foreign_frame(trace):
    """The frame that the probe's code had called, or that had come upon it, when the exception was raised."""
    foreign = None
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith("<frozen coroscope") or any(code is own for own in own_codes):
            foreign = None
        elif foreign is None:
            foreign = trace.tb_frame
        trace = trace.tb_next
    return foreign


def is_audit_hook(frame):
    """Whether a function was called with an event's name and its arguments, maybe as a method.

    A signal handler gets a number, a tracer a frame before the event.
    """
    code = frame.f_code
    variables = frame.f_locals
    given = [variables.get(name) for name in code.co_varnames[:code.co_argcount]]
    if code.co_flags & VARIADIC:
        given += variables.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ())
    if any(type(item) is Frame for item in given[:3]):
        return False
    return any(type(event) is str and type(arguments) is tuple for event, arguments in zip(given[:2], given[1:3]))


def describe(fault):
    """The fault in one line, without calling anything the program may have defined."""
    kind = type(fault)
    text = name_of(kind)
    try:
        if not flags_of(kind) & HEAP_TYPE and fault.args and type(fault.args[0]) is str:
            text += ": " + fault.args[0]
        trace = fault.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            text += " @ %s %s:%d" % (code.co_filename, code.co_name, trace.tb_lineno)
            trace = trace.tb_next
    except Exception:  # an audit hook refuses to let anybody look at frames
        pass
    return text
