"""Random asyncio programs, recorded: the trace says what the programs wrote down themselves.

The programs are always the same ones. For more, `COROSCOPE_SOAK=600 pytest test_random_programs.py` tries new ones for so
many seconds. A seed that fails is told, with the shortest program that still does, made by leaving out operations.
"""

import copy
import json
import os
import pathlib
import random
import time

import pytest

from random_checks import Check
from random_programs import VERSION, Generator, Source
from running import run
from trace_reader import read_trace

SEEDS = range(1, 41)
SOAK = float(os.environ.get("COROSCOPE_SOAK", 0))
TRIES = 3  # a shortened program counts as failing if it does so once in as many runs: when a timer fires differs
LONGEST_SHRINKING = 120  # seconds
DRIVER = pathlib.Path(__file__).with_name("on_uvloop.py")


def check(programs, folder, *driver):
    """Runs programs one after the other in one recorded process; returns what is wrong, and the comparison."""
    source = Source()
    for program in programs:
        source.add(program)
    path, record, trace = (folder / name for name in ("program.py", "record.json", "run.tasktrace"))
    path.write_text(source.text(), encoding="utf-8")
    process = run([*driver, path, record], trace=str(trace), timeout=60)
    if process.returncode:
        return ["exit code %d: %s" % (process.returncode, process.stderr.decode("utf-8", "replace"))], None
    found = Check(read_trace(trace), json.loads(record.read_text(encoding="utf-8")), source, str(path))
    return found.everything(), found


def bodies(program):
    """All lists of operations of a program."""
    waiting = [program["body"]]
    while waiting:
        body = waiting.pop()
        yield body
        for operation in body:
            waiting += [operation["body"]] if "body" in operation else []
            waiting += [child["body"] for child in operation.get("children", ())]


def shrunk(program, folder, *driver):
    """The program without operations that are not needed for it to fail. Returns it and what is wrong with it."""
    until = time.monotonic() + LONGEST_SHRINKING

    def fails(candidate):
        return next(filter(None, (check([candidate], folder, *driver)[0] for _ in range(TRIES))), [])

    wrong, size = fails(program), 8
    while size and wrong and time.monotonic() < until:
        shorter = None
        for number, body in enumerate(bodies(program)):
            for start in range(0, len(body), size):
                candidate = copy.deepcopy(program)
                del list(bodies(candidate))[number][start:start + size]
                said = fails(candidate) if time.monotonic() < until else []
                if said:
                    shorter = candidate, said
                    break
            if shorter:
                break
        if shorter:
            program, wrong = shorter
        else:
            size //= 2
    return program, wrong


def made(seeds, eager=True):
    programs = [Generator(seed).program() for seed in seeds]
    for program in programs:
        program["eager"] = program["eager"] and eager
    return programs


def test_random_programs(tmp_path):
    wrong, found = check(made(SEEDS), tmp_path)
    assert wrong == []
    assert found.counts["suspensions"] == found.counts["resumptions"] > 100 and len(found.keys) > 120


def test_random_programs_on_uvloop(tmp_path):
    # No eager tasks: what uvloop makes of asyncio's factory for them differs from version to version of both.
    wrong, found = check(made(SEEDS[:20], eager=False), tmp_path, DRIVER)
    assert wrong == []
    assert found.counts["suspensions"] == found.counts["resumptions"] > 40


def soak(driver, tmp_path):
    until = time.monotonic() + SOAK
    while time.monotonic() < until:
        first = random.randrange(1 << 40)
        seeds = range(first, first + 40)
        if check(made(seeds, not driver), tmp_path, *driver)[0]:
            for seed in seeds:
                program, = made([seed], not driver)
                wrong, found = check([program], tmp_path, *driver)
                if wrong:
                    print("seed", seed, *wrong, sep="\n")
                    program, wrong = shrunk(program, tmp_path, *driver)
                    check([program], tmp_path, *driver)
                    pytest.fail("seed %d: %s\n%s" % (seed, "\n".join(wrong), (tmp_path / "program.py").read_text(encoding="utf-8")))
            pytest.fail("seeds %d to %d, together" % (first, first + 39))


if SOAK:
    @pytest.mark.parametrize("driver", [(), (DRIVER,)], ids=["asyncio", "uvloop"])
    def test_soak(driver, tmp_path):
        soak(driver, tmp_path)
