import { isOver } from '../ends.ts';
import type { Task, Trace } from '../trace.ts';

/** So many ended tasks may stand in the list before they are swept out of it. */
const SPARE = 256;

/**
 * The tasks of a trace that have not ended, kept up from one look to the next: what is new is looked at once, and what has
 * ended is left out at the next look.
 */
export class LiveTasks {
  private readonly trace: Trace;
  private tasks: Task[] = [];
  private seen = 0;
  private epoch = -1;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** In the order in which they became known. */
  update(): readonly Task[] {
    const { trace } = this;
    if (this.epoch !== trace.epoch) {
      this.epoch = trace.epoch;
      this.seen = 0;
      this.tasks = [];
    }
    for (; this.seen < trace.tasks.length; this.seen++) {
      const task = trace.tasks[this.seen]!;
      if (task.ended === null) this.tasks.push(task);
    }
    const alive = this.tasks.filter((task) => !isOver(trace, task));
    if (this.tasks.length - alive.length > SPARE) this.tasks = alive;
    return alive;
  }
}
