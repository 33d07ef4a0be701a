import type { AwaitKind } from '../../src/core/wire.ts';
import { TraceWriter, type WrittenRun } from '../core/traceWriter.ts';

/** Frames that a block is seen in, outermost first, and for what part of its time. */
export interface Seen {
  readonly share: number;
  readonly frames: readonly (readonly [file: string, line: number, func: string, scope?: 0 | 1 | 2])[];
}

/** What a simulated coroutine yields: run for so long, then await something for so long, or until tasks are done. */
export interface Act {
  readonly run: number;
  readonly kind?: AwaitKind;
  readonly line?: number;
  readonly function?: string;
  readonly wait?: number;
  readonly on?: readonly number[];
  /** Waits for a lock, and then has it; when it is free already, {@link Simulation.take} takes it without waiting. */
  readonly lock?: string;
  /** Waits until it is cancelled. */
  readonly isForever?: boolean;
  /** Where the watchdog sees it, one after the other. */
  readonly seen?: readonly Seen[];
  /** Ends the task. */
  readonly end?: 'result' | 'error' | 'cancelled';
  /** The exception that it ends with. */
  readonly error?: string;
}

export type Script = Generator<Act, void, number>;

interface Simulated {
  readonly id: number;
  readonly script: Script;
  ready: number;
  blockedOn: Set<number>;
  isDone: boolean;
  isHeld: boolean;
  isCancelled: boolean;
}

interface SimulatedLock {
  readonly id: number;
  holder: number;
  readonly waiters: Simulated[];
}

/** What a script that is cancelled sees; it may catch it to tidy up, in as many acts as it likes. */
export const CANCELLED = new Error('cancelled');

/** How facts of resources are written: their kinds and events by position. */
const LOCK_KIND = 1;
const ACQUIRED = 1;
const RELEASED = 2;
const BEGINS_TO_WAIT = 3;
const STOPS_WAITING = 4;

/** Who asked to cancel, by position. */
const ORIGINS = ['call', 'timeout', 'scope', 'awaiter', 'shutdown'] as const;

const FILE = '/home/ada/shop/server.py';

/** An event loop in virtual time: scripts run one after the other, as asyncio would have them, and write a trace. */
export class Simulation {
  readonly writer = new TraceWriter().header();
  now: number;
  private readonly loop: number;
  private readonly tasks = new Map<number, Simulated>();
  private readonly sites = new Map<string, number>();
  private readonly groups = new Map<string, number>();
  private readonly locks = new Map<string, SimulatedLock>();
  private readonly runs: WrittenRun[] = [];
  private readonly timer: number;
  private current = 0;
  private nextId = 1;

  constructor(at = 3_000_000, loop = 1) {
    this.now = at;
    this.loop = loop;
    this.writer.loop(loop, at);
    this.timer = this.writer.callback('futures._set_result_unless_cancelled');
  }

  /** Creates a task; answers its number. */
  spawn(name: string, coroutine: string, script: (id: number) => Script, line = 20): number {
    const id = this.nextId++;
    const place = this.writer.place(FILE, line, 'main');
    this.writer.task(id, {
      name,
      coroutine,
      parent: this.current,
      created: this.now,
      place,
      loop: this.loop,
    });
    this.tasks.set(id, {
      id,
      script: script(id),
      ready: this.now,
      blockedOn: new Set(),
      isDone: false,
      isHeld: false,
      isCancelled: false,
    });
    return id;
  }

  /** Takes a lock for the task that runs, if it is free. */
  take(name: string): boolean {
    const lock = this.lockOf(name);
    if (lock.holder !== 0) return false;
    this.acquire(lock, this.current);
    return true;
  }

  /** Gives a lock back; who has waited longest has it then. */
  give(name: string): void {
    const lock = this.lockOf(name);
    this.event(lock, RELEASED, lock.holder);
    lock.holder = 0;
    const next = lock.waiters.shift();
    if (next === undefined) return;
    this.event(lock, STOPS_WAITING, next.id);
    this.acquire(lock, next.id);
    this.wake(next);
  }

  /** Asks a task to end; says who asked, and from which line. */
  cancel(id: number, origin: (typeof ORIGINS)[number] = 'call', line = 30): void {
    const task = this.tasks.get(id);
    if (task === undefined || task.isDone || task.isCancelled) return;
    task.isCancelled = true;
    for (const { waiters } of this.locks.values())
      if (waiters.includes(task)) waiters.splice(waiters.indexOf(task), 1);
    task.blockedOn.clear();
    this.wake(task);
    this.writer.facts('cancels', {
      at: this.now + 1_000,
      task: id,
      subject: 4 * this.current,
      place: this.writer.place(FILE, line, 'main'),
      origin: ORIGINS.indexOf(origin) + 1,
    });
  }

  /** Whether a task has ended. */
  isDone(id: number): boolean {
    return this.tasks.get(id)?.isDone === true;
  }

  /** Runs until nothing is left to do, or until a time. */
  until(limit: number): this {
    for (;;) {
      const next = [...this.tasks.values()]
        .filter((task) => !task.isDone && !task.isHeld && task.blockedOn.size === 0)
        .sort((a, b) => a.ready - b.ready || a.id - b.id)[0];
      if (next === undefined || next.ready > limit) break;
      if (next.ready > this.now) {
        // Nothing is ready: the loop sleeps until a timer or socket wakes it, by a callback.
        this.runs.push({
          callback: this.timer,
          begin: next.ready,
          end: next.ready + 9_000,
          ready: next.ready - 1_000,
        });
        this.now = next.ready + 14_000;
      }
      this.step(next);
    }
    if (Number.isFinite(limit)) this.now = Math.max(this.now, limit);
    return this.flush();
  }

  /** Runs until nothing is left to do; the trace ends there. */
  toEnd(): this {
    return this.until(Number.POSITIVE_INFINITY);
  }

  flush(): this {
    if (this.runs.length > 0) this.writer.runs(this.runs.splice(0), this.loop);
    return this;
  }

  pause(from: number, to: number): this {
    this.writer.pause(from, true).pause(to, false);
    return this;
  }

  private step(task: Simulated): void {
    this.current = task.id;
    const begin = this.now;
    const { value: act, done, isCancelled } = advance(task, begin);
    const end = begin + Math.max(500, Math.round(act?.run ?? 20_000));
    this.now = end + 3_000;
    if (act?.seen !== undefined) this.sample(task.id, begin, end, act.seen);
    const isOver = done || act?.end !== undefined;
    const site = isOver ? 0 : this.site(act?.kind ?? 'sleep', act?.function ?? 'handle', act?.line ?? 40);
    const group = isOver || act?.on === undefined ? 0 : this.group(act.on);
    this.runs.push({
      task: task.id,
      begin,
      end,
      ready: Math.min(task.ready, begin),
      site,
      group,
    });
    this.current = 0;
    if (isOver || act === undefined) {
      task.isDone = true;
      const outcome = isCancelled ? 'cancelled' : (act?.end ?? 'result');
      this.flush();
      this.writer.end(
        task.id,
        end,
        outcome,
        outcome === 'error' ? { error: act?.error ?? 'TimeoutError: upstream did not answer in 2.0 s' } : {},
      );
      for (const other of this.tasks.values())
        if (other.blockedOn.delete(task.id) && other.blockedOn.size === 0) other.ready = end;
      return;
    }
    if (act.lock !== undefined) {
      const lock = this.lockOf(act.lock);
      task.isHeld = true;
      lock.waiters.push(task);
      this.event(lock, BEGINS_TO_WAIT, task.id, end);
    } else if (act.isForever === true) task.isHeld = true;
    else if (act.on !== undefined) {
      task.blockedOn = new Set(act.on.filter((id) => this.tasks.get(id)?.isDone === false));
      task.ready = end;
    } else task.ready = end + Math.round(act.wait ?? 0);
  }

  private wake(task: Simulated): void {
    task.isHeld = false;
    task.ready = this.now + 1_000;
  }

  private lockOf(name: string): SimulatedLock {
    let lock = this.locks.get(name);
    if (lock === undefined) {
      lock = { id: this.locks.size + 1, holder: 0, waiters: [] };
      this.locks.set(name, lock);
      const place = this.writer.place('/home/ada/shop/db.py', 12, name);
      const { id } = lock;
      this.writer.facts('resources', {
        id,
        at: this.now,
        kind: LOCK_KIND,
        class: 'asyncio.locks.Lock',
        place,
      });
    }
    return lock;
  }

  private acquire(lock: SimulatedLock, task: number): void {
    lock.holder = task;
    this.event(lock, ACQUIRED, task);
  }

  private event({ id }: SimulatedLock, event: number, task: number, at = this.now): void {
    this.writer.facts('resourceEvents', { at, resource: id, event, task });
  }

  private sample(task: number, begin: number, end: number, seen: readonly Seen[]): void {
    let at = begin + 10_000_000;
    let until = begin;
    for (const { share, frames } of seen) {
      const places = frames.map(([file, line, func, scope = 0], depth) =>
        this.writer.sampledPlace(file, line, func, { scope, coroutine: depth === 0 }),
      );
      const stack = this.writer.stack(...places);
      until += (end - begin) * share;
      for (; at < until; at += 10_000_000) this.writer.samples([{ task, begin, at, stack }], this.loop);
    }
  }

  private site(kind: AwaitKind, func: string, line: number): number {
    const key = `${kind} ${func} ${line}`;
    let site = this.sites.get(key);
    if (site === undefined) {
      const outer = this.writer.place(FILE, line - 12, func);
      const inner = this.writer.place('/home/ada/shop/db.py', line, `Pool.${func}`);
      const library = this.writer.place('/usr/lib/python3.12/asyncio/tasks.py', 655, 'sleep', 2);
      site =
        kind === 'queue.get' || kind === 'lock'
          ? this.writer.site(kind, outer, inner, library)
          : this.writer.site(kind, outer, library);
      this.sites.set(key, site);
    }
    return site;
  }

  private group(ids: readonly number[]): number {
    const key = ids.join();
    let group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, (group = this.writer.group(...ids)));
    return group;
  }
}

/** Lets a script go on to its next act; a cancelled one sees that first. */
function advance(
  task: Simulated,
  now: number,
): { readonly value: Act | undefined; readonly done: boolean; readonly isCancelled: boolean } {
  const isAsked = task.isCancelled;
  task.isCancelled = false;
  try {
    const { value, done } = isAsked ? task.script.throw(CANCELLED) : task.script.next(now);
    return { value: value ?? undefined, done: done === true, isCancelled: false };
  } catch (error) {
    if (error !== CANCELLED) throw error;
    return { value: undefined, done: true, isCancelled: true };
  }
}
