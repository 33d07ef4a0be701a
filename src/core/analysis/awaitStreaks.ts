import { familyOf } from '../awaitFamilies.ts';
import type { Resource } from '../facts.ts';
import { factsOf } from '../links/factIndex.ts';
import type { Task, Trace } from '../trace.ts';
import type { Nanos, SiteId, TaskId } from '../units.ts';
import { unpausedBetween } from './pauses.ts';

/** A task that was awaited, alone, as soon as it was created. */
export interface AwaitedChild {
  readonly task: Task;
  readonly site: SiteId;
  /** The position on the waiter's lane of the suspension in which it was awaited. */
  readonly position: number;
}

/** Fewer are not worth a word. */
export const LEAST_CHILDREN = 5;

/** Not more than this part of their time they may have run: what computes gains nothing by being done side by side. */
const MOST_RUN = 0.2;

/** Not more than this part of them may have failed: else it may be one thing that is tried again and again. */
const MOST_FAILED = 0.2;

/** Where each takes so much longer than the one before, nearly always, the pauses between attempts grow. */
const GROWTH = 1.2;
const MOST_GROWING = 0.8;

/** So many of them are looked into, so many of their suspensions, and so many events of queues. */
const LOOKED_INTO = 8;
const MOST_SUSPENSIONS = 32;
const MOST_EVENTS = 1_000;

/** At most this part of the time in which they were suspended may have been for what other tasks do. */
const MOST_FOR_OTHERS = 0.2;

/** Tasks of one coroutine that another one created and awaited one after the other at one line, doing nothing else in between. */
export class AwaitStreak {
  readonly waiter: Task;
  readonly site: SiteId;
  readonly coroutine: string;
  readonly begin: Nanos;
  count = 0;
  end: Nanos = 0;
  /** How long they took together. */
  total: Nanos = 0;
  /** The one that took longest, how long, and the position of the suspension in which it was awaited. */
  longest = { task: 0, length: -1, position: 0 };
  private position: number;
  private ran: Nanos = 0;
  private failed = 0;
  private growing = 0;
  private former: Nanos = 0;
  private readonly firsts: Task[] = [];

  constructor(trace: Trace, waiter: Task, first: AwaitedChild) {
    this.waiter = waiter;
    this.site = first.site;
    this.coroutine = first.task.coroutine;
    this.begin = first.task.created;
    this.position = first.position;
    this.add(trace, first);
  }

  /** Whether the task that was created next is one more. */
  goesOnWith({ task, site, position }: AwaitedChild): boolean {
    return position === this.position + 1 && site === this.site && task.coroutine === this.coroutine;
  }

  add({ pauses }: Trace, { task, position }: AwaitedChild): void {
    const length = unpausedBetween(pauses, task.created, task.ended!);
    this.position = position;
    this.count++;
    this.end = task.ended!;
    this.total += length;
    this.ran += task.lane.busyBefore(task.lane.length);
    if (task.outcome === 'error') this.failed++;
    if (this.count > 1 && length >= GROWTH * this.former) this.growing++;
    if (length > this.longest.length) this.longest = { task: task.id, length, position };
    if (this.firsts.length < LOOKED_INTO) this.firsts.push(task);
    this.former = length;
  }

  /** Whether the waiter came out of it by itself: what it did next was something else, or the end. */
  isLeft({ runs }: Trace): boolean {
    const { lane, outcome } = this.waiter;
    const next = lane.run(this.position);
    if (next < 0) return false;
    const site = runs.site(next);
    if (site !== 0) return site !== this.site;
    return outcome === 'result' && this.position === lane.length - 1;
  }

  /** Whether nothing says that one needs the other, that they come as others have them come, or that they compute. */
  isOfIndependent(trace: Trace): boolean {
    const { ran, total, failed, count, growing } = this;
    return (
      ran <= MOST_RUN * total &&
      failed <= MOST_FAILED * count &&
      growing <= MOST_GROWING * (count - 1) &&
      !this.waitsForOthers(trace) &&
      !this.consumes(trace)
    );
  }

  /** Whether they wait for what other tasks do: for locks, events and queues. */
  private waitsForOthers(trace: Trace): boolean {
    const { runs } = trace;
    let [forOthers, all] = [0, 0];
    for (const { lane } of this.firsts) {
      const end = Math.min(lane.length - 1, lane.first + MOST_SUSPENSIONS);
      for (let position = lane.first; position < end; position++) {
        const [before, after] = [lane.run(position), lane.run(position + 1)];
        const kind = trace.site(runs.site(before))?.kind;
        const length = runs.begin(after) - runs.end(before);
        const family = kind === undefined ? 'other' : familyOf(kind);
        if (family === 'lock' || family === 'queue') forOthers += length;
        all += length;
      }
    }
    return forOthers > MOST_FOR_OTHERS * all;
  }

  /** Whether the waiter takes its work from a queue: it has waited for one, or took from, or put into one meanwhile. */
  private consumes(trace: Trace): boolean {
    const { waiter, begin, end } = this;
    const events = trace.resourceEvents;
    const isQueue = ({ kind }: Resource): boolean => kind.endsWith('queue');
    const queues = trace.resources.filter(isQueue);
    const numbers = new Set(queues.map(({ id }) => id));
    if (queues.length === 0) return false;
    if (
      factsOf(trace)
        .waits.of(waiter.id)
        .slice(-MOST_EVENTS)
        .some((at) => numbers.has(events.resource[at]!))
    )
      return true;
    return queues.some((queue) => {
      const first = firstAt(queue.events, (at) => events.at[at]! >= begin);
      return queue.events
        .slice(first, first + MOST_EVENTS)
        .some((at) => events.at[at]! <= end && events.task[at] === waiter.id);
    });
  }
}

/** How a task awaited one that it created: null unless it began to do so in the very step, and went on when that was done. */
export function awaitOf(trace: Trace, { lane }: Task, task: Task): AwaitedChild | null {
  const { runs } = trace;
  if (task.ended === null || task.outcome === 'cancelled') return null;
  const at = lane.endingAfter(task.created);
  const run = lane.run(at);
  if (run < 0 || runs.begin(run) > task.created || !isAlone(trace.group(runs.group(run)), task.id))
    return null;
  const next = lane.run(at + 1);
  if (next >= 0 && runs.begin(next) < task.ended) return null;
  const site = trace.site(runs.site(run));
  // With a timeout around, `wait_for` creates the task, and may do so for whatever is read in a loop.
  if (site?.place?.scope !== 'user' || site.kind === 'timeout' || familyOf(site.kind) !== 'task') return null;
  return { task, site: site.id, position: at + 1 };
}

function isAlone(group: readonly TaskId[], task: TaskId): boolean {
  return group.length === 1 && group[0] === task;
}

/** The first position in a list, ordered so that it is not true before and true from there on. */
function firstAt(list: readonly number[], isFrom: (item: number) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFrom(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
