import { endOfTask } from '../ends.ts';
import type { FactIndex } from '../links/factIndex.ts';
import type { LaneSums, Task, Trace } from '../trace.ts';
import { MILLISECOND, type Nanos, type RunIndex, type SiteId, type TaskId } from '../units.ts';
import { pausedSums, unpausedBetween } from './pauses.ts';

/** A suspension in which a task awaits several. */
export interface GroupWait {
  readonly waiter: Task;
  /** The position of the suspension on its lane. */
  readonly position: number;
  readonly members: readonly TaskId[];
}

/** Who awaits several, and is held up by one of them, or very few, long after all others were done. */
export interface HeldUp {
  /** Who is held up. */
  readonly waiter: TaskId;
  /** The position on its lane of the suspension in which it is. */
  readonly position: number;
  /** Where it awaits them. */
  readonly site: SiteId;
  /** How many it awaits. */
  readonly awaited: number;
  /** Those that it waits for in the end, the last one first: one, or at most a tenth. */
  readonly late: readonly TaskId[];
  /** How long the others took, from the first one's creation to the last one's end. */
  readonly others: Nanos;
  /** From when on it waited for the late ones alone. */
  readonly since: Nanos;
  /** When that was over; null while it goes on. */
  readonly until: Nanos | null;
  /** How long that was, without the time in which the debugger held the program. */
  readonly waited: Nanos;
  /** The position on the last one's lane of its longest suspension meanwhile; null where it had none. */
  readonly suspension: number | null;
}

/** Fewer than so many that are awaited are not compared. */
export const LEAST_AWAITED = 5;

/** Who is held up for less would hardly notice. */
export const LEAST_HELD_UP: Nanos = 100 * MILLISECOND;

/** So much longer than the others took from their begin it must go on. */
const LEAST_TIMES = 2;

/** At most this part of them is late. */
const MOST_LATE = 0.1;

/** For this part of the time a late one may stand ready: for more, it is held up itself, by what holds the loop. */
const MOST_READY = 0.5;

/** So many suspensions one after the other are gone back to where all were awaited, and so many of a late one are compared. */
const MOST_BACK = 2_000;

/** The recorder tells so many of a group at most, and so many where it has told of very many. */
const CUT_OFF: readonly number[] = [32, 1_000];

/**
 * The tasks that are awaited in a suspension, those included that were done before where they are awaited one by one, as they come
 * (`as_completed`), or that belong to the same scope. Empty where `member` is not awaited there.
 */
export function groupSleptIn(
  trace: Trace,
  facts: FactIndex,
  { id, lane }: Task,
  position: number,
  member: TaskId,
): readonly TaskId[] {
  const { runs } = trace;
  const before = lane.run(position - 1);
  const awaited = trace.group(runs.group(before));
  if (!awaited.includes(member)) return [];
  const scope = facts.scopes
    .of(member)
    .find(({ task, ended }) => task === id && (ended === null || ended > runs.end(before)));
  if (scope !== undefined && trace.site(runs.site(before))?.kind === 'wait') return scope.members;
  let first = awaited;
  for (let at = position - 2; at >= lane.first && at > position - MOST_BACK; at--) {
    const run = lane.run(at);
    const former = trace.group(runs.group(run));
    if (runs.site(run) !== runs.site(before) || !former.includes(member)) break;
    first = former;
  }
  return first === awaited ? awaited : [...new Set([...first, ...awaited])];
}

/** Whether somebody is, or was, held up in a suspension by one of those it awaits there, or very few. */
export function judgeWait(
  trace: Trace,
  facts: FactIndex,
  { waiter, position, members }: GroupWait,
): HeldUp | null {
  const tasks = members.map((id) => trace.task(id)).filter((task) => task !== undefined);
  // Of those that were let go is not known how long they took.
  if (tasks.length < members.length) return null;
  const { runs, pauses } = trace;
  const slept = runs.end(waiter.lane.run(position - 1));
  const woken = wokenAt(trace, waiter.lane.run(position));
  const present = woken ?? endOfTask(trace, waiter);
  const order = inOrder(tasks, woken === null);
  const last = order[0]!;
  const to = Math.min(present, endOf(last));
  const begin = order.reduce((first, { created }) => Math.min(first, created), slept);
  const most = Math.max(1, Math.floor(MOST_LATE * order.length));
  for (let count = 1; count <= most; count++) {
    const done = endOf(order[count]!);
    const since = Math.max(done, slept);
    const waited = unpausedBetween(pauses, since, to);
    const others = unpausedBetween(pauses, begin, done);
    if (!(waited >= LEAST_HELD_UP && waited >= LEAST_TIMES * others)) continue;
    const late = order.slice(0, count);
    if (!isLike(last, order.slice(count)) || isStarved(trace, last, since, to)) return null;
    if (CUT_OFF.includes(members.length) && !isWhole(trace, facts, waiter, order, since)) return null;
    return {
      waiter: waiter.id,
      position,
      site: runs.site(waiter.lane.run(position - 1)),
      awaited: order.length,
      late: late.map(({ id }) => id),
      others,
      since,
      until: woken === null ? null : to,
      waited,
      suspension: longestSuspension(trace, last, since, to),
    };
  }
  return null;
}

/**
 * Tasks, those that ended last first. While they are awaited, all that counts is which ones are open, and the last that ended:
 * then these stand first, the others in any order.
 */
function inOrder(tasks: readonly Task[], isGoingOn: boolean): readonly Task[] {
  if (!isGoingOn) return tasks.toSorted((a, b) => endOf(b) - endOf(a));
  const done = tasks.filter(({ ended }) => ended !== null);
  const newest = done.reduce((best, task, at) => (endOf(task) > endOf(done[best]!) ? at : best), 0);
  return [...tasks.filter(({ ended }) => ended === null), ...done.splice(newest, 1), ...done];
}

/** When the one who awaits was ready to go on; null where it still is not. */
function wokenAt({ runs }: Trace, run: RunIndex): Nanos | null {
  if (run < 0) return null;
  const ready = runs.ready(run);
  return Number.isNaN(ready) ? runs.begin(run) : ready;
}

function endOf({ ended }: Task): Nanos {
  return ended ?? Number.POSITIVE_INFINITY;
}

/** Whether most of the others do the same: who awaits a server beside what it began with is held up by nobody. */
function isLike({ coroutine }: Task, others: readonly Task[]): boolean {
  const alike = others.filter((other) => other.coroutine === coroutine).length;
  return alike >= LEAST_AWAITED - 1 && alike >= others.length / 2;
}

/** Whether it could have gone on for most of the time, had the loop been free. */
function isStarved({ pauses }: Trace, { lane }: Task, from: Nanos, to: Nanos): boolean {
  const begin: LaneSums = { position: 0, busy: 0, ready: 0 };
  const end: LaneSums = { position: 0, busy: 0, ready: 0 };
  lane.sums(from, 0, 0, begin);
  lane.sums(to, 0, begin.position, end);
  const paused = pauses.length === 0 ? 0 : pausedSums(pauses, lane, from, to).ready;
  return end.ready - begin.ready - paused > MOST_READY * unpausedBetween(pauses, from, to);
}

/** Whether all that are awaited are told: no other task like them of the same parent went on as long. */
function isWhole(
  trace: Trace,
  facts: FactIndex,
  { id }: Task,
  members: readonly Task[],
  since: Nanos,
): boolean {
  const told = new Set(members.map((member) => member.id));
  const { coroutine } = members[0]!;
  return !facts.created.of(id).some((child) => {
    const task = trace.task(child);
    return (
      task !== undefined &&
      !told.has(child) &&
      task.coroutine === coroutine &&
      task.created < since &&
      endOf(task) > since
    );
  });
}

/** The position of what a task was suspended in for longest in a time; null where it was not, or that is not known. */
function longestSuspension(trace: Trace, { lane }: Task, from: Nanos, to: Nanos): number | null {
  const { runs } = trace;
  let [longest, found]: [Nanos, number | null] = [0, null];
  const first = Math.max(lane.endingAfter(from), lane.first + 1);
  for (let position = first; position <= lane.length && position < first + MOST_BACK; position++) {
    const begin = runs.end(lane.run(position - 1));
    if (!(begin < to)) break;
    const length = Math.min(wokenAt(trace, lane.run(position)) ?? to, to) - Math.max(begin, from);
    if (length > longest) [longest, found] = [length, position];
  }
  return found;
}
