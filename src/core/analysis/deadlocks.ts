import { cyclesOf } from '../cycles.ts';
import type { Resource } from '../facts.ts';
import type { Task, Trace } from '../trace.ts';
import { MICROSECOND, type LoopId, type Nanos, type RunIndex, type TaskId } from '../units.ts';
import { ResourceLedger } from './resourceLedger.ts';
import { hasTimeout, isAtEnd, membersUntilTimeout, waitsOf, type Moment, type Waits } from './stuckTasks.ts';

/** A task that cannot go on before the next of a cycle does. */
export interface Stuck {
  readonly task: TaskId;
  /** What the next one holds; null where its end is awaited. */
  readonly resource: Resource | null;
  readonly since: Nanos;
  /** The position of the suspension on the task's lane. */
  readonly position: number;
}

/** Tasks of which each waits for the next, and the last for the first: none of them will ever go on by itself. */
export interface Deadlock {
  readonly cycle: readonly Stuck[];
  /** Tasks that wait behind them. */
  readonly behind: readonly TaskId[];
  /** Since when the cycle is closed. */
  readonly since: Nanos;
}

/** So many tasks are followed from one: longer chains are nobody's program. */
const LONGEST = 100_000;

/** So many tasks are looked at whenever the trace has grown; of more, once in so much of its time for each. */
const FEW = 2_000;
const PATIENCE: Nanos = 20 * MICROSECOND;

/**
 * Finds who is stuck for ever at the newest moment known of; in a loop that is over, at the moment before it cancelled what was
 * left. Only what is certain counts: see {@link waitsOf}.
 */
export class DeadlockFinder {
  /** As of the last complete update, the longest first. */
  deadlocks: readonly Deadlock[] = [];
  private trace: Trace | null = null;
  private epoch = -1;
  private revision = -1;
  private cancels = 0;
  private until = new Map<LoopId, Nanos>();
  private ledger = new ResourceLedger();
  private at = 0;
  /** The trace's time when all tasks were looked at last, and how many tasks were stuck at locks when it was last asked. */
  private lookedAt: Nanos = Number.NEGATIVE_INFINITY;
  private stuckSize = 0;
  /** The tasks that await others, and those that a timeout would cancel, as far as this round went. */
  private awaiting: TaskId[] = [];
  private timed = new Set<TaskId>();

  /** Looks at the next events and tasks, `most` at most; true when the deadlocks are those of the trace as it is. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) this.begin(trace);
    if (trace.revision === this.revision) return true;
    this.seeEnds(trace);
    if (!this.ledger.update(trace, most)) return false;
    if (this.at === 0 && !this.isDue(trace)) {
      this.revision = trace.revision;
      return true;
    }
    const stop = Math.min(trace.tasks.length, this.at + most);
    for (; this.at < stop; this.at++) this.look(trace, trace.tasks[this.at]!);
    if (this.at < trace.tasks.length) return false;
    this.deadlocks = this.find(trace);
    this.revision = trace.revision;
    this.lookedAt = trace.now;
    this.restart();
    return true;
  }

  private begin(trace: Trace): void {
    this.trace = trace;
    this.epoch = trace.epoch;
    this.revision = -1;
    this.lookedAt = Number.NEGATIVE_INFINITY;
    this.cancels = 0;
    this.until = new Map();
    this.ledger = new ResourceLedger(undefined, this.until);
    this.restart();
  }

  private restart(): void {
    this.at = 0;
    this.awaiting = [];
    this.timed = new Set();
  }

  /** A loop ends: what is found is how all stood until then, so the events are read again up to there. */
  private seeEnds(trace: Trace): void {
    for (; this.cancels < trace.cancels.length; this.cancels++) {
      const cancel = trace.cancels[this.cancels]!;
      const loop = trace.task(cancel.task)?.loop;
      if (!isAtEnd(cancel) || loop === undefined || this.until.has(loop)) continue;
      this.until.set(loop, cancel.at);
      this.ledger = new ResourceLedger(undefined, this.until);
      this.restart();
    }
  }

  private look(trace: Trace, task: Task): void {
    const at = this.momentOf(task);
    if (task.ended !== null && task.ended <= at) return;
    const members = membersUntilTimeout(trace, task.id, at);
    for (const each of members ?? []) this.timed.add(each);
    const run = this.lastRun(task);
    const awaited = trace.group(run < 0 ? 0 : trace.runs.group(run));
    if (awaited.length === 0) return;
    const site = trace.site(trace.runs.site(run));
    // Who is cancelled in `asyncio.wait` leaves those that it waits for alone.
    if ((members !== null && site?.kind !== 'wait') || (site !== undefined && hasTimeout(site)))
      for (const each of awaited) this.timed.add(each);
    else this.awaiting.push(task.id);
  }

  /** The last run before the moment that is looked at; −1 for none. */
  private lastRun(task: Task): RunIndex {
    const { lane } = task;
    const at = this.momentOf(task);
    return lane.run(at >= lane.end ? lane.length - 1 : lane.endingAfter(at) - 1);
  }

  /** Who is cancelled cancels what it awaits. */
  private timedThrough(trace: Trace): ReadonlySet<TaskId> {
    const timed = new Set(this.timed);
    for (const id of timed) {
      const task = trace.task(id);
      const run = task === undefined ? -1 : this.lastRun(task);
      if (run >= 0) for (const each of trace.group(trace.runs.group(run))) timed.add(each);
    }
    return timed;
  }

  private momentOf(task: Task): Nanos {
    return this.until.get(task.loop) ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Whether to go through all tasks. Only a cycle without any lock can be missed by not doing so: of many tasks that is done
   * now and then, and when there is news about those who hold locks.
   */
  private isDue(trace: Trace): boolean {
    const { size } = this.stuckAtLocks(trace, new Set());
    const isNews = size !== this.stuckSize;
    this.stuckSize = size;
    const { tasks, now, processes } = trace;
    const isOver = processes.length > 0 && processes.every(({ finished }) => finished !== null);
    return isNews || isOver || tasks.length <= FEW || now - this.lookedAt >= tasks.length * PATIENCE;
  }

  /** Those who cannot go on of all that hold what others wait for. */
  private stuckAtLocks(trace: Trace, timed: ReadonlySet<TaskId>): StuckTasks {
    const { ledger } = this;
    const stuck = new StuckTasks({
      trace,
      ledger,
      at: (task) => this.momentOf(task),
      isTimed: (id) => timed.has(id),
    });
    for (const { holders } of ledger.contended()) for (const { task } of holders) stuck.follow(task);
    return stuck;
  }

  private find(trace: Trace): readonly Deadlock[] {
    const stuck = this.stuckAtLocks(trace, this.timedThrough(trace));
    for (const task of this.awaiting) stuck.follow(task);
    if (stuck.size === 0) return [];
    for (const { holders, waiters } of this.ledger.contended())
      if (holders.length > 0 && holders.every(({ task }) => stuck.has(task)))
        for (const { task } of waiters) stuck.follow(task);
    return stuck.deadlocks();
  }
}

/** Which tasks cannot go on, by following who waits for whom until one is met who can. */
class StuckTasks {
  private readonly moment: Moment;
  private readonly free = new Set<TaskId>();
  private readonly stuck = new Map<TaskId, Waits>();

  constructor(moment: Moment) {
    this.moment = moment;
  }

  get size(): number {
    return this.stuck.size;
  }

  has(task: TaskId): boolean {
    return this.stuck.has(task);
  }

  /** Finds out about a task, and about those that it waits for. */
  follow(root: TaskId): void {
    if (this.free.has(root) || this.stuck.has(root)) return;
    const waits = waitsOf(this.moment, root);
    if (waits === null) return void this.free.add(root);
    const seen = new Map([[root, waits]]);
    const path = [{ task: root, waits, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const task = top.waits.on[top.next++];
      if (task === undefined) {
        path.pop();
        continue;
      }
      if (seen.has(task) || this.stuck.has(task)) continue;
      const next = this.free.has(task) || seen.size >= LONGEST ? null : waitsOf(this.moment, task);
      if (next === null) {
        // One can go on: so may all that have led to it.
        this.free.add(task);
        for (const { task: before } of path) this.free.add(before);
        return;
      }
      seen.set(task, next);
      path.push({ task, waits: next, next: 0 });
    }
    for (const [task, its] of seen) this.stuck.set(task, its);
  }

  /** Every stuck task waits for another stuck one: whoever follows them comes to a cycle. */
  deadlocks(): Deadlock[] {
    return cyclesOf(this.stuck.keys(), (task) => this.nextOf(task))
      .map(({ around, behind }) => {
        const cycle = fromOldest(around.map((each) => this.stuckOf(each)));
        return { cycle, behind, since: cycle.reduce((last, { since }) => Math.max(last, since), 0) };
      })
      .sort((a, b) => a.since - b.since);
  }

  /** Of several that hold it, rather another one: that one's own wait says more. */
  private nextOf(task: TaskId): TaskId {
    const { on } = this.stuck.get(task)!;
    return on.find((other) => other !== task) ?? task;
  }

  private stuckOf(task: TaskId): Stuck {
    const { standing, since, position } = this.stuck.get(task)!;
    return { task, resource: standing?.resource ?? null, since, position };
  }
}

/** The same cycle, from the task on that has been waiting longest. */
function fromOldest(cycle: readonly Stuck[]): Stuck[] {
  const oldest = cycle.reduce((best, { since }, at) => (since < cycle[best]!.since ? at : best), 0);
  return [...cycle.slice(oldest), ...cycle.slice(0, oldest)];
}
