import type { LoopId, Nanos, PlaceId, ProcessIndex, TaskId, ThreadId } from './units.ts';
import type { LostKind } from './wire.ts';

/**
 * What is known of a program beside its tasks and runs: threads, who owns whom, cancellation, locks and queues, work off
 * the loop, children, garbage collections and lost work. Like all of a trace, these only grow; a field that is null may
 * become known later. Times are of the trace, whichever process they come from.
 */

/** A thread that did something the trace speaks of: it woke a run, ran a job, or collected garbage. */
export interface ThreadInfo {
  readonly id: ThreadId;
  readonly process: ProcessIndex;
  /** What `threading.get_ident()` says in it; used again by later threads. */
  readonly ident: number;
  readonly name: string;
}

export type ScopeKind = 'TaskGroup' | 'nursery' | 'cancel scope';

/** What owns tasks: a TaskGroup of asyncio, a nursery or a cancel scope of trio. */
export interface TaskScope {
  readonly id: number;
  readonly process: ProcessIndex;
  readonly kind: ScopeKind;
  /** When it was entered. */
  readonly at: Nanos;
  /** When it was left; null while it is open. */
  readonly ended: Nanos | null;
  /** The task that entered it; 0 for none. */
  readonly task: TaskId;
  /** Where it was entered. */
  readonly place: PlaceId;
  /** The tasks started in it, in their order. */
  readonly members: readonly TaskId[];
}

/** Who is behind a request to cancel. */
export type CancelOrigin =
  /** A call of `cancel()`. */
  | 'call'
  /** A timeout that expired. */
  | 'timeout'
  /** A TaskGroup, or nursery, that aborts. */
  | 'scope'
  /** Whoever awaits it was cancelled: gather, wait_for, a task that awaits a task. */
  | 'awaiter'
  /** The end of the loop: `asyncio.run` cancels what is left. */
  | 'shutdown'
  /** The user, in the Tasks view. */
  | 'debugger';

/** A request to cancel a task. What became of it, see `fateOf` in analysis/cancellations.ts. */
export interface Cancel {
  readonly process: ProcessIndex;
  readonly at: Nanos;
  /** Whom. */
  readonly task: TaskId;
  /** Who asked: the subject of the run that was going on, as in `Runs.subject`, never nested; 0 when none was. */
  readonly subject: number;
  /** The line that asked: of the user's code, else of a library's. */
  readonly place: PlaceId;
  readonly origin: CancelOrigin;
  /** The argument of `cancel()`; empty for none. */
  readonly message: string;
}

export type ResourceKind =
  'lock' | 'semaphore' | 'condition' | 'event' | 'barrier' | 'queue' | 'priority queue' | 'LIFO queue';

/** A lock, queue or other thing that tasks share and wait for. */
export interface Resource {
  readonly id: number;
  readonly process: ProcessIndex;
  readonly kind: ResourceKind;
  /** The class's qualified name. */
  readonly class: string;
  /** When it was first seen in use. */
  readonly at: Nanos;
  readonly place: PlaceId;
  /** A queue's greatest size, a semaphore's value, a barrier's parties; 0 for none. */
  readonly capacity: number;
  /** What happened to it: positions in {@link ResourceEvents}, in order. */
  readonly events: readonly number[];
}

/** Columns of all that happened to resources. Read them anew, as the runs. */
export interface ResourceEvents {
  readonly length: number;
  readonly at: Float64Array;
  /** The {@link Resource.id}. */
  readonly resource: Uint32Array;
  /** A code: `RESOURCE_EVENTS[code - 1]` of wire.ts names it. */
  readonly event: Uint8Array;
  /** The task that did it; 0 for none. */
  readonly task: Uint32Array;
  /** `size`: the items there are after it; acquired, released: what is left of a semaphore; waiting: 1 to get, 2 to put. */
  readonly value: Float64Array;
}

export type JobKind = 'thread' | 'process';
export type JobOutcome = 'result' | 'error' | 'cancelled';

/** A function that was handed to an executor: `run_in_executor`, `to_thread`. */
export interface Job {
  readonly id: number;
  readonly process: ProcessIndex;
  /** Runs in a thread, or in a process of a pool. */
  readonly kind: JobKind;
  /** Qualified name. */
  readonly function: string;
  /** The line that handed it over. */
  readonly place: PlaceId;
  /** The task that handed it over; 0 for none. */
  readonly task: TaskId;
  /** When it was handed over. */
  readonly queued: Nanos;
  /** When it began to run; null as long as it has not ended. */
  readonly begin: Nanos | null;
  readonly end: Nanos | null;
  /** The thread it ran in; 0 for a process, and when unknown. */
  readonly thread: ThreadId;
  /** Null as long as it has not ended; `cancelled` never ran, and begins when it ends. */
  readonly outcome: JobOutcome | null;
}

export type ChildKind = 'asyncio' | 'fork' | 'multiprocessing' | 'subprocess';

/** A process that the program started; it is one of the trace's own processes where it was recorded too. */
export interface Child {
  readonly id: number;
  /** The parent. */
  readonly process: ProcessIndex;
  readonly at: Nanos;
  readonly pid: number;
  readonly kind: ChildKind;
  readonly command: string;
  /** The task that started it; 0 for none. */
  readonly task: TaskId;
  readonly place: PlaceId;
  /** When it was seen to have ended. */
  readonly ended: Nanos | null;
  /** Its exit code, 128 + signal where a signal ended it; null as long as it is not known to have ended. */
  readonly code: number | null;
}

/** Columns of all runs of the cyclic garbage collector. Read them anew, as the runs. */
export interface Collections {
  readonly length: number;
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly generation: Uint8Array;
  /** Objects that it freed. */
  readonly collected: Float64Array;
  /** The {@link ThreadInfo.id} of the thread that it held; 0 when unknown. */
  readonly thread: Uint32Array;
  readonly process: Uint16Array;
}

/** Work that came to nothing, which Python itself only warns of. */
export interface LostWork {
  readonly process: ProcessIndex;
  readonly at: Nanos;
  readonly kind: LostKind;
  /** 0 for none. */
  readonly task: TaskId;
  /** The coroutine's or generator's qualified name. */
  readonly name: string;
  /** Where the coroutine was created, where the generator stands; 0 when unknown. */
  readonly place: PlaceId;
  /** The exception that nobody retrieved, as `ValueError: message`; empty for the other kinds. */
  readonly error: string;
}

export type BandKind = 'test';
export type TestPhase = 'setup' | 'call' | 'teardown';
/** How one phase of a test went; `xfailed`: it failed, as it was expected to. */
export type PhaseOutcome = 'passed' | 'failed' | 'skipped' | 'xfailed';

/**
 * A stretch of time in which a process was at one phase of a test. The phases of a test follow each other under the same
 * name; one that begins with `setup` again is another test, or the same one run anew.
 */
export interface Band {
  readonly process: ProcessIndex;
  readonly kind: BandKind;
  readonly phase: TestPhase;
  /** As the test runner has it: `tests/test_shop.py::test_order[3]`. */
  readonly name: string;
  /** The task that the test runner runs in; 0 for none. */
  readonly task: TaskId;
  readonly begin: Nanos;
  /** Null while it goes on. */
  readonly end: Nanos | null;
  /** Null until it is told. */
  readonly outcome: PhaseOutcome | null;
}

/** How a process's stream leaves it: by the host's socket, into a file, or as events of the debugger's protocol. */
export type Transport = 'socket' | 'file' | 'dap';

/** How a recorded child came to be. */
export type ProcessKind = 'fork' | 'spawn' | 'forkserver' | 'subprocess';

/** Why a run could run: what made it ready. */
export type Wake =
  /** A run of the same loop scheduled it. */
  | { readonly kind: 'run'; readonly run: number }
  /** A timer fired; `run` made it at `made`, -1 and null when unknown. */
  | { readonly kind: 'timer'; readonly run: number; readonly made: Nanos | null }
  /** A file descriptor became readable, or writable. */
  | { readonly kind: 'readable' | 'writable'; readonly fd: number }
  | { readonly kind: 'signal'; readonly signal: number }
  /** Another thread scheduled it; null where the thread is unknown. */
  | { readonly kind: 'thread'; readonly thread: ThreadInfo | null }
  /** A run of another loop scheduled it; -1 where the run is unknown. */
  | { readonly kind: 'loop'; readonly loop: LoopId; readonly run: number }
  /** Nothing of the trace: scheduled while no run went on, lost, or not told. */
  | { readonly kind: 'unknown' };
