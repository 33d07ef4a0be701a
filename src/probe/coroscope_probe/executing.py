"""What a coroutine is at: not begun, suspended, or in a step right now."""

from .chain import AsyncGenerator, Coroutine, Generator, unwrap


def executing_frame(link):
    """The frame of a coroutine that is executed now, or has called one that is; None where it is not."""
    kind = type(link)
    if kind is Coroutine:
        return link.cr_frame if link.cr_running else None
    if kind is Generator:
        return link.gi_frame if link.gi_running else None
    if kind is AsyncGenerator:
        return link.ag_frame if link.ag_running else None
    return None


def executing(item):
    """The coroutine that is executed now, if this is one or a helper object around one, else None."""
    link = unwrap(item) or item
    return link if executing_frame(link) is not None else None


def has_begun(link):
    """Whether a coroutine that is not executed now was before."""
    kind = type(link)
    if kind is Coroutine:
        frame, suspended = link.cr_frame, getattr(link, "cr_suspended", None)
    elif kind is Generator:
        frame, suspended = link.gi_frame, getattr(link, "gi_suspended", None)
    else:
        return True
    if frame is None or suspended is not None:
        return bool(suspended) or frame is None
    return frame.f_lasti >= 0
