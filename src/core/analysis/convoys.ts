import type { Resource } from '../facts.ts';
import type { Trace } from '../trace.ts';
import { MILLISECOND, type Nanos, type TaskId } from '../units.ts';
import { ResourceLedger, type LedgerEvent, type Standing } from './resourceLedger.ts';

/**
 * A lock convoy: tasks that could work side by side go through a lock one after the other, again and again, and there is
 * nearly always a crowd in front of it.
 */
export interface Convoy {
  readonly resource: Resource;
  /** From the first to the last moment at which there was a crowd. */
  readonly begin: Nanos;
  readonly end: Nanos;
  /** How many tasks waited then. */
  readonly tasks: number;
  /** Which. */
  readonly members: ReadonlySet<TaskId>;
  /** How long they waited, together. */
  readonly waited: Nanos;
  /** How many times it went to one who had waited, with others left behind. */
  readonly handovers: number;
  /** How long it was held at a time: the median of the newest holds; 0 where that is not known. */
  readonly usualHold: Nanos;
  /** Who held it longest at a time, and how long; null where that is not known. */
  readonly longestHold: { readonly task: TaskId; readonly length: Nanos } | null;
  /** Who waited longest at a time, and since when. */
  readonly longestWait: { readonly task: TaskId; readonly at: Nanos; readonly length: Nanos };
}

/** So many that wait at the same time are a crowd: fewer are what a lock is for. */
const CROWD = 3;

/** So often it must have gone from one to the next through a crowd. A lock under which something is set up once is none. */
const LEAST_HANDOVERS = 5;

/** So long there must have been a crowd, the longest hold not counted: shorter, nobody would notice. */
const LEAST_CROWDED: Nanos = 100 * MILLISECOND;

/** For this part of the time, from the first crowd to the last one, there must have been one. What comes behind is another. */
export const LEAST_SHARE = 0.5;

/** Of so many holds, the newest, the length is kept. */
const HOLDS_KEPT = 1_000;

/** What is summed up of one resource, from its first crowd on. */
interface Episode {
  begin: Nanos;
  end: Nanos;
  crowded: Nanos;
  waited: Nanos;
  handovers: number;
  readonly tasks: Set<TaskId>;
  /** Since when a crowd waits under the present hold, and for how long one did under the longest so far. */
  underHold: Nanos;
  mostUnderHold: Nanos;
  /** How many there were, and how long they took. */
  held: number;
  readonly holds: Nanos[];
  longestHold: { task: TaskId; length: Nanos } | null;
  longestWait: { task: TaskId; at: Nanos; length: Nanos };
}

/** Of one resource: up to when it is summed up, what is going on, and the worst that has been. */
interface Watched {
  at: Nanos;
  episode: Episode | null;
  worst: Convoy | null;
}

/** Finds the lock convoys of a growing trace: of each lock, and semaphore for one at a time, the worst. */
export class ConvoyFinder {
  private trace: Trace | null = null;
  private epoch = -1;
  private ledger = new ResourceLedger();
  private watched = new Map<Resource, Watched>();

  /** Reads the next events of resources, `most` at most; true when all are read. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) {
      this.trace = trace;
      this.epoch = trace.epoch;
      this.watched = new Map();
      this.ledger = new ResourceLedger((standing, event, task, at) => this.see(standing, event, task, at));
    }
    return this.ledger.update(trace, most);
  }

  /** How a resource stands, as far as events were read; undefined where none of it was. */
  standingOf(resource: Resource): Standing | undefined {
    return this.ledger.standingOf(resource);
  }

  /** The convoys so far, the one in which most was waited first. */
  get convoys(): readonly Convoy[] {
    const found: Convoy[] = [];
    for (const [resource, { episode, worst }] of this.watched) {
      const convoy = worse(worst, episode && convoyOf(resource, episode));
      if (convoy !== null) found.push(convoy);
    }
    return found.sort((a, b) => b.waited - a.waited);
  }

  private see(standing: Standing, event: LedgerEvent, task: TaskId, at: Nanos): void {
    const { resource, waiters, holders } = standing;
    if (!isExclusive(resource)) return;
    let watched = this.watched.get(resource);
    const isGathering = event === 'begins to wait' && waiters.length === CROWD - 1;
    if (watched === undefined) {
      if (!isGathering) return;
      this.watched.set(resource, (watched = { at, episode: null, worst: null }));
    }
    pass(watched, waiters.length, at);
    if (isGathering) gather(resource, watched, standing, at);
    const { episode } = watched;
    if (episode === null) return;
    if (event === 'begins to wait') episode.tasks.add(task);
    else if (event === 'stops waiting') {
      const since = waiters.find((stay) => stay.task === task)!.at;
      if (at - since > episode.longestWait.length)
        episode.longestWait = { task, at: since, length: at - since };
      if (waiters.length >= CROWD) episode.handovers++;
    } else if (event === 'released') {
      const hold = holders.find((stay) => stay.task === task);
      if (hold !== undefined) noteHold(episode, task, at - hold.at);
      episode.underHold = 0;
    }
  }
}

/** Whether only one may have it at a time. A semaphore for several is a limit that somebody set, and waiting is its purpose. */
function isExclusive({ kind, capacity }: Resource): boolean {
  return kind === 'lock' || (kind === 'semaphore' && capacity === 1);
}

/** Adds up the time since the last event, in which so many waited. */
function pass(watched: Watched, waiters: number, at: Nanos): void {
  const { episode } = watched;
  const passed = Math.max(0, at - watched.at);
  watched.at = at;
  if (episode === null) return;
  episode.waited += passed * waiters;
  if (waiters < CROWD) return;
  episode.crowded += passed;
  episode.underHold += passed;
  episode.mostUnderHold = Math.max(episode.mostUnderHold, episode.underHold);
  episode.end = at;
}

function noteHold(episode: Episode, task: TaskId, length: Nanos): void {
  episode.holds[episode.held++ % HOLDS_KEPT] = length;
  if (length > (episode.longestHold?.length ?? 0)) episode.longestHold = { task, length };
}

/** A crowd has come together: the episode goes on if there was one for most of the time, else another one begins. */
function gather(resource: Resource, watched: Watched, { waiters }: Standing, at: Nanos): void {
  const { episode } = watched;
  if (episode !== null && episode.crowded >= LEAST_SHARE * (at - episode.begin)) return;
  watched.worst = worse(watched.worst, episode && convoyOf(resource, episode));
  const [first] = waiters;
  watched.episode = {
    begin: at,
    end: at,
    crowded: 0,
    waited: waiters.reduce((sum, stay) => sum + at - stay.at, 0),
    handovers: 0,
    tasks: new Set(waiters.map(({ task }) => task)),
    underHold: 0,
    mostUnderHold: 0,
    held: 0,
    holds: [],
    longestHold: null,
    longestWait: { task: first!.task, at: first!.at, length: 0 },
  };
}

/** The episode as a convoy; null where it is none. */
function convoyOf(resource: Resource, episode: Episode): Convoy | null {
  const { begin, end, crowded, mostUnderHold, handovers, tasks, waited, longestHold, longestWait } = episode;
  if (handovers < LEAST_HANDOVERS || crowded - mostUnderHold < LEAST_CROWDED) return null;
  const holds = episode.holds.toSorted((a, b) => a - b);
  return {
    resource,
    begin,
    end,
    tasks: tasks.size,
    members: tasks,
    waited,
    handovers,
    usualHold: holds[holds.length >> 1] ?? 0,
    longestHold,
    longestWait,
  };
}

function worse(a: Convoy | null, b: Convoy | null): Convoy | null {
  return a === null || (b !== null && b.waited > a.waited) ? b : a;
}
