"""Which test runs, as pytest says it."""

import json
import re
import subprocess
import sys

from running import bare, environment, steady
from trace_reader import read_trace

TESTS = """
import asyncio
import os
import pytest

@pytest.fixture
def resource():
    yield 1

def test_one(resource):
    asyncio.run(asyncio.sleep(0.01))

@pytest.mark.parametrize("value", ["a (b)", "c"])
def test_two(value):
    asyncio.run(asyncio.sleep(0))

class TestClass:
    def test_fails(self):
        assert asyncio.run(asyncio.sleep(0)) == 1

def test_skipped():
    pytest.skip("not today")

@pytest.mark.xfail
def test_expected():
    assert False

@pytest.mark.skip
def test_marked():
    pass

@pytest.fixture
def broken():
    yield
    raise ValueError("not mended")

def test_teardown(broken):
    pass

def test_with_another_environment(monkeypatch):
    class Hostile(dict):
        def get(self, *given):
            print("asked")
            raise ValueError
        def pop(self, *given):
            return super().pop(*given) if given[0] in self else None
    monkeypatch.setattr(os, "environ", Hostile(os.environ))
"""
PASSED, FAILED, SKIPPED, EXPECTED = 1, 2, 3, 4


def run_pytest(tmp_path, trace=None):
    (tmp_path / "test_it.py").write_text(TESTS)
    given = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-s", "test_it.py"]
    variables = environment(trace and json.dumps({"file": trace}), PYTHONDONTWRITEBYTECODE="1")
    process = subprocess.run(
        [sys.executable] + given, cwd=str(tmp_path), env=variables, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out = re.sub(r" in \d+\.\d+s", "", steady(process.stdout.decode()))
    return process.returncode, out.split("\n"), process.stderr


def test_phases_of_tests(tmp_path):
    file = str(tmp_path / "run.tasktrace")
    code, lines, errors = run_pytest(tmp_path, file)
    assert code == 1 and errors == b"" and "asked" not in "".join(lines)
    trace = read_trace(file)
    assert trace.problems == []
    rows = trace.facts["bands"]
    names = [
        "test_it.py::test_one", "test_it.py::test_two[a (b)]", "test_it.py::test_two[c]", "test_it.py::TestClass::test_fails"]
    names += ["test_it.py::test_%s" % name for name in ("skipped", "expected", "marked", "teardown")]
    seen = [(row["phase"], row["name"], row["outcome"]) for row in rows]
    expected = []
    # A test that is skipped in its body has all phases, a marked one no call.
    for name, called, torn in zip(names, (1, 1, 1, FAILED, SKIPPED, EXPECTED, None, 1), (1, 1, 1, 1, 1, 1, 1, FAILED)):
        expected += [(1, name, 0), (0, "", PASSED if called else SKIPPED)]
        expected += [(2, name, 0), (0, "", called)] if called else []
        # A teardown that raises is only reported.
        expected += [(3, name, 0)] + [(0, "", 0)] * (torn == PASSED) + [(0, "", torn)]
    assert seen[:len(expected)] == expected
    times = [row["at"] for row in rows]
    assert times == sorted(times) and {row["kind"] for row in rows} == {1}
    # Each task runs in the test that made it.
    for task in trace.tasks.values():
        if task["coroutine"] == "sleep":
            during = [row for row in rows if row["at"] <= task["created"] and not row["outcome"]][-1]
            assert during["phase"] == 2 and task["place"]["function"] in during["name"].replace("::", ".")


def test_pytest_is_the_same(tmp_path):
    assert run_pytest(tmp_path, str(tmp_path / "run.tasktrace")) == run_pytest(tmp_path)


def test_a_program_that_has_a_module_of_that_name(tmp_path):
    """Not pytest's: it is left alone, and a problem says so."""
    package = tmp_path / "_pytest"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "runner.py").write_text("def _update_current_test_var(item):\n    print(item)\n\ncall_and_report = print\n")
    program = tmp_path / "program.py"
    program.write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\nimport _pytest.runner\n_pytest.runner._update_current_test_var(7)\n")
    outcome = bare(program)
    assert outcome.out == "7\n"
    file = str(tmp_path / "run.tasktrace")
    process = subprocess.run(
        [sys.executable, str(program)], env=environment(json.dumps({"file": file})), timeout=30, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert (process.returncode, process.stdout, process.stderr) == (0, b"7\n", b"")
    assert [problem["where"] for problem in read_trace(file).problems] == ["pytest"] * 2
