import type { Task, Trace } from '../trace.ts';
import { SECOND, type Nanos, type TaskId } from '../units.ts';
import { endOfTest, testsOf, type TestRun } from './testRuns.ts';

/** What a test did with tasks. */
export interface TasksOfTest {
  /** Those that began in it, in their order. */
  readonly begun: readonly TaskId[];
  /** Those of them that its call began, and that were not done when it was over. */
  readonly left: readonly TaskId[];
}

/** A test that left tasks running. */
export interface Leaving {
  readonly test: TestRun;
  readonly left: readonly TaskId[];
}

/** What is told of a test within this time after it is not late. */
const LATE: Nanos = SECOND;

interface Begun {
  readonly test: TestRun;
  readonly task: Task;
}

/** Which tasks began in which test, and which outlived it. Looks at each task once, and again at those that are not done. */
export class TestTasks {
  /** The tests that left tasks running, in the order in which these began. */
  leaving: readonly Leaving[] = [];
  private readonly begun = new Map<TestRun, TaskId[]>();
  /** Those whose test is known for good, and that may outlive it. */
  private open: Begun[] = [];
  private readonly outlived = new Map<TestRun, TaskId[]>();
  /** Those that began just now: which test they belong to is told a moment later. */
  private late = new Map<TestRun, TaskId[]>();
  private seen = 0;
  private epoch = -1;
  private revision = -1;

  /** Looks at what is new, about `most` tasks at most; true when all is seen. */
  update(trace: Trace, most: number): boolean {
    if (trace.bands.length === 0 || (trace.revision === this.revision && trace.epoch === this.epoch))
      return true;
    if (trace.epoch !== this.epoch) this.restart(trace.epoch);
    const index = testsOf(trace);
    const settled = trace.now - LATE;
    const end = Math.min(trace.tasks.length, this.seen + most);
    for (; this.seen < end && trace.tasks[this.seen]!.created < settled; this.seen++) {
      const task = trace.tasks[this.seen]!;
      const test = index.of(trace.loop(task.loop)?.process ?? 0)?.during(task.created);
      if (test === undefined) continue;
      put(this.begun, test, task.id);
      if (isOfCall(test, task)) this.open.push({ test, task });
    }
    if (this.seen === end && end < trace.tasks.length && trace.tasks[end]!.created < settled) return false;
    this.revision = trace.revision;
    this.open = this.open.filter((each) => this.isUndecided(each, settled));
    this.publish(trace);
    return true;
  }

  /** What a test did with tasks, as far as was looked. */
  of(test: TestRun): TasksOfTest {
    const begun = [...(this.begun.get(test) ?? []), ...(this.late.get(test) ?? [])];
    return { begun, left: this.leaving.find((each) => each.test === test)?.left ?? [] };
  }

  private restart(epoch: number): void {
    this.epoch = epoch;
    this.seen = 0;
    this.open = [];
    this.begun.clear();
    this.outlived.clear();
  }

  /** Whether a task may still outlive its test; notes it where it has. That it ended is told a moment later, too. */
  private isUndecided({ test, task }: Begun, settled: Nanos): boolean {
    const end = endOfTest(test);
    if (end === null) return task.ended === null;
    if (!outlives(task, end)) return false;
    if (end >= settled) return true;
    put(this.outlived, test, task.id);
    return false;
  }

  private publish(trace: Trace): void {
    const left = new Map([...this.outlived].map(([test, tasks]) => [test, [...tasks]]));
    const index = testsOf(trace);
    for (const { test, task } of this.open) if (endOfTest(test) !== null) put(left, test, task.id);
    this.late = new Map();
    for (let at = this.seen; at < trace.tasks.length; at++) {
      const task = trace.tasks[at]!;
      const test = index.of(trace.loop(task.loop)?.process ?? 0)?.during(task.created);
      if (test === undefined) continue;
      put(this.late, test, task.id);
      const end = endOfTest(test);
      if (end !== null && isOfCall(test, task) && outlives(task, end)) put(left, test, task.id);
    }
    this.leaving = [...left].map(([test, tasks]) => ({ test, left: tasks }));
  }
}

/** Begun by the test itself: what fixtures begin may be meant to last. */
function isOfCall({ phases }: TestRun, { created }: Task): boolean {
  return phases.findLast(({ begin }) => begin <= created)?.phase === 'call';
}

function outlives({ ended }: Task, end: Nanos): boolean {
  return ended === null || ended > end;
}

function put(lists: Map<TestRun, TaskId[]>, test: TestRun, task: TaskId): void {
  const list = lists.get(test);
  if (list === undefined) lists.set(test, [task]);
  else list.push(task);
}
