import { endOfTrace, type Loop, type Task, type Trace } from './trace.ts';
import type { LoopId, Nanos } from './units.ts';

/** Until when lanes last whose owners never ended: a task's until it was destroyed, all of a process until that finished. */

/** When the process of a loop said goodbye; null while it runs, and for ever when it was killed. */
export function finishOf(trace: Trace, loop: LoopId): Nanos | null {
  const process = trace.processes[trace.loop(loop)?.process ?? 0];
  return process === undefined ? trace.finished : process.finished;
}

/** True when a task will not run again: it ended, was destroyed, or its process is over. */
export function isOver(trace: Trace, task: Task): boolean {
  return task.ended !== null || isDestroyed(task) || finishOf(trace, task.loop) !== null;
}

/** True when a task was collected as garbage while it was pending. */
export function isDestroyed({ ended, destroyed }: Task): boolean {
  return ended === null && destroyed !== null;
}

/** The end of a task's lane. `present`: up to when what goes on is drawn. */
export function endOfTask(trace: Trace, task: Task, present = endOfTrace(trace)): Nanos {
  if (task.ended !== null) return task.ended;
  const end = task.destroyed ?? finishOf(trace, task.loop) ?? present;
  return Math.max(task.created, Math.min(end, present));
}

/** The end of a loop's lane. */
export function endOfLoop(trace: Trace, loop: Loop, present = endOfTrace(trace)): Nanos {
  return Math.max(loop.at, Math.min(finishOf(trace, loop.id) ?? present, present));
}
