"""The sender: takes what was recorded, every few milliseconds, and makes frames of it.

Order is everything here. The reader must know an id before it meets it, so the runs are taken first, then everything
they can refer to, and then it is written the other way round. Ends are taken before the runs, so the last run of a
task never comes after its end; samples after the runs, so that those of a run come before it. What does not fit into
the buffer is given up from the least important on: runs are dropped and counted; definitions, tasks and ends are kept
until the buffer is full, and then the recording stops.

No piece of work is long: between two of them the program has a turn, with its garbage collector on.
"""

from . import wire
from .clock import clock
from .faults import describe
from .originals import allocate_lock, sleep
from .recorder import RESULT
from .runs import LEAVE
from .tables import DROPPED, frame_rows
from .wire import LONGEST

WAIT = True, 0.04  # blocking, seconds
MY_TURN = 3000000  # nanoseconds; an unasked change of threads comes after 5 ms
ITS_TURN = True, 0.003  # blocking, seconds
BEAT = 240000000  # nanoseconds
FINISH_SECONDS = 1.0
HAND_OVER = 0.005
ROWS = 512  # of frames with texts
TASK_COLUMNS, END_COLUMNS, USUAL_END_COLUMNS = 7, 5, 2
RESULTS = bytes((RESULT,)) * ROWS
RUN_ROWS = LONGEST
RUN_BYTES = 256  # much more than a run takes: no one frame is a big part of the buffer
DEFAULT_BUFFER = 32 << 20
STRING_LIMIT = 20000
PROBLEMS = 20


def take(rows):
    """All up to now; more may come at any time, rows of flat lists in one step of the interpreter."""
    count = len(rows)
    taken = rows[:count]
    del rows[:count]
    return taken


def columns(rows, count):
    """The columns of a flat list of rows."""
    return [rows[at::count] for at in range(count)]


class Sender:
    def __init__(self, recorder, outlet, header, buffer, stop_recording, look, door):
        self.recorder = recorder
        self.outlet = outlet
        self.origin = recorder.origin
        self.buffer = buffer
        self.run_rows = min(RUN_ROWS, buffer // RUN_BYTES + 1)
        self.stop_recording = stop_recording
        self.look = look
        self.door = door
        self.pause = allocate_lock()  # never released
        self.pause.acquire()
        self.strings = {}
        self.known = {}  # texts of which there are few -> their numbers
        self.new_strings = []
        self.sent_rows = {"places": 0, "sites": 0, "callbacks": 0, "loops": 0, "stacks": 0, "watched": 0}
        self.watched = []  # records of loops that there may be new rows of
        self.last_rows = {}  # loop -> (time of its last row, 1 if that was dropped)
        self.last_group = 0
        self.last_beat = 0
        self.since = 0  # when its turn began
        self.loss = None  # (from, to, runs, facts)
        self.dropped = 0  # of those, since the begin
        self.problems = []  # the first that were sent
        self.parts = []  # of what goes to the outlet as one piece: each makes its thread wait for the interpreter's lock
        self.size = 0  # of those, in bytes
        self.interrupted = False
        self.back_late = False  # whether it may take long until `work` is called again: then all up to now is sent before
        self.finishing = False
        self.ended = False
        self.ticks = 0
        self.wake = allocate_lock()
        self.wake.acquire()
        outlet.push(wire.MAGIC + wire.json_frame(wire.HEADER, header))

    def work(self):
        """The sender thread. Returns whether it has ended for good."""
        wait = self.wake.acquire
        try:
            while not self.ended and not self.outlet.failed:
                self.door.sleep(wait, WAIT)
                if not self.interrupted or self.back_late:
                    self.look()
                    self.ended = self.tick(self.finishing)
                    self.flush()
                    self.ticks += 1
                    self.look()  # where it had to wait for the interpreter's lock meanwhile, it was the one that got it
                if self.interrupted and not self.ended:
                    self.interrupted = False
                    return False
        except Exception as fault:
            self.recorder.problem("sender", describe(fault))
            self.send_problems()
        self.flush()
        self.ended = True
        self.door.close()
        self.outlet.close()
        self.stop_recording()
        return True

    def interrupt(self):
        """Has `work` return soon; calling it again goes on where it was."""
        self.interrupted = True
        self.wake_up()

    def wake_up(self):
        try:
            self.wake.release()
        except RuntimeError:  # it is awake, or somebody else was faster
            pass

    def hand_over(self):
        """Called by a thread of the program's: has all up to now leave the process, in bounded time."""
        ticks, limit = self.ticks + 2, clock() + int(FINISH_SECONDS * 1e9)  # the present one may have begun already
        self.wake_up()
        while clock() < limit and not self.ended and (self.ticks < ticks or self.outlet.pending):
            sleep(HAND_OVER)

    def finish(self):
        """Called by the program's thread at the interpreter's exit: sends the rest, in bounded time."""
        self.finishing = True
        self.wake_up()
        self.outlet.done.acquire(True, FINISH_SECONDS)

    def tick(self, last):
        """Sends everything up to now; `last`: the interpreter is exiting. Returns whether it was the last."""
        recorder = self.recorder
        now = self.since = clock()
        beat = self.beat(now) if last or now - self.last_beat >= BEAT else None
        ends, usual_ends = take(recorder.ends), take(recorder.usual_ends)
        runs = []
        gone = self.watch_loops()
        for record in self.watched:
            runs.append((record.serial, record.take()))
            record.yields = recorder.yields
        if gone:
            self.watched = [record for record in self.watched if record.serial not in gone]
        samples = take(recorder.samples)
        recorder.ran(runs)
        for gather in recorder.gatherers:
            gather()
        # From the last table on: rows refer to those of tables before theirs.
        facts = [(name, take(rows)) for name, rows in reversed(list(recorder.facts.items())) if rows][::-1]
        out = []
        self.definitions(out)
        self.frame_facts(out, facts)
        self.frame_samples(out, samples)
        self.push(b"".join(out))
        for loop, packed in runs:
            columns = wire.join_rows(packed)
            for some in self.slices(range(len(columns[0]) // 4), self.run_rows):
                self.send_runs(loop, wire.slice_rows(columns, some.start, some.stop))
        for loop in gone:
            self.last_rows.pop(loop, None)
            recorder.loops[loop - 1] = None
        out = []
        self.frame_ends(out, ends)
        self.frame_usual_ends(out, usual_ends)
        if out:
            self.push(b"".join(self.take_strings() + out))
        if self.loss is not None and (last or self.pending < self.buffer // 2):
            self.push(wire.frame(wire.LOSS, wire.pack("<QQII", *self.loss)))
            self.loss = None
        self.send_problems()
        if beat is not None:
            self.last_beat = now
            self.push(beat)
        if last:
            self.push(wire.frame(wire.FINISH, wire.pack("<Q", clock() - self.origin)))
        if self.pending > self.buffer and not last:
            message = "The reader has not read for too long: %d bytes wait. The recording stops." % self.pending
            if self.loss is not None:
                self.push(wire.frame(wire.LOSS, wire.pack("<QQII", *self.loss)))
            self.push(wire.json_frame(wire.PROBLEM, {"where": "sender", "message": message}))
            return True
        return last

    def watch_loops(self):
        """Takes in the loops that are new; gives the serials of those that are gone: all their rows are there by now."""
        self.watched += [record for record, *_ in self.new_rows("watched", self.recorder.loops)]
        settled = {record.serial for record in self.watched if record.settled}
        return settled.difference([record.serial for _, record in list(self.recorder.records.values())])

    def slices(self, rows, size):
        """The rows piece by piece, with turns of the program's in between."""
        for at in range(0, len(rows), size):
            if clock() - self.since > MY_TURN and not self.interrupted and not self.finishing:
                self.door.sleep(self.pause.acquire, ITS_TURN)
                self.since = clock()
            yield rows[at:at + size]

    def push(self, data):
        if data:
            self.parts.append(data)
            self.size += len(data)

    def flush(self):
        if self.parts:
            self.outlet.push(b"".join(self.parts))
            self.parts.clear()
            self.size = 0

    @property
    def pending(self):
        """Bytes that wait for the reader."""
        return self.outlet.pending + self.size

    # Definitions, in the order in which they refer to each other

    def definitions(self, out):
        recorder = self.recorder
        frames = []
        # Other threads add meanwhile: what refers is taken before what it refers to.
        groups = sorted(take(recorder.places.groups))
        tasks = take(recorder.tasks)
        loops = self.new_rows("loops", recorder.loops)
        callbacks = recorder.callbacks
        new_callbacks = self.new_rows("callbacks", callbacks.rows) if callbacks is not None else []
        new_sites = self.new_rows("sites", recorder.places.sites)
        stacks = self.new_rows("stacks", recorder.stacks)
        places = self.new_rows("places", recorder.places.rows)
        for rows in self.slices(places, ROWS):
            files, lines, functions, scopes, end_lines, end_columns, asynchronous = zip(*rows)
            frames.append(wire.frame(wire.PLACES, wire.pack("<I", len(rows)) + b"".join((
                wire.column([self.string(file, wire.PATH_LIMIT) for file in files]), wire.column(lines),
                wire.column([self.string(function) for function in functions]), wire.column(scopes),
                wire.column(end_lines), wire.column(end_columns), wire.column(asynchronous)))))
        for rows in self.slices(stacks, ROWS):
            frames.append(wire.frame(wire.STACKS, wire.pack("<I", len(rows)) + b"".join((
                wire.column([len(stack) for stack in rows]), wire.column([place for stack in rows for place in stack])))))
        for rows in self.slices(new_sites, ROWS):
            frames.append(wire.frame(wire.SITES, wire.pack("<I", len(rows)) + b"".join((
                wire.column([kind for kind, _ in rows]), wire.column([len(chain) for _, chain in rows]),
                wire.column([place for _, chain in rows for place in chain])))))
        for record, kind, thread, name, at in loops:
            frames.append(wire.json_frame(wire.LOOP, {
                "id": record.serial, "at": at - self.origin, "class": kind, "thread": {"id": thread, "name": name}}))
        for rows in self.slices(tasks, ROWS * TASK_COLUMNS):
            self.frame_tasks(frames, rows)
        for rows in self.slices(self.whole(groups), ROWS):
            frames.append(wire.frame(wire.GROUPS, wire.pack("<I", len(rows)) + b"".join((
                wire.column([len(group) for group in rows]), wire.column([task for group in rows for task in group])))))
        for rows in self.slices(new_callbacks, ROWS):
            frames.append(wire.frame(wire.CALLBACKS, wire.pack("<I", len(rows)) + b"".join((
                wire.column([self.string(name) for name, _ in rows]), wire.column([place for _, place in rows])))))
        out += self.take_strings() + frames

    def new_rows(self, name, rows):
        count = len(rows)
        new = rows[self.sent_rows[name]:count]
        self.sent_rows[name] = count
        return new

    def whole(self, groups):
        """The groups in order of their ids. One that another thread has numbered but not yet stored stays empty."""
        found = []
        for token, serials in groups:
            while self.last_group < token - 1:
                self.last_group += 1
                found.append(())
            if token > self.last_group:
                self.last_group = token
                found.append(serials)
        return found

    def frame_tasks(self, out, rows):
        serials, parents, loops, created, coroutines, places, names = columns(rows, TASK_COLUMNS)
        base = min(created)
        numbers, texts = wire.default_numbers(names), b"\0"
        if numbers is None:
            found = list(map(wire.default_number, names))
            numbers = wire.column(found)
            texts = wire.texts([b"" if number else wire.plain_text(name) for name, number in zip(names, found)])
        out.append(wire.frame(wire.TASKS, wire.pack("<IQ", len(serials), base - self.origin) + b"".join((
            wire.column(serials), wire.column(parents), wire.column(loops), wire.column([at - base for at in created]),
            wire.column(self.known_strings(coroutines)), wire.column(places), numbers, texts))))

    def frame_ends(self, out, rows):
        for some in self.slices(rows, ROWS * END_COLUMNS):
            serials, times, outcomes, errors, names = columns(some, END_COLUMNS)
            base = min(times)
            out.append(wire.frame(wire.ENDS, wire.pack("<IQ", len(serials), base - self.origin) + b"".join((
                wire.column(serials), wire.column([at - base for at in times]), wire.column(outcomes),
                wire.column([self.bounded(error) for error in errors]) if any(errors) else b"\0",
                wire.texts([wire.plain_text(name) for name in names]) if any(names) else b"\0"))))

    def frame_usual_ends(self, out, rows):
        """The same of tasks that ended with a result, and with the name that they had."""
        for some in self.slices(rows, ROWS * USUAL_END_COLUMNS):
            serials, times = columns(some, USUAL_END_COLUMNS)
            base = min(times)
            out.append(wire.frame(wire.ENDS, wire.pack("<IQ", len(serials), base - self.origin) + b"".join((
                wire.column(serials), wire.column([at - base for at in times]), b"\1" + RESULTS[:len(serials)], b"\0", b"\0"))))

    def known_strings(self, texts):
        """The numbers of texts most of which are the same."""
        known = self.known
        for text in set(texts).difference(known):
            if len(known) >= STRING_LIMIT:
                known.clear()
                return [self.bounded(text) for text in texts]
            known[text] = self.bounded(text)
        return [known[text] for text in texts]

    def frame_facts(self, out, facts):
        frames = []
        for name, rows in facts:
            if name in DROPPED and self.pending >= self.buffer * 3 // 4:
                self.count_loss(clock() - self.origin, clock() - self.origin, 0, len(rows))
                continue
            for some in self.slices(rows, ROWS):
                frames.append(frame_rows(wire, name, some, self.origin, self.bounded))
        out += self.take_strings() + frames

    def bounded(self, text):
        """Texts that never repeat must not fill the memory: past a bound only what stands before a colon is told, or nothing."""
        count = len(self.strings)
        if count >= STRING_LIMIT:
            text = text.partition(":")[0]
        return self.string(text) if count < 2 * STRING_LIMIT or wire.plain_text(text) in self.strings else 0

    def string(self, text, limit=wire.TEXT_LIMIT):
        data = wire.plain_text(text, limit)
        if not data:
            return 0
        known = self.strings.get(data)
        if known is None:
            known = self.strings[data] = len(self.strings) + 1
            self.new_strings.append(data)
        return known

    def take_strings(self):
        new, self.new_strings = self.new_strings, []
        return [
            wire.frame(wire.STRINGS, wire.pack("<I", len(some)) + wire.texts(some)) for some in self.slices(new, ROWS // 4)]

    # Runs, the present, and what went wrong

    def send_runs(self, loop, columns):
        subjects, times = memoryview(columns[0]).cast("I"), memoryview(columns[1]).cast("Q")
        before, again = self.last_rows.get(loop, (times[0], 0))
        last = times[-1]
        if self.pending < self.buffer * 3 // 4:
            self.push(wire.frame(wire.RUNS, wire.runs_payload(loop, columns, self.origin, before, again)))
            again = 0
        else:
            self.count_loss(before - self.origin, last - self.origin, sum(subject > LEAVE for subject in subjects), 0)
            again = 1
        self.last_rows[loop] = last, again

    def count_loss(self, start, end, runs, facts):
        self.dropped += runs + facts
        if self.loss is not None:
            first, last, more_runs, more_facts = self.loss
            start, end, runs, facts = min(start, first), max(end, last), runs + more_runs, facts + more_facts
        self.loss = start, end, runs, facts

    def frame_samples(self, out, samples):
        if self.pending >= self.buffer * 3 // 4:
            return
        loops = {}
        for loop, *sample in samples:
            loops.setdefault(loop, []).append(sample)
        for loop, rows in loops.items():
            for some in self.slices(rows, RUN_ROWS):
                subjects, begins, times, weights, stacks = zip(*some)
                columns = (subjects, [at - times[0] for at in times], list(map(int.__sub__, times, begins)), weights, stacks)
                out.append(wire.frame(wire.SAMPLES, wire.pack("<IIQ", loop, len(some), times[0] - self.origin) + b"".join(
                    map(wire.column, columns))))

    def beat(self, now):
        rows = []
        for record in list(self.recorder.states.values()):
            begin, subject = record.begin, self.recorder.subject_running(record)
            if 0 < begin <= now and begin == record.begin:
                rows.append((record.serial, subject, now - begin))
        loops, subjects, since = zip(*rows) if rows else ((), (), ())
        return wire.frame(wire.BEAT, wire.pack("<QI", now - self.origin, len(rows)) + b"".join(
            map(wire.column, (loops, subjects, since))))

    def send_problems(self):
        for where, message in take(self.recorder.problems):
            if len(self.problems) < PROBLEMS:
                self.problems.append((where, message))
            self.push(wire.json_frame(wire.PROBLEM, {"where": where, "message": message}))
