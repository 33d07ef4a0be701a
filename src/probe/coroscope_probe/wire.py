"""The wire format of docs/wire.md, as functions from plain values to bytes.

Columns are the cheap part of the probe by design: a run is six integers in a flat list, and everything done to them
here (differences, choosing a width, narrowing) is done by C code for a whole column at once. Differences use Python's
big integers as vectors: a column of n 64-bit numbers is one number of 64 n bits, and as long as no element is smaller
than what is taken from it, subtracting two such numbers subtracts them element by element.
"""

from _struct import pack
from _json import encode_basestring_ascii as quote

HEADER, STRINGS, PLACES, SITES, GROUPS, LOOP, TASKS, RUNS = range(1, 9)
CALLBACKS, ENDS, BEAT, LOSS, PAUSE, PROBLEM, FINISH, STACKS, SAMPLES = range(9, 18)
MAGIC = b"CORO\r\n\x1a\x01"
TEXT_LIMIT = 256
PATH_LIMIT = 4096


def frame(kind, payload):
    return pack("<BI", kind, len(payload)) + payload


def column(numbers):
    """A column of a list of integers from 0 to 2^53 - 1."""
    top = max(numbers, default=0)
    if top == 0:
        return b"\0"
    if top < 1 << 8:
        return b"\1" + bytes(numbers)
    if top < 1 << 16:
        return b"\2" + pack("<%dH" % len(numbers), *numbers)
    if top < 1 << 32:
        return b"\4" + pack("<%dI" % len(numbers), *numbers)
    return b"\x08" + pack("<%dQ" % len(numbers), *numbers)


def words(numbers):
    """A list of integers as 64-bit words."""
    return pack("<%dQ" % len(numbers), *numbers)


def stride(raw, first, step):
    """Every step-th 64-bit word, from the given one."""
    return memoryview(raw).cast("Q")[first::step].tobytes()


def subtract(high, low):
    """Element by element. None where an element of `low` is the greater, which breaks the whole vector."""
    difference = int.from_bytes(high, "little") - int.from_bytes(low, "little")
    if difference < 0:
        return None
    raw = difference.to_bytes(len(high), "little")
    return raw if zero(raw, 7) else None


def add(one, other):
    """Element by element. No sum may exceed a word."""
    return (int.from_bytes(one, "little") + int.from_bytes(other, "little")).to_bytes(len(one), "little")


def repeat(number, count):
    return pack("<Q", number) * count


def zero(raw, plane, size=8):
    """Whether the given byte of every word is 0."""
    return not raw[plane::size].strip(b"\0")


def narrow(raw, size=8):
    """A column of words of `size` bytes, at the smallest width that holds them all."""
    if size == 8 and not all(zero(raw, plane) for plane in (4, 5, 6, 7)):
        return b"\x08" + raw
    if not (zero(raw, 3, size) and zero(raw, 2, size)):
        return b"\4" + (memoryview(raw).cast("I")[::2].tobytes() if size == 8 else raw)
    if not zero(raw, 1, size):
        return b"\2" + memoryview(raw).cast("H")[:: size // 2].tobytes()
    low = raw[::size]
    return b"\1" + low if low.strip(b"\0") else b"\0"


def plain_text(text, limit=TEXT_LIMIT):
    """A bounded, exact str of any str: subclasses may override every method, so none of theirs is called."""
    if str.__len__(text) > limit:
        text = str.__getitem__(text, slice(limit))
    return str.encode(text, "utf-8", "backslashreplace")


def texts(items):
    """A text column of encoded texts."""
    return column([len(item) for item in items]) + b"".join(items)


def runs_payload(loop, events, origin):
    """`events`: subject | wakerLoop << 32, begin, end, ready, waker's begin, site | group << 32, and again."""
    count = len(events) // 6
    raw = words(events)
    subject, begin, end, ready, waker, place = (stride(raw, at, 6) for at in range(6))
    base = min(events[1::6])
    after = add(begin, repeat(1, count))
    columns = [subtract(*pair) for pair in (
        (begin, repeat(base, count)), (end, begin), (after, ready), (begin, waker))]
    if None in columns:
        columns = [words(list(map(lambda high, low: max(0, high - low), *pair))) for pair in (
            (events[1::6], [base] * count), (events[2::6], events[1::6]),
            ([begin + 1 for begin in events[1::6]], events[3::6]), (events[1::6], events[4::6]))]
    start, duration, wait, woken = map(narrow, columns)
    subject, waker_loop = halves(subject)
    site, group = halves(place)
    return b"".join((
        pack("<IIQ", loop, count, base - origin), subject, start, duration, wait, woken, waker_loop, site, group))


def halves(raw):
    """Two columns: the low and the high 32 bits of every word."""
    both = memoryview(raw).cast("I")
    return narrow(both[::2].tobytes(), 4), narrow(both[1::2].tobytes(), 4)


def json_text(value):
    """JSON of dictionaries, lists, integers and texts, without the json module (see sitecustomize.py)."""
    if isinstance(value, str):
        return quote(plain_text(value, PATH_LIMIT).decode("utf-8"))
    if isinstance(value, dict):
        return "{" + ",".join(quote(key) + ":" + json_text(item) for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(json_text(item) for item in value) + "]"
    return "%d" % value


def json_frame(kind, value):
    return frame(kind, json_text(value).encode("ascii"))
