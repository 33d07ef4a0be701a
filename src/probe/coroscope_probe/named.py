"""Which lines of code name a function: `dis` without its functions, into which debuggers would step.

The tables of `opcode` are enough, which asyncio has imported.
"""

import sys

from .overtaken import line_starts

CLOSURES = ("LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_CLOSURE", "LOAD_FROM_DICT_OR_DEREF")
SHIFTS = {"LOAD_GLOBAL": 1, "LOAD_ATTR": 1, "LOAD_SUPER_ATTR": 2} if sys.version_info >= (3, 12) else {
    "LOAD_GLOBAL": 1} if sys.version_info >= (3, 11) else {}
"""Flags stand in the lowest bits of these arguments."""


def naming_lines(code, name):
    """The lines of code that load something of a name, each once, in the order of the instructions."""
    opcode = sys.modules.get("opcode")
    if opcode is None:
        return []
    names, local = opcode.opname, local_names(code)
    has_name, high, lines, starts = set(opcode.hasname), 0, [], line_starts(code)
    line = code.co_firstlineno
    for at in range(0, len(code.co_code), 2):
        number, argument = code.co_code[at], code.co_code[at + 1] | high
        high = argument << 8 if number == opcode.EXTENDED_ARG else 0
        line = starts.get(at) or line
        loads = names[number]
        if not loads.startswith("LOAD_"):
            continue
        if number in has_name:
            index = argument >> SHIFTS.get(loads, 0)
            found = code.co_names[index:index + 1]
        elif loads.count("LOAD_FAST") == 2:
            found = local[argument >> 4:][:1] + local[argument & 15:][:1]
        elif loads.startswith("LOAD_FAST"):
            found = local[argument:argument + 1]
        elif loads in CLOSURES:
            found = closure_names(code, local)[argument:argument + 1]
        else:
            continue
        if name in found and line not in lines:
            lines.append(line)
    return lines


def local_names(code):
    """The names of a function's variables by their numbers; from 3.11 on all have numbers of their own."""
    if sys.version_info < (3, 11):
        return code.co_varnames
    cells = tuple(name for name in code.co_cellvars if name not in code.co_varnames)
    return code.co_varnames + cells + code.co_freevars


def closure_names(code, local):
    return code.co_cellvars + code.co_freevars if sys.version_info < (3, 11) else local
