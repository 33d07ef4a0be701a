"""Loads the probe into a process that did not ask for it.

The one text that the debugger evaluates in the program's main thread, or that sitecustomize.py runs before there is a
program, executes this file with `OPTIONS` in its globals. It compiles the package's modules under names like
`<frozen coroscope_probe.hooks>`, because debuggers never step into such code, and puts them into `sys.modules` one by
one, so that neither `sys.path` nor `__main__` has to change, and nothing of the program's own folder can be imported
by mistake. It runs once in a process, prints nothing and raises nothing.
"""

import sys


def boot(options, folder, separator):
    # In this order each module finds those it imports already in sys.modules.
    names = (
        "version", "faults", "clock", "wire", "collector", "outlet", "overtaken", "places", "kinds", "chain", "futures", "sites", "callbacks",
        "recorder", "watchdog", "sender", "threads", "graft", "runs", "eager", "hooks", "start")
    package = "coroscope_probe"
    if package in sys.modules:
        return
    module_type = type(sys)
    sys.modules[package] = top = module_type(package)
    top.__path__ = []
    for name in names:
        path = separator.join((folder, package, name + ".py"))
        with open(path, "rb") as file:
            source = file.read()
        full = package + "." + name
        module = module_type(full)
        module.__package__ = package
        code = compile(source, "<frozen %s>" % full, "exec", 0, True)
        sys.modules[full] = module
        setattr(top, name, module)
        exec(code, module.__dict__)
    top.start.start(options)


def boot_quietly(options, file):
    # Older ones cannot even parse the package.
    if sys.version_info < (3, 8) or sys.implementation.name != "cpython":
        return
    separator = "\\" if "\\" in file and sys.platform == "win32" else "/"
    try:
        boot(options, file.rpartition(separator)[0], separator)
    except Exception:
        for name in [name for name in sys.modules if name.partition(".")[0] == "coroscope_probe"]:
            del sys.modules[name]
        if options.get("strict"):  # for the probe's own tests
            raise


boot_quietly(globals()["OPTIONS"], globals()["__file__"])
