import type { SnapshotResource, SnapshotTask } from './snapshot.ts';
import type { WaitPart } from './waitPart.ts';
import type { WaitFinding } from './waits.ts';

/**
 * Tasks that wait for what is there already, or for what nobody is left to do: a lock that is free, a queue with items, a
 * future that only its own awaiter refers to. Whoever was woken and has not run yet is about to take it: then nothing is
 * lost.
 */
export function findLostWakeUps(part: WaitPart): readonly WaitFinding[] {
  const { tasks, resources, lone } = part.snapshot;
  const findings: WaitFinding[] = [];
  const waiters = new Map<number, SnapshotTask[]>();
  for (const task of tasks) {
    if (task.resource < 0 || task.torn) continue;
    const known = waiters.get(task.resource);
    if (known === undefined) waiters.set(task.resource, [task]);
    else known.push(task);
  }
  for (const resource of resources) {
    const waiting = waiters.get(resource.index) ?? [];
    if (waiting.some(({ state }) => state !== 'suspended')) continue;
    for (const task of waiting) {
      const why = whyFree(resource, task);
      if (why !== null) findings.push(finding(part, task, `${part.nameOf(resource)} ${why}`));
    }
  }
  for (const index of lone) {
    const task = tasks[index];
    if (task?.state !== 'suspended' || task.torn || task.isTimed || task.resource >= 0) continue;
    findings.push(finding(part, task, 'Nothing else in the program refers to the future that it awaits'));
  }
  return findings;
}

/** Why a waiter need not wait; null when it must. */
function whyFree({ kind, isSet, value, capacity }: SnapshotResource, task: SnapshotTask): string | null {
  switch (kind) {
    case 'lock':
      return isSet ? null : 'is not held by anybody';
    case 'event':
      return isSet ? 'is set' : null;
    case 'semaphore':
      return value !== null && value > 0 ? `has ${value} left` : null;
    case 'queue':
    case 'priority queue':
    case 'LIFO queue':
      if (value === null) return null;
      if (task.kind === 'queue.get' && value > 0) return `has ${value === 1 ? 'an item' : `${value} items`}`;
      return task.kind === 'queue.put' && capacity > 0 && value < capacity ? 'has room' : null;
    default:
      return null;
  }
}

function finding(part: WaitPart, task: SnapshotTask, why: string): WaitFinding {
  const evidence = [part.waiting(task), { text: why, place: null }];
  return { kind: 'lostWakeUp', certain: true, task: part.task(task), evidence };
}
