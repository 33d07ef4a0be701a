import type { Task, Trace } from '../trace.ts';
import type { LoopId, Nanos, ProcessIndex, TaskId } from '../units.ts';
import { cancelledBy, errorType, isExit, originOf } from './failureCauses.ts';
import { TaskRounds } from './taskRounds.ts';
import { testsOf } from './testRuns.ts';

/** Tasks of one coroutine that ended with the same kind of exception. What failed only because they did is counted under them. */
export interface Failures {
  readonly coroutine: string;
  /** The exception's class. */
  readonly type: string;
  /** How many there are; of many, only the first are named. */
  readonly count: number;
  readonly tasks: readonly TaskId[];
  /** When the first of them failed. */
  readonly since: Nanos;
  /** The main task of a program that failed because one of them did, if that is not one of them, and which of them it was. */
  readonly ended: { readonly main: TaskId; readonly by: TaskId } | null;
  /** How many of the exceptions nobody retrieved: Python itself warns of them. */
  readonly unretrieved: number;
  /** How many others were cancelled because of them. */
  readonly cancelled: number;
}

/** So many failures of one kind are worth speaking of, where the program knew of each and went on. */
const LEAST_HANDLED = 3;

/** Of so many of one kind, the consequences are followed. */
const MOST_NAMED = 100;

/** So many kinds of failure are told. */
const MOST_GROUPS = 50;

interface Group {
  readonly coroutine: string;
  readonly type: string;
  readonly tasks: TaskId[];
  count: number;
  since: Nanos;
  unretrieved: number;
}

/** Finds the failures of a growing trace that are worth speaking of. What fails within a test is told by the test. */
export class FailureFinder {
  /** As of the last complete round: those that ended the program first, then those nobody knew of, then the most. */
  failures: readonly Failures[] = [];
  private readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<TaskId, Group>();
  /** The first task of each loop, and when the newest that nobody began was begun, by process. */
  private readonly mains = new Map<LoopId, TaskId>();
  private readonly newestRoot = new Map<ProcessIndex, Nanos>();
  /** The main tasks that failed. */
  private failedMains: Task[] = [];
  private lost = 0;
  private known = '';
  private readonly rounds = new TaskRounds({
    restart: () => this.restart(),
    begin: () => undefined,
    meet: (trace, task) => this.meet(trace, task),
    end: (trace, task) => this.look(trace, task),
    finish: (trace) => this.publish(trace),
  });

  /** Looks at the next tasks, `most` at most; true when the failures are those of the trace as it is. */
  update(trace: Trace, most: number): boolean {
    return this.rounds.update(trace, most);
  }

  private restart(): void {
    this.failures = [];
    this.groups.clear();
    this.groupOf.clear();
    this.mains.clear();
    this.newestRoot.clear();
    this.failedMains = [];
    this.lost = 0;
    this.known = '';
  }

  private meet(trace: Trace, task: Task): void {
    if (task.parent !== 0 || isShutdown(task)) return;
    if (!this.mains.has(task.loop)) this.mains.set(task.loop, task.id);
    this.newestRoot.set(processOf(trace, task), task.created);
  }

  private look(trace: Trace, task: Task): void {
    if (task.outcome !== 'error' || isExit(errorType(task))) return;
    if (testsOf(trace).of(processOf(trace, task))?.during(task.ended!) !== undefined) return;
    const origin = originOf(trace, task);
    if (this.mains.get(task.loop) === task.id) this.failedMains.push(task);
    if (origin !== task) return;
    const type = errorType(task);
    const key = `${type}\n${task.coroutine}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { coroutine: task.coroutine, type, tasks: [], count: 0, since: task.ended!, unretrieved: 0 };
      this.groups.set(key, group);
    }
    group.count++;
    group.since = Math.min(group.since, task.ended!);
    this.groupOf.set(task.id, group);
    if (group.tasks.length < MOST_NAMED) group.tasks.push(task.id);
  }

  private publish(trace: Trace): void {
    const { lost, cancels } = trace;
    for (; this.lost < lost.length; this.lost++) {
      const { kind, task } = lost[this.lost]!;
      const group = kind === 'exception never retrieved' ? this.groupOf.get(task) : undefined;
      if (group !== undefined) group.unretrieved++;
    }
    const roots = [...this.newestRoot.values()].join();
    const known = [this.groupOf.size, this.lost, cancels.length, this.failedMains.length, roots].join(' ');
    if (known === this.known) return;
    this.known = known;
    const ended = this.endedBy(trace);
    const gravity = (group: Group): number => (ended.has(group) ? 2 : group.unretrieved > 0 ? 1 : 0);
    this.failures = [...this.groups.values()]
      .filter((group) => gravity(group) > 0 || group.count >= LEAST_HANDLED)
      .sort((a, b) => gravity(b) - gravity(a) || b.count - a.count)
      .slice(0, MOST_GROUPS)
      .map((group) => this.failuresOf(trace, group, ended.get(group) ?? null));
  }

  /** What ended programs: failures of a main task after which nothing new was begun in its process. */
  private endedBy(trace: Trace): Map<Group, Failures['ended']> {
    const ended = new Map<Group, Failures['ended']>();
    for (const main of this.failedMains) {
      if ((this.newestRoot.get(processOf(trace, main)) ?? 0) > main.ended!) continue;
      const by = originOf(trace, main).id;
      const group = this.groupOf.get(by);
      if (group !== undefined) ended.set(group, { main: main.id, by });
    }
    return ended;
  }

  private failuresOf(trace: Trace, group: Group, ended: Failures['ended']): Failures {
    const { coroutine, type, count, tasks, since, unretrieved } = group;
    const cancelled = cancelledBy(
      trace,
      tasks.map((id) => trace.task(id)).filter((task) => task !== undefined),
    );
    const loop = trace.task(ended?.main ?? 0)?.loop ?? 0;
    const atEnd = this.rounds.cancelledAtEnd.get(loop) ?? 0;
    return { coroutine, type, count, tasks, since, ended, unretrieved, cancelled: cancelled.size + atEnd };
  }
}

function processOf(trace: Trace, { loop }: Task): ProcessIndex {
  return trace.loop(loop)?.process ?? 0;
}

/** Whether asyncio itself began it when the main task was over. */
function isShutdown({ coroutine }: Task): boolean {
  return /(?:^|\.)shutdown_(?:asyncgens|default_executor)$/.test(coroutine);
}
