"""In the program's threads the probe calls no Python code but its own: a debugger that steps into all code would stop there."""

from running import HERE, PROBE, VERSION, bare

TRACED = '''
import atexit, runpy, sys, threading

BOOT, TRACE, PROGRAM = sys.argv[1:]
OWN = "<frozen coroscope"
found = set()

def trace(frame, event, argument):
    code, caller = frame.f_code, frame.f_back
    if caller is not None and caller.f_code.co_filename.startswith(OWN) and not code.co_filename.startswith("<frozen "):
        found.add("%s %s from %s %s" % (code.co_filename, code.co_name, caller.f_code.co_filename, caller.f_code.co_name))

def tell():
    sys.settrace(None)
    print("\\n".join(sorted(found)), file=sys.stderr)

atexit.register(tell)
with open(BOOT) as file:
    text = file.read()
exec(compile(text, "<frozen coroscope>", "exec"),
     {"__name__": "coroscope_boot", "__file__": BOOT, "OPTIONS": {"file": TRACE, "strict": 1, "children": True}})
sys.argv = [PROGRAM]
sys.settrace(trace)
threading.settrace(trace)
runpy.run_path(PROGRAM, run_name="__main__")
'''
# What the program has called stays called: the probe only stands in between.
THEIRS = (
    "_weakrefset.py add from <frozen coroscope_probe.lifecycle> added", " find_spec from <frozen coroscope_probe.imports> find")
COLLECTED = "_weakrefset.py _remove ", "weakref.py remove ", " __del__ "  # by the garbage collector, wherever that begins


def test_nothing_foreign_is_called(tmp_path):
    # As debuggers have it: the standard library's modules as files.
    files = ("-X", "frozen_modules=off") if VERSION >= (3, 11) else ()
    outcome = bare(*files, "-c", TRACED, PROBE / "boot.py", tmp_path / "t.tasktrace", HERE / "everything.py", timeout=120)
    assert outcome.code == 0, outcome.err
    calls = [line for line in outcome.err.splitlines() if " from <frozen coroscope" in line]
    assert VERSION >= (3, 14) or any(call.endswith(THEIRS) for call in calls)
    own = [call for call in calls if not any(name in call for name in COLLECTED)]
    assert [call for call in own if not call.endswith(THEIRS)] == []
