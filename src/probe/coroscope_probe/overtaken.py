"""Operators that keep the interpreter's lock: `big ** 9`, `item in a_long_list`.

While one works, the watchdog waits, and from Python 3.11 on it is let in only after the next call, at the next jump back
or on entering the next function. After a call the frame still stands at the call, which is as it should be. But a
function that was just entered has not done anything yet: what took the time is an operator in its caller, somewhere
before the call.
"""

import sys

STOPS = ("CALL", "RESUME", "JUMP_BACKWARD", "SEND", "YIELD_VALUE")
OPERATORS = (
    "BINARY_", "UNARY_", "COMPARE_OP", "CONTAINS_OP", "STORE_SUBSCR", "STORE_SLICE", "DELETE_SUBSCR", "LIST_EXTEND",
    "SET_UPDATE", "DICT_UPDATE", "DICT_MERGE", "FORMAT_", "CONVERT_VALUE", "BUILD_STRING", "UNPACK_")
LIMIT = 4000  # bytes of code that are looked through


def overtaken(frame):
    """The frame and the instruction that took the time until the innermost frame got where it is now."""
    if hasattr(frame.f_code, "co_positions") and name_at(frame.f_code, frame.f_lasti) == "RESUME":
        caller = frame.f_back
        if caller is not None:
            return caller, operator_before(caller.f_code, caller.f_lasti)
    return frame, frame.f_lasti


def operator_before(code, instruction):
    """The last operator before a call, rather one on another line; the call itself where there is none."""
    while name_at(code, instruction) == "CACHE":  # belongs to the instruction before it
        instruction -= 2
    line = line_of(code, instruction)
    # A coroutine is made by a call, at which nothing stops, and begins at the `await`.
    to_pass = "CALL" if name_at(code, instruction) == "SEND" else ""
    nearest = instruction
    for at in range(instruction - 2, max(-1, instruction - LIMIT), -2):
        name = name_at(code, at)
        if name == to_pass:
            to_pass = ""
        elif name.startswith(STOPS):
            break
        elif name.startswith(OPERATORS):
            if line_of(code, at) != line:
                return at
            nearest = at if nearest == instruction else nearest
    return nearest


def name_at(code, instruction):
    return sys.modules["opcode"].opname[code.co_code[instruction]] if instruction >= 0 else ""


def line_of(code, instruction):
    """The line of an instruction."""
    found = code.co_firstlineno
    for begin, line in line_starts(code).items():
        if begin > instruction:
            break
        found = line
    return found


def line_starts(code):
    """The instructions with which lines begin: line by position."""
    if hasattr(code, "co_lines"):
        return {begin: line for begin, _, line in code.co_lines() if line is not None}
    starts, at, line = {}, 0, code.co_firstlineno
    table = code.co_lnotab
    for step, change in zip(table[::2], table[1::2]):
        if step:
            starts[at] = line
        at += step
        line += change - 256 if change >= 128 else change
    starts[at] = line
    return starts
