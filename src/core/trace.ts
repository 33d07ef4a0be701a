import type {
  Band,
  Cancel,
  Child,
  Collections,
  Job,
  LostWork,
  ProcessKind,
  Resource,
  ResourceEvents,
  TaskScope,
  ThreadInfo,
  Transport,
} from './facts.ts';
import type {
  CallbackId,
  LoopId,
  Nanos,
  PlaceId,
  ProcessIndex,
  RunIndex,
  SampleIndex,
  SiteId,
  StackId,
  TaskId,
  ThreadId,
} from './units.ts';
import type { RunBatch } from './runBatch.ts';
import { isCallback, type AwaitKind } from './wire.ts';

/**
 * What is known of one run of a program, as columns and small tables that only grow. TraceBuilder is the only writer;
 * everyone else reads, and looks at `revision` to see whether there is more.
 *
 * A *run* is one callback that an event loop ran: a task's step or a plain callback. All runs stand in one set of
 * columns; a *lane* (of a task, of a loop) is the list of its runs' positions, ordered and disjoint, so that finding
 * what happens at a time is bisection. A *suspension* is not stored: it is what lies between two runs of a task.
 */
export interface Trace {
  /** Grows with every change. */
  readonly revision: number;
  /** The main process; null before its header came. */
  readonly process: ProcessInfo | null;
  /** All processes of which there is a recording, the main one first, by {@link ProcessIndex}. */
  readonly processes: readonly ProcessInfo[];
  /** The newest moment known of. */
  readonly now: Nanos;
  /** When the main process's interpreter said goodbye; null while it runs, and for ever when it was killed. */
  readonly finished: Nanos | null;
  /** In the order in which they became known. */
  readonly tasks: readonly Task[];
  readonly loops: readonly Loop[];
  readonly runs: Runs;
  /** Where runs were seen by the probe's watchdog while they went on. */
  readonly samples: Samples;
  /** A run that held its loop for so long is a block. */
  readonly blockingFrom: Nanos;
  /** What was running when the probe last said so. */
  readonly running: ReadonlyMap<LoopId, Running>;
  /** Times in which the debugger held the program, in order; the last may be open. */
  readonly pauses: readonly Pause[];
  readonly losses: readonly Loss[];
  /** Runs recorded by the probe but never sent. */
  readonly dropped: number;
  /** What was let go because the recording's limit was reached; null as long as all is held. */
  readonly forgotten: Forgotten | null;
  /**
   * Grows when tasks, samples or facts are let go: {@link Task.index} and the positions in all columns and tables but the runs
   * have changed, whoever keeps some begins anew.
   */
  readonly epoch: number;
  readonly threads: readonly ThreadInfo[];
  /** TaskGroups, nurseries, cancel scopes: who owns whom. */
  readonly scopes: readonly TaskScope[];
  /** Requests to cancel a task, in the order in which they became known. */
  readonly cancels: readonly Cancel[];
  readonly resources: readonly Resource[];
  readonly resourceEvents: ResourceEvents;
  readonly jobs: readonly Job[];
  readonly children: readonly Child[];
  readonly collections: Collections;
  readonly lost: readonly LostWork[];
  /** What a test runner was at, in the order of the begins of each process; of each process the last may be open. */
  readonly bands: readonly Band[];
  /** What could not be read or done, oldest first; at most 100 are kept. */
  readonly problems: readonly TraceProblem[];

  task(id: TaskId): Task | undefined;
  /** The task that a process numbers so itself; undefined for one that is not known, or not yet. */
  taskOfSerial(process: ProcessIndex, serial: number): Task | undefined;
  /** As {@link taskOfSerial}, of a resource. */
  resourceOfSerial(process: ProcessIndex, serial: number): Resource | undefined;
  loop(id: LoopId): Loop | undefined;
  thread(id: ThreadId): ThreadInfo | undefined;
  place(id: PlaceId): Place | undefined;
  site(id: SiteId): Site | undefined;
  callback(id: CallbackId): CallbackInfo | undefined;
  /** From the run's coroutine or callback inwards to the frame that was executing; empty for 0 and for an unknown one. */
  stack(id: StackId): Stack;
  /** The tasks of a group, empty for 0 and for an unknown one. */
  group(id: number): readonly TaskId[];
}

export interface ProcessInfo {
  readonly index: ProcessIndex;
  readonly pid: number;
  /** The pid of the process that started it; 0 for the main one. */
  readonly parent: number;
  /** How it came to be; null for the main one. */
  readonly kind: ProcessKind | null;
  readonly python: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Unix time of the process's own origin in milliseconds; 0 when unknown. */
  readonly wall: number;
  /** The process's own origin, in the trace's time; 0 for the main one. */
  readonly origin: Nanos;
  /** When its interpreter said goodbye, or, of a child, its connection ended; null while it runs, and for ever when it was killed. */
  readonly finished: Nanos | null;
  /**
   * Whether it was running already when the recording began. Its tasks with {@link Task.created} at the origin then are
   * older than the recording.
   */
  readonly joined: boolean;
  /** How its stream left it; null when not told. */
  readonly transport: Transport | null;
}

/**
 * All runs, by {@link RunIndex}; no number is ever given twice. What is not held answers NaN for times and 0 else. Nothing
 * throws.
 */
export interface Runs {
  /** The oldest run that is held. */
  readonly first: RunIndex;
  /** One behind the newest. */
  readonly length: number;
  /** As on the wire: `4 × id + SUBJECT.…`. */
  subject(run: RunIndex): number;
  loop(run: RunIndex): LoopId;
  begin(run: RunIndex): Nanos;
  end(run: RunIndex): Nanos;
  /** Since when it could have run; NaN when unknown. */
  ready(run: RunIndex): Nanos;
  /** Why it could run: a code of `CAUSE` in wire.ts. Ask `wakeOf` in wakes.ts what it means. */
  cause(run: RunIndex): number;
  /**
   * What the cause speaks of: a file descriptor, a signal, a {@link ThreadId}, a {@link LoopId}; of a timer, 0 when it is not
   * known when it was made, else begin − that + 1.
   */
  detail(run: RunIndex): number;
  /** Where the step suspended. */
  site(run: RunIndex): SiteId;
  group(run: RunIndex): number;
  /**
   * Copies consecutive runs into a batch, from one on, or from the oldest that is held where that one is not. Answers how
   * many; 0 behind the newest.
   */
  read(from: RunIndex, into: RunBatch): number;
}

/** Columns of all samples, by {@link SampleIndex}; of each loop in the order of their times. Read them anew, as the runs. */
export interface Samples {
  readonly length: number;
  readonly loop: Uint16Array;
  /** The run that held the loop, as in {@link Runs.subject}: the outermost where runs are nested. */
  readonly subject: Uint32Array;
  /** When that run began: its `begin` among the runs, once it ended. */
  readonly begin: Float64Array;
  readonly at: Float64Array;
  /** The time that the sample stands for: since the watchdog's look before this one. */
  readonly weight: Float64Array;
  readonly stack: Uint32Array;
}

/** Where a thread was, from the outermost frame to the innermost. */
export type Stack = readonly Place[];

/**
 * The runs of one task or loop, ordered by time and disjoint. Their positions count from the lane's first run ever, whether
 * that is still held or not.
 */
export interface Lane {
  /** The position of the oldest run that is held. */
  readonly first: number;
  /** One behind the newest. */
  readonly length: number;
  /** When its newest run ended, whether that is still held or not; 0 when it never had one. */
  readonly end: Nanos;
  /** The run at a position; −1 where none is held. */
  run(position: number): RunIndex;
  /** The position of a run; −1 when it is not of this lane, or not held. */
  positionOf(run: RunIndex): number;
  /** Nanoseconds that the runs before a position ran, together, those that are not held any more included. */
  busyBefore(position: number): Nanos;
  /** Nanoseconds that the runs before a position stood ready before they ran; on a loop's lane, of many owners. */
  readyBefore(position: number): Nanos;
  /**
   * The first position whose run ends after `at`; the lane's length when there is none. What is at `at` is that run when it
   * began before, else the gap in front of it. Quick when the answer is not far behind the position `near`.
   */
  endingAfter(at: Nanos, near?: number): number;
  /**
   * What lies before `at`. Blocks of runs that are together shorter than `coarse` may be shared out evenly over their time:
   * as lane, `at` and `coarse` alone decide, a cell's sums do not change when the view does. `coarse` 0: exact.
   */
  sums(at: Nanos, coarse: Nanos, near: number, into: LaneSums): void;
  /** The longest time that one of the runs `first` … `end` − 1 stood ready. */
  longestReady(first: number, end: number): Nanos;
  /** The longest time that one of the runs `first` … `end` − 1 ran. */
  longestRun(first: number, end: number): Nanos;
}

/** What lies before a time on a lane; one object is filled again and again. */
export interface LaneSums {
  /** As {@link Lane.endingAfter}. */
  position: number;
  busy: Nanos;
  ready: Nanos;
}

/** The runs of a loop that were inside others, in the order in which they ended. */
export interface NestedRuns {
  readonly runs: readonly RunIndex[];
  /** `outer[i]`: position in `runs` of the nested run that `runs[i]` was directly in; -1 where none is known. */
  readonly outer: readonly number[];
}

export type Outcome = 'pending' | 'result' | 'error' | 'cancelled';

export interface Task {
  readonly id: TaskId;
  /** Position in {@link Trace.tasks}. */
  readonly index: number;
  /** The number that its own process gave it. */
  readonly serial: number;
  readonly name: string;
  /** The coroutine function's qualified name. */
  readonly coroutine: string;
  /** The task that created it; 0 for none. */
  readonly parent: TaskId;
  readonly loop: LoopId;
  readonly created: Nanos;
  /** Where it was created: the innermost frame of the user's code. */
  readonly place: PlaceId;
  readonly ended: Nanos | null;
  /** When it was collected as garbage while it was pending; null where it was not. */
  readonly destroyed: Nanos | null;
  readonly outcome: Outcome;
  /** `ValueError: message`, for the outcome error. */
  readonly error: string | null;
  readonly lane: Lane;
}

export interface Loop {
  readonly id: LoopId;
  /** The number that its own process gave it. */
  readonly serial: number;
  readonly process: ProcessIndex;
  readonly at: Nanos;
  /** The loop class's qualified name. */
  readonly class: string;
  readonly thread: { readonly id: number; readonly name: string };
  readonly lane: Lane;
  /** Its runs that were inside other runs. */
  readonly nested: NestedRuns;
  /** Its samples, ordered by time. */
  readonly samples: readonly SampleIndex[];
}

export type Scope = 'user' | 'library' | 'stdlib';

export interface Place {
  readonly id: PlaceId;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Qualified name. */
  readonly function: string;
  readonly scope: Scope;
  /** Where the expression ends that a sampled frame was executing; null when unknown (before Python 3.11, and of sites). */
  readonly end: Position | null;
  /** Whether the function is a coroutine or an asynchronous generator. Known of sampled frames only. */
  readonly coroutine: boolean;
}

/** A position in a source text. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** Bytes of UTF-8 from the line's begin, from 0. */
  readonly column: number;
}

/** Where and for what a task suspends. */
export interface Site {
  readonly id: SiteId;
  readonly kind: AwaitKind;
  /** From the task's own coroutine inwards. */
  readonly stack: readonly Place[];
  /** The innermost frame of the user's code; of a library's where the stack has none of the user's. */
  readonly place: Place | null;
}

export interface CallbackInfo {
  readonly id: CallbackId;
  readonly name: string;
  /** Where the function is defined, when it is a Python function. */
  readonly place: PlaceId;
}

export interface Running {
  readonly loop: LoopId;
  readonly subject: number;
  readonly begin: Nanos;
}

export interface Pause {
  readonly begin: Nanos;
  readonly end: Nanos | null;
}

export interface Loss {
  readonly process: ProcessIndex;
  readonly from: Nanos;
  readonly to: Nanos;
  readonly runs: number;
  /** Facts beside runs. */
  readonly facts: number;
}

/** What is held no more. */
export interface Forgotten {
  /** What ended before. */
  readonly until: Nanos;
  readonly runs: number;
  readonly tasks: number;
}

export interface TraceProblem {
  /** `probe`: it could not do something; `stream`: the bytes are wrong. */
  readonly source: 'probe' | 'stream';
  readonly message: string;
}

/** The task whose step this is, or undefined for a plain callback. */
export function taskOf(trace: Trace, subject: number): Task | undefined {
  return isCallback(subject) ? undefined : trace.task(Math.floor(subject / 4));
}

/** The plain callback that this is, or undefined for a task's step. */
export function callbackOf(trace: Trace, subject: number): CallbackInfo | undefined {
  return isCallback(subject) ? trace.callback(Math.floor(subject / 4)) : undefined;
}

/** The run of a lane that was going on at a time, -1 when none was. */
export function runAt(trace: Trace, lane: Lane, at: Nanos): RunIndex {
  const run = lane.run(lane.endingAfter(at));
  return trace.runs.begin(run) <= at ? run : -1;
}

/** The goodbye of the program, or the newest moment known of; that, too, where its children may outlive it. */
export function endOfTrace(trace: Trace): Nanos {
  return trace.processes.length > 1 ? trace.now : (trace.finished ?? trace.now);
}
