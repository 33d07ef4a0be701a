import type { Resource } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { LoopId, Nanos, TaskId } from '../units.ts';
import { RESOURCE_EVENTS } from '../wire.ts';

/** That a task holds something, or waits for it, and since when. */
export interface Stay {
  readonly task: TaskId;
  readonly at: Nanos;
}

/** How a resource stands, as far as its events were read. */
export interface Standing {
  readonly resource: Resource;
  /** In the order in which they acquired it. */
  readonly holders: readonly Stay[];
  /** In the order in which they began to wait. */
  readonly waiters: readonly Stay[];
}

interface WritableStanding extends Standing {
  readonly holders: Stay[];
  readonly waiters: Stay[];
}

/** What happened to a resource: of all events, those that change who holds it or who waits. */
export type LedgerEvent = 'acquired' | 'released' | 'begins to wait' | 'stops waiting';

/** Told of each event before it is entered: the resource as it stood until then. */
export type LedgerWatch = (standing: Standing, event: LedgerEvent, task: TaskId, at: Nanos) => void;

/**
 * Who holds and who waits for what, kept up to date by what is new alone. It begins anew when facts are let go: what was
 * acquired before those that are held is not known then.
 */
export class ResourceLedger {
  private readonly watch: LedgerWatch;
  /** Up to when events count, by the loop of the task that they are of; the others count all. */
  private readonly until: ReadonlyMap<LoopId, Nanos>;
  private readonly standings = new Map<number, WritableStanding>();
  private readonly crowded = new Set<Standing>();
  private readonly waiting = new Map<TaskId, { readonly standing: Standing; readonly at: Nanos }>();
  private seen = 0;

  constructor(watch: LedgerWatch = () => undefined, until: ReadonlyMap<LoopId, Nanos> = new Map()) {
    this.watch = watch;
    this.until = until;
  }

  /** Reads the next events, `most` at most; true when all are read. Only for as long as the trace's epoch is the same. */
  update(trace: Trace, most: number): boolean {
    const { resourceEvents: events } = trace;
    const stop = Math.min(events.length, this.seen + most);
    for (; this.seen < stop; this.seen++) this.read(trace, this.seen);
    return this.seen >= events.length;
  }

  /** The resources that somebody waits for. */
  contended(): Iterable<Standing> {
    return this.crowded;
  }

  /** How a resource stands; undefined where nothing was read of it. */
  standingOf({ id }: Resource): Standing | undefined {
    return this.standings.get(id);
  }

  /** What a task waits for, and since when. */
  waitOf(task: TaskId): { readonly standing: Standing; readonly at: Nanos } | undefined {
    return this.waiting.get(task);
  }

  private read(trace: Trace, index: number): void {
    const { at: times, event: codes, resource: ids, task: tasks } = trace.resourceEvents;
    const event = RESOURCE_EVENTS[codes[index]! - 1];
    const id = ids[index]!;
    // Resources are numbered from 1 in the order in which they became known.
    const resource = trace.resources[id - 1];
    if (resource === undefined) return;
    const [at, task] = [times[index]!, tasks[index]!];
    if (this.until.size > 0 && at > (this.until.get(trace.task(task)?.loop ?? 0) ?? Number.POSITIVE_INFINITY))
      return;
    let standing = this.standings.get(id);
    if (standing === undefined) this.standings.set(id, (standing = { resource, holders: [], waiters: [] }));
    if (event === 'acquired') {
      this.watch(standing, event, task, at);
      standing.holders.push({ task, at });
    } else if (event === 'released') {
      this.watch(standing, event, task, at);
      // Whoever releases a semaphore or lock need not be one who acquired it.
      standing.holders.splice(Math.max(0, positionOf(standing.holders, task)), 1);
    } else if (event === 'begins to wait') {
      this.watch(standing, event, task, at);
      standing.waiters.push({ task, at });
      this.crowded.add(standing);
      this.waiting.set(task, { standing, at });
    } else if (event === 'stops waiting') {
      const position = positionOf(standing.waiters, task);
      if (position < 0) return;
      this.watch(standing, event, task, at);
      standing.waiters.splice(position, 1);
      if (standing.waiters.length === 0) this.crowded.delete(standing);
      if (this.waiting.get(task)?.standing === standing) this.waiting.delete(task);
    }
  }
}

function positionOf(stays: readonly Stay[], task: TaskId): number {
  return stays.findIndex((stay) => stay.task === task);
}
