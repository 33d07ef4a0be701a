import type { Outcome, Trace } from '../src/core/trace.ts';
import type { LoopId } from '../src/core/units.ts';

/** How many tasks an event loop has. */
export interface LoopCounts {
  all: number;
  alive: number;
}

/**
 * How many tasks of a growing trace there are, and how they ended. A task ends once, so each look is at the new ones
 * and those that were not done at the last look, never at all.
 */
export class TaskCounts {
  readonly byOutcome: Record<Outcome, number> = { pending: 0, result: 0, error: 0, cancelled: 0 };
  private readonly loops = new Map<LoopId, LoopCounts>();
  private pending: number[] = [];
  private seen = 0;
  private revision = -1;
  private epoch = 0;

  get all(): number {
    return this.seen;
  }

  update(trace: Trace): void {
    if (trace.revision === this.revision) return;
    this.revision = trace.revision;
    const { tasks } = trace;
    if (trace.epoch !== this.epoch) this.forget(trace.epoch);
    for (; this.seen < tasks.length; this.seen++) {
      this.pending.push(this.seen);
      const counts = this.countsOf(tasks[this.seen]!.loop);
      counts.all++;
      counts.alive++;
    }
    this.pending = this.pending.filter((index) => {
      const { outcome, loop } = tasks[index]!;
      if (outcome === 'pending') return true;
      this.byOutcome[outcome]++;
      this.countsOf(loop).alive--;
      return false;
    });
    this.byOutcome.pending = this.pending.length;
  }

  ofLoop(id: LoopId): LoopCounts | undefined {
    return this.loops.get(id);
  }

  /** Begins anew with the tasks that are still held: their positions have changed. */
  private forget(epoch: number): void {
    this.epoch = epoch;
    this.seen = 0;
    this.pending = [];
    this.loops.clear();
    Object.assign(this.byOutcome, { pending: 0, result: 0, error: 0, cancelled: 0 });
  }

  private countsOf(loop: LoopId): LoopCounts {
    let counts = this.loops.get(loop);
    if (counts === undefined) this.loops.set(loop, (counts = { all: 0, alive: 0 }));
    return counts;
  }
}
