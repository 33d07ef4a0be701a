"""The wire format of docs/wire.md, as functions from plain values to bytes.

Columns are the cheap part of the probe by design: a run is four integers in a flat list, and everything done to them
here (differences, choosing a width, narrowing) is done by C code for a whole column at once. Python's big integers
serve as vectors: a column of n 64-bit numbers is one number of 64 n bits, and as long as no element is smaller than
what is taken from it, subtracting two such numbers subtracts them element by element.
"""

from _struct import error, pack
from itertools import accumulate
from _json import encode_basestring_ascii as quote

HEADER, STRINGS, PLACES, SITES, GROUPS, LOOP, TASKS, RUNS = range(1, 9)
CALLBACKS, ENDS, BEAT, LOSS, PAUSE, PROBLEM, FINISH, STACKS, SAMPLES = range(9, 18)
MAGIC = b"CORO\r\n\x1a\x02"
TEXT_LIMIT = 256
PATH_LIMIT = 4096
DEFAULT, DIGITS = b"Task-", 9  # what default names begin with; so many digits, or more, are too large
VALUES = bytes(max(0, byte - 48) if byte < 58 else 0 for byte in range(256))
"""What digits stand for."""


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


LONGEST = 4096  # rows of runs in a frame
ONES = int.from_bytes(pack("<I", 1) * LONGEST, "little")


def plane(raw, byte, size):
    """Whether no word of so many bytes has anything in the given byte."""
    return not raw[byte::size].strip(b"\0")


def narrow(raw, size=4):
    """A column of words of `size` bytes, at the smallest width that holds them all."""
    if size == 8 and not all(plane(raw, byte, 8) for byte in (4, 5, 6, 7)):
        return b"\x08" + raw
    if not (plane(raw, 3, size) and plane(raw, 2, size)):
        return b"\4" + (raw if size == 4 else memoryview(raw).cast("I")[::2].tobytes())
    if not plane(raw, 1, size):
        return b"\2" + memoryview(raw).cast("H")[::size // 2].tobytes()
    low = raw[::size]
    return b"\1" + low if low.strip(b"\0") else b"\0"


def plain_text(text, limit=TEXT_LIMIT):
    """A bounded, exact str of any str: subclasses may override every method, so none of theirs is called."""
    if str.__len__(text) > limit:
        text = str.__getitem__(text, slice(limit))
    return str.encode(text, "utf-8", "backslashreplace")


def default_number(name):
    """n of a name `Task-n`, which asyncio gives to tasks that have no other; else 0."""
    digits = name[5:]
    return int(digits) if name[:5] == "Task-" and len(digits) < 10 and digits.isdecimal() and "%d" % int(digits) == digits else 0


def default_numbers(names):
    """The column of these numbers, if all names are such and equally long, as most are; else None.

    The digits of all names are summed up at once.
    """
    size, length = len(names), len(names[0])
    text = "".join(names)
    if not 0 < length - len(DEFAULT) < DIGITS or len(text) != size * length or set(map(len, names)) != {length} or not text.isascii():
        return None
    text = text.encode()
    planes = [text[at::length] for at in range(length)]
    digits = planes[len(DEFAULT):]
    begin = [bytes((letter,)) * size for letter in DEFAULT]
    if planes[:len(DEFAULT)] != begin or not b"".join(digits).isdigit() or b"0" in digits[0]:
        return None
    total = 0
    for plane in digits:
        words = bytearray(4 * size)
        words[::4] = plane.translate(VALUES)
        total = 10 * total + int.from_bytes(words, "little")
    return narrow(total.to_bytes(4 * size, "little"))


def texts(items):
    """A text column of encoded texts."""
    return column([len(item) for item in items]) + b"".join(items)


def pack_rows(rows):
    """Rows (see runs.py) by columns: subjects, ends, ready times (None: the ends), site | group << 32.

    Times are words of 64 bits, subjects of 32; so is the last column where there are no groups.
    """
    subjects, ends, ready, sites = rows[::4], rows[1::4], rows[2::4], rows[3::4]
    short, long = "<%dI" % len(ends), "<%dQ" % len(ends)
    try:
        waits_for = pack(short, *sites)
    except error:
        waits_for = pack(long, *sites)
    return pack(short, *subjects), pack(long, *ends), None if ready == ends else pack(long, *ready), waits_for


def without_first(packed, count):
    """What was packed, but for its first rows."""
    subjects, ends, ready, waits_for = packed
    width = 4 * len(waits_for) // len(subjects)
    return subjects[4 * count:], ends[8 * count:], ready and ready[8 * count:], waits_for[width * count:]


def join_rows(packed):
    """What was packed in several pieces as one: subjects, ends, ready times or None, sites, groups or None."""
    pieces = [subjects for subjects, *_ in packed]
    ends = b"".join([ends for _, ends, *_ in packed])
    ready = sites = groups = None
    if any(ready is not None for _, _, ready, _ in packed):
        ready = b"".join([ends if ready is None else ready for _, ends, ready, _ in packed])
    sites = [waits_for for *_, waits_for in packed]
    if any(len(waits_for) != len(subjects) for waits_for, subjects in zip(sites, pieces)):
        groups = b"".join([
            half(waits_for, 1) if len(waits_for) != len(subjects) else bytes(len(subjects))
            for waits_for, subjects in zip(sites, pieces)])
        sites = [half(item, 0) if len(item) != len(subjects) else item for item, subjects in zip(sites, pieces)]
    return b"".join(pieces), ends, ready, b"".join(sites), groups


def slice_rows(columns, begin, end):
    subjects, ends, ready, sites, groups = columns
    return (
        subjects[4 * begin:4 * end], ends[8 * begin:8 * end], ready and ready[8 * begin:8 * end], sites[4 * begin:4 * end],
        groups and groups[4 * begin:4 * end])


def half(words, at):
    """The lower (0) or the higher (1) 32 bits of each word of 64."""
    return memoryview(words).cast("I")[at::2].tobytes()


def runs_payload(loop, columns, origin, before, again):
    """`columns`: rows as `join_rows` gives them; `before`: the time of the row before them; `again`: others were lost."""
    subjects, ends, ready, sites, groups = columns
    count = len(sites) // 4
    passed, wait = differences(ends, ready, count, before) or long_differences(ends, ready, before)
    return b"".join((
        pack("<IIQB", loop, count, before - origin, again), narrow(subjects), passed, wait, narrow(sites),
        b"\0" if groups is None else narrow(groups)))


def differences(ends, ready, count, before):
    """The columns of the times since the row before, and since the ready time, plus 1. None where 32 bits are too few."""
    high = pack("<I", before >> 32) * count
    if half(ends, 1) != high or ready is not None and half(ready, 1) != high:
        return None
    size = 4 * count
    time = int.from_bytes(half(ends, 0), "little")
    passed = time - ((time << 32 | before & 0xffffffff) & (1 << 8 * size) - 1)
    if passed < 0:
        return None
    passed = passed.to_bytes(size, "little")
    wait = b"\1\0\0\0"
    if ready is not None:
        wait = time + (ONES >> 32 * (LONGEST - count)) - int.from_bytes(half(ready, 0), "little")
        if wait < 0 or wait >> 8 * size:
            return None
        wait = wait.to_bytes(size, "little")
    # What is not in order borrows from the next word: its highest byte is full.
    if b"\xff" in passed[3::4] or b"\xff" in wait[3::4]:
        return None
    return narrow(passed), b"\1" * (count + 1) if ready is None else narrow(wait)


def long_differences(ends, ready, before):
    # Time never goes back: one that would, which can only be a mistake, would shift all after it.
    times = list(accumulate(memoryview(ends).cast("Q").tolist(), max, initial=before))
    since = memoryview(ends if ready is None else ready).cast("Q").tolist()
    return column(list(map(int.__sub__, times[1:], times))), column([max(0, at + 1 - ready) for at, ready in zip(times[1:], since)])


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
