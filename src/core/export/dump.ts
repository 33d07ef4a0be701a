import { BlockFinder } from '../analysis/blocking.ts';
import {
  callbackOf,
  taskOf,
  wakerOf,
  type Outcome,
  type Place,
  type ProcessInfo,
  type Site,
  type Task,
  type Trace,
} from '../trace.ts';
import type { Nanos, RunIndex, TaskId } from '../units.ts';
import type { AwaitKind } from '../wire.ts';

/** What `coroscope dump` prints. Times are whole nanoseconds since the trace began; what is not known is null. */
export interface Dump {
  readonly format: 1;
  readonly process: Pick<ProcessInfo, 'python' | 'pid' | 'argv'> | null;
  readonly tasks: readonly DumpTask[];
  readonly callbacks: readonly DumpCallback[];
  readonly blocks: readonly DumpBlock[];
  readonly dropped: number;
  readonly problems: readonly string[];
}

export interface DumpPlace {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

export type DumpWaker = { readonly task: TaskId } | { readonly callback: number } | null;

export interface DumpTask {
  readonly id: TaskId;
  readonly name: string;
  readonly coroutine: string;
  readonly parent: TaskId | null;
  readonly loop: number;
  readonly thread: number | null;
  readonly createdAt: Nanos;
  readonly created: DumpPlace | null;
  readonly endedAt: Nanos | null;
  readonly outcome: Outcome;
  readonly error: string | null;
  readonly cancelledBy: null;
  readonly steps: readonly DumpStep[];
}

export interface DumpStep {
  readonly readyAt: Nanos | null;
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly wokenBy: DumpWaker;
  readonly await: DumpAwait | null;
}

/** `file`, `line` and `function` are those of the innermost frame of user code. */
export interface DumpAwait extends Nullable<DumpPlace> {
  readonly kind: AwaitKind;
  /** From the task's own coroutine inwards. */
  readonly stack: readonly DumpPlace[];
  readonly on: readonly TaskId[];
}

/** One execution of a plain callback; its `id` is what `wokenBy` names. */
export interface DumpCallback extends Nullable<DumpPlace> {
  readonly id: number;
  readonly name: string;
  readonly loop: number;
  readonly readyAt: Nanos | null;
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly wokenBy: DumpWaker;
}

/** A run that held the loop. Which line did it is not recorded: `file`, `line` and `function` are null. */
export interface DumpBlock extends Nullable<DumpPlace> {
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly task: TaskId | null;
  readonly stack: readonly DumpPlace[];
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

const NOWHERE: Nullable<DumpPlace> = { file: null, line: null, function: null };

/** The whole trace as plain data. */
export function dump(trace: Trace): Dump {
  return {
    format: 1,
    process: trace.process && {
      python: trace.process.python,
      pid: trace.process.pid,
      argv: trace.process.argv,
    },
    tasks: trace.tasks.map((task) => dumpTask(trace, task)),
    callbacks: dumpCallbacks(trace),
    blocks: new BlockFinder().update(trace).map(({ begin, end, task }) => ({
      begin,
      end,
      task,
      ...NOWHERE,
      stack: [],
    })),
    dropped: trace.lost,
    problems: trace.problems.map(({ source, message }) => `${source}: ${message}`),
  };
}

function dumpTask(trace: Trace, task: Task): DumpTask {
  return {
    id: task.id,
    name: task.name,
    coroutine: task.coroutine,
    parent: task.parent || null,
    loop: task.loop,
    thread: trace.loop(task.loop)?.thread.id ?? null,
    createdAt: task.created,
    created: dumpPlace(trace.place(task.place)),
    endedAt: task.ended,
    outcome: task.outcome,
    error: task.error,
    cancelledBy: null,
    steps: task.lane.runs.map((run) => ({
      ...dumpTimes(trace, run),
      await: dumpAwait(trace, trace.site(trace.runs.site[run]!), trace.runs.group[run]!),
    })),
  };
}

function dumpTimes(trace: Trace, run: RunIndex): Omit<DumpStep, 'await'> {
  const { begin, end, ready } = trace.runs;
  return {
    readyAt: Number.isNaN(ready[run]!) ? null : ready[run]!,
    begin: begin[run]!,
    end: end[run]!,
    wokenBy: dumpWaker(trace, wakerOf(trace, run)),
  };
}

function dumpWaker(trace: Trace, waker: RunIndex): DumpWaker {
  if (waker < 0) return null;
  const task = taskOf(trace, trace.runs.subject[waker]!);
  return task === undefined ? { callback: waker } : { task: task.id };
}

function dumpAwait(trace: Trace, site: Site | undefined, group: number): DumpStep['await'] {
  if (site === undefined) return null;
  return {
    kind: site.kind,
    ...(dumpPlace(site.place) ?? NOWHERE),
    stack: site.stack.map(({ file, line, function: name }) => ({ file, line, function: name })),
    on: trace.group(group),
  };
}

function dumpCallbacks(trace: Trace): DumpCallback[] {
  const callbacks: DumpCallback[] = [];
  for (let run = 0; run < trace.runs.length; run++) {
    const callback = callbackOf(trace, trace.runs.subject[run]!);
    if (callback === undefined) continue;
    callbacks.push({
      id: run,
      name: callback.name,
      loop: trace.runs.loop[run]!,
      ...dumpTimes(trace, run),
      ...(dumpPlace(trace.place(callback.place)) ?? NOWHERE),
    });
  }
  return callbacks;
}

function dumpPlace(place: Place | null | undefined): DumpPlace | null {
  return place ? { file: place.file, line: place.line, function: place.function } : null;
}
