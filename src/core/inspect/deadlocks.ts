import { cyclesOf } from '../cycles.ts';
import type { Snapshot, SnapshotTask } from './snapshot.ts';
import { distinctTitle } from './stackText.ts';
import { listed, type WaitPart } from './waitPart.ts';
import type { Evidence, WaitFinding, WaitKey } from './waits.ts';

/**
 * Deadlocks: the greatest set of tasks none of which can go on before another one of them does. Everybody is thought to be
 * stuck who waits for tasks, or for a lock or semaphore whose holders are known; then whoever waits for one that is not
 * stuck is taken out, until nothing changes. What a timeout ends, and what timers, I/O, threads or unknown holders may end,
 * never is in it.
 */
export function findDeadlocks(part: WaitPart): readonly WaitFinding[] {
  const { tasks } = part.snapshot;
  const timed = timedThrough(part.snapshot);
  const suspects = tasks.filter((task) => !timed.has(task.index) && isSuspect(part, task));
  const stuck = new Set(suspects.map(({ index }) => index));
  const blockers = new Map(suspects.map((task) => [task.index, blockersOf(part, task)] as const));
  const waiters = new Map<number, number[]>();
  for (const [index, its] of blockers)
    for (const blocker of its) {
      const known = waiters.get(blocker);
      if (known === undefined) waiters.set(blocker, [index]);
      else known.push(index);
    }
  // Whoever is taken out may free those that wait for it.
  const queue = suspects.map(({ index }) => index);
  for (const index of queue) {
    if (!stuck.has(index) || isBlocked(part, tasks[index]!, blockers.get(index)!, stuck)) continue;
    stuck.delete(index);
    for (const waiter of waiters.get(index) ?? []) queue.push(waiter);
  }
  const nextOf = (index: number): number => blockers.get(index)!.find((blocker) => stuck.has(blocker))!;
  return cyclesOf(stuck, nextOf).map(({ around, behind }) => describe(part, around, behind));
}

/** Those that a timeout ends, and those whom they cancel then because they await them. */
function timedThrough({ tasks }: Snapshot): ReadonlySet<number> {
  const found = new Set(tasks.filter(({ isTimed }) => isTimed).map(({ index }) => index));
  for (const index of found) {
    const { kind, stack, waitsFor } = tasks[index]!;
    // Who is cancelled in `asyncio.wait` leaves those that it waits for alone; a TaskGroup does not.
    const isAlone = kind === 'wait' && !stack.some(({ function: name }) => name.startsWith('TaskGroup.'));
    if (!isAlone) for (const awaited of waitsFor) found.add(awaited);
  }
  return found;
}

function isSuspect(part: WaitPart, task: SnapshotTask): boolean {
  if (task.state !== 'suspended' || task.torn || task.cancelling) return false;
  return blockersOf(part, task).length > 0;
}

/** Whom a task waits for: those it awaits, and who holds its resource. */
function blockersOf({ snapshot }: WaitPart, task: SnapshotTask): readonly number[] {
  const resource = snapshot.resources[task.resource];
  if (resource === undefined) return task.waitsFor;
  if (resource.kind !== 'lock' && resource.kind !== 'semaphore') return [];
  const places = resource.kind === 'lock' ? 1 : resource.capacity;
  const isFull = resource.kind === 'lock' ? resource.isSet : resource.value === 0;
  // Of a semaphore all holders must be known: one that is not may give its place back.
  return isFull && resource.holders.length >= places ? resource.holders.map((holder) => holder.task) : [];
}

/** Whether a task cannot go on as long as the stuck ones are stuck. */
function isBlocked(
  part: WaitPart,
  task: SnapshotTask,
  blockers: readonly number[],
  stuck: ReadonlySet<number>,
): boolean {
  const isAny = task.kind === 'wait' || part.snapshot.resources[task.resource]?.kind === 'semaphore';
  return isAny ? blockers.every((index) => stuck.has(index)) : blockers.some((index) => stuck.has(index));
}

function describe(part: WaitPart, cycle: readonly number[], after: readonly number[]): WaitFinding {
  const { tasks, resources } = part.snapshot;
  const keys: WaitKey[] = [];
  const evidence: Evidence[] = [];
  cycle.forEach((index, at) => {
    const task = tasks[index]!;
    keys.push(part.key(task));
    evidence.push(part.waiting(task));
    const resource = resources[task.resource];
    if (resource === undefined) return;
    keys.push(part.keyOfResource(resource));
    const holder = cycle[(at + 1) % cycle.length]!;
    const key = part.keyOfResource(resource);
    const held = part.edges.find(({ from, to }) => from === key && to === part.key(tasks[holder]!));
    evidence.push(...(held?.evidence ?? []));
  });
  if (after.length > 0) {
    const names = listed(after, (index) => distinctTitle(tasks[index]!));
    evidence.push({ text: `Stuck behind them: ${names}`, place: null });
  }
  return { kind: 'deadlock', cycle: keys, stuck: after.map((index) => part.key(tasks[index]!)), evidence };
}
