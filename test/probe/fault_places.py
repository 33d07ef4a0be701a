"""Places of a source: each call and each statement of it becomes one that may raise (see fault_injection.py).

This file is executed by the rewritten probe too, before anything else in its process, under a name of the probe's own: an
exception that is raised here is the probe's.
"""

import ast
import builtins
import mmap
import os
import zlib

PLACE = "coroscope_place"
GRAFTED = 100000  # numbers from here on are of statements that the probe grafts, in blocks of
BLOCK = 128  # for each text of them
BLOCKS = 20000
SIZE = GRAFTED + BLOCK * BLOCKS
KINDS = RuntimeError, KeyError, AttributeError, OSError, TypeError, ValueError
STANDS_FOR = ("original",)  # what a hook stands in for: its faults are asyncio's
BLOCKS_OF_CODE = ast.FunctionDef, ast.Try, ast.If, ast.While, ast.For, ast.With, ast.ExceptHandler
UNPLACED = ast.Global, ast.Nonlocal, ast.Pass, ast.Try, ast.FunctionDef


class Rewriter(ast.NodeTransformer):
    def __init__(self, number, told=None):
        self.number = number  # of the last place
        self.told = told  # of each: number -> text
        self.inside = 0

    def place(self, node, *function):
        self.number += 1
        if self.told is not None:
            self.told[self.number] = ast.unparse(node)
        return ast.Call(ast.Name(PLACE, ast.Load()), [ast.Constant(self.number)] + list(function), [])

    def visit_Call(self, node):
        made, only_parses = self.place(node), "PyCF_ONLY_AST" in ast.unparse(node)
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in STANDS_FOR:
            return node
        if name == "compile" and not only_parses:
            node.func = ast.Name(PLACE + "_compile", ast.Load())
        made.args.append(node.func)
        node.func = made
        return node

    def visit_Lambda(self, node):
        # Callbacks of weak references, some of which are called when the interpreter has cleared its modules already.
        self.generic_visit(node)
        node.args.kwonlyargs.append(ast.arg(PLACE))
        node.args.kw_defaults.append(ast.Name(PLACE, ast.Load()))
        return node

    def generic_visit(self, node):
        counts = isinstance(node, (ast.FunctionDef, ast.Try))
        self.inside += counts
        super().generic_visit(node)
        if self.inside and isinstance(node, BLOCKS_OF_CODE):
            for field in ("body", "orelse", "finalbody"):
                setattr(node, field, self.placed(getattr(node, field, [])))
        self.inside -= counts
        return node

    def placed(self, statements):
        found = []
        for statement in statements:
            calls = any(isinstance(node, ast.Call) for node in ast.walk(statement))
            text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            gives = isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name)  # which cannot fail
            if not calls and not text and not gives and not isinstance(statement, UNPLACED):
                found.append(ast.Expr(self.place(statement)))
            found.append(statement)
        return found


def grafts(tree, text):
    """Statements that are to be grafted, with places in those that guard themselves; others call functions that do."""
    rewriter = Rewriter(GRAFTED + zlib.crc32(text.encode()) % BLOCKS * BLOCK)
    end = rewriter.number + BLOCK
    for node in tree.body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Try):
                inner.body = [rewriter.visit(statement) for statement in inner.body]
                break
    assert rewriter.number < end
    return ast.fix_missing_locations(tree)


def compile_places(source, *more):
    """Stands for `compile` in the probe's modules: texts that it makes functions of have places too."""
    return compile(grafts(ast.parse(source), source) if type(source) is str else source, *more)


def prelude():
    """In the process whose probe has places: those that are chosen raise, and all are counted."""
    if "FAULTS" not in os.environ:
        return  # it is the second time: a fault kept the probe's folder on the path
    chosen = dict(map(int, item.split(":")) for item in os.environ.pop("FAULTS").split())
    descriptor = os.open(os.environ.pop("FAULTS_SEEN"), os.O_RDWR)
    seen = mmap.mmap(descriptor, 2 * SIZE)  # a byte for each place: how often it was reached; then whether it raised
    os.close(descriptor)

    def place(number, function=None):
        count = seen[number] = min(255, seen[number] + 1)
        if number in chosen and count > chosen[number]:
            seen[SIZE + number] = 1
            raise KINDS[number % len(KINDS)]("a fault of the probe's own")
        return function

    setattr(builtins, PLACE, place)
    setattr(builtins, PLACE + "_grafts", grafts)
    setattr(builtins, PLACE + "_compile", compile_places)
