import { unpausedBetween } from '../analysis/pauses.ts';
import type { Task, Trace } from '../trace.ts';
import type { Nanos, ProcessIndex } from '../units.ts';
import { resourceName } from '../resourceName.ts';
import { runningTasks } from './liveRows.ts';
import type { Snapshot, SnapshotTask } from './snapshot.ts';
import {
  keyInSnapshot,
  keyOfSerial,
  loopKeyInSnapshot,
  processInSnapshot,
  processOfPid,
} from './taskKeys.ts';
import type { TaskKey, TaskRow } from './taskRows.ts';

/**
 * What a snapshot says of a process's tasks, with what only the trace knows: numbers, parents, since when. `trace` is null
 * for a process that is not recorded.
 */
export function exactRows(trace: Trace | null, snapshot: Snapshot): readonly TaskRow[] {
  const process = trace === null ? null : processOfPid(trace, snapshot.pid);
  const known = (task: SnapshotTask): Task | undefined =>
    trace === null || process === null || task.serial === 0
      ? undefined
      : trace.taskOfSerial(process, task.serial);
  const keys = snapshot.tasks.map((task) => keyInSnapshot(snapshot, task));
  const isAlive = new Set(keys);
  const current = new Set(snapshot.loops.map((loop) => loop.current));
  const running = trace === null ? null : runningTasks(trace);
  const at = momentOf(trace, snapshot);
  return snapshot.tasks.map((row): TaskRow => {
    const task = known(row);
    const loop = snapshot.loops[row.loop];
    const { stack } = row;
    return {
      key: keys[row.index]!,
      isExact: true,
      task: task?.id ?? null,
      loop: loop === undefined ? '' : loopKeyInSnapshot(snapshot, loop),
      name: row.name,
      coroutine: row.coroutine,
      state: row.state,
      age: task === undefined ? null : ageOf(trace, sinceOf(row, task, running?.get(task.id)), at),
      kind: row.kind,
      resource: nameOfResource(trace, process, snapshot, row.resource),
      isCurrent: current.has(row.index),
      isCancelling: row.cancelling,
      isMine: stack.some(({ scope }) => scope === 'user'),
      parent: trace === null || task === undefined ? null : parentOf(trace, snapshot, task, isAlive),
      stack,
      waitsFor: row.waitsFor.map((index) => keys[index]!),
      awaitedBy: row.awaitedBy.map((index) => keys[index]!),
    };
  });
}

/** A snapshot's moment in the trace's time; null where the trace does not know its process. */
function momentOf(trace: Trace | null, { pid, at }: Snapshot): Nanos | null {
  const process = trace === null ? null : processOfPid(trace, pid);
  return trace === null || process === null ? null : (trace.processes[process]?.origin ?? 0) + at;
}

function ageOf(trace: Trace | null, since: Nanos | null, at: Nanos | null): Nanos | null {
  if (trace === null || since === null || at === null || since > at) return null;
  return unpausedBetween(trace.pauses, since, at);
}

/** Since when a task is in its state, as far as its runs tell: one that is ready again became so at a time not yet told. */
function sinceOf({ state }: SnapshotTask, task: Task, begun: Nanos | undefined): Nanos | null {
  if (state === 'running') return begun ?? null;
  if (state === 'new') return task.created;
  return state === 'suspended' && task.lane.length > 0 ? task.lane.end : null;
}

function parentOf(trace: Trace, snapshot: Snapshot, task: Task, alive: ReadonlySet<TaskKey>): TaskKey | null {
  const parent = trace.task(task.parent);
  if (parent === undefined) return null;
  const key = keyOfSerial(processInSnapshot(snapshot), parent.serial);
  return alive.has(key) ? key : null;
}

/** As the trace calls it; by its class alone where that does not know it. */
export function nameOfResource(
  trace: Trace | null,
  process: ProcessIndex | null,
  snapshot: Snapshot,
  index: number,
): string | null {
  const found = snapshot.resources[index];
  if (found === undefined) return null;
  const known =
    trace === null || process === null ? undefined : trace.resourceOfSerial(process, found.serial);
  return resourceName(known ?? { class: found.class, id: null });
}
