"""A second, independent reader of docs/wire.md, for the probe's own tests.

It is strict where the product's decoder is forgiving: anything that breaks a rule of the document raises WireError.
"""

import bisect
import json
import struct

KINDS = (
    "none sleep task gather wait timeout lock event condition semaphore barrier queue.get queue.put stream socket "
    "subprocess executor future yield").split()
OUTCOMES = {1: "result", 2: "error", 3: "cancelled"}
CAUSES = "soon timer readable writable signal thread loop unknown".split()
SINGLE_GROUP = 1 << 31
FORMATS = {1: "B", 2: "H", 4: "I", 8: "Q"}
FACTS = {  # kind of frame: (name, columns); @ a time, $ a string, others numbers
    19: ("threads", "id ident name$"),
    20: ("scopes", "id at@ kind task place"),
    21: ("members", "scope task"),
    22: ("scopeEnds", "scope at@"),
    23: ("cancels", "at@ task subject place origin message$"),
    24: ("resources", "id at@ kind class$ place capacity"),
    25: ("resourceEvents", "at@ resource event task value"),
    26: ("jobs", "id queued@ kind function$ place task"),
    27: ("jobRuns", "job begin@ end@ thread outcome"),
    28: ("children", "id at@ pid kind command$ task place"),
    29: ("childEnds", "child at@ code"),
    30: ("collections", "begin@ end@ generation collected thread"),
    31: ("lost", "at@ kind task name$ place error$"),
    33: ("bands", "at@ kind phase name$ task outcome"),
}
DEFINING = {"threads": "thread", "scopes": "scope", "resources": "resource", "jobs": "job", "children": "child"}
CODES = {
    "scopes": ("kind", 3), "cancels": ("origin", 6), "resources": ("kind", 8), "resourceEvents": ("event", 8),
    "jobs": ("kind", 2), "jobRuns": ("outcome", 3), "children": ("kind", 4), "lost": ("kind", 4),
    "bands": ("kind", 1)}
TRANSPORTS = ("socket", "file", "dap")


class WireError(Exception):
    pass


class Payload:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        if len(piece) != size:
            raise WireError("payload ends early")
        self.at += size
        return piece

    def number(self, code):
        return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]

    def column(self, count):
        width = self.number("B")
        if width == 0:
            return [0] * count
        if width not in FORMATS:
            raise WireError("column of width %d" % width)
        numbers = list(struct.unpack("<%d%s" % (count, FORMATS[width]), self.take(count * width)))
        if any(number >= 1 << 53 for number in numbers):
            raise WireError("number too great")
        return numbers

    def texts(self, count):
        return [self.take(length).decode("utf-8") for length in self.column(count)]

    def json(self):
        return json.loads(self.take(len(self.data)).decode("utf-8"))


class Trace:
    """Everything in a stream, with ids resolved. Tasks, runs, loops and so on are dictionaries.

    Of a stream of several processes this is the main one; the others are in `processes`, with times of their own.
    """

    def __init__(self, data=None, partial=False):
        self.header = None
        self.strings, self.places, self.sites, self.groups = [""], [None], [None], [()]
        self.callbacks = [None]
        self.stacks, self.samples = [None], []
        self.loops, self.tasks, self.runs = {}, {}, []
        self.logs = {}  # loop -> where the reading of its rows stands
        self.beats, self.losses, self.pauses, self.problems = [], [], [], []
        self.facts = {name: [] for name, _ in FACTS.values()}
        self.known = {name: {0} for name in DEFINING.values()}  # ids that were defined
        self.states = {}  # loop -> what its rows of runs have told so far
        self.finish = None
        self.frames = []  # (kind, length of payload)
        self.processes = [self]
        if data is not None:
            self.read(data, partial)
            for process in self.processes:
                process.link()

    def read(self, data, partial):
        if data[:8] != b"CORO\r\n\x1a\x02":
            raise WireError("magic")
        at = 8
        process = self
        while at < len(data):
            if len(data) - at < 5:
                break
            kind, length = struct.unpack_from("<BI", data, at)
            if length > 1 << 20:
                raise WireError("frame of %d bytes" % length)
            if len(data) - at - 5 < length:
                break
            payload = Payload(data[at + 5:at + 5 + length])
            at += 5 + length
            if kind == 18:
                index = payload.number("I")
                if index > len(self.processes):
                    raise WireError("process %d follows process %d" % (index, len(self.processes) - 1))
                if index == len(self.processes):
                    self.processes.append(Trace())
                process = self.processes[index]
            elif (kind == 1) != (not process.frames):
                raise WireError("the header is not the first frame, once")
            elif process.finish is not None:
                raise WireError("a frame behind finish")
            else:
                process.frames.append((kind, length))
                process.read_frame(kind, payload)
            if payload.at != length:
                raise WireError("%d bytes left in a frame of kind %d" % (length - payload.at, kind))
        if at != len(data) and not partial:
            raise WireError("the stream ends inside a frame")

    def read_frame(self, kind, payload):
        if kind in FACTS:
            self.read_facts(payload, *FACTS[kind])
        else:
            getattr(self, "read_%d" % kind)(payload)

    def defined(self, table, ids):
        for item in ids:
            if not (item in table if isinstance(table, (dict, set)) else 0 <= item < len(table)):
                raise WireError("%r is referred to before it is defined" % item)
        return ids

    def read_1(self, payload):
        self.header = payload.json()
        if self.header["wire"] != 2:
            raise WireError("header of version %r" % self.header["wire"])
        if not isinstance(self.header["clock"], int) or ("parent" in self.header) != ("kind" in self.header):
            raise WireError("header %r" % self.header)
        if self.header["transport"] not in TRANSPORTS or self.header.get("joined", 1) != 1:
            raise WireError("header %r" % self.header)

    def read_2(self, payload):
        self.strings += payload.texts(payload.number("I"))

    def read_3(self, payload):
        count = payload.number("I")
        for row in zip(*(payload.column(count) for _ in range(7))):
            file, line, function, scope, end_line, end_column, coroutine = row
            self.defined(self.strings, (file, function))
            self.places.append({
                "file": self.strings[file], "line": line, "function": self.strings[function], "scope": scope,
                "end": (end_line, end_column - 1) if end_column else None, "coroutine": bool(coroutine)})

    def read_4(self, payload):
        count = payload.number("I")
        kinds, depths = payload.column(count), payload.column(count)
        places = self.defined(self.places, payload.column(sum(depths)))
        for kind, depth in zip(kinds, depths):
            self.sites.append({"kind": KINDS[kind], "stack": [self.places[place] for place in places[:depth]]})
            del places[:depth]

    def read_5(self, payload):
        count = payload.number("I")
        sizes = payload.column(count)
        members = self.defined(self.tasks, payload.column(sum(sizes)))
        for size in sizes:
            self.groups.append(tuple(members[:size]))
            del members[:size]

    def read_6(self, payload):
        loop = payload.json()
        self.loops[loop["id"]] = loop

    def read_7(self, payload):
        count, base = payload.number("I"), payload.number("Q")
        columns = [payload.column(count) for _ in range(7)]
        for row in zip(*columns, payload.texts(count)):
            serial, parent, loop, created, coroutine, place, number, name = row
            if number:
                if name:
                    raise WireError("a task with two names")
                name = "Task-%d" % number
            if serial in self.tasks:
                raise WireError("task %d is created twice" % serial)
            self.tasks[serial] = {
                "id": serial, "parent": parent, "loop": loop, "created": base + created, "name": name,
                "coroutine": self.strings[self.defined(self.strings, [coroutine])[0]],
                "place": self.places[self.defined(self.places, [place])[0]],
                "outcome": "pending", "error": "", "ended": None, "steps": []}
            self.defined(self.loops, [loop])
        for serial in columns[0]:
            if self.tasks[serial]["parent"]:
                self.defined(self.tasks, [self.tasks[serial]["parent"]])

    def read_8(self, payload):
        loop, count, time, lost = (payload.number(code) for code in "IIQB")
        self.defined(self.loops, [loop])
        log = self.logs.setdefault(loop, {"time": time, "begin": time, "outer": [], "lost": 0})
        if lost:
            log.update(begin=time, outer=[], cause=None, lost=time)
        elif time != log["time"]:
            raise WireError("rows of loop %d that do not follow those before them" % loop)
        for subject, passed, wait, low, high in zip(*(payload.column(count) for _ in range(5))):
            time += passed
            ready = time - wait + 1 if wait else None
            if subject == 0:
                log["begin"] = time
            elif subject == 1:
                log["cause"] = CAUSES[low], high, ready
            elif subject == 2:
                log["outer"].append(log["begin"])
                log["begin"] = time
            elif subject == 3:
                if not log["outer"] and not log["lost"]:
                    raise WireError("a row that leaves what was not entered")
                log["begin"] = log["outer"].pop() if log["outer"] else time
            else:
                self.read_run(loop, log, subject, time, ready, low, high)
                log.update(begin=time, cause=None)
        log["time"] = time

    def read_run(self, loop, log, subject, end, ready, site, group):
        begin = log["begin"]
        cause, detail, made = log.get("cause") or ("soon", 0, None)
        self.defined(self.sites, [site])
        if group >= SINGLE_GROUP:
            members = tuple(self.defined(self.tasks, [group - SINGLE_GROUP]))
        else:
            members = self.groups[self.defined(self.groups, [group])[0]]
        run = {
            "loop": loop, "begin": begin, "end": end, "nested": bool(log["outer"]), "ready": ready, "cause": cause,
            "detail": detail, "made": made if cause == "timer" else None, "site": self.sites[site],
            "group": members, "task": None, "callback": None}
        if cause == "thread":
            self.defined(self.known["thread"], [detail])
        if cause == "loop":
            self.defined(self.loops, [detail])
        if subject & 2:
            raise WireError("subject %d" % subject)
        if subject & 1:
            run["callback"] = self.callbacks[self.defined(self.callbacks, [subject >> 2])[0]]
        else:
            run["task"] = self.defined(self.tasks, [subject >> 2])[0]
            task = self.tasks[run["task"]]
            if ready == end:  # neither woken nor called: since the task was made, or since it yielded
                since = task["steps"][-1]["end"] if task["steps"] else task["created"]
                run["ready"] = since if since >= log["lost"] else None
            elif ready is not None:
                run["ready"] = max(ready, task["created"])
            task["steps"].append(run)
        if run["ready"] is not None and run["ready"] > begin:
            raise WireError("a run that began before it was ready: %r" % run)
        self.runs.append(run)

    def read_9(self, payload):
        count = payload.number("I")
        names, places = payload.column(count), payload.column(count)
        self.defined(self.strings, names)
        self.defined(self.places, places)
        self.callbacks += [
            {"name": self.strings[name], "place": self.places[place]} for name, place in zip(names, places)]

    def read_10(self, payload):
        count, base = payload.number("I"), payload.number("Q")
        columns = [payload.column(count) for _ in range(4)]
        for serial, at, outcome, error, name in zip(*columns, payload.texts(count)):
            task = self.tasks[self.defined(self.tasks, [serial])[0]]
            if task["outcome"] != "pending":
                raise WireError("task %d ends twice" % serial)
            self.defined(self.strings, [error])
            task.update(outcome=OUTCOMES[outcome], error=self.strings[error], ended=base + at)
            if name:
                task["name"] = name

    def read_11(self, payload):
        now, count = payload.number("Q"), payload.number("I")
        rows = list(zip(*(payload.column(count) for _ in range(3))))
        self.beats.append({"now": now, "running": rows})

    def read_12(self, payload):
        start, end, runs, facts = (payload.number(code) for code in "QQII")
        self.losses.append({"from": start, "to": end, "count": runs, "facts": facts})

    def read_13(self, payload):
        self.pauses.append((payload.number("Q"), payload.number("B")))

    def read_14(self, payload):
        self.problems.append(payload.json())

    def read_15(self, payload):
        self.finish = payload.number("Q")

    def read_16(self, payload):
        count = payload.number("I")
        depths = payload.column(count)
        places = self.defined(self.places, payload.column(sum(depths)))
        for depth in depths:
            self.stacks.append([self.places[place] for place in places[:depth]])
            del places[:depth]

    def read_17(self, payload):
        loop, count, base = payload.number("I"), payload.number("I"), payload.number("Q")
        self.defined(self.loops, [loop])
        times = [sample["at"] for sample in self.samples if sample["loop"] == loop]
        for subject, at, since, weight, stack in zip(*(payload.column(count) for _ in range(5))):
            if times and base + at <= times[-1]:
                raise WireError("a sample is not newer than the one before it")
            self.defined(self.stacks, [stack])
            times.append(base + at)
            self.samples.append({
                "loop": loop, "subject": subject, "at": base + at, "begin": base + at - since, "weight": weight,
                "stack": self.stacks[stack]})

    def read_facts(self, payload, name, columns):
        count, base = payload.number("I"), payload.number("Q")
        columns = columns.split()
        for values in zip(*(payload.column(count) for _ in columns)):
            row = {}
            for column, value in zip(columns, values):
                if column.endswith("@"):
                    value += base
                elif column.endswith("$"):
                    value = self.strings[self.defined(self.strings, [value])[0]]
                row[column.rstrip("@$")] = value
            self.check_fact(name, row)
            self.facts[name].append(row)

    def check_fact(self, name, row):
        if name in DEFINING:
            known = self.known[DEFINING[name]]
            if row["id"] in known:
                raise WireError("%s %d is defined twice" % (DEFINING[name], row["id"]))
            known.add(row["id"])
        for column, ids in self.known.items():
            if column in row:
                self.defined(ids, [row[column]])
        if row.get("task"):
            self.defined(self.tasks, [row["task"]])
        if row.get("subject"):
            self.defined((self.tasks, self.callbacks)[row["subject"] & 1], [row["subject"] >> 2])
        self.defined(self.places, [row.get("place", 0)])
        if name in CODES:
            column, most = CODES[name]
            if not 1 <= row[column] <= most:
                raise WireError("%s: %s %d" % (name, column, row[column]))
        if name == "bands" and (row["phase"] > 3 or row["outcome"] > 4 or (row["phase"] == 0) != (row["name"] == "")):
            raise WireError("bands: %r" % row)
        if row.get("end", 0) < row.get("begin", 0):
            raise WireError("%s: %r" % (name, row))

    def link(self):
        """Finds the run that each run was woken by: `woken_by` is that run, or None."""
        nests = {loop: Nest([run for run in self.runs if run["loop"] == loop]) for loop in self.loops}
        for run in self.runs:
            loop, at = run["loop"], run["ready"]
            if run["cause"] == "timer":
                at = run["made"]
            elif run["cause"] == "loop":
                loop = run["detail"]
            elif run["cause"] != "soon":
                at = None
            run["woken_by"] = nests[loop].innermost(at, run) if at is not None else None

    def user_place(self, site):
        """The innermost frame of the user's code, else of a library's, else None."""
        for scope in (0, 1):
            for place in reversed(site["stack"]):
                if place["scope"] == scope:
                    return place
        return None


class Nest:
    """The runs of a loop, in the order in which they ended, for finding the innermost one at a time."""

    def __init__(self, runs):
        for number, run in enumerate(runs):
            run["number"] = number
            if number and run["end"] < runs[number - 1]["end"]:
                raise WireError("a run that ended before the one before it")
        self.runs = runs
        self.ends = [run["end"] for run in runs]

    def innermost(self, at, woken):
        """The first that contains the time, of those that can have woken that one."""
        for number in range(bisect.bisect_left(self.ends, at), len(self.runs)):
            run = self.runs[number]
            if run["begin"] <= at and self.can_wake(run, woken):
                return run
            if run["begin"] > at and not run["nested"]:
                break
        return None

    def can_wake(self, run, woken):
        return run["loop"] != woken["loop"] or run["number"] < woken["number"] or run is not woken and woken["nested"]


def read_trace(path, partial=False):
    with open(path, "rb") as file:
        return Trace(file.read(), partial)
