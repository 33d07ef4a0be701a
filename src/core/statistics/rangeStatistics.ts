import { pausedBetween, pausedSums, unpausedBetween } from '../analysis/pauses.ts';
import { readyBetween, restOf } from '../query/gaps.ts';
import type { Lane, LaneSums, Loop, Task, Trace } from '../trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from '../units.ts';
import { isCallback } from '../wire.ts';
import { Aggregates, type Aggregate, type AggregateRow } from './aggregate.ts';
import { Histogram } from './histogram.ts';

/** A stretch of time. */
export interface Range {
  readonly begin: Nanos;
  /** Not included. */
  readonly end: Nanos;
}

/** What a loop did in a range. */
export interface LoopInRange {
  readonly loop: LoopId;
  readonly busy: Nanos;
  /** Of the time in the range in which there was the loop: 0 to 1. */
  readonly share: number;
  /** The part of `busy` that was plain callbacks. */
  readonly callbacks: Nanos;
  /** The longest run that touches the range, all of it. */
  readonly longest: Nanos;
}

/** What a task did in a range. */
export interface TaskInRange {
  readonly task: TaskId;
  /** Steps that touch the range. */
  readonly steps: number;
  readonly run: Nanos;
  readonly ready: Nanos;
}

const MOST_TASKS = 1_000;

/**
 * What happened in a stretch of time; made anew for another one. Times are the parts that lie in it, so that they add up,
 * but for {@link RangeStatistics.ready}.
 */
export class RangeStatistics {
  readonly range: Range;
  private isDone = false;
  /** Positions in the trace of the loop and the task that are gone through, and in their lanes; −1: not begun with. */
  private loopAt = 0;
  private taskAt = 0;
  private position = -1;
  private left = 0;
  private epoch = 0;
  private trace: Trace | null = null;
  private readonly byLoop: LoopInRange[] = [];
  private callbacks: Nanos = 0;
  // Of the task that is gone through:
  private steps = 0;
  private run: Nanos = 0;
  private readyTime: Nanos = 0;
  private byTask: TaskInRange[] = [];
  private aggregates = new Aggregates();
  private readyTimes = new Histogram();
  private readonly blocking: RunIndex[] = [];
  private readonly from: LaneSums = { position: 0, busy: 0, ready: 0 };
  private readonly to: LaneSums = { position: 0, busy: 0, ready: 0 };

  constructor(range: Range) {
    this.range = range;
  }

  get isComplete(): boolean {
    return this.isDone;
  }

  /** Looks at the next `most` runs and tasks; true when all of the range is summed up, as it is now. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) this.begin(trace);
    this.left = most;
    while (this.loopAt < trace.loops.length && this.left > 0)
      this.throughLoop(trace, trace.loops[this.loopAt]!);
    while (this.taskAt < trace.tasks.length && this.left > 0)
      this.throughTask(trace, trace.tasks[this.taskAt]!);
    this.isDone = this.loopAt >= trace.loops.length && this.taskAt >= trace.tasks.length;
    return this.isDone;
  }

  loops(): readonly LoopInRange[] {
    return this.byLoop;
  }

  /** The tasks that ran in the range, the one that ran longest first; at most 1,000. */
  ran(): readonly TaskInRange[] {
    this.trim(MOST_TASKS);
    return this.byTask;
  }

  /** What was awaited: a row for each coroutine and await site, the one waited for longest first. */
  awaited(): readonly AggregateRow[] {
    if (this.trace === null) return [];
    return this.aggregates.rows(this.trace).sort((a, b) => b.suspended.total - a.suspended.total);
  }

  /** How long the steps that began in the range had stood ready, all of that time. */
  ready(): Histogram {
    return this.readyTimes;
  }

  /** The runs that touch the range and held their loop for the blocking threshold. */
  blocks(): readonly RunIndex[] {
    return this.blocking;
  }

  private begin(trace: Trace): void {
    this.trace = trace;
    this.epoch = trace.epoch;
    this.loopAt = this.taskAt = 0;
    this.position = -1;
    this.callbacks = 0;
    this.byLoop.length = this.blocking.length = 0;
    this.byTask = [];
    this.aggregates = new Aggregates();
    this.readyTimes = new Histogram();
  }

  private throughLoop(trace: Trace, loop: Loop): void {
    const { lane } = loop;
    const { range, from, to } = this;
    this.left--;
    if (this.position < 0) {
      this.position = lane.endingAfter(range.begin);
      this.callbacks = 0;
    }
    if (!this.walk(trace, lane, (run, begin, end) => this.onLoop(trace, run, begin, end))) return;
    lane.sums(range.begin, 0, 0, from);
    lane.sums(range.end, 0, from.position, to);
    const live = this.inside(trace.running.get(loop.id)?.begin ?? Number.NaN, trace.now);
    const held = pausedSums(trace.pauses, lane, range.begin, range.end).busy;
    const busy = Math.max(0, to.busy - from.busy - held + live);
    const length = this.inside(loop.at, trace.now);
    this.byLoop.push({
      loop: loop.id,
      busy,
      share: length > 0 ? Math.min(1, busy / length) : 0,
      callbacks: this.callbacks,
      longest: lane.longestRun(from.position, this.position),
    });
    this.loopAt++;
    this.position = -1;
  }

  private onLoop(trace: Trace, run: RunIndex, begin: Nanos, end: Nanos): void {
    if (isCallback(trace.runs.subject(run))) this.callbacks += this.inside(begin, end);
    if (end - begin < trace.blockingFrom) return;
    if (end - begin - pausedBetween(trace.pauses, begin, end) >= trace.blockingFrom) this.blocking.push(run);
  }

  private throughTask(trace: Trace, task: Task): void {
    const { lane } = task;
    const { range, aggregates } = this;
    this.left--;
    if (task.created >= range.end || (task.ended ?? range.begin) < range.begin) {
      this.taskAt++;
      return;
    }
    const coroutine = aggregates.coroutine(task.coroutine);
    if (this.position < 0) {
      this.position = lane.endingAfter(range.begin);
      this.steps = this.run = this.readyTime = 0;
    }
    const isThrough = this.walk(trace, lane, (run, begin, end, position) => {
      this.beforeRun(trace, task, coroutine, position, run, begin);
      this.step(aggregates.of(coroutine, trace.runs.site(run)), this.inside(begin, end));
    });
    if (!isThrough) return;
    this.behind(trace, task, coroutine);
    const { steps, run, readyTime: ready } = this;
    if (steps > 0) this.byTask.push({ task: task.id, steps, run, ready });
    if (this.byTask.length > 4 * MOST_TASKS) this.trim(MOST_TASKS);
    this.taskAt++;
    this.position = -1;
  }

  private step(aggregate: Aggregate, ran: Nanos): void {
    aggregate.run.add(ran);
    this.run += ran;
    this.steps++;
  }

  /** What was before a run of a task. */
  private beforeRun(
    trace: Trace,
    task: Task,
    coroutine: number,
    position: number,
    run: RunIndex,
    start: Nanos,
  ): void {
    const { range } = this;
    const last = task.lane.run(position - 1);
    const before = position === 0 ? task.created : trace.runs.end(last);
    const known = trace.runs.ready(run);
    const ready = readyBetween(before, known, start);
    const aggregate = this.aggregates.of(coroutine, trace.runs.site(last));
    if (!Number.isNaN(known) && start >= range.begin && start < range.end)
      this.readyTimes.add(unpausedBetween(trace.pauses, ready, start));
    if (ready > before && this.inside(before, ready) > 0) aggregate.suspended.add(this.inside(before, ready));
    const waited = this.inside(ready, start);
    if (waited === 0) return;
    aggregate.ready.add(waited);
    this.readyTime += waited;
  }

  /** What comes behind the last run of the range: what is before the next one, or what still goes on. */
  private behind(trace: Trace, task: Task, coroutine: number): void {
    const { lane } = task;
    const next = lane.run(this.position);
    if (next >= 0) return this.beforeRun(trace, task, coroutine, this.position, next, trace.runs.begin(next));
    const rest = restOf(trace, task);
    const suspended = this.inside(rest.from, rest.to);
    const site = trace.runs.site(lane.run(lane.length - 1));
    if (suspended > 0) this.aggregates.of(coroutine, site).suspended.add(suspended);
    const live = this.inside(rest.live, rest.end);
    if (live > 0) this.step(this.aggregates.of(coroutine, 0), live);
  }

  /** Goes on through a lane, up to the range's end; true when it got there. */
  private walk(
    trace: Trace,
    lane: Lane,
    tell: (run: RunIndex, begin: Nanos, end: Nanos, position: number) => void,
  ): boolean {
    const { runs } = trace;
    for (; this.left > 0; this.position++, this.left--) {
      const run = lane.run(this.position);
      const begin = runs.begin(run);
      // NaN where there is none.
      if (!(begin < this.range.end)) return true;
      tell(run, begin, runs.end(run), this.position);
    }
    return false;
  }

  /** The part of a time that lies in the range, without the debugger's pauses; 0 for NaN. */
  private inside(from: Nanos, to: Nanos): Nanos {
    const [begin, end] = [Math.max(from, this.range.begin), Math.min(to, this.range.end)];
    return end > begin ? unpausedBetween(this.trace?.pauses ?? [], begin, end) : 0;
  }

  private trim(most: number): void {
    this.byTask.sort((a, b) => b.run - a.run);
    if (this.byTask.length > most) this.byTask.length = most;
  }
}
