"""The answer to "what are you": versions, hooks and numbers, for Coroscope's diagnostics. No values, arguments or secrets."""

import sys

from .alive import Alive
from .callbacks import type_name
from .debugger import waiting
from .recorder import cut
from .version import PROBE, supported
from .wire import json_text

LOOPS = 100
TOOLS = range(6)
FLAGS = "debug", "isolated", "ignore_environment", "no_site", "no_user_site", "optimize", "dev_mode", "utf8_mode", "safe_path"
WAYS = "file", "socket", "dap"


def about(process):
    """The answer's text, of a process (children.py) or None."""
    recording = process.recording if process is not None else None
    recorder = recording.recorder if recording is not None else None
    alive = Alive(recorder if recorder is not None and recorder.on else None)
    told = {
        "probe": PROBE, "python": "%d.%d.%d" % sys.version_info[:3], "implementation": sys.implementation.name,
        "executable": sys.executable or "", "platform": sys.platform,
        "flags": [name for name in FLAGS if getattr(sys.flags, name, False)], "debugpy": version_of("debugpy"),
        "supported": int(supported()), "recording": int(recorder is not None and recorder.on), "transport": "none",
        "hooks": [], "refused": [], "problems": [], "pending": 0, "dropped": 0, "waiting": waiting(),
        "loops": [cut(type_name(type(loop))) for loop in alive.loops[:LOOPS]], "tasks": len(alive.tasks),
        "settrace": int(getattr(sys.modules.get("threading"), "_trace_hook", None) is not None), "monitoring": tools()}
    if recording is not None:
        sender = recording.sender
        told.update(
            hooks=sorted(recording.hooks.undo), refused=sorted(recording.hooks.refused), pending=recording.outlet.pending,
            problems=["%s: %s" % row for row in sender.problems + list(recorder.problems)], dropped=sender.dropped,
            transport=next((way for way in WAYS if process.options.get(way)), "none"))
    return json_text(told)


def version_of(name):
    """The version of a module that is imported, or an empty text."""
    version = getattr(sys.modules.get(name), "__version__", "")
    return cut(version) if type(version) is str else ""


def tools():
    """The tools that watch the program by `sys.monitoring`: the number and the name of each."""
    monitoring = getattr(sys, "monitoring", None)
    names = [(tool, monitoring.get_tool(tool)) for tool in TOOLS] if monitoring is not None else []
    return ["%d %s" % (tool, cut(name)) for tool, name in names if type(name) is str]
