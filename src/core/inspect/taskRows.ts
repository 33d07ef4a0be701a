import type { Nanos, ProcessIndex, TaskId } from '../units.ts';
import type { AwaitKind } from '../wire.ts';
import type { FramePlace, TaskState } from './snapshot.ts';
import type { WaitFinding } from './waits.ts';

/**
 * A process's name among all that are shown together: `program/pid`, for in two containers the same pid may be two processes;
 * the pid alone where there is one program.
 */
export type ProcessKey = string;

/**
 * A task's name for as long as it lives, the same in the trace and in every snapshot: `process:serial`, or `process:@key`
 * where the recording does not know it; `process` is a {@link ProcessKey}.
 */
export type TaskKey = string;

/** A loop's: `process:loop serial`, or `process:loop @index` where the recording does not know it. */
export type LoopKey = string;

/** A live task as it stands at a moment, whether the trace says so or a snapshot. */
export interface TaskRow {
  readonly key: TaskKey;
  /** As its process answered; else as far as the trace has come. */
  readonly isExact: boolean;
  /** Its number in the trace; null where the trace does not know it. */
  readonly task: TaskId | null;
  readonly loop: LoopKey;
  readonly name: string;
  /** Qualified name. */
  readonly coroutine: string;
  readonly state: TaskState;
  /**
   * For how long it has been in that state, without the time in which the debugger held the program; null when unknown, as of
   * what is older than the recording.
   */
  readonly age: Nanos | null;
  /** What it awaits; null when it awaits nothing, and when unknown. */
  readonly kind: AwaitKind | null;
  /** The lock, queue or the like that it waits for, as it is shown: `asyncio.Queue 3`. */
  readonly resource: string | null;
  /** Its loop is in its step. */
  readonly isCurrent: boolean;
  readonly isCancelling: boolean;
  /** A frame of its stack is the user's code. */
  readonly isMine: boolean;
  /** The task that created it, where that lives. */
  readonly parent: TaskKey | null;
  /** From the task's own coroutine inwards. */
  readonly stack: readonly FramePlace[];
  readonly waitsFor: readonly TaskKey[];
  readonly awaitedBy: readonly TaskKey[];
}

export interface LoopRow {
  readonly key: LoopKey;
  /** Qualified name. */
  readonly class: string;
  /** The name of the thread that it runs in. */
  readonly thread: string;
  readonly isRunning: boolean;
}

export interface ProcessRow {
  readonly key: ProcessKey;
  readonly pid: number;
  /** Which of the trace's processes it is; null where it is not recorded. */
  readonly process: ProcessIndex | null;
  /** What the user calls it: the debug session's name. */
  readonly name: string;
  readonly isStopped: boolean;
  /** A debugger is attached to it, so that it can be asked, and told to cancel a task; else only its recording tells of it. */
  readonly isDebugged: boolean;
  readonly loops: readonly LoopRow[];
  /** Live tasks that are not among the rows. */
  readonly cut: number;
}

/** All live tasks of a program and of its children at a moment. */
export interface TaskPicture {
  readonly processes: readonly ProcessRow[];
  readonly rows: ReadonlyMap<TaskKey, TaskRow>;
  readonly findings: readonly WaitFinding[];
}
