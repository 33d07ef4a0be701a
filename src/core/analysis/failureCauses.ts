import { between, factsOf } from '../links/factIndex.ts';
import type { TaskScope } from '../facts.ts';
import type { Task, Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';

/** So many of the tasks that another one began are looked at, the newest. */
const MOST_CHILDREN = 1_000;
/** So many members of a group. */
const MOST_MEMBERS = 20_000;
/** So many requests to cancel of one step. */
const MOST_CANCELS = 10_000;
/** Failures that led to each other: longer chains are nobody's program. */
const LONGEST = 100;

/** The name of an exception's class. */
export function errorType({ error }: Task): string {
  return /^[^:]*/.exec(error ?? '')![0].trim();
}

/** Whether an exception is how a program ends itself, and no failure. */
export function isExit(type: string): boolean {
  return /(?:^|\.)(?:SystemExit|KeyboardInterrupt|GeneratorExit|CancelledError)$/.test(type);
}

/**
 * The task whose failure another one's is: a member of a TaskGroup or nursery that came out of it in a group of exceptions, or
 * one that it began, whose very exception it ended with. Null where it failed by itself.
 */
function causeOf(trace: Trace, task: Task): Task | null {
  const facts = factsOf(trace);
  if (/ExceptionGroup$/.test(errorType(task))) {
    for (const scope of facts.entered.of(task.id).toReversed()) {
      const failed = firstToFail(trace, scope.members, task);
      if (failed !== null) return failed;
    }
  }
  const children = facts.created.of(task.id).slice(-MOST_CHILDREN);
  return firstToFail(trace, children, task, ({ error }) => error === task.error);
}

/** The task whose failure a failure began with: itself, or what {@link causeOf} leads to. */
export function originOf(trace: Trace, task: Task): Task {
  let origin = task;
  for (let step = 0; step < LONGEST; step++) {
    const cause = causeOf(trace, origin);
    if (cause === null) break;
    origin = cause;
  }
  return origin;
}

/** The other tasks that were cancelled because some failed: by their group, and by who awaited one and then ended the rest. */
export function cancelledBy(trace: Trace, failed: readonly Task[]): ReadonlySet<TaskId> {
  const facts = factsOf(trace);
  const cancelled = new Set<TaskId>();
  const scopes = new Set<TaskScope>();
  for (const task of failed) {
    const ended = task.ended ?? Number.POSITIVE_INFINITY;
    const begin = trace.runs.begin(task.lane.run(task.lane.length - 1));
    addAsked(trace, task.id, begin, ended, cancelled);
    const awaiter = trace.task(task.parent);
    const step = awaiter && firstStepAfter(trace, awaiter, task);
    if (step !== undefined) addAsked(trace, task.parent, step.begin, step.end, cancelled);
    for (const scope of facts.scopes.of(task.id)) scopes.add(scope);
  }
  for (const { members } of scopes)
    for (const member of members.slice(0, MOST_MEMBERS))
      if (facts.cancels.of(member).some(({ origin }) => origin === 'scope')) cancelled.add(member);
  for (const { id } of failed) cancelled.delete(id);
  return cancelled;
}

/** The step that a task goes on with when one that it awaits has ended; undefined where it did not await it. */
function firstStepAfter(
  trace: Trace,
  { lane }: Task,
  { id, ended }: Task,
): { readonly begin: Nanos; readonly end: Nanos } | undefined {
  const { runs } = trace;
  const position = lane.endingAfter(ended ?? Number.POSITIVE_INFINITY);
  const [asleep, next] = [lane.run(position - 1), lane.run(position)];
  if (asleep < 0 || next < 0 || !trace.group(runs.group(asleep)).includes(id)) return undefined;
  return { begin: runs.begin(next), end: runs.end(next) };
}

/** Adds those that a task asked to end in a time, where they had not ended before. */
function addAsked(trace: Trace, asker: TaskId, from: Nanos, to: Nanos, into: Set<TaskId>): void {
  const asked = between(factsOf(trace).asked.of(asker), ({ at }) => at, from, to, MOST_CANCELS);
  for (const { task: id, at } of asked) {
    const task = trace.task(id);
    if (task !== undefined && (task.ended === null || task.ended > at)) into.add(id);
  }
}

/** The first that failed before another one did, and that is no way out of the program. */
function firstToFail(
  trace: Trace,
  tasks: readonly TaskId[],
  before: Task,
  isIt: (task: Task) => boolean = () => true,
): Task | null {
  let first: Task | null = null;
  for (const id of tasks) {
    const task = trace.task(id);
    if (task?.ended == null || task.outcome !== 'error' || task === before) continue;
    if (task.ended > (before.ended ?? 0) || !isIt(task) || isExit(errorType(task))) continue;
    if (first === null || task.ended < first.ended!) first = task;
  }
  return first;
}
