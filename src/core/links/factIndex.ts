import type { Cancel, Child, Job, LostWork, TaskScope } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';
import { isCallback, RESOURCE_EVENTS } from '../wire.ts';

const WAITS = RESOURCE_EVENTS.indexOf('begins to wait') + 1;

/** Lists by the number of a task, or thread, in the order in which they came. */
class ByNumber<T> {
  private readonly lists = new Map<number, T[]>();

  add(number: number, item: T): void {
    const list = this.lists.get(number);
    if (list === undefined) this.lists.set(number, [item]);
    else list.push(item);
  }

  of(number: number): readonly T[] {
    return this.lists.get(number) ?? [];
  }
}

/** The items of a list ordered by time that lie in a time, its bounds included; at most so many. */
export function between<T>(
  items: readonly T[],
  timeOf: (item: T) => Nanos,
  from: Nanos,
  to: Nanos,
  most = Number.POSITIVE_INFINITY,
): readonly T[] {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(items[middle]!) >= from) high = middle;
    else low = middle + 1;
  }
  let end = low;
  while (end < items.length && end - low < most && timeOf(items[end]!) <= to) end++;
  return items.slice(low, end);
}

/**
 * What a trace knows beside runs, by the task that it is about: to look through all of it whenever one task is described
 * would take longer the longer a program runs. Brought up to date when it is asked for, by what is new alone.
 */
export class FactIndex {
  /** The tasks that a task created, in their order. */
  readonly created = new ByNumber<TaskId>();
  /** The requests to cancel a task. */
  readonly cancels = new ByNumber<Cancel>();
  /** The requests to cancel others that a task made. */
  readonly asked = new ByNumber<Cancel>();
  /** The scopes that a task was started in. */
  readonly scopes = new ByNumber<TaskScope>();
  /** The scopes that a task entered. */
  readonly entered = new ByNumber<TaskScope>();
  readonly jobs = new ByNumber<Job>();
  /** The processes that a task started. */
  readonly children = new ByNumber<Child>();
  readonly lost = new ByNumber<LostWork>();
  /** Where a task began to wait for a resource: positions in the trace's resource events. */
  readonly waits = new ByNumber<number>();
  /** What the collector did, by the thread that it held: positions in the trace's collections. */
  readonly collections = new ByNumber<number>();
  /** How long all collections took together, and the position of the longest; −1 for none. */
  readonly collected = { spent: 0, longest: -1 };
  private seen = {
    tasks: 0,
    cancels: 0,
    scopes: 0,
    jobs: 0,
    children: 0,
    lost: 0,
    events: 0,
    collections: 0,
  };
  /** The scopes that may get more members, with how many were seen. */
  private open: { readonly scope: TaskScope; seen: number }[] = [];

  /** Looks at what is new, at most so much of it; true when all is known. */
  update(trace: Trace, most = Number.POSITIVE_INFINITY): boolean {
    const { seen } = this;
    let left = most;
    for (; left > 0 && seen.tasks < trace.tasks.length; seen.tasks++, left--) {
      const { id, parent } = trace.tasks[seen.tasks]!;
      if (parent > 0) this.created.add(parent, id);
    }
    for (; left > 0 && seen.cancels < trace.cancels.length; seen.cancels++, left--) {
      const cancel = trace.cancels[seen.cancels]!;
      this.cancels.add(cancel.task, cancel);
      if (cancel.subject > 0 && !isCallback(cancel.subject))
        this.asked.add(Math.floor(cancel.subject / 4), cancel);
    }
    for (; left > 0 && seen.scopes < trace.scopes.length; seen.scopes++, left--) {
      const scope = trace.scopes[seen.scopes]!;
      this.entered.add(scope.task, scope);
      this.open.push({ scope, seen: 0 });
    }
    this.open = this.open.filter((entry) => {
      const { ended, members } = entry.scope;
      for (; entry.seen < members.length; entry.seen++) this.scopes.add(members[entry.seen]!, entry.scope);
      return ended === null;
    });
    for (; left > 0 && seen.jobs < trace.jobs.length; seen.jobs++, left--)
      this.jobs.add(trace.jobs[seen.jobs]!.task, trace.jobs[seen.jobs]!);
    for (; left > 0 && seen.children < trace.children.length; seen.children++, left--)
      this.children.add(trace.children[seen.children]!.task, trace.children[seen.children]!);
    for (; left > 0 && seen.lost < trace.lost.length; seen.lost++, left--)
      this.lost.add(trace.lost[seen.lost]!.task, trace.lost[seen.lost]!);
    const { resourceEvents: events } = trace;
    for (; left > 0 && seen.events < events.length; seen.events++, left--)
      if (events.event[seen.events] === WAITS) this.waits.add(events.task[seen.events]!, seen.events);
    const { collections } = trace;
    for (; left > 0 && seen.collections < collections.length; seen.collections++, left--)
      this.collect(trace, seen.collections);
    return left > 0;
  }

  private collect({ collections }: Trace, at: number): void {
    const { collected } = this;
    const lengthOf = (i: number): number => collections.end[i]! - collections.begin[i]!;
    this.collections.add(collections.thread[at]!, at);
    collected.spent += lengthOf(at);
    if (collected.longest < 0 || lengthOf(at) > lengthOf(collected.longest)) collected.longest = at;
  }
}

interface Kept {
  readonly index: FactIndex;
  readonly epoch: number;
  revision: number;
}

const INDICES = new WeakMap<Trace, Kept>();

/** The index of a trace, as it is now. */
export function factsOf(trace: Trace): FactIndex {
  prepareFacts(trace, Number.POSITIVE_INFINITY);
  return INDICES.get(trace)!.index;
}

/** The index as far as it has been made, without looking at anything: what is new may not be in it yet. */
export function knownFacts(trace: Trace): FactIndex | null {
  const kept = INDICES.get(trace);
  return kept?.epoch === trace.epoch ? kept.index : null;
}

/** Has a part of what {@link factsOf} would have to look at be looked at before: at most so much. True when that was all. */
export function prepareFacts(trace: Trace, most: number): boolean {
  let kept = INDICES.get(trace);
  if (kept?.epoch !== trace.epoch) {
    kept = { index: new FactIndex(), epoch: trace.epoch, revision: -1 };
    INDICES.set(trace, kept);
  }
  if (kept.revision === trace.revision) return true;
  const isComplete = kept.index.update(trace, most);
  if (isComplete) kept.revision = trace.revision;
  return isComplete;
}
