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
  /** Where the watchdog sees it, one after the other. */
  readonly seen?: readonly Seen[];
  /** Ends the task. */
  readonly end?: 'result' | 'error' | 'cancelled';
}

export type Script = Generator<Act, void, number>;

interface Simulated {
  readonly id: number;
  readonly script: Script;
  ready: number;
  blockedOn: Set<number>;
  isDone: boolean;
}

const FILE = '/home/ada/shop/server.py';

/** An event loop in virtual time: scripts run one after the other, as asyncio would have them, and write a trace. */
export class Simulation {
  readonly writer = new TraceWriter().header();
  now: number;
  private readonly loop: number;
  private readonly tasks = new Map<number, Simulated>();
  private readonly sites = new Map<string, number>();
  private readonly groups = new Map<string, number>();
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
    });
    return id;
  }

  /** Runs until nothing is left to do, or until a time. */
  until(limit: number): this {
    for (;;) {
      const next = [...this.tasks.values()]
        .filter((task) => !task.isDone && task.blockedOn.size === 0)
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
    this.now = Math.max(this.now, Math.min(limit, 1e15));
    return this.flush();
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
    const { value: act, done } = task.script.next(begin);
    const end = begin + Math.max(500, Math.round(act?.run ?? 20_000));
    this.now = end + 3_000;
    if (act?.seen !== undefined) this.sample(task.id, begin, end, act.seen);
    const isOver = done === true || act.end !== undefined;
    const site = isOver ? 0 : this.site(act.kind ?? 'sleep', act.function ?? 'handle', act.line ?? 40);
    const group = isOver || act.on === undefined ? 0 : this.group(act.on);
    this.runs.push({
      task: task.id,
      begin,
      end,
      ready: Math.min(task.ready, begin),
      site,
      group,
    });
    this.current = 0;
    if (isOver) {
      task.isDone = true;
      const outcome = done === true ? 'result' : act.end!;
      this.flush();
      this.writer.end(
        task.id,
        end,
        outcome,
        outcome === 'error' ? { error: 'TimeoutError: upstream did not answer in 2.0 s' } : {},
      );
      for (const other of this.tasks.values())
        if (other.blockedOn.delete(task.id) && other.blockedOn.size === 0) other.ready = end;
      return;
    }
    if (act.on !== undefined) {
      task.blockedOn = new Set(act.on.filter((id) => this.tasks.get(id)?.isDone === false));
      task.ready = end;
    } else task.ready = end + Math.round(act.wait ?? 0);
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
