import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../src/core/utf8.ts';
import { encodeUtf8 } from '../../src/core/frameWriter.ts';
import { subjectTitle } from '../../src/core/format.ts';
import { Retention, START, type Position } from '../../src/core/retention.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { MAGIC, encodeProcess } from '../../src/core/wire.ts';
import { build } from './smallTrace.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

const LIMIT = 20_000;

/** What the host keeps: the stream, and the trace that is made of it as it comes. */
class Host {
  readonly retention: Retention;
  readonly trace = new TraceBuilder();
  trims = 0;
  private current = 0;

  constructor(limit: number) {
    this.retention = new Retention(limit);
  }

  take(bytes: Uint8Array, process: number): void {
    if (process !== this.current) this.put(encodeProcess(process), process);
    this.current = process;
    this.put(bytes, process);
    const news = this.retention.trim(this.trace.runs.length, this.trace.now);
    if (news === null) return;
    this.trims++;
    this.trace.push(news);
  }

  /** What a page that opens now gets. */
  late(): TraceBuilder {
    return build(new Follower(this.retention).read().bytes());
  }

  private put(bytes: Uint8Array, process: number): void {
    this.retention.add(bytes, process, this.trace.runs.length, this.trace.now);
    this.trace.push(bytes);
  }
}

/** A page that reads on, now and then, in messages of some size. */
class Follower {
  restarts = 0;
  private readonly retention: Retention;
  private readonly most: number;
  private position: Position = START;
  private messages: Uint8Array[] = [];

  constructor(retention: Retention, most = 4096) {
    this.retention = retention;
    this.most = most;
  }

  read(messages = Infinity): this {
    for (let n = 0; n < messages; n++) {
      const more = this.retention.from(this.position, this.most);
      if (more === null) break;
      expect(more.bytes.length).toBeLessThanOrEqual(this.most);
      expect(more.bytes.buffer.byteLength).toBe(more.bytes.length);
      if (more.restart) {
        this.restarts++;
        this.messages = [];
      }
      this.messages.push(more.bytes);
      this.position = more.next;
    }
    return this;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.messages));
  }
}

/** Numbers that look like chance and are the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** A process that makes tasks, runs them and ends them, a piece of stream at a time. */
function* program(seed: number, index: number): Generator<Uint8Array> {
  const next = random(seed);
  const writer = new TraceWriter();
  const child = index === 0 ? {} : { parent: 7, kind: 'spawn' };
  writer
    .header({ pid: 7 + index, clock: 5e9 + index, ...child })
    .loop(1)
    .loop(2);
  const place = writer.place(`/app/p${index}.py`, 10, 'work');
  const sites = [writer.site('sleep', place), writer.site('gather', place), writer.site('lock', place)];
  writer.facts('threads', { id: 1, ident: 5, name: 'MainThread' });
  writer.facts('resources', { id: 1, at: 6, kind: 1, class: 'asyncio.locks.Lock', place });
  let [now, tasks, jobs, scopes, sent] = [1_000, 0, 0, 0, 0];
  const alive = new Map<number, number>();
  for (;;) {
    const created = 1 + Math.floor(next() * 3);
    writer.facts('scopes', { id: ++scopes, at: now, kind: 1 + (scopes % 3), task: tasks, place });
    for (let n = 0; n < created; n++) {
      const loop = next() < 0.8 ? 1 : 2;
      writer.task(++tasks, { created: now, loop, parent: tasks - 1, name: `p${index} ünïque ${tasks}` });
      writer.facts('members', { scope: scopes - Math.floor(next() * Math.min(scopes, 3)), task: tasks });
      alive.set(tasks, loop);
    }
    writer.facts('jobs', { id: ++jobs, queued: now, kind: 1, function: `job ${jobs}`, place, task: tasks });
    const group = writer.group(...[...alive.keys()].slice(0, 3));
    for (const loop of [1, 2]) {
      const runs: WrittenRun[] = [];
      let at = now;
      for (const [task, own] of alive) {
        if (own !== loop || next() < 0.3) continue;
        const site = sites[Math.floor(next() * 3)]!;
        runs.push({
          task,
          begin: at + 10,
          end: at + 60,
          ready: at + 1,
          site,
          ...(site === 2 ? { group } : {}),
        });
        at += 60 + Math.floor(next() * 50);
      }
      if (runs.length > 0) writer.runs(runs, loop);
    }
    now += 60 * 200;
    // Some are left late, some early, one never.
    if (scopes > 5) writer.facts('scopeEnds', { scope: scopes - 4, at: now });
    for (const task of alive.keys())
      if (next() < (alive.size > 12 ? 0.3 : 0.08)) {
        if (next() < 0.2) writer.facts('lost', { at: now, kind: 1, task });
        else writer.end(task, now, next() < 0.2 ? 'error' : 'result', { error: 'ValueError: no' });
        alive.delete(task);
      }
    if (jobs > 2 && next() < 0.7)
      writer.facts('jobRuns', { job: jobs - 1, begin: now - 50, end: now - 10, thread: 1, outcome: 1 });
    if (next() < 0.2)
      writer.facts('bands', { at: now - 30, kind: 1, phase: tasks % 4, name: `test ${tasks}` });
    if (next() < 0.05) writer.loss(now - 20, now - 10, 3);
    if (index === 0 && next() < 0.03) writer.pause(now, true).pause(now + 10, false);
    writer.beat(now + 20);
    now += 30;
    const all = writer.bytes();
    yield all.slice(sent === 0 && index > 0 ? MAGIC.length : sent);
    sent = all.length;
  }
}

/** Everything that a trace says of a run but its number, and the numbers of tasks, which differ. */
function runOf(trace: Trace, run: number): object {
  const { runs } = trace;
  const site = trace.site(runs.site(run));
  return {
    who: subjectTitle(trace, runs.subject(run)),
    loop: runs.loop(run),
    begin: runs.begin(run),
    end: runs.end(run),
    ready: runs.ready(run),
    await: site && [site.kind, site.place?.file, trace.group(runs.group(run)).length],
  };
}

function expectSameRuns(late: Trace, whole: Trace): void {
  const count = late.runs.length - late.runs.first;
  expect(count).toBeGreaterThan(0);
  for (let back = 1; back <= count; back++)
    expect(runOf(late, late.runs.length - back)).toEqual(runOf(whole, whole.runs.length - back));
}

/** What the test runner of each process is at. */
function openBands({ bands }: Trace): unknown {
  return new Map(bands.filter(({ end }) => end === null).map((band) => [band.process, band]));
}

function expectSameTables(late: Trace, whole: Trace): void {
  expect(late.processes).toEqual(whole.processes);
  expect(late.loops.map((loop) => [loop.process, loop.at, loop.class, loop.thread])).toEqual(
    whole.loops.map((loop) => [loop.process, loop.at, loop.class, loop.thread]),
  );
  for (const table of ['threads', 'pauses', 'losses'] as const) expect(late[table]).toEqual(whole[table]);
  expect(late.resources.length).toBe(whole.resources.length);
  expect(late.now).toBe(whole.now);
}

/** The tasks of the whole trace that had not ended when what was let go ended are all there, as they were. */
function expectSameTasks(late: Trace, whole: Trace): void {
  const named = new Map(late.tasks.map((task) => [task.name, task]));
  const facts = (trace: Trace, name: string): object | undefined => {
    const task = trace.tasks.find((each) => each.name === name);
    const scope = trace.scopes.find(({ members }) => task && members.includes(task.id));
    return task && { ...task, scope: scope?.id, id: 0, index: 0, parent: 0, lane: 0 };
  };
  const pending = whole.tasks.filter(({ outcome, destroyed }) => outcome === 'pending' && destroyed === null);
  expect(pending.length).toBeGreaterThan(0);
  for (const { name } of pending) expect(named.has(name), name).toBe(true);
  for (const name of named.keys()) expect(facts(late, name)).toEqual(facts(whole, name));
}

describe('a stream that is kept below a size', () => {
  it.each([1, 2, 3])('is the same trace from where it begins, in several processes (%i)', (seed) => {
    const host = new Host(LIMIT);
    const whole = new TraceBuilder();
    let current = 0;
    const programs = [0, 1, 2].map((index) => program(seed * 10 + index, index));
    const next = random(seed);
    for (let step = 0; step < 500; step++) {
      const process = step < 3 ? step : Math.floor(next() * 3);
      const bytes = programs[process]!.next().value as Uint8Array;
      const { trims } = host;
      host.take(bytes, process);
      if (process !== current) whole.push(encodeProcess(process));
      current = process;
      whole.push(bytes);
      if (host.trims === trims || step % 5 !== 0) continue;
      const late = host.late();
      expect(late.problems).toEqual([]);
      expect(late.runs.length).toBe(whole.runs.length);
      expect(late.runs.first).toBeGreaterThan(0);
      expect(late.forgotten?.until).toBe(host.trace.forgotten?.until);
      expect(late.tasks.map(({ name }) => name).sort()).toEqual(
        host.trace.tasks.map(({ name }) => name).sort(),
      );
      expect(late.jobs.filter(({ end }) => end === null).length).toBe(
        host.trace.jobs.filter(({ end }) => end === null).length,
      );
      expect(openBands(late)).toEqual(openBands(whole));
      const { until } = host.trace.forgotten!;
      const held = ({ scopes }: Trace): number[] =>
        scopes
          .filter(({ ended, members }) => (ended ?? until) >= until || members.length > 0)
          .map(({ id }) => id);
      expect(held(late).sort()).toEqual(held(host.trace).sort());
      expectSameRuns(late, whole);
      expectSameTables(late, whole);
      expectSameTasks(late, whole);
    }
    expect(host.trims).toBeGreaterThan(10);
    expect(host.trace.problems).toEqual([]);
  });

  it('stays within its limit, but for what cannot be let go', () => {
    const host = new Host(LIMIT);
    const source = program(5, 0);
    for (let step = 0; step < 400; step++) {
      host.take(source.next().value as Uint8Array, 0);
      expect(host.retention.size).toBeLessThan(1.25 * LIMIT);
    }
    // Names of tasks come and go: what stays is less than what is left for the newest.
    expect(host.trims).toBeGreaterThan(5);
  });

  it('lets a page that follows read on, and one that fell behind begin again', () => {
    const host = new Host(LIMIT);
    const [fast, slow] = [new Follower(host.retention), new Follower(host.retention, 100)];
    const source = program(6, 0);
    const whole: Uint8Array[] = [];
    for (let step = 0; step < 200; step++) {
      const bytes = source.next().value as Uint8Array;
      whole.push(bytes);
      host.take(bytes, 0);
      fast.read();
      slow.read(1);
    }
    expect(host.trims).toBeGreaterThan(3);
    expect(fast.restarts).toBe(0);
    expect(slow.restarts).toBeGreaterThan(0);
    // The follower has all there ever was, and what was said of letting go; so it comes to where the host is.
    const followed = build(fast.bytes());
    expect(followed.runs.length).toBe(host.trace.runs.length);
    expect(followed.runs.first).toBe(host.trace.runs.first);
    const rows = ({ tasks }: Trace): unknown[] =>
      tasks.map(({ id, index, name, ended, lane }) => [id, index, name, ended, lane.first, lane.length]);
    expect(rows(followed)).toEqual(rows(host.trace));
    expect(followed.forgotten).toEqual(host.trace.forgotten);
    expect(fast.bytes().length).toBeGreaterThan(Buffer.concat(whole).length);
    const caughtUp = build(slow.read().bytes());
    expect(caughtUp.problems).toEqual([]);
    expectSameRuns(caughtUp, host.trace);
  });

  it('keeps everything below its limit, byte for byte', () => {
    const host = new Host(Infinity);
    const source = program(7, 0);
    const whole = Array.from({ length: 50 }, () => source.next().value as Uint8Array);
    for (const bytes of whole) host.take(bytes, 0);
    expect(Buffer.from(new Follower(host.retention, 333).read().bytes())).toEqual(Buffer.concat(whole));
    expect(host.retention.from(START, 10)!.restart).toBe(false);
  });

  it('keeps a loop that has not ended a row for long, and a program that cannot be cut', () => {
    const host = new Host(300);
    const writer = new TraceWriter().header().loop(1).loop(2);
    writer
      .task(1)
      .task(2, { loop: 2 })
      .runs([{ task: 1, begin: 10, end: 90 }]);
    host.take(writer.bytes(), 0);
    // One piece alone is never let go, however large it is.
    expect(host.trims).toBe(0);
    let sent = writer.bytes().length;
    for (let at = 100; at < 3_000; at += 100) {
      writer.runs([{ task: 2, begin: at, end: at + 50, ready: at - 5 }], 2);
      host.take(writer.bytes().slice(sent), 0);
      sent = writer.bytes().length;
    }
    writer.runs([{ task: 1, begin: 90, end: 5_000, isUncalled: true }]).end(1, 5_000, 'result');
    host.take(writer.bytes().slice(sent), 0);
    const late = host.late();
    expect(late.problems).toEqual([]);
    expect(runOf(late, late.runs.length - 1)).toMatchObject({ loop: 1, begin: 90, end: 5_000 });
  });
});

it('text goes into frames as it comes out of them', () => {
  for (const text of ['', 'plain', 'ünï ✓ 💥', '\u0000\u001b'])
    expect(decodeUtf8(encodeUtf8(text))).toBe(text);
  expect(Buffer.from(encodeUtf8('aé€💥'))).toEqual(Buffer.from('aé€💥'));
  expect(decodeUtf8(encodeUtf8('lone \ud800 half'))).toBe('lone \ufffd half');
});
