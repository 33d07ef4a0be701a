import type { PieceRef } from '../pieceRef.ts';
import { RunBatch } from '../runBatch.ts';
import { runAt, type Trace } from '../trace.ts';
import type { Nanos, RunIndex, TaskId } from '../units.ts';
import { isCallback, SINGLE_GROUP } from '../wire.ts';

/** So many entries may be of tasks that were let go. */
const SPARE = 10_000;

/**
 * Who has ever awaited which task: a step tells the group of tasks that it began to wait for. Kept are the tasks that
 * await, each once in a row, not the steps, of which there may be millions: when they did is found on their lanes.
 */
export class AwaitIndex {
  /** By group, the last entry of its chain. */
  private readonly last = new Map<number, number>();
  /** By task, the groups of several tasks that it is in. */
  private readonly groups = new Map<TaskId, number[]>();
  private readonly awaiter: TaskId[] = [];
  private readonly before: number[] = [];
  private batch: RunBatch | null = null;
  private seen: RunIndex = 0;
  private epoch = -1;

  /** How many entries are kept. */
  get size(): number {
    return this.awaiter.length;
  }

  /** Looks at up to `most` runs that are new; true when all are seen. */
  update(trace: Trace, most: number): boolean {
    if (this.epoch !== trace.epoch) this.beginEpoch(trace);
    const { runs } = trace;
    const until = Math.min(runs.length, Math.max(this.seen, runs.first) + most);
    const batch = (this.batch ??= new RunBatch());
    this.seen = Math.max(this.seen, runs.first);
    while (this.seen < until) {
      const count = Math.min(runs.read(this.seen, batch), until - this.seen);
      if (count === 0) break;
      for (let i = 0; i < count; i++) {
        const group = batch.group[i]!;
        if (group !== 0) this.add(trace, group, batch.subject[i]!);
      }
      this.seen += count;
    }
    return this.seen >= runs.length;
  }

  /** The tasks that have ever awaited a task, those that began last first; at most so many. */
  tasksAwaiting(task: TaskId, most: number): readonly TaskId[] {
    const found = new Set<TaskId>();
    for (const group of [SINGLE_GROUP + task, ...(this.groups.get(task) ?? [])])
      for (let at = this.last.get(group) ?? -1; at >= 0 && found.size < most; at = this.before[at]!)
        found.add(this.awaiter[at]!);
    return [...found];
  }

  private add(trace: Trace, group: number, subject: number): void {
    if (isCallback(subject)) return;
    const task = Math.floor(subject / 4);
    const before = this.last.get(group);
    if (before === undefined) this.know(trace, group);
    else if (this.awaiter[before] === task) return;
    this.last.set(group, this.awaiter.length);
    this.awaiter.push(task);
    this.before.push(before ?? -1);
  }

  private know(trace: Trace, group: number): void {
    if (group >= SINGLE_GROUP) return;
    for (const task of trace.group(group)) {
      const groups = this.groups.get(task);
      if (groups === undefined) this.groups.set(task, [group]);
      else groups.push(group);
    }
  }

  /** Numbers of tasks and groups stay when some are let go: only when most entries are of such, all begins anew. */
  private beginEpoch(trace: Trace): void {
    this.epoch = trace.epoch;
    if (this.awaiter.length <= 2 * trace.tasks.length + SPARE) return;
    this.seen = 0;
    this.last.clear();
    this.groups.clear();
    this.awaiter.length = 0;
    this.before.length = 0;
  }
}

/** The suspensions in which a task is awaited at a time, at most so many. `index` has seen the trace. */
export function awaitersOf(
  trace: Trace,
  index: AwaitIndex,
  task: TaskId,
  at: Nanos,
  most = 64,
): readonly PieceRef[] {
  const pieces: PieceRef[] = [];
  for (const id of index.tasksAwaiting(task, most)) {
    const lane = trace.task(id)?.lane;
    if (lane === undefined || runAt(trace, lane, at) >= 0) continue;
    const position = lane.endingAfter(at);
    const asleep = lane.run(position - 1);
    if (asleep >= 0 && trace.group(trace.runs.group(asleep)).includes(task))
      pieces.push({ phase: 'suspended', task: id, position, run: lane.run(position) });
  }
  return pieces;
}
