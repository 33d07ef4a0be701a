"""Compares what a trace says with what random programs (random_programs.py) wrote down themselves while they ran."""

import bisect
import collections

from random_programs import VERSION

WAITING = {  # callbacks of asyncio's that wake a task whose innermost operation is that, when one of its tasks has ended
    "gather": ("gather.<locals>._done_callback", "_gather.<locals>._done_callback"),
    "wait": ("_wait.<locals>._on_completion", "_release_waiter"),
    "completed": ("as_completed.<locals>._on_completion", "_AsCompletedIterator._handle_completion"),
    "shield": ("shield.<locals>._inner_done_callback",), "group": ("TaskGroup._on_task_done",),
    "wait_task": ("_release_waiter",), "wait_own": ("_release_waiter",), "wait_event": ("_release_waiter",),
    "wait_get": ("_release_waiter",), "wait_future": ("_release_waiter",)}
SLEEPING = "_set_result_unless_cancelled"
JOB_DONE = "_chain_future.<locals>._set_state"
EXPIRING = ("Timeout._on_timeout", "_release_waiter", "TaskGroup._on_task_done")  # these cancel what a task awaits
OF_THE_RUNNER = ("shutdown_asyncgens", "shutdown_default_executor")
WRAPPED = {"wait_event": "Event.wait", "wait_get": "Queue.get"}  # what wait_for makes tasks of, before 3.12
END_OF_TIME = 1 << 62
MICROSECOND = 1000
WAKE_OTHERS = "wait_own", "wait_event", "wait_get", "wait_future", "wait_task", "gather", "group", "task"


class Log:
    """What the programs wrote down, by task, callback and thread."""

    def __init__(self, log, origin, operations):
        self.operations = operations
        self.entries = collections.defaultdict(list)
        for time, key, event, line, extra in log:
            self.entries[key].append((time - origin, event, line, extra))
        self.times, self.stacks = {}, {}
        for key, entries in self.entries.items():
            entries.sort(key=lambda entry: entry[0])
            self.times[key] = [entry[0] for entry in entries]
            self.stacks[key] = stacks = []
            stack = ()
            for _, event, line, _ in entries:
                if event == "B":
                    stack += (line,)
                elif event in "AX" and line in stack:
                    stack = stack[:len(stack) - 1 - stack[::-1].index(line)]
                elif event in "RE":
                    stack = ()
                stacks.append(stack)

    def stack(self, key, at):
        """The lines of the operations that were going on, outermost first, and the index of the entry before."""
        index = bisect.bisect_right(self.times.get(key, ()), at) - 1
        return (self.stacks[key][index] if index >= 0 else ()), index

    def next(self, key, at):
        index = bisect.bisect_left(self.times.get(key, ()), at)
        return self.entries[key][index] if index < len(self.times.get(key, ())) else (None, "", 0, None)

    def begun(self, key, line, at):
        """When the operation of that line began that is going on."""
        found = [time for time, event, number, _ in self.entries[key] if event == "B" and number == line and time <= at]
        return found[-1]

    def end(self, key):
        entries = self.entries.get(key)
        return entries[-1] if entries and entries[-1][1] in "RE" else None

    def intervals(self, names):
        """(key, line, begin, end, what B told, what A told) of each operation of these kinds."""
        for key, entries in self.entries.items():
            going_on = []
            for time, event, line, extra in entries + [(END_OF_TIME, "E", 0, None)]:
                if event == "B":
                    going_on.append((line, time, extra))
                elif event in "RE" or event in "AX" and any(line == one[0] for one in going_on):
                    while going_on:
                        number, begin, told = going_on.pop()
                        if self.operations[number]["op"] in names:
                            yield key, number, begin, time, told, extra if event == "A" else None
                        if number == line:
                            break


class Check:
    def __init__(self, trace, record, source, path):
        self.trace, self.source, self.path = trace, source, path
        self.operations = source.operations
        self.wrong = []
        self.log = Log(record["log"], record["origin"], source.operations)
        if trace.header["clock"] != record["origin"] // 1000:
            self.say("the header's clock")
        self.tasks = collections.defaultdict(list)  # by coroutine
        for task in trace.tasks.values():
            self.tasks[task["coroutine"]].append(task)
        self.keys = {found[0]["id"]: name for name, found in self.tasks.items() if name in source.tasks}
        self.of_loop = collections.defaultdict(list)
        for run in trace.runs:
            self.of_loop[run["loop"]].append(run)
        self.ends = {loop: [run["end"] for run in runs] for loop, runs in self.of_loop.items()}
        self.counts = collections.Counter()
        self.is_uvloop = {loop["class"] for loop in trace.loops.values()} == {"Loop"}

    def say(self, *words):
        self.wrong.append(" ".join(str(word) for word in words))

    def everything(self):
        trace = self.trace
        if trace.problems or trace.losses:
            self.say("problems", trace.problems, trace.losses)
        if trace.finish is None:
            self.say("no finish")
        for part in (self.loops, self.made, self.order, self.entries, self.callbacks, self.cancels, self.jobs, self.groups):
            part()
        for serial, key in self.keys.items():
            self.steps(trace.tasks[serial], key)
        return self.wrong

    def name(self, run):
        return None if run is None else self.keys.get(run["task"], run["task"]) if run["task"] else run["callback"]["name"]

    # What there is

    def loops(self):
        mains = self.source.mains
        if len(self.trace.loops) != len(mains):
            self.say("loops", len(self.trace.loops))
        self.loop_of = {}
        for main in mains:
            self.loop_of[main.split("_")[0][1:]] = self.tasks[main][0]["loop"] if self.tasks[main] else None
        if len(set(self.loop_of.values())) != len(mains):
            self.say("programs share loops")

    def made(self):
        """Each task once, by whom, where, when, on which loop, with which name, and how it ended."""
        expected = collections.Counter({name: 0 for name in self.source.tasks})
        made_at = {}
        reached = set(self.source.mains)
        for key, line, begin, end, _, _ in self.log.intervals({about["op"] for about in self.source.tasks.values()}):
            for name in self.operations[line]["children"]:
                made_at[name] = key, begin, end
                reached.add(name)
        for key, entries in self.log.entries.items():
            if key in expected and any(event == "S" for _, event, _, _ in entries):
                expected[key] = 1
        for name, about in self.source.tasks.items():
            found = self.tasks.get(name, [])
            if len(found) > 1 or len(found) < expected[name]:
                self.say("task", name, "created", len(found), "times")
            if found and name not in reached:
                self.say("task", name, "which the program did not make")
            # A TaskGroup that aborts may refuse its later tasks; all others exist as soon as their line was done.
            if not found and name in reached and about["op"] == "create":
                self.say("task", name, "is missing")
            if not found:
                continue
            self.about(found[0], name, about, made_at.get(name))
        self.others()

    def about(self, task, name, about, made_at):
        if task["loop"] != self.loop_of[name.split("_")[0][1:]]:
            self.say("task", name, "on loop", task["loop"])
        place = task["place"]
        if about["parent"] is None:
            if task["parent"]:
                self.say("main", name, "has parent", task["parent"])
        else:
            parent, begin, end = made_at
            if self.keys.get(task["parent"]) != parent:
                self.say("task", name, "has parent", self.keys.get(task["parent"]), "not", parent)
            if place is None or place["line"] != about["line"] or place["file"] != self.path:
                self.say("task", name, "created at", place, "not", about["line"])
            if not begin <= task["created"] <= end:
                self.say("task", name, "created %d ns before, %d after its operation" % (begin - task["created"], task["created"] - end))
        start = next((extra for _, event, _, extra in self.log.entries.get(name, ()) if event == "S"), None)
        names = {about["name"] or start or task["name"]}  # an eager task gets its name after its first step
        if VERSION == (3, 13) and self.source.eager[name.split("_")[0][1:]] and not about["name"]:
            names.add("None")  # a mistake of asyncio's
        if task["name"] not in names:
            self.say("task", name, "is named", task["name"], "not", about["name"] or start)
        end = self.log.end(name)
        truth = ("result", "") if end and end[1] == "R" else tuple(end[3]) if end else ("cancelled", "") if start is None else None
        main_end = self.log.end(name.split("_")[0] + "_0")
        if start is None and task["outcome"] == "pending" and main_end and main_end[0] < task["created"]:
            return  # made while asyncio.run already cancelled what was left: it closes the loop over it
        if truth is None or end and end[3] and end[3][1] == "GeneratorExit":
            if task["outcome"] != "pending" or not main_end or task["steps"] and task["steps"][-1]["end"] < main_end[0]:
                self.say("task", name, "wrote no end", task["outcome"])
        elif truth[0] == "result" and task["outcome"] == "cancelled" and self.cancelled_late(name, end[0]):
            pass
        elif task["outcome"] != truth[0] or truth[0] == "error" and task["error"].partition(":")[0].rpartition(".")[2] != truth[1]:
            self.say("task", name, "ended as", task["outcome"], task["error"], "not", truth)
        if end and (not task["steps"] or not task["steps"][-1]["begin"] <= end[0] <= task["steps"][-1]["end"]):
            self.say("task", name, "ended outside of its last step")
        if task["steps"] and task["ended"] is not None and task["steps"][-1]["end"] != task["ended"]:
            self.say("task", name, "ended at", task["ended"], "not at its last step's end", task["steps"][-1]["end"])
        if not task["steps"]:
            self.say("task", name, "has no step")

    def cancelled_late(self, name, end):
        """Whether somebody was cancelled during the last step: if that reached the task itself, asyncio drops its result."""
        first = self.tasks[name][0]["steps"][-1]["begin"]
        if any(key == name and begin <= first <= close for key, _, begin, close, _, _ in self.log.intervals({"group"})):
            return True  # from 3.13 on a TaskGroup asks again, at its exit, for the cancellation that came from outside
        return any(first <= begin <= end and heeded for _, _, begin, _, _, heeded in self.log.intervals({"cancel", "rescue"}))

    def others(self):
        """Tasks that asyncio makes of its own accord."""
        runners = collections.Counter()
        for task in self.trace.tasks.values():
            name = task["coroutine"]
            if name in self.source.tasks:
                continue
            if name.rpartition(".")[2] in OF_THE_RUNNER:
                runners[name.rpartition(".")[2], task["loop"]] += 1
                continue
            if self.is_uvloop and name == "iterable_coroutine":  # compiled by Cython
                runners[OF_THE_RUNNER[runners[OF_THE_RUNNER[0], task["loop"]]], task["loop"]] += 1
                continue
            operation = self.operations.get(task["place"] and task["place"]["line"], {}).get("op")
            if operation == "completed" and name.endswith("_wait_for_one"):
                continue
            if VERSION >= (3, 12) or WRAPPED.get(operation) != name:
                self.say("a task that nobody made:", name, task["place"], task["name"])
            elif task["parent"] not in self.keys:
                self.say("task", name, "without a parent")
        for what in OF_THE_RUNNER:
            for loop in self.trace.loops:
                if runners[what, loop] != 1:
                    self.say(what, "of loop", loop, "ran", runners[what, loop], "times")

    def order(self):
        """Steps are ordered and disjoint; nested ones lie inside of others."""
        for loop, runs in self.of_loop.items():
            outer_end = 0
            for number, run in enumerate(runs):
                if run["begin"] > run["end"]:
                    self.say("a run ends before it begins")
                if not run["nested"]:
                    if run["begin"] < outer_end:
                        self.say("runs overlap on loop", loop)
                    outer_end = run["end"]
                elif not any(other["begin"] <= run["begin"] and run["end"] <= other["end"] for other in runs[number + 1:]):
                    self.say("a nested run is inside of none")
        for task in self.trace.tasks.values():
            for step, following in zip(task["steps"], task["steps"][1:]):
                if following["begin"] < step["end"]:
                    self.say("steps of", task["coroutine"], "overlap")

    def running(self, loop, at):
        """The innermost run at a time."""
        runs, ends = self.of_loop[loop], self.ends[loop]
        for run in runs[bisect.bisect_left(ends, at):]:
            if run["begin"] <= at:
                return run
            if not run["nested"]:
                return None
        return None

    def entries(self):
        """Whatever a task or a callback wrote, it wrote in a run of its own."""
        for key, entries in self.log.entries.items():
            if key.startswith(("th", "job")):
                continue
            loop = self.loop_of[key.lstrip("cbres_u").split("_")[0]]
            for time, event, line, _ in entries:
                run = self.running(loop, time)
                if self.name(run) != key:
                    self.say(key, "wrote", event, line, "at", time, "in a run of", self.name(run))

    # Steps

    def steps(self, task, key):
        suspended = collections.Counter()
        steps = task["steps"]
        for number, run in enumerate(steps):
            if number == 0:
                self.first(task, key, run)
            else:
                self.resumption(task, key, steps[number - 1], run)
            if number < len(steps) - 1:
                self.suspension(key, run, suspended)
            elif run["site"] is not None and task["outcome"] != "pending":
                self.say(key, "suspends in its last step")
        done = collections.Counter(line for _, event, line, _ in self.log.entries.get(key, ()) if event == "A")
        for line, count in done.items():
            operation = self.operations[line]
            if operation["op"] in ("sleep0", "sleep") and suspended[line] != count:
                self.say(key, "suspended", suspended[line], "times at line", line, operation["op"])
            if operation["kinds"] is None and suspended[line]:
                self.say(key, "suspended at line", line, operation["op"])

    def suspension(self, key, run, suspended):
        lines, _ = self.log.stack(key, run["end"])
        self.counts["suspensions"] += 1
        if not lines:
            return self.say(key, "suspended where it did nothing, at", run["end"], run["site"])
        operation = self.operations[lines[-1]]
        suspended[lines[-1]] += 1
        site = run["site"]
        if site is None:
            return self.say(key, "suspended at line", lines[-1], "but has no site")
        if operation["op"] == "sleep0" and not site["stack"] and site["kind"] == "yield":
            return None  # so many bare yields in so short a time that their lines are not looked at
        seen = tuple(place["line"] for place in site["stack"] if place["file"] == self.path)
        if seen != lines:
            self.say(key, "suspended at lines", lines, "not", seen, operation["op"])
        kinds = operation["kinds"]
        marked = operation["op"] in ("executor_job", "shield") and site["kind"] == "future"  # cancelled at once: the future forgot
        if kinds is None or site["kind"] not in kinds and not marked:
            self.say(key, "suspended in", operation["op"], "at line", lines[-1], "kind", site["kind"])
        self.members(key, run, operation)
        return None

    def members(self, key, run, operation):
        """The tasks that a suspension waits for: those that have not ended by then, as far as they wrote that down."""
        name = operation["op"]
        if name not in ("task", "gather", "wait", "shield", "group", "wait_task", "completed", "wait_own"):
            if run["group"] and not name.startswith("wait_"):
                self.say(key, "waits for tasks in", name)
            return
        seen = {self.keys.get(task, task) for task in run["group"]}
        known = set(operation["tasks"] * (name not in ("group", "wait_own")) + operation["children"])
        if name == "completed":
            seen -= {one for one in seen if type(one) is int}
        if not seen <= known:
            self.say(key, "waits in", name, "for", seen, "not", known)
        for other in known - seen:
            end = self.log.end(other)
            first = self.log.entries.get(other)
            if first and first[0][0] < run["begin"] and (end is None or end[0] > run["end"]) and other in self.tasks:
                if name == "wait_own" and VERSION >= (3, 12) or name == "completed":
                    continue
                self.say(key, "waits in", name, "for", other, "which is not in the group", seen)

    def first(self, task, key, run):
        about = self.source.tasks[key]
        if about["parent"] is None:
            return
        if run["cause"] != "soon" or run["woken_by"] is None:
            self.say(key, "first step: cause", run["cause"], "waker", self.name(run["woken_by"]))
        elif self.name(run["woken_by"]) != self.keys.get(task["parent"]):
            self.say(key, "first step: woken by", self.name(run["woken_by"]), "not by its parent", self.keys.get(task["parent"]))

    def resumption(self, task, key, before, run):
        """Whoever is named as the waker was, at that moment, doing what wakes this."""
        self.counts["resumptions"] += 1
        lines, _ = self.log.stack(key, before["end"])
        ready, waker = run["ready"], run["woken_by"]
        if not lines:
            return
        operation = self.operations[lines[-1]]
        told = (key, "resumes from", operation["op"], "at line", lines[-1], "ready", ready)
        if ready is None or run["cause"] != "soon":
            return self.say(*told, "cause", run["cause"])
        if operation["op"] == "sleep0":
            if ready != before["end"]:
                self.say(*told, "not at its step's end", before["end"])
            return None
        main_end = self.log.end("c%d_0" % operation["program"])
        if waker is None:
            if main_end is None or ready < main_end[0]:
                self.say(*told, "with no waker")
            return None  # asyncio.run cancels what is left, outside of any run
        why = self.wakes(key, lines, operation, before, run, waker, ready)
        if why is not True:
            self.say(*told, "woken by", self.name(waker), "which", why or "does not do that")
        return None

    def failed(self, key, run):
        """Whether the operation went on with an exception."""
        lines, _ = self.log.stack(key, run["begin"])
        if VERSION < (3, 12) and any(self.operations[line]["op"].startswith("wait_") for line in lines):
            return True  # wait_for may swallow a cancellation
        _, event, line, _ = self.log.next(key, run["begin"])
        # An asynchronous context manager's exit writes something else first.
        return event in ("X", "E") or event == "B" or event == ""

    def wakes(self, key, lines, operation, before, run, waker, ready):
        name, by = operation["op"], self.name(waker)
        if isinstance(by, int):  # wait_for's own task
            by = self.keys.get(self.trace.tasks[by]["parent"], "")
        doing, _ = self.log.stack(by, ready)
        acts = [self.operations[line] for line in doing]
        if any(operation["tags"] & act["tags"] for act in acts):
            return True
        if any(act["op"] in ("cancel", "rescue") for act in acts):
            return self.failed(key, run) or "cancels, but no exception came"
        awaited = set(operation["tasks"] + operation["children"])
        if waker["task"]:
            if waker is before:  # a cancellation that was asked for before it suspended
                return self.failed(key, run) or "is its own step"
            if waker["task"] in run_group(before):
                last = self.trace.tasks[waker["task"]]["steps"][-1]
                return waker is last or "is not the last step"
            if any(act["op"] in WAKE_OTHERS for act in acts):
                return self.failed(key, run) or "cancels what it waits for, but no exception came"
            end = self.log.end(by) if isinstance(by, str) else None
            if end and end[0] <= ready and by in awaited:
                return True
            if name == "get" or name == "put":
                return None
            return "does %s" % [act["op"] for act in acts]
        return self.called(key, lines, operation, before, run, waker, awaited)

    def called(self, key, lines, operation, before, run, waker, awaited):
        """Woken by a callback of asyncio's."""
        name, by = operation["op"], self.name(waker)
        if name == "sleep" and by == SLEEPING:
            begun = self.log.begun(key, lines[-1], before["end"])
            if waker["cause"] != "timer" or waker["made"] is None or not begun <= waker["made"] <= before["end"]:
                return "is not the timer that it made: %s %s" % (waker["cause"], waker["made"])
            if not self.due(waker, begun, before["end"], operation):
                return "was ready at %s, made after %s" % (waker["ready"], begun)
            return waker["woken_by"] is before or "was scheduled by another step"
        if name in ("thread_job", "executor_job") and by == JOB_DONE:
            done = [time for time, event, _, _ in self.log.entries[operation["job"]] if event == "A"]
            if waker["cause"] == "soon" and waker["woken_by"] is before and done:
                return done[0] < before["end"]  # it was done before anyone waited for it
            if waker["cause"] != "thread" or not done or waker["ready"] < done[0]:
                return "was not called by the job's thread: %s" % waker["cause"]
            return True
        if by in WAITING.get(name, ()):
            if waker["cause"] == "timer":
                return operation["op"] != "gather" or "is a timer"
            inner = waker["woken_by"]
            if inner is not None and (inner["task"] in run_group(before) or self.name(inner) in awaited or self.failed(key, run)):
                return True
            if name in ("gather", "wait", "completed", "group"):
                # Done before it was waited for: its callbacks are called soon.
                return inner is before or "was scheduled by %s" % self.name(inner)
            return True
        if by in EXPIRING:
            return self.failed(key, run) or "cancels, but no exception came"
        return None

    def due(self, run, begin, end, operation):
        """Whether a timer that was made between two times was ready when its time had come, on asyncio's own clock."""
        if self.is_uvloop:  # its clock has milliseconds, and stands still during a run
            return True
        return begin + operation["time"] - MICROSECOND <= run["ready"] <= end + operation["time"] + MICROSECOND

    # The other tables

    def callbacks(self):
        """Callbacks of the program: who scheduled them, and how."""
        runs = {run["callback"]["name"]: run for run in self.trace.runs if run["callback"]}
        for key, line, begin, end, _, _ in self.log.intervals({"soon", "later", "threadsafe"}):
            operation = self.operations[line]
            run = runs.get(operation["callback"])
            if run is None:
                continue  # the loop was closed first
            told = ("callback", operation["callback"], "of", operation["op"], "by", key)
            if operation["op"] == "threadsafe":
                thread = next((row["name"] for row in self.trace.facts["threads"] if row["id"] == run["detail"]), None)
                if run["cause"] != "thread" or thread != key:
                    self.say(*told, "cause", run["cause"], thread)
                if run["ready"] is None or not begin <= run["ready"] <= end:
                    self.say(*told, "ready", run["ready"], "not in", begin, end)
                continue
            if self.name(run["woken_by"]) != key:
                self.say(*told, "scheduled by", self.name(run["woken_by"]))
            made = run["ready"] if operation["op"] == "soon" else run["made"]
            if run["cause"] != ("soon" if operation["op"] == "soon" else "timer") or made is None or not begin <= made <= end:
                self.say(*told, "cause", run["cause"], "made", made, "not in", begin, end)
            elif operation["op"] == "later" and not self.due(run, begin, end, operation):
                self.say(*told, "ready at", run["ready"], "made at", made)

    def cancels(self):
        rows = [dict(row, line=(self.trace.places[row["place"]] or {}).get("line")) for row in self.trace.facts["cancels"]]
        asked = [row for row in rows if row["origin"] == 1]
        used = set()
        for key, line, begin, end, target, heeded in self.log.intervals({"cancel", "rescue"}):
            number = self.operations[line]["program"]
            name = "c%d_%d" % (number, target)
            found = [row for row in rows if begin <= row["at"] <= end]
            used.update(id(row) for row in found)
            told = ("cancel of", name, "by", key, "at line", line)
            for row in found:
                by = self.keys.get(row["subject"] >> 2) if not row["subject"] & 1 else self.trace.callbacks[row["subject"] >> 2]["name"]
                if by != key:
                    self.say(*told, "is told to be by", by)
                if row["line"] != line:
                    self.say(*told, "is told to be at line", row["line"])
            # Another task that waits for the same future, itself or through one that it awaits, is cancelled as well.
            mine = [row for row in found if row["origin"] == 1 and (
                self.keys.get(row["task"]) == name or not self.awaits_future(row["task"], begin))]
            if not heeded:
                if mine:
                    self.say(*told, "was not heeded, but has a row")
            elif VERSION >= (3, 12):
                if len(mine) != 1:
                    self.say(*told, "has", len(mine), "rows", found)
            if VERSION >= (3, 11):
                for row in mine:
                    if self.keys.get(row["task"]) != name:
                        self.say(*told, "is told to be of", self.keys.get(row["task"], row["task"]))
            elif heeded and len(mine) > 1:
                self.say(*told, "has", len(mine), "rows")
        for row in asked:
            # From 3.13 on a TaskGroup repeats a request from outside when it is left: seen when the task waits again.
            key = self.keys.get(row["task"], "")
            repeated = VERSION >= (3, 13) and row["line"] is None and any(
                begin <= row["at"] for one, _, begin, _, _, _ in self.log.intervals({"group"}) if one == key)
            if id(row) not in used and VERSION >= (3, 12) and not repeated:
                self.say("a call of cancel() that was not: of", self.keys.get(row["task"], row["task"]), "at line", row["line"])

    def awaits_future(self, serial, at):
        lines, _ = self.log.stack(self.keys.get(serial, ""), at)
        return bool(lines) and self.operations[lines[-1]]["op"] in ("future", "wait_future")

    def jobs(self):
        rows = {row["function"]: row for row in self.trace.facts["jobs"]}
        ran = {row["job"]: row for row in self.trace.facts["jobRuns"]}
        for key, line, begin, end, _, _ in self.log.intervals({"thread_job", "executor_job"}):
            name = self.operations[line]["job"]
            row = rows.get(name)
            if row is None:
                self.say("job", name, "is missing")
                continue
            if self.keys.get(row["task"]) != key or (self.trace.places[row["place"]] or {}).get("line") != line or not begin <= row["queued"] <= end:
                self.say("job", name, row, "by", self.keys.get(row["task"]), "at", self.trace.places[row["place"]])
            run = ran.get(row["id"])
            times = [entry[0] for entry in self.log.entries.get(name, ())]
            if not times:
                if run is not None and run["outcome"] != 3:
                    self.say("job", name, "did not run")
            elif run is None or run["outcome"] != 1 or not run["begin"] <= times[0] <= times[-1] <= run["end"]:
                self.say("job", name, "ran", times, "not", run)

    def groups(self):
        scopes = [(self.keys.get(row["task"]), (self.trace.places[row["place"]] or {}).get("line"), row["at"], row["id"])
                  for row in self.trace.facts["scopes"] if row["kind"] == 1]
        members = collections.defaultdict(set)
        for row in self.trace.facts["members"]:
            members[row["scope"]].add(self.keys.get(row["task"], row["task"]))
        ends = {row["scope"]: row["at"] for row in self.trace.facts["scopeEnds"]}
        for key, line, begin, end, _, _ in self.log.intervals({"group"}):
            found = [scope for scope in scopes if scope[:2] == (key, line)]
            if len(found) != 1:
                self.say("group of", key, "at line", line, "is told", len(found), "times")
                continue
            _, _, at, serial = found[0]
            made = {name for name in self.operations[line]["children"] if name in self.tasks}
            if members[serial] != made:
                self.say("group of", key, "at line", line, "has", members[serial], "not", made)
            if not begin <= at <= ends.get(serial, end if end == END_OF_TIME else 0) <= end:
                self.say("group of", key, "at line", line, "from", at, "to", ends.get(serial), "not in", begin, end)


def run_group(run):
    return run["group"]
