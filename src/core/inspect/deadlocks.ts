import type { SnapshotTask } from './snapshot.ts';
import { listed, type Evidence, type WaitFinding, type WaitKey, type WaitPart } from './waitGraph.ts';

/**
 * Deadlocks: the greatest set of tasks none of which can go on before another one of them does. Everybody is thought to be
 * stuck who waits for tasks, or for a lock or semaphore whose holders are known; then whoever waits for one that is not
 * stuck is taken out, until nothing changes. What a timeout ends, and what timers, I/O, threads or unknown holders may end,
 * never is in it.
 */
export function findDeadlocks(part: WaitPart): readonly WaitFinding[] {
  const { tasks } = part.snapshot;
  const stuck = new Set<number>(tasks.filter((task) => isSuspect(part, task)).map(({ index }) => index));
  for (let size = -1; size !== stuck.size;) {
    size = stuck.size;
    for (const index of stuck) if (!isBlocked(part, tasks[index]!, stuck)) stuck.delete(index);
  }
  const findings: WaitFinding[] = [];
  const left = new Set(stuck);
  for (const index of stuck) {
    if (!left.has(index)) continue;
    const cycle = cycleFrom(part, index, stuck);
    if (cycle.every((member) => left.has(member))) {
      for (const member of cycle) left.delete(member);
      findings.push(describe(part, cycle, behind(part, cycle, stuck)));
    }
  }
  return findings;
}

function isSuspect(part: WaitPart, task: SnapshotTask): boolean {
  if (task.state !== 'suspended' || task.torn || task.cancelling || task.isTimed) return false;
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
function isBlocked(part: WaitPart, task: SnapshotTask, stuck: ReadonlySet<number>): boolean {
  const blockers = blockersOf(part, task);
  const isAny = task.kind === 'wait' || part.snapshot.resources[task.resource]?.kind === 'semaphore';
  return isAny ? blockers.every((index) => stuck.has(index)) : blockers.some((index) => stuck.has(index));
}

/** Follows who waits for whom until somebody comes again. */
function cycleFrom(part: WaitPart, from: number, stuck: ReadonlySet<number>): readonly number[] {
  const path: number[] = [];
  for (let at = from; ;) {
    const again = path.indexOf(at);
    if (again >= 0) return path.slice(again);
    path.push(at);
    at = blockersOf(part, part.snapshot.tasks[at]!).find((index) => stuck.has(index))!;
  }
}

/** Those outside of a cycle that wait for it, maybe through others. */
function behind(part: WaitPart, cycle: readonly number[], stuck: ReadonlySet<number>): readonly number[] {
  const found = new Set(cycle);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const index of stuck)
      if (blockersOf(part, part.snapshot.tasks[index]!).some((blocker) => found.has(blocker)))
        found.add(index);
  }
  return [...found].slice(cycle.length);
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
    const names = listed(after.map((index) => tasks[index]!.name));
    evidence.push({ text: `Stuck behind them: ${names}`, place: null });
  }
  return { kind: 'deadlock', cycle: keys, stuck: after.map((index) => part.key(tasks[index]!)), evidence };
}
