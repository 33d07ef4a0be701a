import { taskOf, type Trace } from '../trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId, ThreadId } from '../units.ts';
import { wakeOf, wakerOf } from '../wakes.ts';

/** The run that scheduled another one: a task's step, or an entry of `callbacks`. */
export type DumpWaker = { readonly task: TaskId } | { readonly callback: number } | null;

/** Why a run could run; what it speaks of beside the waker. */
export type DumpCause =
  | { readonly kind: 'run' | 'unknown' }
  | { readonly kind: 'timer'; readonly made: Nanos | null }
  | { readonly kind: 'readable' | 'writable'; readonly fd: number }
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'thread'; readonly thread: { readonly id: ThreadId; readonly name: string } | null }
  | { readonly kind: 'loop'; readonly loop: LoopId };

export interface DumpWake {
  readonly wokenBy: DumpWaker;
  readonly cause: DumpCause;
}

export function dumpWake(trace: Trace, run: RunIndex): DumpWake {
  return { wokenBy: dumpWaker(trace, wakerOf(trace, run)), cause: dumpCause(trace, run) };
}

function dumpWaker(trace: Trace, waker: RunIndex): DumpWaker {
  if (waker < 0) return null;
  const task = taskOf(trace, trace.runs.subject(waker));
  return task === undefined ? { callback: waker } : { task: task.id };
}

function dumpCause(trace: Trace, run: RunIndex): DumpCause {
  const wake = wakeOf(trace, run);
  switch (wake.kind) {
    case 'run':
      return { kind: 'run' };
    case 'timer':
      return { kind: 'timer', made: wake.made };
    case 'thread':
      return { kind: 'thread', thread: wake.thread && { id: wake.thread.id, name: wake.thread.name } };
    case 'loop':
      return { kind: 'loop', loop: wake.loop };
    default:
      return wake;
  }
}
