"""Places in source code: which file and line, whose code it is, and what the function is called.

A place is known by the code object's id and the line. Code objects that got a place are kept for good, so that their
ids stay theirs; what programs that make code without end make later gets no place, and is told of without one.
"""

import os
import sys
from itertools import count, islice

from .faults import pass_on
from .overtaken import line_of
from .paths import SEPARATOR, absolute, comparable, parted

USER, LIBRARY, STDLIB, PROBE = range(4)
LIMIT = 100000
FILES = 10000  # names of which is known where they lead, until they are forgotten
FUNCTION = type(lambda: None)
CODE = type((lambda: None).__code__)
ASYNCHRONOUS = 0x80 | 0x100 | 0x200  # flags of code: coroutines, also those made of generators, asynchronous generators
STOPPED = -1
HOLDERS = ("do_wait_suspend", "_do_wait_suspend")  # the debugger's functions in which a stopped thread stands
CREATORS = ("create_task", "ensure_future", "_ensure_future", "__init__")


def code_name(code, namespace):
    """The qualified name of a code object. Before 3.11 only functions know theirs, so look for the function."""
    name = getattr(code, "co_qualname", None)
    if name is not None:
        return name
    try:
        owners = list(namespace.values())
    except RuntimeError:  # another thread defines something right now
        return code.co_name
    for owner in owners:
        found = None
        if type(owner) is FUNCTION:
            found = nested_name(owner, code)
        elif type(owner) is type:
            for member in list(owner.__dict__.values()):
                if type(member) in (staticmethod, classmethod):
                    member = member.__func__
                if type(member) is FUNCTION:
                    found = found or nested_name(member, code)
        if found is not None:
            return found
    return code.co_name


def nested_name(function, code):
    """The qualified name of `code`, if it is the function's or that of a function defined in it."""
    waiting = [(function.__code__, function.__qualname__)]
    while waiting:
        candidate, name = waiting.pop()
        if candidate is code:
            return name
        for constant in candidate.co_consts:
            if type(constant) is CODE:
                waiting.append((constant, "%s.<locals>.%s" % (name, constant.co_name)))
    return None


class Places:
    def __init__(self):
        # (file, line, function, scope, line and column + 1 of the end, asynchronous), only ever appended to; the id is
        # the index + 1
        self.rows = []
        self.ids = {}  # (id of code, line) -> id
        self.codes = {}  # id of code -> (code, file, scope)
        self.files = {}  # name of a code's file -> (its absolute name, scope)
        self.lines = {}  # (id of code, instruction) -> id, for frames that create tasks
        self.creators = {}  # (id of code, instruction) -> id, of those the user's code that are told whatever they call
        self.passing = set()  # ids of codes that only pass on what asks for a task
        self.moments = {}  # (id of code, instruction) -> id, for frames that are executing
        self.names = {}  # id of code -> qualified name, for those
        self.directory = working_folder()
        self.standard = comparable(parted(absolute(self.directory, os.__file__))[0]) + SEPARATOR
        self.sites = []  # (kind, place ids), only ever appended to; the id is the index + 1
        self.groups = []  # (token, task serials), until they are sent
        self.tokens = count(1)  # of groups
        self.naming = {}  # ids of functions of asyncio's that name a task only after they made it
        self.may_names = {}  # id of code -> whether it may give a name to such a function
        self.boundary = None  # code of the function that runs callbacks: what lies beyond it did not lead here
        self.boundaries = {}  # those of other loops, by id
        self.outside = {}  # thread -> id of the frame that called a loop which is written in C, while that runs

    def scope(self, code):
        known = self.codes.get(id(code))
        return known[2] if known is not None else self.learn(code)[2]

    def learn(self, code):
        """What `codes` is to hold of it, as long as there is room."""
        name = code.co_filename
        found = self.files.get(name)
        if found is None:
            if len(self.files) >= FILES:
                self.files.clear()
            found = self.files[name] = self.locate(name)
        known = (code,) + found
        if len(self.codes) < LIMIT:
            self.codes[id(code)] = known
        return known

    def locate(self, name):
        """The absolute file and the scope that belong to a code object's file name."""
        if name.startswith("<"):
            if name.startswith("<frozen coroscope"):
                return name, PROBE
            if name.startswith("<attrs generated "):
                return name, LIBRARY
            return name, STDLIB if name.startswith("<frozen ") else USER
        file = absolute(self.directory, name)
        parts = comparable(file).split(SEPARATOR)
        if "site-packages" in parts or "dist-packages" in parts or "debugpy" in parts:
            return file, LIBRARY
        return file, STDLIB if comparable(file).startswith(self.standard) else USER

    def place(self, code, line, name=None, namespace=None):
        key = (id(code), line)
        known = self.ids.get(key)
        if known is not None:
            return known
        _, file, scope = self.codes.get(id(code)) or self.learn(code)
        if len(self.rows) >= LIMIT or id(code) not in self.codes:
            return 0
        if name is None:
            name = code_name(code, namespace or {})
        known = self.ids[key] = append(self.rows, (file, line or 0, name, scope, 0, 0, 0))
        return known

    def of_frame(self, frame):
        """The place where a running frame is."""
        code = frame.f_code
        key = (id(code), frame.f_lasti)
        known = self.lines.get(key)
        if known is None:
            known = self.place(code, frame.f_lineno, None, frame.f_globals)
            if known:
                self.lines[key] = known
        return known

    def moment(self, frame, instruction):
        """The place of an instruction that another thread is executing, with the end of the expression that it is of.

        0 for frames that are not the program's, STOPPED for one in which the debugger holds its thread.
        """
        code = frame.f_code
        _, file, scope = self.codes.get(id(code)) or self.learn(code)
        if scope == PROBE:
            place = 0
        elif scope == LIBRARY and {"debugpy", "pydevd"} & set(file.split(SEPARATOR)):
            place = STOPPED if code.co_name in HOLDERS else 0
        else:
            line = frame.f_lineno if instruction == frame.f_lasti else line_of(code, instruction)
            line = line or code.co_firstlineno
            end_line, end_column = end_of(code, instruction)
            key = (id(code), line, end_line, end_column)
            place = self.ids.get(key, 0)
            if not place and len(self.rows) < LIMIT and id(code) in self.codes:
                asynchronous = 1 if code.co_flags & ASYNCHRONOUS else 0
                name = self.name(code, frame)
                place = append(self.rows, (file, line, name, scope, end_line, end_column, asynchronous))
                self.ids[key] = place
        if id(code) in self.codes and len(self.moments) < LIMIT:
            self.moments[id(code), instruction] = place
        return place

    def name(self, code, frame):
        known = self.names.get(id(code))
        if known is None:
            namespace = frame.f_globals
            known = self.names[id(code)] = code_name(code, namespace if type(namespace) is dict else {})
        return known

    def caller(self, frame):
        """Where the user's code, else a library's, is in a frame or in those that led to it; 0 where none is."""
        library, codes = None, self.codes
        while frame is not None:
            code = frame.f_code
            if code is self.boundary or id(code) in self.boundaries:
                break
            known = codes.get(id(code))
            scope = known[2] if known is not None else self.learn(code)[2]
            if scope == USER:
                return self.of_frame(frame)
            if scope == LIBRARY and library is None:
                library = frame
            frame = frame.f_back
        return self.of_frame(library) if library is not None else 0

    def creation(self, depth):
        """Where the task that is being made was asked for, and the name it is about to get, if that shows.

        The place is that of the innermost frame of the user's code, else of a library's. Up to 3.12 asyncio's own
        functions set the name when the task is made already: it is in their frame.
        """
        library = standard = name = None
        codes, may_name = self.codes, False
        try:
            frame = sys._getframe(depth + 1)
        except ValueError as fault:  # a thread that does nothing else
            pass_on(fault)
            return 0, None
        while frame is not None:
            code = frame.f_code
            known = codes.get(id(code))
            scope = known[2] if known is not None else self.learn(code)[2]
            if self.outside and id(frame) in self.outside.values():
                break
            if scope == USER:
                return self.creator(frame, may_name), name
            if code is self.boundary or id(code) in self.boundaries:
                break
            if scope != PROBE and id(code) not in self.passing:
                self.pass_over(frame, scope)
            if scope == STDLIB:
                if id(code) in self.naming and self.may_name(frame.f_back):
                    name, may_name = frame.f_locals.get("name", ""), True
                elif standard is None and code.co_name not in CREATORS:
                    standard = frame
            elif scope == LIBRARY:
                library = library or frame
            frame = frame.f_back
        chosen = library or standard
        return (self.of_frame(chosen) if chosen is not None else 0), name

    def creator(self, frame, may_name):
        """The place of a frame of the user's: it is the same the next time. Not noted where a name has to be looked for."""
        place = self.of_frame(frame)
        if place and not may_name and id(frame.f_code) in self.codes:
            self.creators[id(frame.f_code), frame.f_lasti] = place
        return place

    def pass_over(self, frame, scope):
        """A frame is not the user's: it is passed over the next time, but not where it may give a name."""
        if id(frame.f_code) in self.codes and (scope == STDLIB or not self.naming or not self.may_name(frame)):
            self.passing.add(id(frame.f_code))

    def may_name(self, caller):
        """Whether a function that calls another may give it the argument `name`."""
        if caller is None:
            return True
        code = caller.f_code
        known = self.may_names.get(id(code))
        if known is None:
            names = [name for constant in code.co_consts if type(constant) is tuple for name in constant]
            known = "name" in names or sys.modules["opcode"].opmap["CALL_FUNCTION_EX"] in code.co_code[::2]
            if id(code) in self.codes:
                self.may_names[id(code)] = known
        return known

    def learn_naming(self, functions):
        for function in functions:
            code = getattr(function, "__code__", None)
            if code is not None and "name" in code.co_varnames and {"set_name", "_set_task_name"} & set(code.co_names):
                self.naming[id(code)] = code


def end_of(code, instruction):
    """Where the expression of an instruction ends: line, and bytes of UTF-8 before it plus 1; 0 and 0 where not known."""
    positions = getattr(code, "co_positions", None)
    if positions is None or instruction < 0:
        return 0, 0
    for _, line, _, column in islice(positions(), instruction // 2, None):
        return (0, 0) if line is None or column is None else (line, column + 1)
    return 0, 0


def working_folder():
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return ""


def append(rows, row):
    """Appends, and gives the row's id. Needs no lock: the row is looked for, in case somebody came in between."""
    rows.append(row)
    at = len(rows) - 1
    while rows[at] is not row:
        at -= 1
    return at + 1
