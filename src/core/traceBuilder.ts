import { Decoder, type Frame } from './decode.ts';
import { GrowingRuns } from './growingRuns.ts';
import { GrowingSamples } from './growingSamples.ts';
import type {
  CallbackInfo,
  Lane,
  Loop,
  Loss,
  Outcome,
  Pause,
  Place,
  ProcessInfo,
  Running,
  Scope,
  Site,
  Stack,
  Task,
  Trace,
  TraceProblem,
} from './trace.ts';
import { AWAIT_KINDS, DEFAULT_THRESHOLD, isCallback, isNested } from './wire.ts';
import {
  MILLISECOND,
  type LoopId,
  type Nanos,
  type RunIndex,
  type SampleIndex,
  type TaskId,
} from './units.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface WritableLane extends Lane {
  readonly runs: RunIndex[];
  readonly busy: Nanos[];
  readonly ready: Nanos[];
}
type WritableTask = Writable<Task> & { lane: WritableLane };
type WritableLoop = Writable<Loop> & { lane: WritableLane; samples: SampleIndex[] };

const SCOPES: readonly Scope[] = ['user', 'library', 'stdlib'];
const OUTCOMES: readonly Outcome[] = ['pending', 'result', 'error', 'cancelled'];
const MOST_PROBLEMS = 100;
const MOST_LOOPS = 0xffff;

/**
 * The trace's only writer: bytes in, a trace that grew out. It trusts nothing: what the stream says is checked against
 * what may follow what (ids defined before use, a lane's runs ordered and disjoint, a task ends once), and what breaks
 * a rule becomes a problem of the trace instead of an entry.
 */
export class TraceBuilder implements Trace {
  revision = 0;
  process: ProcessInfo | null = null;
  now: Nanos = 0;
  finished: Nanos | null = null;
  lost = 0;
  blockingFrom: Nanos = DEFAULT_THRESHOLD;
  readonly tasks: WritableTask[] = [];
  readonly loops: WritableLoop[] = [];
  readonly runs = new GrowingRuns();
  readonly samples = new GrowingSamples();
  readonly running = new Map<LoopId, Running>();
  readonly pauses: Writable<Pause>[] = [];
  readonly losses: Loss[] = [];
  readonly problems: TraceProblem[] = [];

  private readonly decoder = new Decoder();
  private readonly taskById = new Map<TaskId, WritableTask>();
  private readonly loopById = new Map<LoopId, WritableLoop>();
  private readonly strings: string[] = [''];
  private readonly places: (Place | undefined)[] = [undefined];
  private readonly sites: (Site | undefined)[] = [undefined];
  private readonly groups: (readonly TaskId[])[] = [[]];
  private readonly callbacks: (CallbackInfo | undefined)[] = [undefined];
  private readonly stacks: Stack[] = [[]];

  /** Reads further bytes of the stream. Never throws. */
  push(bytes: Uint8Array): void {
    this.decoder.push(
      bytes,
      (frame) => this.apply(frame),
      (problem) => this.report('stream', `${problem.message} (at byte ${problem.offset})`),
    );
    this.revision++;
  }

  task(id: TaskId): Task | undefined {
    return this.taskById.get(id);
  }

  loop(id: LoopId): Loop | undefined {
    return this.loopById.get(id);
  }

  place(id: number): Place | undefined {
    return this.places[id];
  }

  site(id: number): Site | undefined {
    return this.sites[id];
  }

  callback(id: number): CallbackInfo | undefined {
    return this.callbacks[id];
  }

  stack(id: number): Stack {
    return this.stacks[id] ?? [];
  }

  group(id: number): readonly TaskId[] {
    return this.groups[id] ?? [];
  }

  private apply(frame: Frame): void {
    switch (frame.kind) {
      case 'header':
        if (this.process === null) this.blockingFrom = readThreshold(frame.json);
        this.process ??= readProcess(frame.json);
        return;
      case 'strings':
        for (const text of frame.texts) this.strings.push(text);
        return;
      case 'places':
        return this.addPlaces(frame);
      case 'sites':
        return this.addSites(frame);
      case 'groups':
        return this.addGroups(frame);
      case 'callbacks':
        for (let i = 0; i < frame.name.length; i++)
          this.callbacks.push({
            id: this.callbacks.length,
            name: this.text(frame.name[i]!),
            place: frame.place[i]!,
          });
        return;
      case 'loop':
        return this.addLoop(frame.json);
      case 'tasks':
        return this.addTasks(frame);
      case 'runs':
        return this.addRuns(frame);
      case 'ends':
        return this.addEnds(frame);
      case 'beat':
        return this.setRunning(frame);
      case 'loss':
        this.losses.push({ from: frame.from, to: frame.to, count: frame.count });
        this.lost += frame.count;
        return;
      case 'pause':
        return this.setPause(frame.at, frame.stopped);
      case 'problem':
        return this.report('probe', `${asText(frame.json['where'])}: ${asText(frame.json['message'])}`);
      case 'finish':
        this.finished ??= frame.at;
        this.running.clear();
        return this.advance(frame.at);
      case 'stacks':
        return this.addStacks(frame);
      case 'samples':
        return this.addSamples(frame);
    }
  }

  private addPlaces(frame: Frame & { kind: 'places' }): void {
    for (let i = 0; i < frame.file.length; i++)
      this.places.push({
        id: this.places.length,
        file: this.text(frame.file[i]!),
        line: frame.line[i]!,
        function: this.text(frame.function[i]!),
        scope: SCOPES[frame.scope[i]!] ?? 'library',
        end:
          frame.endLine[i]! > 0 && frame.endColumn[i]! > 0
            ? { line: frame.endLine[i]!, column: frame.endColumn[i]! - 1 }
            : null,
        coroutine: frame.coroutine[i]! === 1,
      });
  }

  private addSites(frame: Frame & { kind: 'sites' }): void {
    let at = 0;
    for (let i = 0; i < frame.await.length; i++) {
      const stack = this.stackOf(frame.places.subarray(at, (at += frame.depth[i]!)));
      this.sites.push({
        id: this.sites.length,
        kind: AWAIT_KINDS[frame.await[i]! - 1] ?? 'future',
        stack,
        place: innermost(stack),
      });
    }
  }

  private addStacks(frame: Frame & { kind: 'stacks' }): void {
    let at = 0;
    for (const depth of frame.depth) this.stacks.push(this.stackOf(frame.places.subarray(at, (at += depth))));
  }

  private stackOf(ids: Float64Array): Place[] {
    const stack: Place[] = [];
    for (const id of ids) {
      const place = this.places[id];
      if (place !== undefined) stack.push(place);
    }
    return stack;
  }

  private addGroups(frame: Frame & { kind: 'groups' }): void {
    let at = 0;
    for (const size of frame.size) this.groups.push(Array.from(frame.tasks.subarray(at, (at += size))));
  }

  private addLoop(json: Readonly<Record<string, unknown>>): void {
    const id = asNumber(json['id']);
    const thread = asObject(json['thread']);
    if (id < 1 || id > MOST_LOOPS || this.loopById.has(id))
      return this.report('stream', `a loop with the number ${id}`);
    const at = asNumber(json['at']);
    const loop: WritableLoop = {
      id,
      at,
      class: asText(json['class']),
      thread: { id: asNumber(thread['id']), name: asText(thread['name']) },
      lane: emptyLane(),
      samples: [],
    };
    this.loopById.set(id, loop);
    this.loops.push(loop);
    this.advance(at);
  }

  private addTasks(frame: Frame & { kind: 'tasks' }): void {
    for (let i = 0; i < frame.id.length; i++) {
      const id = frame.id[i]!;
      if (id < 1 || this.taskById.has(id)) {
        this.report('stream', `task ${id} created twice`);
        continue;
      }
      const task: WritableTask = {
        id,
        index: this.tasks.length,
        name: frame.name[i]!,
        coroutine: this.text(frame.coroutine[i]!),
        parent: this.taskById.has(frame.parent[i]!) ? frame.parent[i]! : 0,
        loop: frame.loop[i]!,
        created: frame.base + frame.created[i]!,
        place: frame.place[i]!,
        ended: null,
        outcome: 'pending',
        error: null,
        lane: emptyLane(),
      };
      this.taskById.set(id, task);
      this.tasks.push(task);
      this.advance(task.created);
    }
  }

  private addRuns(frame: Frame & { kind: 'runs' }): void {
    const loop = this.loopById.get(frame.loop);
    if (loop === undefined) return this.report('stream', `runs of the unknown loop ${frame.loop}`);
    const { runs } = this;
    for (let i = 0; i < frame.subject.length; i++) {
      const subject = frame.subject[i]!;
      const begin = frame.base + frame.begin[i]!;
      const end = begin + frame.duration[i]!;
      const task = isCallback(subject) ? undefined : this.taskById.get(Math.floor(subject / 4));
      if (task === undefined && !isCallback(subject)) {
        this.report('stream', `a step of the unknown task ${Math.floor(subject / 4)}`);
        continue;
      }
      const isInner = isNested(subject);
      const follows = (lane: Lane): boolean => begin >= this.endOfLane(lane);
      if ((task !== undefined && !follows(task.lane)) || (!isInner && !follows(loop.lane))) {
        this.report('stream', 'a run that overlaps the one before it');
        continue;
      }
      const wait = frame.wait[i]!;
      const ready =
        wait === 0 ? Number.NaN : Math.max(begin - (wait - 1), task === undefined ? 0 : task.created);
      const waker = frame.waker[i]!;
      const run = runs.add(
        subject,
        frame.loop,
        begin,
        end,
        ready,
        waker === 0 ? Number.NaN : begin - waker,
        frame.wakerLoop[i]! || frame.loop,
        task === undefined ? 0 : frame.site[i]!,
        frame.group[i]!,
      );
      const waited = wait === 0 ? 0 : begin - ready;
      if (task !== undefined) extend(task.lane, run, end - begin, waited);
      if (!isInner) extend(loop.lane, run, end - begin, waited);
      this.advance(end);
    }
    const running = this.running.get(frame.loop);
    if (running !== undefined && this.endOfLane(loop.lane) > running.begin) this.running.delete(frame.loop);
  }

  private addSamples(frame: Frame & { kind: 'samples' }): void {
    const loop = this.loopById.get(frame.loop);
    if (loop === undefined) return this.report('stream', `samples of the unknown loop ${frame.loop}`);
    const { samples } = this;
    for (let i = 0; i < frame.at.length; i++) {
      const at = frame.base + frame.at[i]!;
      const begin = at - frame.since[i]!;
      const last = loop.samples.at(-1);
      if (begin < 0 || (last !== undefined && (at <= samples.at[last]! || begin < samples.begin[last]!))) {
        this.report('stream', 'a sample that is older than the one before it');
        continue;
      }
      const subject = frame.subject[i]!;
      loop.samples.push(samples.add(loop.id, subject, begin, at, frame.weight[i]!, frame.stack[i]!));
      if (begin >= this.endOfLane(loop.lane)) this.running.set(loop.id, { loop: loop.id, subject, begin });
      this.advance(at);
    }
  }

  private addEnds(frame: Frame & { kind: 'ends' }): void {
    for (let i = 0; i < frame.task.length; i++) {
      const task = this.taskById.get(frame.task[i]!);
      const outcome = OUTCOMES[frame.outcome[i]!];
      if (task === undefined || task.ended !== null || outcome === undefined) {
        this.report('stream', `an end of task ${frame.task[i]!} that cannot be`);
        continue;
      }
      task.ended = Math.max(frame.base + frame.at[i]!, task.created);
      task.outcome = outcome;
      if (outcome === 'error') task.error = this.text(frame.error[i]!);
      if (frame.name[i] !== '') task.name = frame.name[i]!;
      this.advance(task.ended);
    }
  }

  private setRunning(frame: Frame & { kind: 'beat' }): void {
    this.running.clear();
    for (let i = 0; i < frame.loop.length; i++) {
      const loop = this.loopById.get(frame.loop[i]!);
      const begin = frame.now - frame.since[i]!;
      if (loop !== undefined && begin >= this.endOfLane(loop.lane))
        this.running.set(loop.id, { loop: loop.id, subject: frame.subject[i]!, begin });
    }
    this.advance(frame.now);
  }

  private setPause(at: Nanos, stopped: boolean): void {
    const last = this.pauses.at(-1);
    const isOpen = last?.end === null;
    if (stopped && !isOpen) this.pauses.push({ begin: Math.max(at, last?.end ?? 0), end: null });
    if (!stopped && isOpen) last.end = Math.max(at, last.begin);
    this.advance(at);
  }

  private endOfLane(lane: Lane): Nanos {
    const last = lane.runs.at(-1);
    return last === undefined ? 0 : this.runs.end[last]!;
  }

  private text(id: number): string {
    return this.strings[id] ?? '';
  }

  private advance(at: Nanos): void {
    if (at > this.now) this.now = at;
  }

  private report(source: TraceProblem['source'], message: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ source, message });
  }
}

function emptyLane(): WritableLane {
  return { runs: [], busy: [], ready: [] };
}

function extend(lane: WritableLane, run: RunIndex, ran: Nanos, waited: Nanos): void {
  lane.busy.push((lane.busy.at(-1) ?? 0) + ran);
  lane.ready.push((lane.ready.at(-1) ?? 0) + waited);
  lane.runs.push(run);
}

/** The frame a user wants to see: the innermost of their own code, else of a library, else of all. */
function innermost(stack: readonly Place[]): Place | null {
  return (
    stack.findLast((place) => place.scope === 'user') ??
    stack.findLast((place) => place.scope === 'library') ??
    stack.at(-1) ??
    null
  );
}

function readThreshold(json: Readonly<Record<string, unknown>>): Nanos {
  const threshold = asNumber(json['threshold']);
  return threshold >= MILLISECOND ? threshold : DEFAULT_THRESHOLD;
}

function readProcess(json: Readonly<Record<string, unknown>>): ProcessInfo {
  const argv = json['argv'];
  return {
    pid: asNumber(json['pid']),
    python: asText(json['python']),
    argv: Array.isArray(argv) ? argv.map(asText) : [],
    cwd: asText(json['cwd']),
    wall: asNumber(json['wall']),
  };
}

/** The value, if it is a text: what a stream says is never converted, for that may run into anything. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value, if it is a whole number that can be told exactly, and not negative. */
function asNumber(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
