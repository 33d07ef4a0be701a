"""A second, independent reader of docs/wire.md, for the probe's own tests.

It is strict where the product's decoder is forgiving: anything that breaks a rule of the document raises WireError.
"""

import json
import struct

KINDS = (
    "none sleep task gather wait timeout lock event condition semaphore barrier queue.get queue.put stream socket "
    "subprocess executor future yield").split()
OUTCOMES = {1: "result", 2: "error", 3: "cancelled"}
FORMATS = {1: "B", 2: "H", 4: "I", 8: "Q"}


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
    """Everything in a stream, with ids resolved. Tasks, runs, loops and so on are dictionaries."""

    def __init__(self, data, partial=False):
        self.header = None
        self.strings, self.places, self.sites, self.groups = [""], [None], [None], [()]
        self.callbacks = [None]
        self.stacks, self.samples = [None], []
        self.loops, self.tasks, self.runs = {}, {}, []
        self.beats, self.losses, self.problems = [], [], []
        self.finish = None
        self.frames = []  # (kind, length of payload)
        self.read(data, partial)
        self.link()

    def read(self, data, partial):
        if data[:8] != b"CORO\r\n\x1a\x01":
            raise WireError("magic")
        at = 8
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
            if (kind == 1) != (not self.frames):
                raise WireError("the header is not the first frame, once")
            if self.finish is not None:
                raise WireError("a frame behind finish")
            self.frames.append((kind, length))
            getattr(self, "read_%d" % kind)(payload)
            if payload.at != length:
                raise WireError("%d bytes left in a frame of kind %d" % (length - payload.at, kind))
        if at != len(data) and not partial:
            raise WireError("the stream ends inside a frame")

    def defined(self, table, ids):
        for item in ids:
            if not (item in table if isinstance(table, dict) else 0 <= item < len(table)):
                raise WireError("%r is referred to before it is defined" % item)
        return ids

    def read_1(self, payload):
        self.header = payload.json()

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
        columns = [payload.column(count) for _ in range(6)]
        for row in zip(*columns, payload.texts(count)):
            serial, parent, loop, created, coroutine, place, name = row
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
        loop, count, base = payload.number("I"), payload.number("I"), payload.number("Q")
        self.defined(self.loops, [loop])
        columns = [payload.column(count) for _ in range(8)]
        for subject, begin, duration, wait, waker, waker_loop, site, group in zip(*columns):
            self.defined(self.sites, [site])
            self.defined(self.groups, [group])
            self.defined(self.loops if waker_loop else [None], [waker_loop])
            begin += base
            run = {
                "loop": loop, "begin": begin, "end": begin + duration, "nested": bool(subject & 2),
                "ready": begin - wait + 1 if wait else None, "waker": begin - waker if waker else None,
                "waker_loop": waker_loop or loop, "site": self.sites[site], "group": self.groups[group],
                "task": None, "callback": None}
            if subject & 1:
                run["callback"] = self.callbacks[self.defined(self.callbacks, [subject >> 2])[0]]
            else:
                run["task"] = self.defined(self.tasks, [subject >> 2])[0]
                self.tasks[run["task"]]["steps"].append(run)
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
        self.losses.append({"from": payload.number("Q"), "to": payload.number("Q"), "count": payload.number("I")})

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

    def link(self):
        """Finds the run that each run was woken by: `woken_by` is that run, or None."""
        begins = {(run["loop"], run["begin"]): run for run in self.runs}
        for run in self.runs:
            run["woken_by"] = begins.get((run["waker_loop"], run["waker"]))

    def user_place(self, site):
        """The innermost frame of the user's code, else of a library's, else None."""
        for scope in (0, 1):
            for place in reversed(site["stack"]):
                if place["scope"] == scope:
                    return place
        return None


def read_trace(path, partial=False):
    with open(path, "rb") as file:
        return Trace(file.read(), partial)
