"""Grafts statements into one of asyncio's own functions, leaving no seam.

Wrapping a function would put a second frame into every traceback and every call stack. Instead the function's source
is parsed, statements are added to its tree, and it is compiled again under its own file name, each node of the
original at its own line and column, the added ones on the line of a neighbour. So tracebacks, debuggers and line
tracers see asyncio's code, line for line.

This is only done where the source on disk, compiled unchanged, gives exactly the code that is in memory. Otherwise
(another tool changed it, no source, another version than the one installed) `graft` gives None.
"""

import sys

from . import faults

Code = type((lambda: None).__code__)
Function = type(lambda: None)


def parse(ast, function):
    """The function's definition as a tree with its true positions, or None if it is not what runs."""
    code = function.__code__
    with open(code.co_filename, encoding="utf-8") as file:
        lines = file.read().split("\n")[code.co_firstlineno - 1:]
    indent = len(lines[0]) - len(lines[0].lstrip())
    end = 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    prefix = "if 1:\n" if indent else "\n"
    tree = ast.parse(prefix + "\n".join(lines[:end]).rstrip() + "\n")
    ast.increment_lineno(tree, code.co_firstlineno - 2)
    definition = tree.body[0].body[0] if indent else tree.body[0]
    if definition.decorator_list or code.co_freevars:
        return None
    same = compiled(ast, definition, function, ())
    return definition if fingerprint(same) == fingerprint(code) else None


def fingerprint(code):
    positions = list(code.co_positions()) if hasattr(code, "co_positions") else code.co_lnotab
    return code.co_code, code.co_names, code.co_varnames, code.co_firstlineno, positions


def compiled(ast, definition, function, names):
    """The code of a definition; `names` become its free variables."""
    # The compiler (3.12) calls methods of imported names in another way, so it has to know which ones are: only the
    # definition is taken out of what it makes, nothing here is imported.
    imports = "".join("import %s\n" % name for name in function.__code__.co_names if is_imported(function, name))
    maker = ast.parse("%sdef maker(%s):\n    return %s" % (imports, ", ".join(names), definition.name))
    maker.body[-1].body.insert(0, definition)
    module = compile(maker, function.__code__.co_filename, "exec", 0, True)
    made = [item for item in module.co_consts if type(item) is Code][0]
    return [item for item in made.co_consts if type(item) is Code][0]


def is_imported(function, name):
    value = function.__globals__.get(name)
    return value is not None and getattr(value, "__module__", None) != function.__module__


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


def graft(function, edit, values):
    """The function with the statements that `edit(ast, definition)` adds, which may use `values` by name; or None.

    `edit` returns false when the definition does not have the shape it knows.
    """
    if type(function) is not Function:
        return None
    import ast

    try:
        definition = parse(ast, function)
    except (OSError, SyntaxError, UnicodeError, LookupError):
        return None
    if definition is None or not edit(ast, definition):
        return None
    original = function.__code__
    code = compiled(ast, definition, function, sorted(values))
    if sys.version_info >= (3, 11):
        code = code.replace(co_qualname=original.co_qualname)
    cells = tuple((lambda cell: lambda: cell)(values[name]).__closure__[0] for name in code.co_freevars)
    made = Function(code, function.__globals__, function.__name__, function.__defaults__, cells)
    made.__kwdefaults__ = function.__kwdefaults__
    made.__qualname__ = function.__qualname__
    made.__module__ = function.__module__
    made.__doc__ = function.__doc__
    made.__annotations__ = function.__annotations__
    faults.own_codes.append(code)
    return made


def set_value(function, name, value):
    """Changes what a grafted statement sees under a name."""
    code = function.__code__
    if name in code.co_freevars:
        function.__closure__[code.co_freevars.index(name)].cell_contents = value
