import type { ResourceKind } from '../facts.ts';
import type { Scope } from '../trace.ts';
import type { Nanos } from '../units.ts';
import type { AwaitKind } from '../wire.ts';

/**
 * What the probe answers when it is asked what a process is at: all its loops and tasks at one moment, exact where the
 * program stands still. Tasks, loops and resources name each other by their positions in the answer's lists, −1 for none.
 */
export interface Snapshot {
  /** Which program was asked, as the asker names it: pids are unique only in one. Empty where there is one program. */
  readonly program: string;
  readonly pid: number;
  /** Since the origin of that process's recording; 0 where there is none. */
  readonly at: Nanos;
  /** Whether the process is being recorded: only then the answer has serial numbers. */
  readonly recording: boolean;
  /** How many tasks more there are. */
  readonly cut: number;
  readonly loops: readonly SnapshotLoop[];
  readonly tasks: readonly SnapshotTask[];
  /** Those that somebody waits for; in a `graph`, those that somebody holds too. */
  readonly resources: readonly SnapshotResource[];
  /** Suspended tasks whose future nobody refers to but what awaits it: positions. Only looked for in a `graph`. */
  readonly lone: readonly number[];
}

export interface SnapshotLoop {
  readonly index: number;
  /** As on the wire; 0 when the recording does not know it. */
  readonly serial: number;
  /** Qualified name. */
  readonly class: string;
  /** `ident`: what `threading.get_ident()` says in it; 0 when it runs in none. */
  readonly thread: { readonly ident: number; readonly name: string };
  readonly isRunning: boolean;
  /** The task in whose step it is; −1 for none. */
  readonly current: number;
}

/** What a task is at: its loop runs it; it could run; it awaits something; its first step is still to come. */
export type TaskState = 'running' | 'ready' | 'suspended' | 'new';

export interface SnapshotTask {
  readonly index: number;
  /** By which the probe finds it again: decimal, unique among the answer's tasks, used again by later ones. */
  readonly key: string;
  /** As on the wire; 0 when the recording does not know it. */
  readonly serial: number;
  readonly loop: number;
  readonly state: TaskState;
  /** It was asked to cancel, and has not ended. */
  readonly cancelling: boolean;
  /** A timeout is going to end what it awaits. */
  readonly isTimed: boolean;
  /** It moved while it was looked at: state, stack and what it waits for may be of different moments. */
  readonly torn: boolean;
  readonly name: string;
  /** Qualified name. */
  readonly coroutine: string;
  /** From the task's own coroutine inwards. */
  readonly stack: readonly FramePlace[];
  readonly kind: AwaitKind | null;
  readonly waitsFor: readonly number[];
  /** Who waits for it: the reverse of {@link waitsFor}. */
  readonly awaitedBy: readonly number[];
  /** What it waits for, where that is a lock, queue or the like; −1 for none. */
  readonly resource: number;
}

export interface SnapshotResource {
  readonly index: number;
  /** As a task's. */
  readonly key: string;
  readonly serial: number;
  readonly kind: ResourceKind;
  /** Qualified name. */
  readonly class: string;
  /** A queue's greatest size, a semaphore's value, a barrier's parties; 0 for none. */
  readonly capacity: number;
  /** What is left of a semaphore, how long a queue is; null for others. */
  readonly value: number | null;
  /** A lock is locked, an event is set. */
  readonly isSet: boolean;
  readonly holders: readonly SnapshotHolder[];
}

/** A task that holds a resource, and how that is known. */
export interface SnapshotHolder {
  readonly task: number;
  /** The probe saw it acquire the resource. */
  readonly isRecorded: boolean;
  /** One of its frames is inside an `async with` of the resource. */
  readonly isInFrame: boolean;
  /** Where that frame entered it; null where that is not known. */
  readonly entered: FramePlace | null;
}

/** Where a frame stands, as the program has it: its files may be those of another machine. */
export interface FramePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Qualified name. */
  readonly function: string;
  readonly scope: Scope;
}
