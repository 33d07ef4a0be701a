"""Grafts that are said by the statements they are to stand beside.

A statement is known by its first line, or by what comes before the arguments of a call. One that is not there, or not just
once, means that this is another version of the function: it is left as it is, and a problem tells.
"""

from .graft import graft

BEFORE, AFTER, INSIDE, ELSE, FIRST, LAST = range(6)


def splice(*pieces):
    """An edit for `graft` that puts in pieces: (where, beside which statement, text)."""

    def edit(ast, definition):
        from .graft import statements

        found = [place(ast, definition, where, line) for where, line, _ in pieces]
        if not all(found):
            return False
        for (where, _, text), (body, neighbour) in zip(pieces, found):
            at = 0 if where in (INSIDE, ELSE) else body.index(neighbour)
            at += where in (AFTER, LAST)
            body[at:at] = statements(ast, text, neighbour)
        return True

    return edit


def place(ast, definition, where, line):
    """(list of statements, the statement whose position the new ones take), or None."""
    if where in (FIRST, LAST):
        # Not at a docstring's position: tracers would see its line.
        first = definition.body[1:] if ast.has_docstring(definition) else definition.body
        return definition.body, (first or definition.body)[0] if where == FIRST else definition.body[-1]
    first, source = definition.lineno, definition.source
    found = [
        (body, item) for body, item in bodies(ast, definition)
        if not is_grafted(item) and is_like(source[item.lineno - first].strip(), line)]
    if len(found) != 1:
        return None
    body, statement = found[0]
    if where == INSIDE:
        return statement.body, statement.body[0]
    if where == ELSE:
        return statement.orelse, (statement.orelse or [statement])[0]
    return body, statement


def is_grafted(statement):
    """What was put in by another graft takes no room."""
    return (statement.lineno, statement.col_offset) == (statement.end_lineno, statement.end_col_offset)


def is_like(text, line):
    return text.startswith(line) if line.endswith("(") else text == line


def bodies(ast, node):
    """Every statement inside a node, with the list it stands in."""
    for field in ("body", "orelse", "finalbody", "handlers"):
        items = getattr(node, field, None)
        for item in items if type(items) is list else ():
            if isinstance(item, ast.stmt):
                yield items, item
            yield from bodies(ast, item)


def install_grafts(hooks, name, functions, places, values=()):
    """Grafts (owner, attribute, edit) as one hook. The texts may call `functions` by name: each guards itself."""
    recorder, refuse = hooks.recorder, hooks.refuser(name)
    known = dict(values, **{key: guarded(recorder, refuse, function) for key, function in functions.items()})
    found = []
    for owner, attribute, edit in places:
        made = graft(vars(owner).get(attribute), edit, known)
        if made is None:
            recorder.problem(name, "%s.%s is not as the probe knows it: it is left alone." % (owner.__name__, attribute))
            continue
        found.append((owner, attribute, made))
    hooks.replace_all(name, found)


def guarded(recorder, refuse, function, off=None):
    """The function as hooks may call it; `off`: what it returns when nothing is recorded."""
    def call(*arguments):
        try:
            return function(*arguments) if recorder.on else off
        except RecursionError:
            return None  # where the stack is used up nothing is told: without the probe it might just have sufficed
        except BaseException as fault:
            return refuse(fault)

    return call
