import { isOver } from '../ends.ts';
import { factsOf, prepareFacts } from '../links/factIndex.ts';
import type { Task, Trace } from '../trace.ts';
import { MILLISECOND, SECOND, type Nanos, type SiteId, type TaskId } from '../units.ts';
import { AwaitStreak, awaitOf, LEAST_CHILDREN } from './awaitStreaks.ts';

/** A task that began others one after the other at one line, each when it had awaited the one before, and then went on. */
export interface SequentialAwaits {
  /** Who awaited them. */
  readonly waiter: TaskId;
  /** Where. */
  readonly site: SiteId;
  /** What all of them ran. */
  readonly coroutine: string;
  /** How many there were. */
  readonly count: number;
  /** From the first one's creation to the last one's end. */
  readonly begin: Nanos;
  readonly end: Nanos;
  /** How long they took together. */
  readonly total: Nanos;
  /** The one that took longest, how long, and the position on the waiter's lane of the suspension in which it was awaited. */
  readonly longest: { readonly task: TaskId; readonly length: Nanos; readonly position: number };
  /** How many times that happened at this site; this one was the worst. */
  readonly times: number;
}

/** So long they must have taken together: shorter, nobody would notice. */
const LEAST_TOTAL: Nanos = 200 * MILLISECOND;

/** So many findings are told. */
const MOST_TOLD = 20;

/** So many loops that are over are compared at one site: whether tasks went through it side by side. */
const MOST_COMPARED = 500;

/** What is told of a moment may come so much later. */
const LATE: Nanos = SECOND;

/** What is known of a task that created others. */
interface Waiter {
  /** How many of those that it created are looked at. */
  seen: number;
  /** The last ones of them; null where they were not awaited one after the other. */
  streak: AwaitStreak | null;
}

/** What was found at one site. */
interface AtSite {
  worst: SequentialAwaits | null;
  times: number;
  /** When waiters were in it, and those that still may be. */
  readonly spans: Span[];
  readonly open: Set<AwaitStreak>;
}

/** When a task was in a loop. */
interface Span {
  readonly waiter: TaskId;
  readonly begin: Nanos;
  readonly end: Nanos;
}

/**
 * Finds where tasks of a growing trace await others one after the other that seem not to need each other. Only loops that
 * were left count, as those of servers, pollers and consumers hardly ever are; and only where none other went through the same
 * line meanwhile, as a pool of workers would. Looks at each task once, and at those again that may be in such a loop.
 */
export class SequentialFinder {
  /** As of the last complete update, those that took longest first. */
  found: readonly SequentialAwaits[] = [];
  private trace: Trace | null = null;
  private epoch = -1;
  private revision = -1;
  private seen = 0;
  private waiters = new Map<TaskId, Waiter>();
  /** Those of which there may be more to see. */
  private watched = new Set<TaskId>();
  private sites = new Map<SiteId, AtSite>();
  private round: Iterator<void, void> | null = null;

  /** Looks at what is new, about `most` tasks at most; true when all is seen. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) this.begin(trace);
    if (this.round === null && trace.revision === this.revision) return true;
    if (!prepareFacts(trace, most)) return false;
    if (this.round === null) {
      this.revision = trace.revision;
      this.round = this.look(trace);
    }
    for (let left = most; left > 0; left--) {
      if (this.round.next().done !== true) continue;
      this.round = null;
      this.publish();
      return true;
    }
    return false;
  }

  private begin(trace: Trace): void {
    this.trace = trace;
    this.epoch = trace.epoch;
    this.revision = -1;
    this.seen = 0;
    this.waiters = new Map();
    this.watched = new Set();
    this.sites = new Map();
    this.round = null;
  }

  /** Goes through all there is to do, a task at a time. */
  private *look(trace: Trace): Generator<void, void> {
    for (; this.seen < trace.tasks.length; this.seen++) {
      const { parent } = trace.tasks[this.seen]!;
      if (parent > 0) this.watched.add(parent);
      yield;
    }
    const watched = [...this.watched];
    this.watched.clear();
    for (const id of watched) {
      yield;
      const task = trace.task(id);
      if (task !== undefined) yield* this.follow(trace, task);
    }
  }

  /** Looks at the tasks that one created, as far as they are done. */
  private *follow(trace: Trace, task: Task): Generator<void, void> {
    const children = factsOf(trace).created.of(task.id);
    if (children.length < LEAST_CHILDREN) return;
    let waiter = this.waiters.get(task.id);
    if (waiter === undefined) this.waiters.set(task.id, (waiter = { seen: 0, streak: null }));
    for (; waiter.seen < children.length; waiter.seen++) {
      yield;
      const child = trace.task(children[waiter.seen]!);
      if (child?.ended === null && mayEndYet(trace, children[waiter.seen + 1])) break;
      const awaited = child === undefined ? null : awaitOf(trace, task, child);
      if (awaited !== null && waiter.streak?.goesOnWith(awaited) === true) {
        waiter.streak.add(trace, awaited);
        continue;
      }
      this.close(trace, waiter);
      if (awaited === null) continue;
      waiter.streak = new AwaitStreak(trace, task, awaited);
      this.at(awaited.site).open.add(waiter.streak);
    }
    const { streak } = waiter;
    if (streak === null) return;
    if (streak.isLeft(trace)) this.close(trace, waiter);
    else if (streak.count >= LEAST_CHILDREN - 1 && !isOver(trace, task)) this.watched.add(task.id);
  }

  private at(site: SiteId): AtSite {
    let atSite = this.sites.get(site);
    if (atSite === undefined)
      this.sites.set(site, (atSite = { worst: null, times: 0, spans: [], open: new Set() }));
    return atSite;
  }

  /** Takes in a loop that is over. */
  private close(trace: Trace, task: Waiter): void {
    const { streak } = task;
    if (streak === null) return;
    task.streak = null;
    const { waiter, site, coroutine, count, begin, end, total, longest } = streak;
    const atSite = this.at(site);
    atSite.open.delete(streak);
    if (count > 1 && atSite.spans.length < MOST_COMPARED)
      atSite.spans.push({ waiter: waiter.id, begin, end });
    if (count < LEAST_CHILDREN || total < LEAST_TOTAL) return;
    if (!streak.isLeft(trace) || !streak.isOfIndependent(trace)) return;
    atSite.times++;
    if (atSite.worst !== null && atSite.worst.total >= total) return;
    atSite.worst = { waiter: waiter.id, site, coroutine, count, begin, end, total, longest, times: 1 };
  }

  private publish(): void {
    const found: SequentialAwaits[] = [];
    for (const { worst, times, spans, open } of this.sites.values()) {
      if (worst === null) continue;
      const going = [...open].map(({ waiter, begin, end }) => ({ waiter: waiter.id, begin, end }));
      if (!areSideBySide([...spans, ...going])) found.push({ ...worst, times });
    }
    this.found = found.sort((a, b) => b.total - a.total).slice(0, MOST_TOLD);
  }
}

/** Whether a task that is not done may have ended by now: the next one of its parent was created just now, or not yet. */
function mayEndYet(trace: Trace, next: TaskId | undefined): boolean {
  const task = next === undefined ? undefined : trace.task(next);
  return task === undefined || (task.created > trace.now - LATE && !isOver(trace, task));
}

/** Whether several were in a loop at the same line at the same time. */
function areSideBySide(spans: readonly Span[]): boolean {
  const inOrder = spans.toSorted((a, b) => a.begin - b.begin);
  return inOrder.some(({ waiter, begin }, at) => {
    const before = inOrder[at - 1];
    return before !== undefined && before.waiter !== waiter && before.end > begin;
  });
}
