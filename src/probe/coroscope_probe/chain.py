"""The await chain: from a task's coroutine inwards, link by link, to what is awaited in the end.

Coroutines, generators and asynchronous generators say what they are suspended on. Between them stand helper objects
that do not (an `asend()` of an asynchronous generator, `coroutine.__await__()`, `anext()`): the garbage collector's
view of them shows the link.
"""

import gc
from _collections_abc import async_generator as AsyncGenerator, coroutine as Coroutine, generator as Generator

Function = type(lambda: None)
Cell = type((lambda cell: lambda: cell)(0).__closure__[0])
type_name = type.__dict__["__name__"].__get__
WRAPPERS = ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable")


def unwrap(link):
    """What stands behind a helper object of the interpreter's, or None."""
    if type_name(type(link)) in WRAPPERS:
        for inner in gc.get_referents(link):
            kind = type(inner)
            if kind is AsyncGenerator or kind is Coroutine or kind is Generator or type_name(kind) in WRAPPERS:
                return inner
    return None


def walk(link):
    """(link, code, frame, qualified name) of every suspended frame, from the outermost inwards."""
    while link is not None:
        kind = type(link)
        if kind is Coroutine:
            code, frame, inner = link.cr_code, link.cr_frame, link.cr_await
        elif kind is Generator:
            code, frame, inner = link.gi_code, link.gi_frame, link.gi_yieldfrom
        elif kind is AsyncGenerator:
            code, frame, inner = link.ag_code, link.ag_frame, link.ag_await
        else:
            link = unwrap(link)
            continue
        if frame is None:
            return
        yield link, code, frame, link.__qualname__
        link = inner


def held_by(link, frame):
    """The objects that a suspended frame holds: its variables, cells opened."""
    # From 3.11 the coroutine shows its variables itself, before that its frame does.
    found = []
    for item in gc.get_referents(link) + gc.get_referents(frame):
        if type(item) is Cell:
            found += gc.get_referents(item)
        else:
            found.append(item)
    return found
