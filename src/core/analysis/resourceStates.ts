import type { Resource } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';
import { RESOURCE_EVENTS } from '../wire.ts';

/** How a lock, queue or other resource stands at a moment. */
export interface ResourceState {
  /** Who holds it, in the order in which they acquired it; a task that acquired a semaphore twice stands in it twice. */
  readonly holders: readonly TaskId[];
  /** Who waits for it, in the order in which they began to. */
  readonly waiters: readonly TaskId[];
  /** Items of a queue, or what is left of a semaphore; null as long as nothing told. */
  readonly size: number | null;
}

/** Goes through what happened to a resource up to a moment: the cost grows with its events. */
export function resourceAt(
  trace: Trace,
  resource: Resource,
  at: Nanos = Number.POSITIVE_INFINITY,
): ResourceState {
  const { resourceEvents: events } = trace;
  const holders: TaskId[] = [];
  const waiters: TaskId[] = [];
  let size: number | null = null;
  for (const index of resource.events) {
    if (events.at[index]! > at) break;
    const task = events.task[index]!;
    const event = RESOURCE_EVENTS[events.event[index]! - 1];
    if (event === 'acquired') holders.push(task);
    // Whoever releases a semaphore or lock need not be one who acquired it.
    else if (event === 'released') holders.splice(Math.max(0, holders.indexOf(task)), 1);
    else if (event === 'begins to wait') waiters.push(task);
    else if (event === 'stops waiting' && waiters.includes(task)) waiters.splice(waiters.indexOf(task), 1);
    const tellsSize =
      event === 'size' ||
      (resource.kind === 'semaphore' && event !== 'begins to wait' && event !== 'stops waiting');
    if (tellsSize) size = events.value[index]!;
  }
  return { holders, waiters, size };
}
