import { twice } from '../../src/core/grow.ts';
import type { Task, Trace } from '../../src/core/trace.ts';

/** Stands for: none. */
export const NONE = -1;

/** The creator of a task, when it is of the same loop and was known before it: so no chain of creators is a circle. */
export function creatorOf(trace: Trace, task: Task): Task | undefined {
  const creator = task.parent === 0 ? undefined : trace.task(task.parent);
  return creator !== undefined && creator.loop === task.loop && creator.index < task.index
    ? creator
    : undefined;
}

/**
 * Of each task, by its position in the trace: that of its creator, and its loop's number. A task costs one look, however
 * often the rows are made anew, because a server makes a thousand tasks a second.
 */
export class TaskColumns {
  creator = new Int32Array(1024);
  loop = new Int32Array(1024);
  length = 0;
  private epoch = 0;

  update(trace: Trace): void {
    const { tasks, epoch } = trace;
    if (epoch !== this.epoch) this.length = 0;
    this.epoch = epoch;
    for (; this.length < tasks.length; this.length++) {
      if (this.length === this.loop.length) this.grow();
      const task = tasks[this.length]!;
      this.creator[this.length] = creatorOf(trace, task)?.index ?? NONE;
      this.loop[this.length] = task.loop;
    }
  }

  private grow(): void {
    this.creator = twice(this.creator);
    this.loop = twice(this.loop);
  }
}
