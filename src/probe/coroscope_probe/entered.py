"""At which lines a suspended frame entered the `async with` blocks that it is inside of: as its code says, for frames do not.

From 3.11 on the table of exceptions leads from an instruction to the handlers around it, the innermost first. Before, an
instruction begins the block and names the handler behind it.
"""

import sys

from .named import line_starts

HAS_TABLE = sys.version_info >= (3, 11)
STEP = 2 if sys.version_info >= (3, 10) else 1
"""Bytes by which a jump counts."""
PASSED = "PUSH_EXC_INFO", "CACHE", "EXTENDED_ARG", "NOP"
MOST = 256
"""Blocks around an instruction, be they what they may."""


def entered_lines(code, instruction):
    """The lines of the `async with` blocks around an instruction, from the outermost inwards."""
    opcode = sys.modules.get("opcode")  # asyncio has imported it
    if opcode is None or instruction < 0:
        return []
    found = handlers(code, instruction, opcode.opmap) if HAS_TABLE else blocks(code, instruction, opcode.opmap)
    starts = sorted(line_starts(code).items())
    return [max((at, line) for at, line in starts if at <= where)[1] for where in found]


def handlers(code, instruction, numbers):
    """Where the handlers of the blocks around an instruction are."""
    text, table = code.co_code, list(entries(code.co_exceptiontable))
    leaves, awaits = numbers.get("WITH_EXCEPT_START", -1), numbers.get("GET_AWAITABLE", -1)
    passed = {numbers.get(name, -1) for name in PASSED}
    found, at = [], instruction
    for _ in range(MOST):
        at = next((target for begin, end, target in table if begin <= at < end), -1)
        if at < 0:
            break
        where = following(text, at, passed)
        if text[where] == leaves and text[following(text, where + 2, passed)] == awaits:
            found.append(where)
    return found[::-1]


def following(text, at, passed):
    """The next instruction that does something."""
    while at + 2 < len(text) and text[at] in passed:
        at += 2
    return min(at, len(text) - 2)


def entries(table):
    """(begin, end, handler) in bytes."""
    values, value, more = [], 0, False
    for byte in table:
        value = value << 6 | byte & 63 if more else byte & 63
        more = bool(byte & 64)
        if not more:
            values.append(value)
    for at in range(0, len(values) - 3, 4):
        begin, length, target, _ = values[at:at + 4]
        yield 2 * begin, 2 * (begin + length), 2 * target


def blocks(code, instruction, numbers):
    """Where the blocks around an instruction begin."""
    text, found, high = code.co_code, [], 0
    begins, longer = numbers.get("SETUP_ASYNC_WITH", -1), numbers.get("EXTENDED_ARG", -1)
    for at in range(0, min(instruction, len(text) - 1), 2):
        argument = text[at + 1] | high
        high = argument << 8 if text[at] == longer else 0
        if text[at] == begins and instruction < at + 2 + argument * STEP:
            found.append(at)
    return found
