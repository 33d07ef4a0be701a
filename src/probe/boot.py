"""Loads the probe into a process that did not ask for it.

The one text that the debugger evaluates in the program's main thread, or that sitecustomize.py runs before there is a
program, executes this file with `OPTIONS` in its globals. It compiles the package's modules under names like
`<frozen coroscope_probe.hooks>`, because debuggers never step into such code, and puts them into `sys.modules` one by
one, so that neither `sys.path` nor `__main__` has to change, and nothing of the program's own folder can be imported
by mistake. Where the debugger is on another machine, which has no such files, their texts come along as `SOURCES`, by
name. It prints nothing and raises nothing.

It runs once in a process. From then on `ask` stands on the package's module: the debugger's questions go there, and what
answers them is loaded with the first one. So does `again`, which is what this comes to when the debugger attaches, by the
option `join`, to a process in which it ran before.
"""

import sys


def boot(options, folder, separator, sources):
    # In this order each module finds those it imports already in sys.modules; the first few are what every child needs.
    children = ("faults", "originals", "paths", "carry", "children")
    reading = (
        "version", "clock", "originals", "wire", "tables", "stand_in", "collector", "outlet", "overtaken", "paths", "places", "kinds", "chain",
        "natives", "futures", "trees")
    names = reading + (
        "sites", "callbacks", "graft", "splice", "runs", "turns", "recorder", "lifecycle", "watchdog", "sender", "threads", "eager", "otherloops",
        "forks",
        "imports", "garbage", "executors", "named", "lost", "subprocesses", "monitoring", "cancellation", "trio_instrument", "anyio_scopes",
        "resources", "primitives", "completions", "scopes", "tests", "signals", "hooks", "start")
    answering = reading + (
        "sites", "callbacks", "graft", "runs", "turns", "recorder", "resources", "debugger", "named", "executing", "alive", "stacks",
        "entered", "holding", "lone", "snapshot", "frames", "about", "answers")
    joining = ("alive", "older_waits", "joining")
    package = "coroscope_probe"
    if package in sys.modules:
        if options.get("join"):
            sys.modules[package].again(options)
        return
    module_type, open_file = type(sys), open
    sys.modules[package] = top = module_type(package)
    top.__path__ = []

    def load(names):
        # A module is published when it is whole: two threads may be at it, and the first one's counts.
        for name in names:
            if hasattr(top, name):
                continue
            source = sources.get(name)
            if source is None:
                with open_file(separator.join((folder, package, name + ".py")), "rb") as file:
                    source = file.read()
            full = package + "." + name
            module = module_type(full)
            module.__package__ = package
            exec(compile(source, "<frozen %s>" % full, "exec", 0, True), module.__dict__)
            setattr(top, name, sys.modules.setdefault(full, module))
            sources.pop(name, None)

    def start(options):
        load(names)
        if options.get("join"):
            load(joining)
        if options.get("dap"):
            load(("debugger", "dap_outlet"))
        return top.start.start(options)

    def ask(number, what, *arguments):
        """Answers a question of the debugger's by events of that number: see answers.py. Raises nothing."""
        try:
            load(answering)
            top.answers.answer(top.process, number, what, arguments)
        except Exception:
            if options.get("strict"):
                raise

    def again(options):
        """Records anew in a process that was recorded before, or is. Raises nothing."""
        try:
            load(("debugger",))
            top.process.again(options, top.debugger.send)
        except Exception:
            if options.get("strict"):
                raise

    top.load, top.ask, top.again, top.process = load, ask, again, None
    load(children)
    top.process = top.children.begin(options, start, folder)


def boot_quietly(options, file, sources):
    # Older ones cannot even parse the package.
    if sys.version_info < (3, 8) or sys.implementation.name != "cpython":
        return
    separator = "\\" if "\\" in file and sys.platform == "win32" else "/"
    try:
        boot(options, file.rpartition(separator)[0], separator, sources)
    except Exception:
        for name in [name for name in sys.modules if name.partition(".")[0] == "coroscope_probe"]:
            del sys.modules[name]
        if options.get("strict"):  # for the probe's own tests
            raise


boot_quietly(globals()["OPTIONS"], globals()["__file__"], globals().get("SOURCES") or {})
