"""Child processes: each records itself, once it uses asyncio, and is otherwise as it would be without the probe."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from running import Outcome, bare, environment, marked_line, run
from trace_reader import Trace, read_trace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

FORK, MULTIPROCESSING, POPEN = 2, 3, 4


class Family:
    """What a program and its children recorded, and how the program ended."""

    def __init__(self, outcome, folder):
        self.outcome = outcome
        self.main = read_trace(str(folder / "run.tasktrace"), partial=True)
        parts = [name for name in os.listdir(str(folder)) if name.endswith(".part")]
        self.children = {}
        for name in parts:
            trace = read_trace(str(folder / name), partial=True)
            assert name.split(".")[2:] == [str(trace.header["pid"]), "part"]
            self.children[trace.header["pid"]] = trace


def record(folder, *arguments, **keywords):
    """Runs Python with and without the probe, expects the same, and gives the family."""
    trace = folder / "traces"
    trace.mkdir(exist_ok=True)
    options = json.dumps({"file": str(trace / "run.tasktrace"), "children": True, "strict": True})
    without = bare(*arguments, timeout=60, **keywords)
    outcome = Outcome(run(arguments, trace=options, timeout=60, **keywords))
    assert outcome.seen() == without.seen()
    return Family(outcome, trace)


def record_text(folder, text, **keywords):
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    return record(folder, path, **keywords)


def clock(trace, at):
    """A time of a trace on the machine's clock, which `time.monotonic_ns()` reads."""
    return trace.header["clock"] * 1000 + at


def named(trace, name):
    return [task for task in trace.tasks.values() if task["name"] == name]


FAMILY = """
import asyncio, json, multiprocessing, os, subprocess, sys, threading, time
from concurrent.futures import ProcessPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))

def note(kind, **facts):
    parent = multiprocessing.parent_process().pid if kind == "forkserver" else os.getppid()
    facts.update(pid=os.getpid(), parent=parent)
    with open(os.path.join(HERE, "notes", kind), "w") as file:
        json.dump(facts, file)

async def nothing():
    await asyncio.sleep(0)

async def marker(name):
    before = time.monotonic_ns()
    task = asyncio.create_task(nothing(), name=name)
    after = time.monotonic_ns()
    await task
    return before, after

def say(kind):
    # The world as the child sees it. Modules of multiprocessing's own may come in any order.
    print(kind, sys.argv, sys.path, sorted(os.environ.items()), sys.warnoptions, threading.active_count())
    print([name for name in sys.modules if name in ("sitecustomize", "usercustomize", "json", "mmap")], flush=True)

async def child(kind):
    asyncio.current_task().set_name(kind)
    with open(os.path.join(HERE, "pipe " + kind), "rb") as pipe:
        pipe.read(1)
    note(kind, times=await marker("received"))
    await asyncio.sleep(0.01)

def work(kind):
    say(kind)
    asyncio.run(child(kind))  # run

def plain(kind):
    say(kind)

async def tell(kind):
    with open(os.path.join(HERE, "pipe " + kind), "wb") as pipe:
        note("to " + kind, times=await marker("sent to " + kind))
        pipe.write(b"x")

def forks(kind):
    if os.fork() == 0:
        work(kind + ", forked")
        os._exit(3)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)

def calls(kind):
    print(subprocess.call([sys.executable, __file__, kind + ", called"]), flush=True)

async def main():
    loop = asyncio.get_running_loop()
    if os.fork() == 0:  # fork
        work("forked")
        os._exit(4)
    await tell("forked")
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        process = context.Process(target=work, args=(method,), name="by " + method)
        process.start()  # start
        await tell(method)
        process.join()
        print(process.exitcode, flush=True)
        process = context.Process(target=plain, args=("plain " + method,))
        process.start()  # plain
        process.join()
    for kind, environment in (("called", None), ("with an environment", {"A": "b", "PYTHONPATH": HERE}), ("with none", {})):
        process = subprocess.Popen([sys.executable, __file__, kind], env=environment)  # popen
        await tell(kind)
        print(process.wait(), flush=True)
    for way, context in ((forks, "spawn"), (calls, "fork")):
        process = multiprocessing.get_context(context).Process(target=way, args=(context,))
        process.start()  # grand
        await tell(context + (", forked" if way is forks else ", called"))
        process.join()
    with ProcessPoolExecutor(1) as pool:
        future = loop.run_in_executor(pool, work, "pooled")  # pool
        await asyncio.sleep(0.1)
        await tell("pooled")
        await future
    for arguments in (["-I"], ["-E"], ["-S"], ["-sE"]):
        code = "import os, sys; print(sorted(os.environ), sys.path, sys.flags)"
        subprocess.call([sys.executable] + arguments + ["-c", code])

if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(sys.argv[1])
        sys.exit(5)
    multiprocessing.set_start_method("fork")
    asyncio.run(main())
"""
KINDS = {
    "forked": "fork", "fork": "fork", "spawn": "spawn", "forkserver": "forkserver", "called": "subprocess",
    "with an environment": "subprocess", "with none": "subprocess", "spawn, forked": "fork", "fork, called": "subprocess",
    "pooled": "fork"}


@pytest.fixture(scope="module")
def family(tmp_path_factory):
    folder = tmp_path_factory.mktemp("family")
    (folder / "notes").mkdir()
    for kind in KINDS:
        os.mkfifo(str(folder / ("pipe " + kind)))
    family = record_text(folder, FAMILY, variables={"PYTHONPATH": str(folder)})
    family.notes = {
        name: json.loads((folder / "notes" / name).read_text()) for name in os.listdir(str(folder / "notes"))}
    return family


def test_every_way_to_start_a_process(family):
    main = family.main
    assert family.outcome.err == "" and main.finish is not None and main.problems == [] and "kind" not in main.header
    assert len(family.children) == len(KINDS)
    for name, kind in KINDS.items():
        note = family.notes[name]
        trace = family.children[note["pid"]]
        assert (trace.header["kind"], trace.header["parent"]) == (kind, note["parent"]), name
        assert trace.problems == [] and trace.finish is not None, name
        own = [task for task in trace.tasks.values() if "shutdown" not in task["coroutine"]]
        assert [(task["name"], task["coroutine"], task["outcome"]) for task in own] == [
            (name, "child", "result"), ("received", "nothing", "result")]
        assert own[0]["place"]["line"] == marked_line(FAMILY, "run") and len(own[0]["steps"]) == 3
        assert own[0]["steps"][1]["woken_by"]["task"] == own[1]["id"]


def test_the_clocks_of_processes_agree(family):
    for name in KINDS:
        trace = family.children[family.notes[name]["pid"]]
        (received,), (sent,) = named(trace, "received"), named(family.main, "sent to " + name)
        for task, of, note in ((received, trace, name), (sent, family.main, "to " + name)):
            before, after = family.notes[note]["times"]
            assert before - 1000000 <= clock(of, task["created"]) <= after + 1000000, name
        # What the child did after the parent's word comes after it.
        assert clock(family.main, sent["created"]) < clock(trace, received["created"]), name


def test_who_started_which_process_where(family):
    main = family.main
    (task,) = [task["id"] for task in main.tasks.values() if task["coroutine"] == "main"]
    rows = {row["pid"]: row for row in main.facts["children"]}
    for name, kind, mark, command, code in (
            ("forked", FORK, "fork", "", None), ("fork", MULTIPROCESSING, "start", "by fork: work", 0),
            ("spawn", MULTIPROCESSING, "start", "by spawn: work", 0),
            ("forkserver", MULTIPROCESSING, "start", "by forkserver: work", 0),
            ("pooled", MULTIPROCESSING, "pool", None, 0), ("called", POPEN, "popen", None, 5)):
        row = rows.pop(family.notes[name]["pid"])
        place = main.places[row["place"]]
        assert (row["kind"], row["task"], place["line"]) == (kind, task, marked_line(FAMILY, mark)), name
        assert command is None or row["command"] == command
        ends = [end for end in main.facts["childEnds"] if end["child"] == row["id"]]
        assert [end["code"] for end in ends] == [] if code is None else [code], name
        if name != "pooled":
            (sent,) = named(main, "sent to " + name)
            assert row["at"] < sent["created"] and all(sent["created"] < end["at"] for end in ends), name
    plain = [row for row in rows.values() if main.places[row["place"]]["line"] == marked_line(FAMILY, "plain")]
    assert len(plain) == 3 and not {row["pid"] for row in plain} & set(family.children)


TRANSPARENT = """
import asyncio, os, pickle, subprocess, sys, threading, traceback

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.join(HERE, "script")

def attempt(*arguments, **keywords):
    try:
        print(subprocess.run(*arguments, **keywords).returncode, flush=True)
    except Exception:
        traceback.print_exc(file=sys.stdout)

def write(name, text):
    with open(os.path.join(HERE, name), "w") as file:
        file.write(text)
    os.chmod(os.path.join(HERE, name), 0o755)
    return os.path.join(HERE, name)

def report():
    # Descriptors and threads of a child that has not used asyncio yet.
    inherited = [name for name in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + name)]
    os.write(1, b"%d %d\\\\n" % (len(inherited), len(os.listdir("/proc/self/task"))))

environment = {"ONE": "1", "PATH": os.environ["PATH"]}
given = dict(environment)
before = sorted(os.environ.items())
attempt(["env"], env=environment)
attempt("env | grep -c PYTHON", shell=True)
attempt(["/no/such/program"])
attempt(["/no/such/program"], close_fds=False)
attempt(["no-such-program"], cwd="/")
attempt([sys.executable, "-c", "1"], cwd="/no/such/folder")
attempt([sys.executable, "-c", "import sys; sys.exit(9)"], env={"A": "=", "": "x"} if sys.version_info < (3, 9) else {"A": "="})
attempt([write("script", "#!%s -X dev\\\\nimport os, asyncio, sys; print(sys.flags.dev_mode, sys.argv[1:], sorted(os.environ))\\\\n"
               "asyncio.run(asyncio.sleep(0))" % sys.executable), "arg"], env=environment)
attempt([sys.executable, write("raises.py", "import asyncio\\\\nasync def main():\\\\n    1 / 0\\\\nasyncio.run(main())")],
        stderr=subprocess.STDOUT)
attempt(["./script"], cwd=HERE, env={})
attempt([os.path.basename(sys.executable), "-c", "import os; print(list(os.environ))"], close_fds=False,
        env={"PATH": os.path.dirname(sys.executable), "PYTHONPATH": "", "LC_ALL": "C.UTF-8"})
print(environment == given, before == sorted(os.environ.items()))
print(os.posix_spawn, os.posix_spawn.__name__, os.posix_spawn.__module__, pickle.loads(pickle.dumps(os.posix_spawn)) is os.posix_spawn)
os.waitpid(os.posix_spawn("/bin/echo", ["echo", "spawned"], os.environ), 0)
try:
    os.posix_spawn("/no/such/program", ["x"], os.environ)
except OSError:
    traceback.print_exc(file=sys.stdout)

async def main():
    sys.stdout.flush()
    if os.fork() == 0:
        report()
        os._exit(0)
    os.wait()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import sys; sys.exit(7)", preexec_fn=report)
    print(await process.wait())
    thread = threading.Thread(target=lambda: os.fork() or os._exit(0))  # the child ends as this thread
    thread.start()
    thread.join()
    os.wait()
asyncio.run(main())
""".replace("\\\\", "\\")


def test_children_and_their_parent_see_nothing_of_it(tmp_path):
    family = record_text(tmp_path, TRANSPARENT, variables={"PYTHONWARNINGS": "ignore::DeprecationWarning"})
    scripts = [trace for trace in family.children.values() if trace.header["argv"][0].endswith("script")]
    assert [trace.header["kind"] for trace in scripts] == ["subprocess"] * 2 and len(family.children) == 3
    assert family.main.problems == []
    kinds = [row["kind"] for row in family.main.facts["children"]]
    assert (kinds.count(FORK), kinds.count(MULTIPROCESSING)) == (2, 0)  # none for a Popen with `preexec_fn`


ABRUPT = """
import asyncio, os, signal, sys, threading, time

async def work(end):
    for _ in range(20):
        await asyncio.sleep(0.002)
    end()

async def busy(name, end):
    await asyncio.create_task(work(end), name=name)

def wait():
    print(os.wait()[1], flush=True)

def run(name, end=lambda: None):
    if os.fork() == 0:
        asyncio.run(busy(name, end))
        os._exit(0)

async def main():
    run("exits at once", lambda: os._exit(1))
    wait()
    run("is killed", lambda: (time.sleep(0.2), os.kill(os.getpid(), signal.SIGKILL)))
    wait()
    if os.fork() == 0:  # two loops begin at once
        ready = threading.Barrier(2)
        def work(number):
            ready.wait()
            asyncio.run(busy("thread %d" % number, lambda: None))
        threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        os._exit(0)
    wait()
    loop = asyncio.new_event_loop()
    if os.fork() == 0:  # a loop that was made before
        loop.run_until_complete(busy("inherited", lambda: None))
        os._exit(0)
    wait()
    await asyncio.sleep(0)

# Forks while other threads run loops, and are anywhere.
stop = False
def loops():
    async def work():
        while not stop:
            await asyncio.gather(*[asyncio.sleep(0) for _ in range(5)])
    asyncio.run(work())
asyncio.run(main())
threads = [threading.Thread(target=loops) for _ in range(2)]
[thread.start() for thread in threads]
for number in range(6):
    run("beside threads %d" % number)
    wait()
stop = True
[thread.join() for thread in threads]
if os.fork() == 0:
    if os.fork() == 0:
        run("great-grandchild")
        wait()
        os._exit(0)
    wait()
    asyncio.run(busy("child after its own", lambda: None))
    sys.exit(6)
wait()
"""


def test_forks_and_sudden_ends(tmp_path):
    family = record_text(tmp_path, ABRUPT, variables={"PYTHONWARNINGS": "ignore::DeprecationWarning"})
    ends = {}
    for trace in family.children.values():
        names = sorted(task["name"] for task in trace.tasks.values() if task["coroutine"] == "work")
        ends[tuple(names)] = trace
        assert trace.problems == [] and trace.header["kind"] == "fork"
        for task in trace.tasks.values():
            if task["coroutine"] == "work":
                # Of two loops that begin at once one may have begun before the recording.
                assert len(task["steps"]) >= (10 if task["name"].startswith("thread") else 20), task["name"]
    single = ["exits at once", "is killed", "inherited", "great-grandchild", "child after its own"]
    single += ["beside threads %d" % number for number in range(6)]
    assert set(ends) == {(name,) for name in single} | {("thread 0", "thread 1")}
    assert [names for names, trace in ends.items() if trace.finish is None] == [("is killed",)]
    assert family.main.finish is not None and family.main.problems == []


class Host:
    """Takes connections, as the extension does, and keeps what each sent."""

    def __init__(self, path):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(8)
        self.streams = []
        self.threads = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self.read, args=(connection,)))
            self.threads[-1].start()

    def read(self, connection):
        data = b""
        while True:
            piece = connection.recv(1 << 20)
            if not piece:
                self.streams.append(data)
                return
            data += piece


def test_what_came_before_a_fork_leaves_the_process(tmp_path):
    """Also where no event loop runs any more, in which the probe's threads would come back on 3.13."""
    text = """
import asyncio, os, sys, time
asyncio.run(asyncio.sleep(0))
if os.fork() == 0:
    os._exit(0)
os.wait()
sys.stdin.read()
"""
    program, path = tmp_path / "program.py", tmp_path / "run.tasktrace"
    program.write_text(text, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(program)], env=environment(str(path)), stdin=subprocess.PIPE)
    limit = time.monotonic() + 20
    try:
        while True:
            tasks = read_trace(path, True).tasks.values() if path.exists() and path.stat().st_size > 100 else ()
            if tasks and all(task["outcome"] == "result" for task in tasks):
                break
            assert time.monotonic() < limit, tasks
            time.sleep(0.02)
    finally:
        process.kill()
        process.communicate()


def test_each_has_a_connection_of_its_own(tmp_path):
    host = Host(str(tmp_path / "s"))
    (tmp_path / "program.py").write_text(ABRUPT, encoding="utf-8")
    options = json.dumps({"socket": str(tmp_path / "s"), "token": "ab" * 32, "children": True})
    variables = environment(options, PYTHONWARNINGS="ignore::DeprecationWarning")
    process = subprocess.run([sys.executable, str(tmp_path / "program.py")], env=variables, timeout=60, stdout=subprocess.PIPE)
    assert process.returncode == 0
    for thread in host.threads:
        thread.join(10)
    host.server.close()
    greeting = b"coroscope/2 " + b"ab" * 32
    traces = {}
    for stream in host.streams:
        line, _, data = stream.partition(b"\n")
        trace = Trace(data, partial=True)
        assert line == greeting + (b" child" if "kind" in trace.header else b"")
        traces[trace.header["pid"]] = trace
    assert len(traces) == len(host.streams) == 13
    (main,) = [trace for trace in traces.values() if "kind" not in trace.header]
    # Nobody but the main process wrote there: what it wrote is whole.
    assert main.finish is not None and {task["coroutine"] for task in main.tasks.values()} >= {"main", "loops.<locals>.work"}


def test_a_child_whose_way_is_barred_just_runs(tmp_path):
    """The host is gone, or nothing can be written beside the trace."""
    text = """
import asyncio, os, subprocess, sys
asyncio.run(asyncio.sleep(0.1))
os.path.exists("s") and os.unlink("s")
if os.fork() == 0:
    asyncio.run(asyncio.sleep(0))
    print(asyncio.BaseEventLoop._run_once.__code__.co_freevars, flush=True)
    os._exit(0)
os.wait()
code = "import asyncio; asyncio.run(asyncio.sleep(0)); print(asyncio.BaseEventLoop._run_once.__code__.co_freevars)"
subprocess.run([sys.executable, "-c", code])
"""
    (tmp_path / "program.py").write_text(text)
    Host(str(tmp_path / "s"))
    for options in ({"socket": str(tmp_path / "s"), "token": "ab" * 32}, {"file": "/dev/null"}):
        outcome = Outcome(run(["program.py"], trace=json.dumps(dict(options, children=True)), cwd=str(tmp_path)))
        assert outcome.seen() == (0, "()\n()\n", "")
    assert not [name for name in os.listdir("/dev") if name.startswith("null.")]


def test_a_part_never_replaces_a_file(tmp_path):
    text = """
import asyncio, os
pipe = os.pipe()
if os.fork() == 0:
    os.read(pipe[0], 1)
    asyncio.run(asyncio.sleep(0))
    os._exit(0)
"""
    text += """
children = open("/proc/self/task/%d/children" % os.getpid()).read().split()
open("run.tasktrace.%s.part" % children[0], "w").write("mine")
os.write(pipe[1], b"x")
os.wait()
"""
    (tmp_path / "program.py").write_text(text)
    options = json.dumps({"file": str(tmp_path / "run.tasktrace"), "children": True})
    assert run(["program.py"], trace=options, cwd=str(tmp_path)).returncode == 0
    first, second = sorted(name for name in os.listdir(str(tmp_path)) if name.endswith(".part"))
    assert (tmp_path / second).read_text() == "mine" and first == second.replace(".part", "-1.part")
    assert read_trace(str(tmp_path / first)).header["kind"] == "fork"


def test_a_child_that_the_debugger_lets_the_probe_into(tmp_path):
    """It waits for asyncio, as one that got the probe by its environment; its own children are let in the same way."""
    text = """
import os, subprocess, sys
boot = %r
def enter():
    exec(compile(open(boot, "rb").read(), "<frozen coroscope>", "exec"),
         {"__name__": "coroscope_boot", "__file__": boot, "OPTIONS": {"file": %r, "child": True, "children": "forked"}})
enter()
import asyncio
async def main():
    pass
if len(sys.argv) == 1:
    subprocess.run([sys.executable, "-c", "import asyncio; asyncio.run(asyncio.sleep(0))"])
    if os.fork() == 0:
        enter()
        asyncio.run(main())
        os._exit(0)
    os.wait()
asyncio.run(main())
"""
    from running import PROBE

    trace = tmp_path / "run.tasktrace"
    trace.write_bytes(b"")
    assert bare("-c", text % (str(PROBE / "boot.py"), str(trace))).seen() == (0, "", "")
    traces = [read_trace(str(tmp_path / name)) for name in os.listdir(str(tmp_path)) if name.endswith(".part")]
    assert sorted(trace.header["kind"] for trace in traces) == ["fork", "subprocess"]
    assert all(len(trace.tasks) == 3 for trace in traces) and trace.exists()


LIBRARIES = """
import asyncio, multiprocessing, os, subprocess, sys

def on_uvloop(name):
    import uvloop
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    async def main():
        await asyncio.create_task(asyncio.sleep(0.01), name=name)
    asyncio.run(main())

def on_trio(name):
    import trio
    async def main():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 0.01, name=name)
    trio.run(main)

if __name__ == "__main__":
    work = {"uvloop": on_uvloop, "trio": on_trio}[sys.argv[1]]
    if len(sys.argv) > 2:
        work("called")
        sys.exit()
    work("main")
    if os.fork() == 0:
        work("forked")
        os._exit(0)
    os.wait()
    process = multiprocessing.get_context("spawn").Process(target=work, args=("spawned",))
    process.start()
    process.join()
    subprocess.call([sys.executable, __file__, sys.argv[1], "again"])
"""


@pytest.mark.parametrize("library", ["uvloop", "trio"])
def test_children_with_other_loops(tmp_path, library):
    path = tmp_path / "program.py"
    path.write_text(LIBRARIES.replace("import asyncio, ", "import " if library == "trio" else "import asyncio, "))
    family = record(tmp_path, path, library, variables={"PYTHONWARNINGS": "ignore::DeprecationWarning"})
    assert len(named(family.main, "main")) == 1
    by_kind = {trace.header["kind"]: trace for trace in family.children.values()}
    assert sorted(by_kind) == ["fork", "spawn", "subprocess"]
    for kind, name in (("fork", "forked"), ("spawn", "spawned"), ("subprocess", "called")):
        (task,) = named(by_kind[kind], name)
        assert task["outcome"] == "result" and len(task["steps"]) == 2 and by_kind[kind].problems == []


WRAPPED = """
import asyncio, subprocess, sys
if len(sys.argv) == 1:
    print(subprocess.run([sys.executable, __file__, "child"], stdout=-1, stderr=-1))
else:
    {keep}
    def wrapper(*arguments):
        return kept(*arguments)
    {put} = wrapper
    asyncio.run(asyncio.sleep(0.01))
    asyncio.run(asyncio.sleep(0.01))
    print("done")
"""


@pytest.mark.parametrize("put", ["asyncio.BaseEventLoop.__init__", "asyncio.events._set_running_loop"])
@pytest.mark.parametrize("late", [False, True])
def test_a_child_that_wraps_what_the_probe_waits_at(tmp_path, put, late):
    keep = "kept = " + put + ("; asyncio.run(asyncio.sleep(0.01))" if late else "")
    family = record_text(tmp_path, WRAPPED.format(keep=keep, put=put))
    assert [len(trace.tasks) >= 2 for trace in family.children.values()] == [True]
    assert all(trace.finish is not None and trace.problems == [] for trace in family.children.values())
