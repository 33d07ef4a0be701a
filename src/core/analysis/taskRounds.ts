import { isDestroyed } from '../ends.ts';
import type { Task, Trace } from '../trace.ts';
import { MICROSECOND, type LoopId, type Nanos } from '../units.ts';
import { isAtEnd } from './stuckTasks.ts';

/** So many open tasks are looked at whenever the trace has grown; of more, once in so much of its time for each. */
const FEW = 2_000;
const PATIENCE: Nanos = 20 * MICROSECOND;

/** Told of the tasks of a trace. */
export interface TaskVisitor {
  /** All that was told does not hold any more: it is another trace, or some of the same one was let go. */
  readonly restart: (isSame: boolean) => void;
  /** A round begins: all tasks that are open will be told of again. */
  readonly begin: () => void;
  /** Of each task once, in the order of the trace. */
  readonly meet?: (trace: Trace, task: Task) => void;
  /** Of each task once, when it has ended. */
  readonly end: (trace: Trace, task: Task) => void;
  /** Of a task that is open at a moment, in every round. */
  readonly open?: (trace: Trace, task: Task, at: Nanos) => void;
  /** All tasks were told of. */
  readonly finish: (trace: Trace) => void;
}

/**
 * Goes through the tasks of a growing trace in rounds, a bounded number at a time: each task once, and again as long as it is
 * open. Of a loop that is over it counts how all stood before it cancelled what was left.
 */
export class TaskRounds {
  /** How many tasks the end of a loop cancelled. */
  readonly cancelledAtEnd = new Map<LoopId, number>();
  private readonly visitor: TaskVisitor;
  private trace: Trace | null = null;
  private epoch = -1;
  private revision = -1;
  private cancels = 0;
  private seen = 0;
  private readonly until = new Map<LoopId, Nanos>();
  private open: Task[] = [];
  /** Of the open tasks, up to where this round went, and how many of them stay. */
  private at = 0;
  private kept = 0;
  private isInRound = false;
  private lookedAt: Nanos = Number.NEGATIVE_INFINITY;

  constructor(visitor: TaskVisitor) {
    this.visitor = visitor;
  }

  /** Looks at the next tasks, `most` at most; true when a round has told of the trace as it is. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) this.restart(trace);
    if (!this.isInRound && trace.revision === this.revision) return true;
    this.seeEnds(trace);
    if (!this.isInRound) {
      if (!this.isDue(trace)) {
        this.revision = trace.revision;
        return true;
      }
      this.isInRound = true;
      this.visitor.begin();
    }
    let left = most;
    for (; left > 0 && this.at < this.open.length; left--) {
      const task = this.open[this.at++]!;
      if (this.visit(trace, task)) this.open[this.kept++] = task;
    }
    if (this.at < this.open.length) return false;
    this.open.length = this.kept;
    for (; left > 0 && this.seen < trace.tasks.length; left--) {
      const task = trace.tasks[this.seen++]!;
      this.visitor.meet?.(trace, task);
      if (this.visit(trace, task)) this.open.push(task);
    }
    this.at = this.kept = this.open.length;
    if (this.seen < trace.tasks.length) return false;
    this.visitor.finish(trace);
    this.revision = trace.revision;
    this.lookedAt = trace.now;
    this.at = this.kept = 0;
    this.isInRound = false;
    return true;
  }

  private restart(trace: Trace): void {
    const isSame = trace === this.trace;
    this.trace = trace;
    this.epoch = trace.epoch;
    this.revision = -1;
    this.cancels = this.seen = this.at = this.kept = 0;
    this.isInRound = false;
    this.until.clear();
    this.cancelledAtEnd.clear();
    this.open = [];
    this.lookedAt = Number.NEGATIVE_INFINITY;
    this.visitor.restart(isSame);
  }

  private seeEnds(trace: Trace): void {
    for (; this.cancels < trace.cancels.length; this.cancels++) {
      const cancel = trace.cancels[this.cancels]!;
      const loop = isAtEnd(cancel) ? trace.task(cancel.task)?.loop : undefined;
      if (loop === undefined) continue;
      this.cancelledAtEnd.set(loop, (this.cancelledAtEnd.get(loop) ?? 0) + 1);
      if (!this.until.has(loop)) this.until.set(loop, cancel.at);
    }
  }

  private isDue({ processes, now }: Trace): boolean {
    const isOver = processes.length > 0 && processes.every(({ finished }) => finished !== null);
    return isOver || this.open.length <= FEW || now - this.lookedAt >= this.open.length * PATIENCE;
  }

  /** Answers whether the task is open. */
  private visit(trace: Trace, task: Task): boolean {
    const until = this.until.get(task.loop) ?? Number.POSITIVE_INFINITY;
    if (task.ended !== null && task.ended <= until) {
      this.visitor.end(trace, task);
      return false;
    }
    if (isDestroyed(task)) return false;
    this.visitor.open?.(trace, task, Math.min(until, trace.now));
    return true;
  }
}
