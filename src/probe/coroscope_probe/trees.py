"""Syntax trees by what is written in C, instead of the module `ast`.

A debugger that steps into all code would step into the functions of `ast` where a hook calls them, and stop where they
raise. `_ast` and the compiler have none.
"""

from _ast import (  # noqa: F401
    AST, Assign, Await, Constant, Expr, For, If, Import, ImportFrom, Module, Name, PyCF_ONLY_AST, Raise, Return, Store, Try, While,
    expr_context, stmt)

POSITION = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def parse(text):
    return compile(text, "<unknown>", "exec", PyCF_ONLY_AST, True)


def walk(node):
    """The node and all that are in it."""
    yield node
    for name in node._fields:
        value = getattr(node, name, None)
        for item in value if type(value) is list else (value,):
            if isinstance(item, AST):
                yield from walk(item)


def reads(node, text):
    """Whether a statement, or an expression, is what the text says, however either is written."""
    said = parse(text).body
    if len(said) != 1:
        return False
    return is_same(node, said[0] if isinstance(node, stmt) else getattr(said[0], "value", None))


def is_same(one, other):
    if type(one) is list:
        return type(other) is list and len(one) == len(other) and all(is_same(*pair) for pair in zip(one, other))
    if isinstance(one, expr_context):  # a target that is read alone is no target
        return isinstance(other, expr_context)
    if type(one) is not type(other):
        return False
    if isinstance(one, AST):
        return all(is_same(getattr(one, name, None), getattr(other, name, None)) for name in one._fields)
    return one == other


def transform(node, kind, change):
    """Puts in the place of each node of a kind what `change` makes of it: a node, or a list of statements."""
    if type(node) is kind:
        return change(node)
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, AST):
            setattr(node, name, transform(value, kind, change))
        elif type(value) is list:
            made = []
            for item in value:
                item = transform(item, kind, change) if isinstance(item, AST) else item
                made += item if type(item) is list else [item]
            value[:] = made
    return node


def has_docstring(definition):
    first = definition.body[0]
    return isinstance(first, Expr) and isinstance(first.value, Constant) and type(first.value.value) is str


def copy_location(node, other):
    for name in POSITION:
        setattr(node, name, getattr(other, name))
    return node
