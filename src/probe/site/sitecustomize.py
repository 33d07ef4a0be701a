"""The way in without a debugger: Python imports this file at start-up, because its folder leads PYTHONPATH.

It starts the probe, and then leaves no trace of itself: the environment is as the user gave it (children that are to
start the probe are told so when they are made, see carry.py), the folder is off `sys.path`, and the import that brought
us here goes on to the sitecustomize that this file stood in front of. Where there is none, that import raises ModuleNotFoundError for 'sitecustomize', which is
exactly what `site` expects when nobody has one.
"""

import os
import sys


def start():
    options = os.environ.pop("COROSCOPE_OPTIONS", None)
    if options is None:
        return
    boot = os.path.join(os.path.dirname(here()), "boot.py")
    # The options are a flat JSON object of texts and numbers, which is a Python literal too. The json module is not
    # imported on purpose: a program with a json.py of its own must still find that one.
    names = {"__builtins__": {}, "true": True, "false": False, "null": None}
    with open(boot, "rb") as file:
        code = compile(file.read(), "<frozen coroscope>", "exec", 0, True)
    exec(code, {"__name__": "coroscope_boot", "__file__": boot, "OPTIONS": eval(options, names)})


def leave_environment():
    original = os.environ.pop("COROSCOPE_PYTHONPATH", None)
    if original is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = original


def leave_path():
    folder = here()
    sys.path[:] = [entry for entry in sys.path if os.path.normcase(entry) != os.path.normcase(folder)]
    sys.path_importer_cache.pop(folder, None)


def here():
    return os.path.dirname(os.path.abspath(__file__))


# An interpreter that the program makes within its process comes by here as well, without the options.
steps = (start, leave_environment, leave_path) if "COROSCOPE_OPTIONS" in os.environ else (leave_path,)
entries = len(sys.path)
for step in steps:
    try:
        step()
    except Exception:
        pass
if len(sys.path) < entries or len(steps) > 1:  # else the next import would come by here again, and again
    del sys.modules[__name__]
    import sitecustomize  # noqa: E402,F401
