"""Random asyncio programs, as trees of operations, and their source text with a line of its own for each operation.

A program writes down the truth itself, in plain lists: B when an operation begins, A when it is over, X when it raised and
that was caught, S, R and E when a task starts, returns or ends by an exception. All of them with the time, the name of the
task, callback or thread, and the line. Each coroutine function belongs to one task, so its name says which one it is.
Tasks only wait for tasks with greater numbers: no two wait for each other. What waits for ever for anything else is
set free or cancelled by a callback, the *rescue*, which is part of the truth like all others.
"""

import random
import sys

VERSION = sys.version_info[:2]
PRELUDE = '''
import asyncio, json, logging, sys, threading, time
logging.getLogger("asyncio").setLevel(100)
clock, LOG, ENDS = time.monotonic_ns, [], []

def B(me, line, extra=None):
    LOG.append((clock(), me, "B", line, extra))

def A(me, line, extra=None):
    LOG.append((clock(), me, "A", line, extra))

def X(me, line, error):
    LOG.append((clock(), me, "X", line, type(error).__name__))

def S(me, T, key):
    T[key] = asyncio.current_task()
    LOG.append((clock(), me, "S", 0, T[key].get_name()))

def R(me):
    LOG.append((clock(), me, "R", 0, None))

def E(me, error):
    LOG.append((clock(), me, "E", 0, ["cancelled" if isinstance(error, asyncio.CancelledError) else "error", type(error).__name__]))

class Objects:
    def __init__(self, size):
        self.F = [asyncio.get_running_loop().create_future() for _ in range(3)]
        self.E, self.L, self.S, self.C = asyncio.Event(), asyncio.Lock(), asyncio.Semaphore(2), asyncio.Condition()
        self.Q = asyncio.Queue(size)
        self.rescues = 0

    def free(self):
        for future in self.F:
            future.done() or future.set_result(1)
        self.E.set()
        self.Q.put_nowait(1) if self.Q.empty() else self.Q.get_nowait()

def run(main, me):
    try:
        asyncio.run(main(me))
    except BaseException as error:
        ENDS.append([me, type(error).__name__])
    else:
        ENDS.append([me, None])
'''.lstrip("\n")
EPILOGUE = '''
with open(sys.argv[1], "w") as file:
    probe_clock = sys.modules.get("coroscope_probe.clock")
    json.dump({"log": LOG, "ends": ENDS, "origin": probe_clock and probe_clock.ORIGIN}, file)
'''.lstrip("\n")

# Operation: weight, and what the probe should call it when it suspends. Those with no kind never suspend.
OPERATIONS = {
    "sleep0": (10, "yield"), "sleep": (6, "sleep"), "future": (5, "future"), "task": (5, "task"), "gather": (4, "gather"),
    "wait": (3, "wait"), "completed": (2, "wait"), "shield": (2, "task"), "event": (3, "event"), "lock": (5, "lock"),
    "semaphore": (4, "semaphore"), "condition": (2, "condition lock"), "notify": (3, "lock"), "get": (4, "queue.get"),
    "put": (5, "queue.put"), "wait_event": (2, "timeout"), "wait_get": (2, "timeout"), "wait_future": (2, "timeout"),
    "wait_task": (2, "timeout"), "wait_own": (2, "timeout"), "timeout": (3, ""), "group": (3, "wait"),
    "thread_job": (1, "executor"), "executor_job": (1, "executor"), "chain": (3, ""), "generator": (2, ""), "manager": (2, ""),
    "create": (14, None), "cancel": (4, None), "set": (3, None), "set_event": (2, None), "put_nowait": (2, None),
    "soon": (2, None), "later": (2, None), "thread": (1, None), "boom": (0.7, None),
}
ACTIONS = "set", "set_event", "put_nowait", "cancel"
REFERRING = {
    "task": 1, "gather": 2, "wait": 2, "completed": 2, "shield": 1, "wait_task": 1, "cancel": 1}
TAGS = {
    "event": "E", "set_event": "E", "wait_event": "E", "lock": "L", "semaphore": "S", "condition": "C", "notify": "C", "get": "Q",
    "put": "Q", "put_nowait": "Q", "wait_get": "Q"}
GUARDS = {None: 1, "Exception": 4, "(Exception, asyncio.CancelledError)": 4, "asyncio.CancelledError": 1}
NEWER = {"timeout": (3, 11), "group": (3, 11)}


class Generator:
    """Makes a program: {"eager", "size", "body"}; an operation: {"op", "guard", …}, with "body" or "children" inside of some."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.keys = 0
        self.left = self.random.randrange(15, 70)

    def program(self):
        eager = VERSION >= (3, 12) and self.random.random() < 0.25
        size, body = self.random.choice((0, 1, 1, 2)), self.body(0, 0, self.random.randrange(8, 20))
        body.append({
            "op": "wait", "guard": "Exception", "time": 0.001, "flag": False, "tasks": list(range(1, self.keys + 1)) or [1]})
        return {"eager": eager, "size": size, "body": body}

    def body(self, me, depth, length):
        return [self.operation(me, depth) for _ in range(length) if self.left > 0]

    def operation(self, me, depth):
        pick = self.random
        self.left -= 1
        names = [name for name in OPERATIONS if VERSION >= NEWER.get(name, (3, 0))]
        name = pick.choices(names, [OPERATIONS[name][0] for name in names])[0]
        if depth > 4 and name in ("create", "group", "chain", "generator", "manager", "timeout", "wait_own"):
            name = "sleep0"
        made = {"op": name, "guard": pick.choices(list(GUARDS), GUARDS.values())[0], "time": pick.choice((0.0005, 0.001, 0.002))}
        self.fill(made, me)
        if name in ("create", "wait_own"):
            made["children"] = [self.child(depth)]
        elif name in ("gather", "group"):
            made["children"] = [self.child(depth) for _ in range(pick.randrange(0 if name == "gather" else 1, 3))]
        elif name in ("chain", "generator", "manager", "timeout", "lock", "semaphore"):
            made["body"] = self.body(me, depth + 1, pick.randrange(0 if name in ("lock", "semaphore") else 1, 4))
            made["deep"] = pick.choice((1, 1, 2, 5, 12)) if name == "chain" else 1
        elif name in ("soon", "later", "thread"):
            action = {"op": pick.choice(ACTIONS), "guard": None}
            self.fill(action, me)
            made["action"] = action
        return made

    def fill(self, made, me):
        """The future that an operation is about, and the tasks: some of those do not exist yet, or never will."""
        pick = self.random
        made["future"] = pick.randrange(3)
        count = REFERRING.get(made["op"], 0)
        lowest = 0 if made["op"] == "cancel" else me + 1
        made["tasks"] = sorted({pick.randrange(lowest, max(self.keys + 1, lowest + 1)) for _ in range(count)})
        made["flag"] = pick.random() < 0.5

    def child(self, depth):
        self.keys += 1
        key = self.keys
        return {"key": key, "named": self.random.random() < 0.3, "body": self.body(key, depth + 1, self.random.randrange(1, 6))}


class Source:
    """The text of several programs, and what each of its lines does."""

    def __init__(self):
        self.lines = PRELUDE.split("\n")[:-1]
        self.operations = {}  # line -> {"op", "kinds", "tags", "tasks", "program"}
        self.tasks = {}  # name of coroutine -> {"line" where it is made, "parent", "name" if it is given one, "op"}
        self.helpers = 0
        self.mains = []
        self.eager = {}  # number of a program, as text -> whether its tasks are

    def add(self, program):
        self.number = len(self.mains)
        self.waiting = []  # functions still to be written
        main = "c%d_0" % self.number
        self.mains.append(main)
        self.eager[str(self.number)] = program["eager"]
        self.lines.append("T%d = {}" % self.number)
        self.tasks[main] = {"line": None, "parent": None, "name": None, "op": "main"}
        self.task(main, 0, program["body"], [
            "global O%d" % self.number, "O%d = Objects(%d)" % (self.number, program["size"]),
            "asyncio.get_running_loop().call_later(0.004, rescue_%d)" % self.number]
            + ["asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)"] * program["eager"])
        while self.waiting:
            self.waiting.pop()()
        self.rescue()

    def rescue(self):
        """Every other time it sets free what waits, every other time it cancels all tasks."""
        number, objects = self.number, "O%d" % self.number
        self.lines += ["def rescue_%d():" % number, "    me = 'rescue_%d'" % number]
        self.lines += ["    %s.rescues += 1" % objects, "    if %s.rescues %% 2:" % objects]
        line = self.define({"op": "free", "guard": None}, None)
        self.operations[line]["tags"] = {"F0", "F1", "F2", "E", "Q"}
        self.lines += ["        B(me, %d); %s.free(); A(me, %d)" % (line, objects, line), "    else:"]
        line = self.define({"op": "rescue", "guard": None}, None)
        self.lines += [
            "        for key, task in list(T%d.items()): B(me, %d, key); done = task.cancel(); A(me, %d, done)" % (number, line, line),
            "    asyncio.get_running_loop().call_later(0.002, rescue_%d)" % number]

    def text(self):
        runs = ["run(%s, %r)" % (main, main) for main in self.mains]
        return "\n".join(self.lines + runs + EPILOGUE.split("\n"))

    def define(self, operation, me, ahead=1):
        """Notes what the line does that is written next, or `ahead` of it."""
        line = len(self.lines) + ahead
        name = operation["op"]
        kinds = OPERATIONS.get(name, (0, None))[1]
        tags = {TAGS[name]} if name in TAGS else set()
        if name in ("future", "set", "wait_future"):
            tags = {"F%d" % operation["future"]}
        self.operations[line] = {
            "op": name, "kinds": None if kinds is None else kinds.split(), "tags": tags, "program": self.number,
            "tasks": ["c%d_%d" % (self.number, key) for key in operation.get("tasks", ())],
            "children": ["c%d_%d" % (self.number, child["key"]) for child in operation.get("children", ())],
            "callback": operation.get("callback"), "job": operation.get("job"), "time": int(operation.get("time", 0) * 1e9)}
        return line

    def helper(self):
        self.helpers += 1
        return "%d_%d" % (self.number, self.helpers)

    def task(self, name, key, body, first=()):
        self.lines += ["async def %s(me):" % name, "    S(me, T%d, %d)" % (self.number, key), "    try:"]
        self.lines += ["        " + line for line in first]
        self.body(body, name, "        ")
        self.lines += ["    except BaseException as error:", "        E(me, error)", "        raise", "    R(me)"]

    def body(self, body, me, indent):
        self.lines.append(indent + "pass")
        for operation in body:
            self.operation(operation, me, indent)

    def operation(self, operation, me, indent):
        guard = operation["guard"]
        if guard:
            self.lines.append(indent + "try:")
        inner = indent + "    " * bool(guard)
        line = self.statement(operation, me, inner)
        if guard:
            self.lines += [indent + "except %s as error:" % guard, indent + "    X(me, %d, error)" % line]
            if guard == "asyncio.CancelledError":
                self.lines.append(indent + "    raise")

    def statement(self, operation, me, indent):
        form = getattr(self, "form_" + operation["op"], None)
        name = operation["op"]
        before, statement, after = form(operation, me) if form is not None else ("", self.simple(operation), "")
        if name in ("timeout", "group", "lock", "semaphore", "condition", "notify", "generator", "manager", "completed"):
            if before:
                self.lines.append(indent + before)
                indent += "    "
            line = self.define(operation, me, 2)
            self.children(operation, me, line)
            self.lines += [indent + "B(me, %d)" % line, indent + statement, indent + "A(me, %d)" % line]
        else:
            line = self.define(operation, me)
            self.children(operation, me, line)
            extra = ", %d" % operation["tasks"][0] if name == "cancel" else ""
            self.lines.append("%s%sB(me, %d%s); %s; A(me, %d%s)" % (indent, before + " " * bool(before), line, extra, statement, line, after))
        return line

    def children(self, operation, me, line):
        for child in operation.get("children", ()):
            name = "c%d_%d" % (self.number, child["key"])
            given = "own name of %s" % name if child["named"] and operation["op"] in ("create", "group") else None
            self.tasks[name] = {"line": line, "parent": me, "name": given, "op": operation["op"]}
            if operation["op"] == "wait_own" and VERSION >= (3, 12):
                del self.tasks[name]  # no task is made of it
                self.later(self.plain, name, child["body"], me)
            else:
                self.later(self.task, name, child["key"], child["body"])

    def later(self, function, *arguments):
        self.waiting.append(lambda: function(*arguments))

    def plain(self, name, body, me):
        self.lines.append("async def %s(me):" % name)
        self.body(body, me, "    ")

    def calls(self, body, me, deep=1):
        """A call of a coroutine function with that body, so many calls deep."""
        name = "d" + self.helper()
        self.later(self.plain, name, body, me)
        for _ in range(deep - 1):
            outer = "d" + self.helper()
            self.later(self.passing, outer, name)
            name = outer
        return name + "(me)"

    def passing(self, name, inner):
        self.lines.append("async def %s(me):" % name)
        line = self.define({"op": "chain", "guard": None}, None)
        self.lines.append("    B(me, %d); await %s(me); A(me, %d)" % (line, inner, line))

    def simple(self, operation):
        objects, future = "O%d." % self.number, operation.get("future")
        return {
            "sleep0": "await asyncio.sleep(0)", "sleep": "await asyncio.sleep(%s)" % operation.get("time"),
            "future": "await %sF[%s]" % (objects, future), "event": "await %sE.wait()" % objects,
            "get": "await %sQ.get()" % objects, "put": "await %sQ.put(1)" % objects,
            "wait_event": "await asyncio.wait_for(%sE.wait(), %s)" % (objects, operation.get("time")),
            "wait_get": "await asyncio.wait_for(%sQ.get(), %s)" % (objects, operation.get("time")),
            "wait_future": "await asyncio.wait_for(%sF[%s], %s)" % (objects, future, operation.get("time")),
            "set": "%sF[%s].done() or %sF[%s].set_result(1)" % (objects, future, objects, future),
            "set_event": "%sE.set()" % objects, "put_nowait": "%sQ.full() or %sQ.put_nowait(1)" % (objects, objects),
            "condition": "async with %sC: await %sC.wait()" % (objects, objects),
            "notify": "async with %sC: %sC.notify_all()" % (objects, objects),
            "boom": "exec('raise ValueError(5)')",
        }[operation["op"]]

    def among(self, operation):
        tasks = "T%d" % self.number
        keys = operation["tasks"]
        return "if %s:" % " or ".join("%d in %s" % (key, tasks) for key in keys), \
            "[%s[key] for key in %s if key in %s]" % (tasks, keys, tasks)

    def form_task(self, operation, me):
        return self.among(operation)[0], "await T%d[%d]" % (self.number, operation["tasks"][0]), ""

    def form_shield(self, operation, me):
        return self.among(operation)[0], "await asyncio.shield(T%d[%d])" % (self.number, operation["tasks"][0]), ""

    def form_wait_task(self, operation, me):
        return self.among(operation)[0], "await asyncio.wait_for(T%d[%d], %s)" % (
            self.number, operation["tasks"][0], operation["time"]), ""

    def form_cancel(self, operation, me):
        return self.among(operation)[0], "done = T%d[%d].cancel()" % (self.number, operation["tasks"][0]), ", done"

    def form_wait(self, operation, me):
        test, some = self.among(operation)
        return test, "await asyncio.wait(%s, timeout=%s)" % (some, operation["time"] if operation["flag"] else None), ""

    def form_completed(self, operation, me):
        test, some = self.among(operation)
        return test, "for one in asyncio.as_completed(%s): await one" % some, ""

    def form_gather(self, operation, me):
        made = "".join(", %s(%r)" % (name, name) for name in self.named(operation))
        return "", "await asyncio.gather(*%s%s, return_exceptions=%r)" % (self.among(operation)[1], made, operation["flag"]), ""

    def named(self, operation):
        return ["c%d_%d" % (self.number, child["key"]) for child in operation["children"]]

    def form_wait_own(self, operation, me):
        name, = self.named(operation)
        return "", "await asyncio.wait_for(%s(%s), %s)" % (name, repr(name) if VERSION < (3, 12) else "me", operation["time"]), ""

    def form_create(self, operation, me):
        child, = operation["children"]
        name, = self.named(operation)
        given = ", name='own name of %s'" % name if child["named"] else ""
        return "", "T%d[%d] = asyncio.create_task(%s(%r)%s)" % (self.number, child["key"], name, name, given), ""

    def form_group(self, operation, me):
        made = []
        for child, name in zip(operation["children"], self.named(operation)):
            given = ", name='own name of %s'" % name if child["named"] else ""
            made.append("T%d[%d] = group.create_task(%s(%r)%s)" % (self.number, child["key"], name, name, given))
        return "", "async with asyncio.TaskGroup() as group: " + ("; ".join(made) or "pass"), ""

    def form_timeout(self, operation, me):
        return "", "async with asyncio.timeout(%s): await %s" % (operation["time"], self.calls(operation["body"], me)), ""

    def form_chain(self, operation, me):
        return "", "await " + self.calls(operation["body"], me, operation["deep"]), ""

    def form_lock(self, operation, me):
        return "", "async with O%d.L: await %s" % (self.number, self.calls(operation["body"], me)), ""

    def form_semaphore(self, operation, me):
        return "", "async with O%d.S: await %s" % (self.number, self.calls(operation["body"], me)), ""

    def form_generator(self, operation, me):
        name = "g" + self.helper()
        self.later(self.generator, name, operation["body"], me)
        return "", "async for _ in %s(me): pass" % name, ""

    def generator(self, name, body, me):
        self.lines.append("async def %s(me):" % name)
        for one in body:
            self.body([one], me, "    ")
            self.lines.append("    yield 1")
        self.lines.append("    yield 2")

    def form_manager(self, operation, me):
        name = "M" + self.helper()
        self.later(self.manager, name, operation["body"], me)
        return "", "async with %s(me): pass" % name, ""

    def manager(self, name, body, me):
        self.lines += ["class %s:" % name, "    def __init__(self, me):", "        self.me = me"]
        for method, part in (("__aenter__(self)", body[:1]), ("__aexit__(self, *_)", body[1:])):
            self.lines += ["    async def %s:" % method, "        me = self.me"]
            self.body(part, me, "        ")

    def form_thread_job(self, operation, me):
        return "", "await asyncio.to_thread(%s)" % self.job(operation), ""

    def form_executor_job(self, operation, me):
        return "", "await asyncio.get_running_loop().run_in_executor(None, %s)" % self.job(operation), ""

    def job(self, operation):
        name = "job" + self.helper()
        operation["job"] = name
        self.later(self.function, name, {"op": "job", "guard": None}, "time.sleep(%s)" % operation["time"])
        return name

    def form_soon(self, operation, me):
        return "", "asyncio.get_running_loop().call_soon(%s)" % self.callback(operation), ""

    def form_later(self, operation, me):
        return "", "asyncio.get_running_loop().call_later(%s, %s)" % (operation["time"], self.callback(operation)), ""

    def form_thread(self, operation, me):
        callback, name = self.callback(operation), "th" + self.helper()
        self.later(self.thread, name, callback, operation["time"])
        return "", "threading.Thread(target=%s, args=(asyncio.get_running_loop(),), name=%r).start()" % (name, name), ""

    def thread(self, name, callback, duration):
        self.lines += ["def %s(loop):" % name, "    me = %r" % name, "    time.sleep(%s)" % duration, "    try:"]
        line = self.define({"op": "threadsafe", "guard": None}, None)
        self.operations[line]["callback"] = callback
        self.lines += [
            "        B(me, %d); loop.call_soon_threadsafe(%s); A(me, %d)" % (line, callback, line),
            "    except RuntimeError as error:", "        X(me, %d, error)" % line]

    def callback(self, operation):
        name = "cb" + self.helper()
        action = operation["action"]
        if action["op"] == "cancel":
            before, statement, after = self.form_cancel(action, None)
        else:
            before, statement, after = "", self.simple(action), ""
        self.later(self.function, name, action, statement, before, after)
        operation["callback"] = name
        return name

    def function(self, name, operation, statement, before="", after=""):
        self.lines += ["def %s():" % name, "    me = %r" % name]
        line = self.define(operation, None)
        extra = ", %d" % operation["tasks"][0] if operation["op"] == "cancel" else ""
        self.lines.append("    %sB(me, %d%s); %s; A(me, %d%s)" % (before + " " * bool(before), line, extra, statement, line, after))
