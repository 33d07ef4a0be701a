import { isDestroyed } from '../ends.ts';
import type { Cancel } from '../facts.ts';
import { factsOf } from '../links/factIndex.ts';
import type { Site, Task, Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';
import { isCallback } from '../wire.ts';
import type { ResourceLedger, Standing } from './resourceLedger.ts';

/** What a task waits for that only other tasks can end. */
export interface Waits {
  /** Those of whom any could end it. */
  readonly on: readonly TaskId[];
  /** What they hold; null where it is their end that is awaited. */
  readonly standing: Standing | null;
  readonly since: Nanos;
  /** The position of the suspension on the task's lane. */
  readonly position: number;
}

/** What the tasks of a trace wait for at a moment, as far as it is certain. */
export interface Moment {
  readonly trace: Trace;
  readonly ledger: ResourceLedger;
  /** When, by process: of one that is over, before the end of its loop cancelled what was left. */
  readonly at: (task: Task) => Nanos;
  /** Tasks that a timeout of somebody who awaits or owns them would cancel. */
  readonly isTimed: (task: TaskId) => boolean;
}

/**
 * What a task waits for, if that is a lock whose holder is known, a semaphore of which all holders are, or the end of
 * tasks. Null where anything else may let it go on: a timer, I/O, a thread, a timeout, a request to cancel it, or what the
 * trace does not tell.
 */
export function waitsOf(moment: Moment, id: TaskId): Waits | null {
  const { trace, ledger, isTimed } = moment;
  const task = trace.task(id);
  if (task === undefined || isTimed(id)) return null;
  const at = moment.at(task);
  const position = lastBefore(trace, task, at);
  const run = task.lane.run(position);
  if (run < 0 || isOverAt(task, at) || (at > trace.now && isRunning(trace, id))) return null;
  const [begin, since] = [trace.runs.begin(run), trace.runs.end(run)];
  const site = trace.site(trace.runs.site(run));
  if (since > at || site === undefined || hasTimeout(site) || mayBeCancelled(trace, id, since, at))
    return null;
  const wait = ledger.waitOf(id);
  if (wait !== undefined) {
    // What it began to wait for in a step before that is not what it suspended for.
    if (wait.at < begin || wait.at > since || hasLost(trace, wait.standing)) return null;
    const on = holdersOf(wait.standing);
    return on && { on, standing: wait.standing, since, position: position + 1 };
  }
  if (site.kind !== 'task' && site.kind !== 'gather' && !isScopeExit(site)) return null;
  const on = trace.group(trace.runs.group(run)).filter((other) => {
    const awaited = trace.task(other);
    return awaited === undefined || !isOverAt(awaited, at);
  });
  return on.length === 0 ? null : { on, standing: null, since, position: position + 1 };
}

/** Whether what a step suspended at may end by itself after a time. */
export function hasTimeout({ kind, stack }: Site): boolean {
  return kind === 'timeout' || stack.some((place) => place.scope !== 'user' && WAIT_FOR.test(place.function));
}

const WAIT_FOR = /(?:^|\.)(?:wait_for|timeout|fail_after|move_on_after)$/;

/** Who is held up until a TaskGroup's tasks are done has no timeout; `asyncio.wait`, which is of the same kind, may. */
function isScopeExit({ kind, stack }: Site): boolean {
  return kind === 'wait' && stack.some(({ function: name }) => name.startsWith('TaskGroup.'));
}

/** Who must let go; null where somebody may who is not known, or nobody holds it. */
function holdersOf({ resource, holders }: Standing): readonly TaskId[] | null {
  const places = resource.kind === 'lock' ? 1 : resource.kind === 'semaphore' ? resource.capacity : 0;
  if (places === 0 || holders.length !== places || holders.some(({ task }) => task === 0)) return null;
  return holders.map(({ task }) => task);
}

/** Whether facts were lost since it was acquired: then who holds it now is not certain. */
function hasLost({ losses }: Trace, { holders, resource }: Standing): boolean {
  const since = Math.min(...holders.map(({ at }) => at));
  return losses.some(({ facts, to, process }) => facts > 0 && process === resource.process && to >= since);
}

/** The position of the last run that began no later than a time; −1 for none. */
function lastBefore({ runs }: Trace, { lane }: Task, at: Nanos): number {
  if (at >= lane.end) return lane.length - 1;
  const next = lane.endingAfter(at);
  return runs.begin(lane.run(next)) <= at ? next : next - 1;
}

function isOverAt(task: Task, at: Nanos): boolean {
  return (task.ended !== null && task.ended <= at) || isDestroyed(task);
}

function isRunning({ running }: Trace, task: TaskId): boolean {
  for (const { subject } of running.values())
    if (!isCallback(subject) && Math.floor(subject / 4) === task) return true;
  return false;
}

/** Whether it was asked to end since it suspended, or is within a scope that may ask it to after a time. */
function mayBeCancelled(trace: Trace, id: TaskId, since: Nanos, at: Nanos): boolean {
  const { cancels } = factsOf(trace);
  return (
    cancels.of(id).some((cancel) => cancel.at >= since && cancel.at <= at && !isAtEnd(cancel)) ||
    membersUntilTimeout(trace, id, at) !== null
  );
}

/**
 * The tasks of the groups that a task has open within a timeout or cancel scope: that would end them all. Null where it is
 * in no such scope.
 */
export function membersUntilTimeout(trace: Trace, id: TaskId, at: Nanos): readonly TaskId[] | null {
  const open = factsOf(trace)
    .entered.of(id)
    .filter(({ at: entered, ended }) => entered <= at && (ended === null || ended > at));
  const outermost = open.find(({ kind }) => kind === 'cancel scope');
  if (outermost === undefined) return null;
  return open.flatMap((scope) =>
    scope.kind !== 'cancel scope' && scope.at >= outermost.at ? scope.members : [],
  );
}

/** Whether the end of the loop asked: by then, nothing could have gone on any more. */
export function isAtEnd({ origin }: Cancel): boolean {
  return origin === 'shutdown';
}
