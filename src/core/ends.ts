import type { LostWork } from './facts.ts';
import { endOfTrace, type Loop, type Task, type Trace } from './trace.ts';
import type { LoopId, Nanos, TaskId } from './units.ts';

/** Until when lanes last whose owners never ended: a task's until it was destroyed, all of a process until that finished. */

/** When the process of a loop said goodbye; null while it runs, and for ever when it was killed. */
export function finishOf(trace: Trace, loop: LoopId): Nanos | null {
  const process = trace.processes[trace.loop(loop)?.process ?? 0];
  return process === undefined ? trace.finished : process.finished;
}

/** True when a task will not run again: it ended, was destroyed, or its process is over. */
export function isOver(trace: Trace, task: Task): boolean {
  return task.ended !== null || isDestroyed(trace, task) || finishOf(trace, task.loop) !== null;
}

/** True when a task was collected as garbage while it was pending. */
export function isDestroyed(trace: Trace, task: Task): boolean {
  return task.ended === null && destroyed(trace).has(task.id);
}

/** The end of a task's lane. `present`: up to when what goes on is drawn. */
export function endOfTask(trace: Trace, task: Task, present = endOfTrace(trace)): Nanos {
  if (task.ended !== null) return task.ended;
  const end = destroyed(trace).get(task.id) ?? finishOf(trace, task.loop) ?? present;
  return Math.max(task.created, Math.min(end, present));
}

/** The end of a loop's lane. */
export function endOfLoop(trace: Trace, loop: Loop, present = endOfTrace(trace)): Nanos {
  return Math.max(loop.at, Math.min(finishOf(trace, loop.id) ?? present, present));
}

/** When tasks were destroyed, of the traces that were asked about: each look is at what is new of the lost work. */
const known = new WeakMap<readonly LostWork[], { seen: number; at: Map<TaskId, Nanos> }>();

function destroyed({ lost }: Trace): ReadonlyMap<TaskId, Nanos> {
  let entry = known.get(lost);
  if (entry === undefined) known.set(lost, (entry = { seen: 0, at: new Map() }));
  for (; entry.seen < lost.length; entry.seen++) {
    const { kind, task, at } = lost[entry.seen]!;
    if (kind === 'task destroyed') entry.at.set(task, at);
  }
  return entry.at;
}
