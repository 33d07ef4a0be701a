"""Drives a debugger through stepped_program.py, and notes all that its user would see."""

import json
import pathlib
import re
import sys

from dap_client import Launched
from running import HERE, PROBE, VERSION, environment, marked_line, steady

PROGRAM = HERE / "stepped_program.py"
BOOT = PROBE / "boot.py"
STEPS = {"in": "stepIn", "next": "next", "out": "stepOut", "continue": "continue"}
CONTINUED = ("conditional", "counted", "function", "raised")
RAISED = ["raised", "uncaught", "userUnhandled"]
# A debugger's answers are several small packets; without this each waits 40 ms for the one before it to be acknowledged.
AT_ONCE = "__import__('pydevd').get_global_debugger().writer.sock.setsockopt(6, 1, 1)"
MOST = 2000  # stops


def debugger(version):
    """The folder of a version of debugpy, that of the test environment or another (test/support/debuggers.ts)."""
    import debugpy

    if version == debugpy.__version__:
        return pathlib.Path(debugpy.__file__).parent
    folder = HERE.parent.parent / ".vscode-test" / "debugpy" / ("%d.%d-" % VERSION + version) / "debugpy"
    assert folder.exists(), "debugpy %s is not there: run `npm run test:install`" % version
    return folder


def boot_expression(trace):
    options = {"file": str(trace), "strict": 1}
    return "exec(compile(open(%r,'rb').read(),'<frozen coroscope>','exec'),%r)" % (
        str(BOOT), {"__name__": "coroscope_boot", "__file__": str(BOOT), "OPTIONS": options})


def category_of(output):
    return "logged" if output["output"].startswith("found ") else output.get("category")


class Walk:
    """One debug session from the program's first line to its end. `trace`: the file into which the probe records, if it is there."""

    def __init__(self, version, just_my_code, trace=None):
        text = PROGRAM.read_text()
        self.marks = [line.rpartition("  # ")[2] if "  # " in line else "in" for line in text.split("\n")]
        self.stops, self.seen, self.outside = [], {}, 0
        self.client = client = Launched(
            debugger(version), sys.executable, environment(PYDEVD_DISABLE_FILE_VALIDATION="1"),
            program=str(PROGRAM), cwd=str(HERE), justMyCode=just_my_code)
        try:
            client.evaluate(AT_ONCE)
            if trace is not None:
                client.evaluate(boot_expression(trace))
            self.set_breakpoints(text)
            client.ask("configurationDone")
            assert client.begun.get(timeout=60)["success"]
            self.go()
        finally:
            client.end()

    def set_breakpoints(self, text):
        def at(mark, **more):
            return dict(more, line=marked_line(text, mark))

        ask, has_functions = self.client.ask, self.client.capabilities.get("supportsFunctionBreakpoints")
        lines = [
            at("import"), at("walk"), at("conditional", condition="number == 2"), at("counted", hitCondition="3"),
            at("logged", logMessage="found {found}"), at("raised")]
        if has_functions:
            ask("setFunctionBreakpoints", breakpoints=[{"name": "job"}])
        else:
            lines.append(at("function"))
        self.seen["breakpoints"] = ask("setBreakpoints", source={"path": str(PROGRAM)}, breakpoints=lines)
        ask("setExceptionBreakpoints", filters=["uncaught"])

    def go(self):
        events = {}
        while True:
            message = self.client.events.get(timeout=60)
            name, body = message["event"], message.get("body", {})
            events.setdefault(name, []).append(body)
            if name == "stopped":
                self.stopped(body)
            elif name == "terminated":
                break
        self.seen["exit"] = events["exited"]
        self.seen["threads"] = [body["reason"] for body in events["thread"] if body["reason"] == "started"]
        self.seen["modules"] = sorted((body["module"]["name"], body["module"].get("path")) for body in events.get("module", ()))
        output = [body for body in self.client.output if body.get("category") != "telemetry"]
        # What the debugger says itself comes another way than what the program does.
        for category in {category_of(body) for body in output}:
            text = "".join(body["output"] for body in output if category_of(body) == category)
            self.seen[category] = re.sub(r"(?m)^[\d.]+s - ", "", text)  # when the debugger complains

    def stopped(self, body):
        """Notes where the program stands, and has it go on."""
        client, thread = self.client, body["threadId"]
        threads = client.ask("threads")["threads"]
        frames = client.ask("stackTrace", threadId=thread)["stackFrames"]
        stack = [(frame["name"], frame.get("source", {}).get("path"), frame["line"]) for frame in frames]
        names = {each["id"]: each["name"] for each in threads}
        # What a breakpoint's user looks at; while stepping it would be the same over and over.
        variables = self.variables(frames[0]["id"]) if body["reason"] == "breakpoint" else None
        command = self.command(body["reason"], stack[0])
        self.stops.append((
            command, body["reason"], body.get("text"), body.get("description"), names[thread], sorted(names.values()), stack, variables))
        assert len(self.stops) < MOST
        client.ask(command, threadId=thread)

    def variables(self, frame):
        scopes = self.client.ask("scopes", frameId=frame)["scopes"]
        found = self.client.ask("variables", variablesReference=scopes[0]["variablesReference"])["variables"]
        return [(each["name"], each.get("type"), each["value"]) for each in found]

    def command(self, reason, place):
        """What is done next; it depends on nothing but on what was done and seen before."""
        _, path, line = place
        if path != str(PROGRAM):
            return self.command_outside(reason, place)
        self.outside = 0
        mark = self.marks[line - 1]
        if mark == "raised":
            filters = [each["filter"] for each in self.client.capabilities["exceptionBreakpointFilters"]]
            self.client.ask("setExceptionBreakpoints", filters=[name for name in RAISED if name in filters])
        return "continue" if reason == "exception" or mark in CONTINUED else STEPS.get(mark, "stepIn")

    def command_outside(self, reason, place):
        """In asyncio: all the kinds of steps in turn, but mostly in. Its import goes from line to line, and once in and out."""
        function, path, line = place
        if reason == "exception":
            return "continue"
        if function == "<module>":
            name = pathlib.Path(path).name
            if name != "__init__.py":
                return "stepOut"
            return "stepIn" if "unix_events" in pathlib.Path(path).read_text().split("\n")[line - 1] else "next"
        self.outside += 1
        return "stepOut" if self.outside % 25 == 24 else "next" if self.outside % 3 == 2 else "stepIn"

    def text(self):
        """All that was seen, a line each, to be compared."""
        lines = [json.dumps(stop) for stop in self.stops]
        return steady("\n".join(lines + ["%s: %s" % (name, json.dumps(what)) for name, what in sorted(self.seen.items())]))
