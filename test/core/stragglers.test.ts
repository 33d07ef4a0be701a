import { describe, expect, it } from 'vitest';
import { StragglerFinder, type Straggler } from '../../src/core/analysis/stragglers.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { shopTrace } from '../webview/sampleTraces.ts';
import { SITUATIONS } from '../webview/situations.ts';
import { Simulation, type Script } from '../webview/simulation.ts';

import { fullTrace } from './fullTrace.ts';
import { randomTrace } from './randomTrace.ts';
import { build, followed } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;

function stragglersOf(trace: Trace, most = 10_000): readonly Straggler[] {
  const finder = new StragglerFinder();
  while (!finder.update(trace, most));
  return finder.stragglers;
}

/** A task that takes so many milliseconds. */
function job(length: number): () => Script {
  return function* (): Script {
    yield { run: 0.1 * MS, kind: 'socket', function: 'connect', line: 88, wait: MS };
    yield { run: 0.1 * MS, kind: 'stream', function: 'read_body', line: 93, wait: (length - 1) * MS };
    yield { run: 0.1 * MS, end: 'result' };
  };
}

interface Told {
  readonly coroutine?: (at: number) => string;
  readonly kind?: 'gather' | 'wait';
  /** So many times, one after the other. */
  readonly rounds?: number;
}

/** A program that awaits tasks of the given lengths, in milliseconds, all at once. */
function fanOut(
  lengths: readonly number[],
  { coroutine = () => 'fetch', kind = 'gather', rounds = 1 }: Told = {},
): Simulation {
  const world = new Simulation();
  function* main(): Script {
    for (let round = 0; round < rounds; round++) {
      const on = lengths.map((length, at) => world.spawn(`fetch-${at + 1}`, coroutine(at), job(length)));
      yield { run: 0.5 * MS, kind, function: 'main', line: 26, on };
    }
    yield { run: 0.5 * MS, end: 'result' };
  }
  world.spawn('Task-1', 'main', main);
  return world;
}

function traceOf(world: Simulation): TraceBuilder {
  return build(world.toEnd().writer.beat(world.now).bytes());
}

const EVEN = [50, 52, 54, 56, 58, 60, 62, 64, 66];

describe('a straggler', () => {
  it('goes on long after all others that are awaited with it', () => {
    const trace = traceOf(fanOut([...EVEN, 400]));
    const [straggler, ...more] = stragglersOf(trace);
    expect(more).toEqual([]);
    expect(straggler).toMatchObject({ waiter: 1, position: 1, awaited: 10, late: [11], times: 1 });
    const { others, waited, since, until, suspension } = straggler!;
    expect(others).toBeGreaterThan(66 * MS);
    expect(others).toBeLessThan(70 * MS);
    expect(waited).toBeGreaterThan(330 * MS);
    expect(waited).toBeLessThan(336 * MS);
    expect(until! - since).toBe(waited);
    // It was reading all the time.
    expect(suspension).toBe(2);
    expect(trace.site(straggler!.site)?.kind).toBe('gather');
  });

  it('is one of several where they are at most a tenth', () => {
    const twenty = [...EVEN, ...EVEN];
    expect(stragglersOf(traceOf(fanOut([...twenty, 400, 420])))).toMatchObject([
      { awaited: 20, late: [21, 20] },
    ]);
    expect(stragglersOf(traceOf(fanOut([...EVEN, 400, 420])))).toEqual([]);
  });

  it('is told while it goes on', () => {
    const world = fanOut([...EVEN, 4_000]);
    world.until(1_000 * MS);
    const [straggler] = stragglersOf(build(world.writer.beat(world.now).bytes()));
    expect(straggler).toMatchObject({ late: [11], until: null, suspension: 2 });
    expect(straggler!.waited).toBeGreaterThan(900 * MS);
  });

  it('is told once for an await site, of several times the worst', () => {
    expect(stragglersOf(traceOf(fanOut([...EVEN, 400], { rounds: 3 })))).toMatchObject([
      { awaited: 10, times: 3 },
    ]);
  });

  it('is found where tasks are awaited as they come', () => {
    const writer = new TraceWriter().header().loop();
    const site = writer.site('wait', writer.place('/app/main.py', 9, 'main'));
    const reads = writer.site('stream', writer.place('/app/main.py', 3, 'fetch'));
    writer.task(1);
    const ends = [10, 20, 30, 40, 50, 500].map((at) => at * MS);
    ends.forEach((_, at) =>
      writer.task(at + 2, { parent: 1, created: 100 + at, coroutine: 'fetch', name: `fetch-${at}` }),
    );
    const rest = (from: number): number => writer.group(...[2, 3, 4, 5, 6, 7].slice(from));
    writer.runs([
      { task: 1, begin: 0, end: 1_000, site, group: rest(0) },
      ...ends.map((_, at) => ({ task: at + 2, begin: 2_000 + at * 100, end: 2_050 + at * 100, site: reads })),
    ]);
    ends.forEach((at, number) => {
      writer
        .runs([{ task: number + 2, begin: at, end: at + 1_000, ready: at }])
        .end(number + 2, at + 1_000, 'result');
      const next = number + 1 < ends.length ? { site, group: rest(number + 1) } : {};
      writer.runs([{ task: 1, begin: at + 2_000, end: at + 3_000, ready: at + 1_000, ...next }]);
    });
    const trace = build(
      writer
        .end(1, 501 * MS, 'result')
        .beat(502 * MS)
        .bytes(),
    );
    expect(trace.problems).toEqual([]);
    expect(stragglersOf(trace)).toMatchObject([{ position: 6, awaited: 6, late: [7], suspension: 1 }]);
  });

  it('is found among all that a TaskGroup has begun, not only among those that were left at its end', () => {
    const world = fanOut([...EVEN, 400], { kind: 'wait' });
    world.writer.facts('scopes', { id: 1, at: 4 * MS, kind: 1, task: 1 });
    for (let task = 2; task <= 11; task++) world.writer.facts('members', { scope: 1, task });
    const early = EVEN.map((_, at) => at + 12);
    early.forEach((task) => {
      world.writer.task(task, { parent: 1, created: 3.1 * MS, coroutine: 'fetch', name: `early-${task}` });
      world.writer.facts('members', { scope: 1, task }).end(task, 3.2 * MS, 'result');
    });
    expect(stragglersOf(traceOf(world))).toMatchObject([{ awaited: 19, late: [11] }]);
  });
});

describe('no straggler', () => {
  it('is where few are awaited, all take about as long, or it is soon over', () => {
    expect(stragglersOf(traceOf(fanOut([50, 55, 60, 400])))).toEqual([]);
    expect(stragglersOf(traceOf(fanOut([...EVEN, 150])))).toEqual([]);
    expect(stragglersOf(traceOf(fanOut([1, 1, 1, 1, 1, 1, 80].map((ms) => ms + 1))))).toEqual([]);
  });

  it('is a server that is awaited beside what it began with', () => {
    const coroutine = (at: number): string => (at === EVEN.length ? 'serve' : 'prepare');
    expect(stragglersOf(traceOf(fanOut([...EVEN, 4_000], { coroutine })))).toEqual([]);
  });

  it('is who could go on but for what holds the loop', () => {
    const world = fanOut([...EVEN, 100]);
    function* compute(): Script {
      yield { run: 0.1 * MS, kind: 'sleep', wait: 80 * MS };
      yield { run: 900 * MS, end: 'result' };
    }
    world.spawn('report', 'compute', compute);
    expect(stragglersOf(traceOf(world))).toEqual([]);
  });

  it('is where the debugger held the program meanwhile', () => {
    const world = fanOut([...EVEN, 400]);
    world.toEnd().pause(80 * MS, 390 * MS);
    expect(stragglersOf(build(world.writer.beat(world.now).bytes()))).toEqual([]);
  });

  it('is where others of the kind are not told, as the recorder cut the group off', () => {
    const cut = (more: number): readonly Straggler[] => {
      const lengths = [...Array.from({ length: 31 }, (_, at) => 50 + at / 2), 400];
      const world = new Simulation();
      function* main(): Script {
        const on = lengths.map((length, at) => world.spawn(`fetch-${at}`, 'fetch', job(length)));
        for (let each = 0; each < more; each++) world.spawn(`more-${each}`, 'fetch', job(380));
        yield { run: 0.5 * MS, kind: 'gather', on };
        yield { run: 0.5 * MS, end: 'result' };
      }
      world.spawn('Task-1', 'main', main);
      return stragglersOf(traceOf(world));
    };
    expect(cut(0)).toHaveLength(1);
    expect(cut(5)).toEqual([]);
  });

  it.each(SITUATIONS)('of the situations, but for one: $name', ({ name, trace }) => {
    const found = stragglersOf(build(trace()));
    expect(found.map(({ awaited, late }) => [awaited, late])).toEqual(
      name === 'fan_out_straggler' ? [[16, [12]]] : [],
    );
  });

  it('is in traces of a shop, of everything, and of chance', () => {
    expect(stragglersOf(build(shopTrace().writer.bytes()))).toEqual([]);
    expect(stragglersOf(build(fullTrace().bytes()))).toEqual([]);
    for (let seed = 1; seed <= 8; seed++) expect(stragglersOf(build(randomTrace(seed).bytes()))).toEqual([]);
  });
});

describe('looking for stragglers', () => {
  it('comes to the same whatever the slices, and while the trace grows', () => {
    const bytes = fanOut([...EVEN, 400], { rounds: 3 })
      .toEnd()
      .writer.beat(2_000 * MS)
      .bytes();
    const all = stragglersOf(build(bytes));
    expect(all).toHaveLength(1);
    expect(stragglersOf(build(bytes), 1)).toEqual(all);
    expect(followed(new StragglerFinder(), bytes, 200, 3).stragglers).toEqual(all);
  });

  it('begins anew where older tasks were let go', () => {
    const trace = traceOf(fanOut([...EVEN, 400], { rounds: 3 }));
    const finder = new StragglerFinder();
    while (!finder.update(trace, 10));
    const [{ since }] = finder.stragglers as [Straggler];
    const second = trace.tasks[0]!.lane.run(1);
    trace.push(new TraceWriter().forget(trace.runs.begin(second), second).bytes().slice(8));
    while (!finder.update(trace, 10));
    expect(finder.stragglers).toMatchObject([{ times: 2 }]);
    expect(finder.stragglers).toEqual(stragglersOf(trace));
    expect(finder.stragglers[0]!.until).toBeGreaterThan(since);
  });

  it('is part of the dump', () => {
    const { stragglers } = dump(traceOf(fanOut([...EVEN, 400])));
    expect(stragglers).toMatchObject([
      {
        waiter: 1,
        awaited: 10,
        late: [11],
        times: 1,
        at: { file: '/home/ada/shop/server.py', line: 14, function: 'main' },
        lateAt: { file: '/home/ada/shop/server.py', line: 81, function: 'read_body' },
      },
    ]);
  });
});
