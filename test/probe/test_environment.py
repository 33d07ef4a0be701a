"""Start-up through the environment leaves the interpreter as the user set it up."""

import json
import os
import subprocess
import sys

import pytest

from running import bare, environment, recorded, same

WORLD = """
import sys, os
before = sorted(sys.modules)
import asyncio, threading, warnings
async def main():
    names = sorted(thread.name for thread in threading.enumerate())
    print(names, threading.active_count(), len(asyncio.all_tasks()))
    task = asyncio.current_task()
    print(repr(task), task.get_stack(), asyncio.tasks.all_tasks() == {task})
    print(asyncio.get_running_loop().get_task_factory(), asyncio.get_running_loop().get_exception_handler())
asyncio.run(main())
print(sys.path, sys.argv, sys.meta_path, sys.path_hooks, sys.warnoptions, warnings.filters)
print(sorted(os.environ.items()))
import __main__
print(sorted(vars(__main__)))
print([name for name in sys.modules if not name.startswith(("coroscope_probe", "_")) and name not in ("atexit", "itertools", "gc")])
"""


def test_the_world_is_the_same(tmp_path):
    outcome = same(WORLD, tmp_path)
    assert "COROSCOPE" not in outcome.out


def test_the_users_pythonpath_is_kept(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "helper.py").write_text("print('helped')")
    outcome = same("import helper, os, sys; print(os.environ['PYTHONPATH'], sys.path)", tmp_path,
                   variables={"PYTHONPATH": str(tmp_path / "mine")})
    assert outcome.out.startswith("helped\n" + str(tmp_path / "mine"))


@pytest.mark.parametrize("text", [
    "print('sitecustomized'); import asyncio; value = 1",
    "raise ImportError('on purpose')",
    "import not_there_at_all",
    "raise RuntimeError('on purpose')",
])
def test_a_sitecustomize_of_the_users_still_runs(tmp_path, text):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(text)
    program = "import sys; m = sys.modules.get('sitecustomize'); print(m and (m.__name__, m.__file__, getattr(m, 'value', 0)))"
    outcome = same(program, tmp_path, variables={"PYTHONPATH": str(folder)})
    assert outcome.trace.header is not None
    assert ("sitecustomized" in outcome.out) == ("sitecustomized" in text)


def test_no_sitecustomize_is_left(tmp_path):
    assert same("import sys; print('sitecustomize' in sys.modules, 'usercustomize' in sys.modules)", tmp_path).err == ""


def test_children_start_without_the_probe(tmp_path):
    text = """
import subprocess, sys
code = "import os, sys; print([k for k in os.environ if 'COROSCOPE' in k], 'coroscope_probe' in sys.modules)"
print(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE).stdout)
"""
    assert "False" in same(text, tmp_path).out


@pytest.mark.parametrize("arguments", [["-c", "import asyncio; asyncio.run(asyncio.sleep(0))"], ["-m", "entry"]])
def test_command_and_module(tmp_path, arguments):
    (tmp_path / "entry.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))")
    outcome = recorded(*arguments, cwd=str(tmp_path))
    assert outcome.code == 0 and outcome.err == ""
    assert len(outcome.trace.tasks) == 3
    if arguments[0] == "-m":
        place = outcome.trace.tasks[1]["place"]
        assert os.path.basename(place["file"]) == "entry.py" and place["line"] == 2


def test_isolated_mode_just_runs_without(tmp_path):
    outcome = recorded("-I", "-c", "print(1)")
    assert (outcome.code, outcome.out, outcome.err, outcome.trace) == (0, "1\n", "", None)


@pytest.mark.parametrize("flags", [["-X", "dev"], ["-W", "error"], ["-O"], ["-OO"], ["-B"]])
def test_flags(tmp_path, flags):
    path = tmp_path / "program.py"
    path.write_text("import asyncio\nasyncio.run(asyncio.sleep(0.01))\nprint('ok')")
    outcome, without = recorded(*flags, path), bare(*flags, path)
    assert outcome.seen() == without.seen()
    assert outcome.trace.problems == [] and len(outcome.trace.tasks) == 3


def test_local_modules_shadow_as_ever(tmp_path):
    """A program with a json.py, array.py or queue.py of its own gets that one, and only when it asks for it."""
    names = ("json", "array", "queue", "socket", "struct", "threading", "types", "ast", "opcode", "code", "token")
    for name in names:
        (tmp_path / (name + ".py")).write_text("print('my own %s')" % name)
    outcome = same("import json, array\nprint(json.__file__ == __file__.replace('program', 'json'))", tmp_path)
    assert outcome.out == "my own json\nmy own array\nTrue\n"


def test_unreachable_socket_means_no_hooks(tmp_path):
    options = json.dumps({"socket": str(tmp_path / "nobody"), "token": "0" * 64})
    text = "import asyncio.events as e, sys; print(e.Handle._run.__code__.co_freevars, len(sys.meta_path))"
    process = subprocess.run([sys.executable, "-c", text], env=environment(options), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    without = bare("-c", text)
    assert process.stdout.decode() == without.out and process.stderr == b""


def test_broken_options_print_nothing():
    for options in ("{", "[]", '{"file": "/not/there/at/all"}', "{\"socket\": 1}"):
        process = subprocess.run([sys.executable, "-c", "print(1)"], env=environment("{" + options[1:]), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert (process.stdout, process.stderr) == (b"1\n", b"")
