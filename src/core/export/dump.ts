import { BlockFinder, type Block } from '../analysis/blocking.ts';
import type { Failures } from '../analysis/failures.ts';
import { delayedBy } from '../analysis/delays.ts';
import {
  callbackOf,
  type Lane,
  type Outcome,
  type ProcessInfo,
  type Site,
  type Task,
  type Trace,
} from '../trace.ts';
import type { Nanos, ProcessIndex, RunIndex, SiteId, TaskId } from '../units.ts';
import type { AwaitKind } from '../wire.ts';
import { dumpAwaits, type DumpSequence, type DumpStraggler } from './dumpAwaits.ts';
import {
  dumpFindings,
  type DumpConvoy,
  type DumpDeadlock,
  type DumpLeak,
  type DumpTest,
} from './dumpFindings.ts';
import { cancelDumper, dumpFacts, type DumpCancel, type DumpFacts } from './dumpFacts.ts';
import { NOWHERE, dumpPlace, placeOf, type DumpPlace, type Nullable } from './dumpPlace.ts';
import { dumpWake, type DumpWake } from './dumpWake.ts';
import { separated } from './separated.ts';

/** What `coroscope dump` prints. Times are whole nanoseconds since the trace began; what is not known is null. */
export interface Dump extends DumpFacts {
  readonly format: 1;
  readonly process: Pick<ProcessInfo, 'python' | 'pid' | 'argv'> | null;
  readonly tasks: readonly DumpTask[];
  readonly callbacks: readonly DumpCallback[];
  readonly blocks: readonly DumpBlock[];
  readonly deadlocks: readonly DumpDeadlock[];
  readonly convoys: readonly DumpConvoy[];
  readonly leaks: readonly DumpLeak[];
  readonly failures: readonly Failures[];
  readonly stragglers: readonly DumpStraggler[];
  readonly sequentialAwaits: readonly DumpSequence[];
  /** Of each process one after the other. */
  readonly tests: readonly DumpTest[];
  /** Runs that were recorded but not sent. */
  readonly dropped: number;
  /** Facts beside runs that were recorded but not sent. */
  readonly droppedFacts: number;
  readonly problems: readonly string[];
}

export interface DumpTask {
  readonly id: TaskId;
  readonly name: string;
  readonly coroutine: string;
  readonly parent: TaskId | null;
  readonly process: ProcessIndex;
  readonly loop: number;
  readonly thread: number | null;
  readonly createdAt: Nanos;
  readonly created: DumpPlace | null;
  readonly endedAt: Nanos | null;
  readonly outcome: Outcome;
  readonly error: string | null;
  /** The last request to cancel it. */
  readonly cancelledBy: DumpCancel | null;
  readonly steps: readonly DumpStep[];
}

export interface DumpStep extends DumpWake {
  readonly readyAt: Nanos | null;
  readonly begin: Nanos;
  readonly end: Nanos;
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
export interface DumpCallback extends Nullable<DumpPlace>, DumpWake {
  readonly id: number;
  readonly name: string;
  readonly loop: number;
  readonly readyAt: Nanos | null;
  readonly begin: Nanos;
  readonly end: Nanos;
}

/**
 * A run that held the loop. `file`, `line` and `function` are the culprit's, `stack` is where it was seen, from the run's
 * coroutine or callback inwards; null and empty where the watchdog saw nothing.
 */
export interface DumpBlock extends Nullable<DumpPlace> {
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly task: TaskId | null;
  readonly stack: readonly DumpPlace[];
  /** All lines that the run was seen at, with how long, the culprit first. */
  readonly culprits: readonly (DumpPlace & { readonly time: Nanos })[];
  /** The tasks that stood ready meanwhile, and how long. */
  readonly delayed: readonly { readonly task: TaskId; readonly wait: Nanos }[];
}

/** The whole trace as plain data; for large traces rather {@link dumpText}. */
export function dump(trace: Trace): Dump {
  return JSON.parse([...dumpText(trace)].join('')) as Dump;
}

/**
 * The document {@link Dump} as JSON, in pieces of at most one step: of a long trace it would fit neither into one text
 * nor into memory.
 */
export function* dumpText(trace: Trace): Generator<string> {
  const process = trace.process && {
    python: trace.process.python,
    pid: trace.process.pid,
    argv: trace.process.argv,
  };
  const awaits = new AwaitTexts(trace);
  yield `{"format":1,\n"process":${JSON.stringify(process)},\n"tasks":[`;
  const lastCancels = new Map(trace.cancels.map((cancel) => [cancel.task, cancel]));
  const dumpCancel = cancelDumper(trace);
  yield* separated(trace.tasks, (task) => {
    const cancel = lastCancels.get(task.id);
    return dumpTask(trace, task, cancel === undefined ? null : dumpCancel(cancel), awaits);
  });
  yield '],\n"callbacks":[';
  yield* separated(callbackRuns(trace), (run) => [JSON.stringify(dumpCallback(trace, run))]);
  yield '],\n"blocks":[';
  yield* separated(new BlockFinder().update(trace), (block) => [JSON.stringify(dumpBlock(trace, block))]);
  yield '],\n';
  yield* dumpFindings(trace);
  yield* dumpAwaits(trace);
  const problems = trace.problems.map(({ source, message }) => `${source}: ${message}`);
  yield* dumpFacts(trace);
  const droppedFacts = trace.losses.reduce((sum, loss) => sum + loss.facts, 0);
  yield `"dropped":${trace.dropped},\n"droppedFacts":${droppedFacts},\n"problems":${JSON.stringify(problems)}}\n`;
}

function* dumpTask(
  trace: Trace,
  task: Task,
  cancelledBy: DumpCancel | null,
  awaits: AwaitTexts,
): Generator<string> {
  const loop = trace.loop(task.loop);
  const head: Omit<DumpTask, 'steps'> = {
    id: task.id,
    name: task.name,
    coroutine: task.coroutine,
    parent: task.parent || null,
    process: loop?.process ?? 0,
    loop: task.loop,
    thread: loop?.thread.id ?? null,
    createdAt: task.created,
    created: dumpPlace(trace.place(task.place)),
    endedAt: task.ended,
    outcome: task.outcome,
    error: task.error,
    cancelledBy,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"steps":[`;
  yield* separated(runsOf(task.lane), (run) => [
    `${JSON.stringify(dumpTimes(trace, run)).slice(0, -1)},"await":${awaits.of(run)}}`,
  ]);
  yield ']}';
}

function dumpTimes(trace: Trace, run: RunIndex): Omit<DumpStep, 'await'> {
  const ready = trace.runs.ready(run);
  return {
    readyAt: Number.isNaN(ready) ? null : ready,
    begin: trace.runs.begin(run),
    end: trace.runs.end(run),
    ...dumpWake(trace, run),
  };
}

/** What suspensions await, as JSON: a site is the same for thousands of steps, so it is written out once. */
class AwaitTexts {
  private readonly trace: Trace;
  private readonly texts = new Map<SiteId, string>();

  constructor(trace: Trace) {
    this.trace = trace;
  }

  of(run: RunIndex): string {
    const id = this.trace.runs.site(run);
    const on = JSON.stringify(this.trace.group(this.trace.runs.group(run)));
    let text = this.texts.get(id);
    if (text === undefined) {
      const site = this.trace.site(id);
      text = site === undefined ? 'null' : JSON.stringify(dumpSite(site)).slice(0, -1);
      this.texts.set(id, text);
    }
    return text === 'null' ? text : `${text},"on":${on}}`;
  }
}

function dumpSite(site: Site): Omit<DumpAwait, 'on'> {
  return {
    kind: site.kind,
    ...(dumpPlace(site.place) ?? NOWHERE),
    stack: site.stack.map(placeOf),
  };
}

function dumpBlock(trace: Trace, block: Block): DumpBlock {
  const { begin, end, task, culprits } = block;
  return {
    begin,
    end,
    task,
    ...(dumpPlace(culprits[0]?.place) ?? NOWHERE),
    stack: culprits[0]?.stack.map(placeOf) ?? [],
    culprits: culprits.map(({ place, time }) => ({ ...placeOf(place), time })),
    delayed: delayedBy(trace, block).tasks,
  };
}

function* runsOf(lane: Lane): Generator<RunIndex> {
  for (let position = lane.first; position < lane.length; position++) yield lane.run(position);
}

function* callbackRuns(trace: Trace): Generator<RunIndex> {
  for (let run = trace.runs.first; run < trace.runs.length; run++)
    if (callbackOf(trace, trace.runs.subject(run)) !== undefined) yield run;
}

function dumpCallback(trace: Trace, run: RunIndex): DumpCallback {
  const callback = callbackOf(trace, trace.runs.subject(run));
  return {
    id: run,
    name: callback?.name ?? '',
    loop: trace.runs.loop(run),
    ...dumpTimes(trace, run),
    ...(dumpPlace(trace.place(callback?.place ?? 0)) ?? NOWHERE),
  };
}
