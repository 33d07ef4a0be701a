"""Grafts statements into one of asyncio's own functions, leaving no seam.

Wrapping a function would put a second frame into every traceback and every call stack. Instead the function's source
is parsed, statements are added to its tree, and it is compiled again under its own file name, each node of the
original at its own line and column, the added ones on the line of a neighbour. So tracebacks, debuggers and line
tracers see asyncio's code, line for line.

This is only done where the source on disk, compiled unchanged, gives exactly the code that is in memory. Otherwise
(another tool changed it, no source, another version than the one installed) `graft` gives None.
"""

import sys

from . import faults, trees

Code = type((lambda: None).__code__)
Function = type(lambda: None)
DEFINED_IN_A_CLASS = 0x8000000  # a flag of code from 3.14 on
ANNOTATIONS = 0x1000000  # the flag of code that says `from __future__ import annotations`
INDENT = 4
DEFAULTS = "__defaults__", "__kwdefaults__"
OWN_NAME = "<frozen coroscope_probe.graft>"

last_source = {}


def parse(ast, function):
    """The function's definition as a tree with its true positions, or None if it is not what runs."""
    code = function.__code__
    text, bound = source_of(code.co_filename)
    lines = text[code.co_firstlineno - 1:]
    indent = len(lines[0]) - len(lines[0].lstrip())
    end = 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
                                or lines[end].lstrip().startswith(")")):  # the end of the parameters
        end += 1
    lines = lines[:end]
    before = "\n" * (code.co_firstlineno - 2) + "if 1:\n" if indent else "\n" * (code.co_firstlineno - 1)
    tree = ast.parse(before + "\n".join(lines).rstrip() + "\n")
    definition = tree.body[0].body[0] if indent else tree.body[0]
    if definition.decorator_list or code.co_freevars:
        return None
    definition.source = lines
    for definition.imports in guessed_imports(function, bound):
        if fingerprint(compiled(ast, definition, function, ())) == fingerprint(code):
            return definition
    return None


def fingerprint(code):
    positions = list(code.co_positions()) if hasattr(code, "co_positions") else code.co_lnotab
    return code.co_code, code.co_names, code.co_varnames, code.co_firstlineno, positions


def compiled(ast, definition, function, names):
    """The code of a definition; `names` become its free variables."""
    # The compiler (3.12) calls methods of imported names in another way, so it has to know which ones are: only the
    # definition is taken out of what it makes, nothing here is imported.
    imports = "".join("import %s\n" % name for name in definition.imports)
    maker = ast.parse("%sdef maker(%s):\n    return %s" % (imports, ", ".join(names), definition.name))
    maker.body[-1].body.insert(0, definition)
    flags = function.__code__.co_flags & ANNOTATIONS
    module = compile(maker, function.__code__.co_filename, "exec", flags, True)
    return code_named(code_named(module, "maker"), definition.name)


def code_named(code, name):
    # There may be others before it, of annotations.
    return [item for item in code.co_consts if type(item) is Code and item.co_name == name][0]


def source_of(name):
    """The lines of a file, and the names that it binds by imports. The last one is kept: several functions of it follow."""
    found = last_source.get(name)
    if found is None:
        with open(name, "rb") as file:
            text = file.read().decode("utf-8").replace("\r\n", "\n")
        last_source.clear()
        lines = text.split("\n")
        found = last_source[name] = lines, imported_names(lines)
    return found


def imported_names(lines):
    """The names that a module's imports bind, those below an `if` or a `try` of it too."""
    names, lines = set(), iter(lines)
    for line in lines:
        words = line.lstrip(" ")
        before, found, names_there = words.partition("import ")
        if not found or before and not before.startswith("from ") or len(line) - len(words) > INDENT:
            continue
        names_there = names_there.partition("#")[0]
        while "(" in names_there and ")" not in names_there:
            names_there += next(lines, ")").partition("#")[0]
        names.update(name.split(" as ")[-1].split(".")[0].strip() for name in names_there.strip(" ()").split(","))
    return names


def guessed_imports(function, bound):
    """Which of the names that the function uses its module imports: says its text, or else what they are now."""
    names, used = function.__globals__, function.__code__.co_names + function.__code__.co_varnames
    yield [name for name in used if name in bound]
    found = [name for name in used if names.get(name) is not None]
    foreign = [name for name in found if getattr(names[name], "__module__", None) != function.__module__]
    yield foreign
    yield [name for name in foreign if isinstance(names[name], (type, type(sys), Function, type(len)))]


def statements(ast, text, neighbour):
    """Statements to graft, all at the position of a neighbour."""
    body = ast.parse(text).body
    for statement in body:
        for node in ast.walk(statement):
            if hasattr(node, "lineno"):
                node.lineno = node.end_lineno = neighbour.lineno
                node.col_offset = neighbour.col_offset
                node.end_col_offset = neighbour.col_offset
    return body


made_codes = {}
"""By the ids of a function's code and of an edit: both, the names of the values, and the code that was made. A forked child
grafts what its parent did."""


makers = {}
"""By the number of free variables: the code of a function that makes one which has so many, whatever they are called."""


joined = {}
"""By the id of a code that was made: what has another graft made of the original, with what the first one added."""


def alone(function, edit, values):
    return function, edit, values


def joiner(original, first, first_values):
    def join(_, second, values):
        def edit(ast, definition):
            return first(ast, definition) and second(ast, definition)

        same = all(first_values.get(name, value) is value for name, value in values.items())
        return original, edit if same else lambda ast, definition: False, dict(first_values, **values)

    return join


def graft(function, edit, values):
    """The function with the statements that `edit(ast, definition)` adds, which may use `values` by name; or None.

    `edit` returns false when the definition does not have the shape it knows.
    """
    if type(function) is not Function:
        return None
    function, edit, values = joined.get(id(function.__code__), alone)(function, edit, values)
    original, names = function.__code__, sorted(values)
    known = made_codes.get((id(original), id(edit)))
    code = known[-1] if known is not None and known[2] == names else grafted(function, edit, names)
    if code is None:
        return None
    made_codes[id(original), id(edit)] = original, edit, names, code
    made = function_of(code, function.__globals__, values)
    for name in DEFAULTS:
        if getattr(function, name) is not None:
            setattr(made, name, getattr(function, name))
    made.__name__, made.__qualname__ = function.__name__, function.__qualname__
    made.__module__ = function.__module__
    made.__doc__ = function.__doc__
    if hasattr(function, "__annotate__"):
        made.__annotate__ = function.__annotate__  # 3.14: not to be evaluated before anybody asks
    else:
        made.__annotations__ = function.__annotations__
    if not any(code is own for own in faults.own_codes):
        faults.own_codes.append(code)
    joined[id(code)] = joiner(function, edit, values)
    return made


def function_of(code, namespace, values):
    """The function, made as a `def` makes it: from 3.13 on others are slower to call, and those whose defaults were set."""
    count = len(code.co_freevars)
    maker = makers.get(count)
    if maker is None:
        cells = "".join("cell%03d, " % number for number in range(count))
        text = "def maker(%s):\n    def made():\n        (%s)\n    return made" % (cells, cells)
        maker = makers[count] = code_named(compile(text, OWN_NAME, "exec", 0, True), "maker")
    made = code_named(maker, "made")
    maker = maker.replace(co_consts=tuple(code if item is made else item for item in maker.co_consts))
    return Function(maker, namespace)(*[values[name] for name in code.co_freevars])


def grafted(function, edit, names):
    """The code for `graft`, or None; `names` are its free variables."""
    try:
        definition = parse(trees, function)
    except (OSError, SyntaxError, UnicodeError, LookupError):
        return None
    if definition is None or not edit(trees, definition):
        return None
    code = compiled(trees, definition, function, names)
    if sys.version_info >= (3, 11):
        original = function.__code__
        code = code.replace(
            co_qualname=original.co_qualname, co_flags=code.co_flags | original.co_flags & DEFINED_IN_A_CLASS)
    return inside_named(code, "maker.<locals>.%s." % definition.name, function.__qualname__ + ".")


def inside_named(code, made, own):
    """The code with the functions inside of it called as they are in the original. Before 3.11 constants name them."""
    constants = []
    for constant in code.co_consts:
        if type(constant) is Code:
            constant = inside_named(constant, made, own)
            name = getattr(constant, "co_qualname", "")
            if name.startswith(made):
                constant = constant.replace(co_qualname=own + name[len(made):])
        elif type(constant) is str and constant.startswith(made):
            constant = own + constant[len(made):]
        constants.append(constant)
    changed = any(one is not other for one, other in zip(constants, code.co_consts))
    return code.replace(co_consts=tuple(constants)) if changed else code


def set_value(function, name, value):
    """Changes what a grafted statement sees under a name."""
    code = function.__code__
    if name in code.co_freevars:
        function.__closure__[code.co_freevars.index(name)].cell_contents = value
