"""Runs programs under the probe and without it, the way a user does: as a process of their own."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from compiled_probe import compiled
from trace_reader import read_trace

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("COROSCOPE_TESTED_PROBE", HERE.parent.parent / "src" / "probe"))
PROBE = compiled(SOURCE)
PROGRAMS = HERE.parent / "programs"
VERSION = sys.version_info[:2]


class Outcome:
    def __init__(self, process, trace=None):
        self.code = process.returncode
        self.out = process.stdout.decode("utf-8", "backslashreplace")
        self.err = process.stderr.decode("utf-8", "backslashreplace")
        self.trace = trace

    def seen(self):
        """What a user sees, but for addresses, times and thread numbers, which differ from run to run anyway."""
        return self.code, steady(self.out), steady(self.err)


def steady(text):
    return re.sub(r"when=[\d.]+", "when=", re.sub(r"0x[0-9a-f]{6,}", "0x", text))


def environment(trace=None, **more):
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("COROSCOPE", "PYTHON"))}
    variables["PYTHONHASHSEED"] = "1"
    variables.update(more)
    if trace is not None:
        original = variables.get("PYTHONPATH")
        parts = [str(PROBE / "site")]
        if original is not None:
            variables["COROSCOPE_PYTHONPATH"] = original
            parts.append(original)
        variables["PYTHONPATH"] = os.pathsep.join(parts)
        variables["COROSCOPE_OPTIONS"] = trace if trace.startswith("{") else json.dumps({"file": trace})
    return variables


def run(arguments, trace=None, timeout=120, **keywords):
    """Runs Python with these arguments. `trace`: the trace file, or the whole of the options as JSON."""
    variables = environment(trace, **keywords.pop("variables", {}))
    return subprocess.run(
        [sys.executable] + [str(argument) for argument in arguments], env=variables, timeout=timeout,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **keywords)


def bare(*arguments, **keywords):
    return Outcome(run(arguments, **keywords))


def recorded(*arguments, **keywords):
    partial = keywords.pop("partial", False)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "run.tasktrace")
        process = run(arguments, trace=path, **keywords)
        trace = read_trace(path, partial) if os.path.exists(path) else None
        return Outcome(process, trace)


def same(text, tmp_path, **keywords):
    """Runs a program with and without the probe, expects the same, and gives the recorded outcome."""
    path = tmp_path / "program.py"
    path.write_text(text, encoding="utf-8")
    with_probe = recorded(path, **keywords)
    keywords.pop("partial", None)
    without = bare(path, **keywords)
    assert with_probe.seen() == without.seen()
    return with_probe


def recorded_text(text, **keywords):
    """The same for a program given as text, in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "program.py"
        path.write_text(text, encoding="utf-8")
        outcome = recorded(path, **keywords)
        outcome.file = str(path)
        return outcome


def marked_line(text, mark):
    """The number of the one line of a text that ends with `# mark`."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.endswith("# " + mark)]
    assert len(lines) == 1, "mark %r: lines %r" % (mark, lines)
    return lines[0]
