"""What the probe has in the place of functions of the standard library gives what those give."""

import ast
import asyncio
import dis
import importlib
import os
import pathlib
import random
import sys
import types

import pytest

from running import HERE

ASYNCIO = pathlib.Path(asyncio.__file__).parent


def probes(name):
    package = types.ModuleType("probe_under_test")
    package.__path__ = [str(HERE.parent.parent / "src" / "probe" / "coroscope_probe")]
    sys.modules.setdefault(package.__name__, package)
    return importlib.import_module("%s.%s" % (package.__name__, name))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does it itself")
def test_names_of_files():
    paths, choice = probes("paths"), random.Random(1)
    for _ in range(5000):
        name = "".join(choice.choices(["/", "a", ".", "..", "b/", "./", "//"], k=choice.randint(1, 6)))
        folder = choice.choice(["/x/y", "", "/", "/x//z/.."])
        assert paths.absolute(folder, name) == os.path.normpath(os.path.join(folder, name)), (folder, name)
        assert paths.parted("/" + name) == tuple(("/" + name).rpartition("/")[::2])
    assert paths.encoded("ü/\udcff") == os.fsencode("ü/\udcff") and paths.encoded(b"x") == b"x"


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def lines_by_dis(code, name):
    lines, line = [], code.co_firstlineno
    for instruction in dis.get_instructions(code):
        starts = instruction.line_number if instruction.starts_line is True else instruction.starts_line
        line = starts or line
        names = instruction.argval if type(instruction.argval) is tuple else (instruction.argval,)
        loads = instruction.opname.startswith("LOAD_") and "CONST" not in instruction.opname
        if loads and name in names and line not in lines:
            lines.append(line)
    return lines


def test_lines_that_name_something():
    path = ASYNCIO / "queues.py"
    named, count = probes("named"), 0
    for code in codes(compile(path.read_text(encoding="utf-8"), str(path), "exec")):
        for name in set(code.co_names + code.co_varnames + code.co_cellvars + code.co_freevars):
            assert named.naming_lines(code, name) == lines_by_dis(code, name), (code, name)
            count += 1
    assert count > 100


def test_trees():
    trees = probes("trees")
    text = (ASYNCIO / "queues.py").read_text(encoding="utf-8")
    tree = trees.parse(text)
    assert {id(node) for node in trees.walk(tree)} == {id(node) for node in ast.walk(tree)}
    statements = [node for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.Return))]
    assert all(trees.reads(node, ast.unparse(node)) for node in statements) and len(statements) > 20
    first = ast.unparse(statements[0])
    assert not any(trees.reads(node, first) for node in statements if ast.unparse(node) != first)
