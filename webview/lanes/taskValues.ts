import { endOfTrace, type Task, type Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import type { SortKey } from '../rowTypes.ts';

/** What tasks are compared by; the time that is not yet over counts up to now. */
export function valueOf(trace: Trace, task: Task, key: SortKey): Nanos {
  const { lane } = task;
  if (key === 'created') return task.created;
  if (key === 'ran') return lane.busyBefore(lane.length);
  const ready = lane.readyBefore(lane.length);
  if (key === 'ready') return ready;
  const process = trace.processes[trace.loop(task.loop)?.process ?? 0];
  const end = task.ended ?? process?.finished ?? endOfTrace(trace);
  return Math.max(0, end - task.created - ready - lane.busyBefore(lane.length));
}
