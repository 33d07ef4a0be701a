"""Whose exception is it? The rule that lets hooks live inside other people's programs.

While a hook runs, two kinds of exception can appear in it. One is the probe's own mistake: it must not reach the
program. The other belongs to the program: a signal handler that raises, Ctrl-C, a stack or a memory that is used up.
Swallowing those would change what the program does, so they travel on. The traceback tells them apart: an own fault
was raised by the probe's code, a signal handler's in the handler's.
"""

own_codes = []
"""Code objects that are the probe's but carry another file's name (the grafted ones)."""


def is_own(fault):
    if not isinstance(fault, Exception) or isinstance(fault, (RecursionError, MemoryError)):
        return False
    trace = fault.__traceback__
    if trace is None:
        return True
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return code.co_filename.startswith("<frozen coroscope") or any(code is own for own in own_codes)


def describe(fault):
    """The fault in one line, without calling anything the program may have defined."""
    text = type(fault).__name__
    if type(fault).__module__ == "builtins" and fault.args and type(fault.args[0]) is str:
        text += ": " + fault.args[0]
    trace = fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        text += " @ %s %s:%d" % (code.co_filename, code.co_name, trace.tb_lineno)
        trace = trace.tb_next
    return text
