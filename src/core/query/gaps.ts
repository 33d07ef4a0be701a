import { endOfTask } from '../ends.ts';
import type { Lane, Task, Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { isCallback } from '../wire.ts';

/**
 * When a run that begins at `start` was ready, as lanes show it: between the end of what was before and its own begin. What
 * was before is not known (NaN): at its begin.
 */
export function readyBetween(before: Nanos, ready: Nanos, start: Nanos): Nanos {
  if (Number.isNaN(ready) || Number.isNaN(before)) return start;
  return Math.min(Math.max(ready, before), start);
}

/** Since when what a lane's owner did is known: since it began to exist, or since what was let go. */
export function heldSince({ forgotten }: Trace, lane: Lane, begin: Nanos): Nanos {
  return lane.first === 0 || forgotten === null ? begin : Math.max(begin, forgotten.until);
}

/** What a task does behind its last run: from when it is suspended, and since when it runs. */
export interface Rest {
  readonly from: Nanos;
  /** Until when it is suspended; the same as `from` when it is not. */
  readonly to: Nanos;
  /** Since when it runs at the newest moment known of; NaN when it does not. */
  readonly live: Nanos;
  readonly end: Nanos;
}

/** What comes behind the last run of a task, or behind its creation when it never ran. */
export function restOf(trace: Trace, task: Task): Rest {
  const { lane } = task;
  const from = lane.length === 0 ? task.created : lane.end;
  const end = endOfTask(trace, task);
  const running = task.ended === null ? runningSince(trace, task) : Number.NaN;
  const live = running >= from && end > running ? running : Number.NaN;
  const to = running >= from ? running : end;
  return { from, to: Math.max(from, to), live, end };
}

function runningSince(trace: Trace, task: Task): Nanos {
  let since = Number.NaN;
  for (const { subject, begin } of trace.running.values())
    if (!isCallback(subject) && Math.floor(subject / 4) === task.id) since = begin;
  return since;
}
