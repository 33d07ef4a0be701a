import { unpausedBetween } from '../analysis/pauses.ts';
import { twice } from '../grow.ts';
import { readyBetween } from '../query/gaps.ts';
import { RunBatch } from '../runBatch.ts';
import { TaskSlots } from '../taskSlots.ts';
import type { Trace } from '../trace.ts';
import type { RunIndex, TaskId } from '../units.ts';
import { isCallback } from '../wire.ts';
import { Aggregates, type AggregateRow } from './aggregate.ts';

/**
 * What each coroutine did about each of its await sites, over all of a growing trace: what was let go of it stays counted.
 * What still goes on is not counted yet.
 */
export class SiteStatistics {
  private trace: Trace | null = null;
  private aggregates = new Aggregates();
  private seen: RunIndex = 0;
  private readonly batch = new RunBatch();
  private slots = new TaskSlots();
  private known = 0;
  private coroutine = new Int32Array(1024);
  // Of the last run of each task:
  private lastEnd = new Float64Array(1024);
  private lastSite = new Uint32Array(1024);

  /** Looks at the next `most` runs; true when all are counted. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace) this.begin(trace);
    this.seen = Math.max(this.seen, trace.runs.first);
    let left = most;
    while (left > 0) {
      const length = Math.min(trace.runs.read(this.seen, this.batch), left);
      if (length === 0) break;
      for (let i = 0; i < length; i++) this.look(trace, i);
      this.seen += length;
      left -= length;
    }
    return this.seen >= trace.runs.length;
  }

  /** How many runs were looked at. */
  get progress(): RunIndex {
    return this.seen;
  }

  /** A row for each coroutine and site, in no order. */
  rows(): readonly AggregateRow[] {
    return this.trace === null ? [] : this.aggregates.rows(this.trace);
  }

  private begin(trace: Trace): void {
    this.trace = trace;
    this.aggregates = new Aggregates();
    this.slots = new TaskSlots();
    this.seen = 0;
    this.known = 0;
  }

  private look(trace: Trace, i: number): void {
    const { batch, aggregates } = this;
    const { pauses } = trace;
    const subject = batch.subject[i]!;
    if (isCallback(subject)) return;
    const slot = this.slotOf(trace, Math.floor(subject / 4));
    const coroutine = this.coroutine[slot]!;
    if (coroutine < 0) return;
    const before = this.lastEnd[slot]!;
    const start = batch.begin[i]!;
    const end = batch.end[i]!;
    const site = batch.site[i]!;
    aggregates.of(coroutine, site).run.add(unpausedBetween(pauses, start, end));
    const ready = batch.ready[i]!;
    if (ready === ready && before === before) {
      const last = aggregates.of(coroutine, this.lastSite[slot]!);
      const since = readyBetween(before, ready, start);
      last.ready.add(unpausedBetween(pauses, since, start));
      if (since > before) last.suspended.add(unpausedBetween(pauses, before, since));
    } else if (start > before)
      // When it was ready is not known: as in the picture, it was suspended until it ran.
      aggregates.of(coroutine, this.lastSite[slot]!).suspended.add(unpausedBetween(pauses, before, start));
    this.lastEnd[slot] = end;
    this.lastSite[slot] = site;
  }

  private slotOf(trace: Trace, id: TaskId): number {
    const slot = this.slots.of(id);
    if (slot < this.known) return slot;
    if (slot >= this.coroutine.length) {
      this.coroutine = twice(this.coroutine);
      this.lastEnd = twice(this.lastEnd);
      this.lastSite = twice(this.lastSite);
    }
    const task = trace.task(id);
    this.known = slot + 1;
    this.coroutine[slot] = task === undefined ? -1 : this.aggregates.coroutine(task.coroutine);
    this.lastEnd[slot] = task?.lane.first === 0 ? task.created : Number.NaN;
    this.lastSite[slot] = 0;
    return slot;
  }
}
