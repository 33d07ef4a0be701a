"""Reads what a sample program says about itself in comments: see test/programs/README.md."""

import re
import tokenize

COMMENT = re.compile(r"(requires|tasks|task|await|creates|on|exit)\s*(?:\(([^)]*)\))?:\s*(.*)")
COMPARE = {"<": lambda a, b: a < b, ">=": lambda a, b: a >= b}


def holds(condition, version):
    """Whether `>=3.11,<3.13` holds for a (major, minor)."""
    for part in (condition or "").split(","):
        found = re.fullmatch(r"\s*(>=|<)\s*3\.(\d+)\s*", part)
        if found and not COMPARE[found[1]](version, (3, int(found[2]))):
            return False
    return True


class Expectations:
    def __init__(self, path, version):
        self.applies = True
        self.tasks = None
        self.exit = 0
        self.about = []  # of tasks: {"coroutine", "parent", "count", "outcome", "error"}
        self.kinds = {}  # line -> list of kinds; "*" among them: others too
        self.created = {}  # line -> number of tasks, None for any
        self.on = {}  # line -> list of coroutines
        with open(path, "rb") as file:
            for token in tokenize.tokenize(file.readline):
                if token.type == tokenize.COMMENT:
                    for part in token.string.lstrip("# ").split(";"):
                        self.read(part.strip(), token.start[0], version)

    def read(self, text, line, version):
        found = COMMENT.fullmatch(text)
        if not found or not holds(found[2], version):
            return
        word, value = found[1], found[3].strip()
        if word == "requires":
            self.applies = holds(value, version)
        elif word == "tasks":
            self.tasks = int(value)
        elif word == "exit":
            self.exit = int(value)
        elif word == "task":
            name, *fields = value.split()
            self.about.append(dict([("coroutine", name)] + [field.split("=", 1) for field in fields]))
        elif word == "await":
            self.kinds[line] = [kind.strip() for kind in value.split(",")]
        elif word == "creates":
            self.created[line] = None if value == "*" else int(value)
        else:
            self.on[line] = value.split()
