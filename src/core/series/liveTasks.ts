import type { Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import type { SeriesCells } from './series.ts';
import { StepColumn } from './stepColumn.ts';

interface Change {
  readonly at: Nanos;
  readonly by: 1 | -1;
}

/** How many tasks there were at a time: made and not over. */
export class LiveTasks {
  private readonly counts = new StepColumn();
  /** Positions of tasks that have not ended, as far as they were looked at. */
  private alive: number[] = [];
  private seen = 0;

  /** Looks at tasks that are new or have ended since, `most` new ones at most. Answers whether that was all. */
  update(trace: Trace, most: number): boolean {
    const changes: Change[] = [];
    const still: number[] = [];
    for (const index of this.alive) {
      const ended = trace.tasks[index]?.ended ?? null;
      if (ended === null) still.push(index);
      else changes.push({ at: ended, by: -1 });
    }
    for (const stop = Math.min(trace.tasks.length, this.seen + most); this.seen < stop; this.seen++) {
      const { created, ended } = trace.tasks[this.seen]!;
      changes.push({ at: created, by: 1 });
      if (ended === null) still.push(this.seen);
      else changes.push({ at: ended, by: -1 });
    }
    this.alive = still;
    this.merge(changes);
    return this.seen === trace.tasks.length;
  }

  /** As {@link Series.fill}. */
  fill(from: Nanos, cell: Nanos, into: SeriesCells, begin: Nanos, end: Nanos): void {
    this.counts.fill(from, cell, into, begin, end, 0);
  }

  /** What comes late (of another process, or an end that was told later) takes its place among what is known. */
  private merge(changes: Change[]): void {
    if (changes.length === 0) return;
    // Of the same moment, begins first: the count never falls below 0.
    const inOrder = (a: Change, b: Change): number => a.at - b.at || b.by - a.by;
    changes.sort(inOrder);
    const { counts } = this;
    const kept = counts.countUntil(changes[0]!.at - 1);
    const later: Change[] = [];
    for (let position = kept; position < counts.length; position++)
      later.push({ at: counts.timeOf(position), by: counts.changeAt(position) > 0 ? 1 : -1 });
    counts.cut(kept);
    let value = counts.lastValue;
    for (const { at, by } of later.length === 0 ? changes : [...later, ...changes].sort(inOrder))
      counts.push(at, (value += by));
  }
}
