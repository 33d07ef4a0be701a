"""Injects faults into the probe: at every call and every statement of its source, one place after the other.

A copy of the probe is rewritten: each call and each statement becomes a numbered *place* that asks, when it is reached,
whether it is to raise. Which ones do is chosen from outside, so that one copy serves all runs. Statements that the probe
grafts into asyncio's functions are places too. A first run finds out which places a program reaches. Then every one of them
raises once it was reached a few times, and from there on always; the program has to do and print what it does without the
probe. Several places can be tried in one run, as long as none of them keeps the others from being reached: what was not is
tried again.

Run as a program it goes through all places, or with `--share N` one of N, and prints those where the program differs.
"""

import argparse
import ast
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from fault_places import PLACE, SIZE, Rewriter
from running import SOURCE, Outcome, bare, environment

HERE = pathlib.Path(__file__).resolve().parent
EVERYTHING = HERE / "everything.py"
OPTIONS = '{"file": "%s", "threshold": 10000000}'
AT_ONCE = 12  # places that are tried in one run
LIMIT = 30  # seconds
PRELUDE = """
_globals = {"__name__": "coroscope_probe.fault_places"}
with open(%r, "rb") as _file:
    exec(compile(_file.read(), "<frozen coroscope_probe.fault_places>", "exec"), _globals)
_globals["prelude"]()
del _globals, _file
"""


class Copy:
    """A rewritten copy of a probe, in a folder of its own."""

    def __init__(self, folder, probe=SOURCE):
        self.folder = pathlib.Path(folder)
        self.probe = self.folder / "probe"
        self.places = {}  # number -> text
        shutil.copytree(str(probe), str(self.probe), ignore=shutil.ignore_patterns("__pycache__"))
        number = 0
        for path in sorted(self.probe.glob("**/*.py")):
            told = {}
            rewriter = Rewriter(number, told)
            tree = ast.fix_missing_locations(rewriter.visit(ast.parse(path.read_text(encoding="utf-8"))))
            number = rewriter.number
            self.places.update((key, "%s: %s" % (path.name, text)) for key, text in told.items())
            text = ast.unparse(tree)
            if path.name == "graft.py":
                head, parse, tail = text.partition("ast.parse)(text)")
                assert parse and parse not in tail
                start = head.rindex(PLACE)
                text = "%s%s_grafts(%s%s, text)%s" % (head[:start], PLACE, head[start:], parse, tail)
            if path.name == "sitecustomize.py":
                text = PRELUDE % str(HERE / "fault_places.py") + text
            path.write_text(text, encoding="utf-8")

    def told(self, number):
        return "%d (%s)" % (number, self.places.get(number, "a grafted statement"))

    def run(self, program, chosen):
        """Runs a program; the chosen places, a dictionary to how often each may be reached before, raise.

        Gives the outcome with what the trace has come to, how often each place was reached, and the set of those that raised.
        """
        with tempfile.TemporaryDirectory(dir=str(self.folder)) as folder:
            seen = pathlib.Path(folder) / "seen"
            with open(str(seen), "wb") as file:
                file.truncate(2 * SIZE)
            trace = pathlib.Path(folder) / "t.tasktrace"
            variables = environment(OPTIONS % trace.as_posix())
            variables.update(
                PYTHONPATH=str(self.probe / "site"), FAULTS_SEEN=str(seen),
                FAULTS=" ".join("%d:%d" % item for item in chosen.items()))
            try:
                process = subprocess.run(
                    [sys.executable, str(program)], env=variables, timeout=LIMIT, stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            except subprocess.TimeoutExpired as late:
                process = subprocess.CompletedProcess(late.cmd, "none in time", late.stdout or b"", late.stderr or b"")
            outcome = Outcome(process)
            data = seen.read_bytes()
            outcome.bytes = trace.read_bytes() if trace.exists() else b""
        counts = {at: data[at] for at in range(SIZE) if data[at]} if data[:SIZE].strip(b"\0") else {}
        return outcome, counts, {number for number in chosen if data[SIZE + number]}


def differing(copy, program, share=1, offset=0, workers=1):
    """Tries one place of each `share`. Gives how many places are reached, how many were tried, and where it differs."""
    expected = visible(bare(program))
    outcome, reached, _ = copy.run(program, {})
    if visible(outcome) != expected:
        return len(reached), 0, ["differs without a fault: " + difference(visible(outcome), expected)]
    chosen = {
        number: number % 3 if reached[number] > 2 else 0 for number in sorted(reached)[offset % share::share]}
    found = []

    def attempt(places):
        outcome, _, raised = copy.run(program, places)
        if visible(outcome) != expected:
            # Once more, one by one: to know which it is, and that it was not by chance.
            for number in raised:
                alone = visible(copy.run(program, {number: places[number]})[0])
                if alone != expected:
                    found.append("differs at %s: %s" % (copy.told(number), difference(alone, expected)))
        return places, raised

    tried = set()
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        while chosen:
            count = -(-len(chosen) // AT_ONCE)
            waiting = list(chosen.items())
            for places, raised in pool.map(attempt, [dict(waiting[at::count]) for at in range(count)]):
                tried |= raised
                for number, before in places.items():
                    if number in raised or not raised and before == 0:
                        del chosen[number]  # the latter were reached by chance the first time
                    elif not raised:
                        chosen[number] = 0
    return len(reached), len(tried), found


def visible(outcome):
    """What a user sees, but for what docs/transparency.md lists: a fault may have asyncio's loop seen the way other loops are."""
    code, out, err = outcome.seen()
    return code, out, re.sub(r'  File "<frozen coroscope_probe.otherloops>", line \d+, in \w+\n', "", err)


def difference(seen, expected):
    if seen[0] != expected[0]:
        return "exit code %r\n%s" % (seen[0], seen[2][-1500:])
    for one, other in zip(seen[1:], expected[1:]):
        for line, wanted in zip(one.split("\n") + [""], other.split("\n") + [""]):
            if line != wanted:
                return "%r instead of %r" % (line, wanted)
    return "more or less at the end"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--probe", default=str(SOURCE))
    parser.add_argument("--program", default=str(EVERYTHING))
    parser.add_argument("--share", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(folder, arguments.probe)
        reached, tried, found = differing(copy, arguments.program, arguments.share, workers=2)
    for line in found:
        print(line)
    print("%d of %d places reached, %d tried" % (reached, len(copy.places), tried))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
