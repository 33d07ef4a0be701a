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
  readonly await: (Partial<DumpPlace> & DumpAwait) | null;
}

export interface DumpAwait {
  readonly kind: AwaitKind;
  readonly stack: readonly DumpPlace[];
  readonly on: readonly TaskId[];
}

/** One execution of a plain callback; its `id` is what `wokenBy` names. */
export interface DumpCallback {
  readonly id: number;
  readonly name: string;
  readonly loop: number;
  readonly readyAt: Nanos | null;
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly wokenBy: DumpWaker;
  readonly file: string | null;
  readonly line: number | null;
  readonly function: string | null;
}

/** A run that held the loop. Which line did it is not recorded: `file`, `line` and `function` are null. */
export interface DumpBlock {
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly task: TaskId | null;
  readonly file: null;
  readonly line: null;
  readonly function: null;
  readonly stack: readonly DumpPlace[];
}

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
      file: null,
      line: null,
      function: null,
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
    ...dumpPlace(site.place),
    stack: site.stack.map((place) => dumpPlace(place)!),
    on: trace.group(group),
  };
}

function dumpCallbacks(trace: Trace): DumpCallback[] {
  const callbacks: DumpCallback[] = [];
  for (let run = 0; run < trace.runs.length; run++) {
    const callback = callbackOf(trace, trace.runs.subject[run]!);
    if (callback === undefined) continue;
    const place = dumpPlace(trace.place(callback.place));
    callbacks.push({
      id: run,
      name: callback.name,
      loop: trace.runs.loop[run]!,
      ...dumpTimes(trace, run),
      file: place?.file ?? null,
      line: place?.line ?? null,
      function: place?.function ?? null,
    });
  }
  return callbacks;
}

function dumpPlace(place: Place | null | undefined): DumpPlace | null {
  return place ? { file: place.file, line: place.line, function: place.function } : null;
}
