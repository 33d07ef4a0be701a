import { pausedBetween } from './pauses.ts';
import { taskOf, type Site, type Task, type Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';

/** A coroutine function, by its file as the trace names it. */
interface FunctionSteps {
  readonly file: string;
  longest: Nanos;
}

/**
 * The longest step of every coroutine function that ran as a task: a call in such a function cost that much at most.
 * The place at which a task suspends first tells the file of its coroutine; one that never suspends is not counted.
 */
export class LongestSteps {
  private readonly functions = new Map<string, FunctionSteps[]>();
  private readonly ofTask = new Map<TaskId, FunctionSteps>();
  private seen = 0;
  private epoch = 0;

  /** Looks at the runs that came since the last call, `most` of them at most. Answers whether that was all. */
  update(trace: Trace, most = Number.POSITIVE_INFINITY): boolean {
    const { runs } = trace;
    this.forget(trace);
    this.seen = Math.max(this.seen, runs.first);
    for (const stop = Math.min(runs.length, this.seen + most); this.seen < stop; this.seen++) {
      const run = this.seen;
      const task = taskOf(trace, runs.subject(run));
      if (task === undefined) continue;
      const steps = this.ofTask.get(task.id) ?? this.stepsOf(task, trace.site(runs.site(run)));
      const [begin, end] = [runs.begin(run), runs.end(run)];
      if (steps === undefined || end - begin <= steps.longest) continue;
      steps.longest = Math.max(steps.longest, end - begin - pausedBetween(trace.pauses, begin, end));
    }
    return this.seen === runs.length;
  }

  /** The longest step of a function of that qualified name in a file that `isFile` accepts; null when none was seen. */
  of(qualifiedName: string, isFile: (file: string) => boolean): Nanos | null {
    const all = this.functions.get(qualifiedName)?.filter(({ file }) => isFile(file)) ?? [];
    return all.length === 0 ? null : Math.max(...all.map(({ longest }) => longest));
  }

  /** Lets go of the tasks that the trace let go of; what their functions' steps took stays known. */
  private forget(trace: Trace): void {
    if (this.epoch === trace.epoch) return;
    this.epoch = trace.epoch;
    for (const task of this.ofTask.keys()) if (trace.task(task) === undefined) this.ofTask.delete(task);
  }

  /** What is known of a task's function; undefined until a place tells in which file it is. */
  private stepsOf(task: Task, site: Site | undefined): FunctionSteps | undefined {
    const file = site?.stack[0]?.file;
    if (file === undefined) return undefined;
    let sameName = this.functions.get(task.coroutine);
    if (sameName === undefined) this.functions.set(task.coroutine, (sameName = []));
    let steps = sameName.find((each) => each.file === file);
    if (steps === undefined) sameName.push((steps = { file, longest: 0 }));
    this.ofTask.set(task.id, steps);
    return steps;
  }
}
