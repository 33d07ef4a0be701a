import { describe, expect, it } from 'vitest';
import { LeakFinder, type Leak } from '../../src/core/analysis/leaks.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { Simulation, type Act, type Script } from '../webview/simulation.ts';

import { build, followed } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;

const FOR_EVER: Act = { run: 0.1 * MS, kind: 'event', function: 'watch', line: 72, isForever: true };

function leaksOf(trace: Trace, most = 1000): readonly Leak[] {
  const finder = new LeakFinder();
  while (!finder.update(trace, most));
  return finder.leaks;
}

function sleep(wait: number): Act {
  return { run: 0.1 * MS, kind: 'sleep', wait: wait * MS };
}

interface Server {
  readonly requests: number;
  /** Milliseconds between two requests, and that one takes. */
  readonly apart?: number;
  readonly length?: number;
  /** What a task that a request begins does. */
  readonly left: (index: number) => Script;
  readonly until?: number;
}

/** Requests one after the other, of which each begins a task. */
function served({ requests, apart = 100, length = 30, left, until = 4_000 }: Server): Simulation {
  const world = new Simulation();
  const handle = (index: number) =>
    function* (): Script {
      world.spawn(`watch-${index}`, 'watch', () => left(index), 46);
      yield sleep(length);
      yield { run: 0.1 * MS, end: 'result' };
    };
  function* main(): Script {
    for (let index = 1; index <= requests; index++) {
      world.spawn(`request-${index}`, 'handle', handle(index), 30);
      if (apart > 0) yield sleep(apart);
    }
    yield sleep(60_000);
  }
  world.spawn('main', 'main', main);
  return world.until(until * MS);
}

function traceOf(world: Simulation): TraceBuilder {
  return build(world.writer.beat(world.now).bytes());
}

function* waiting(): Script {
  yield FOR_EVER;
}

describe('a task leak', () => {
  it('is what requests leave behind, one after the other', () => {
    const trace = traceOf(served({ requests: 10, left: waiting }));
    const [leak, ...others] = leaksOf(trace);
    expect(others).toEqual([]);
    expect(leak).toMatchObject({ coroutine: 'watch', creator: 'handle', count: 10 });
    expect(leak!.tasks.map((id) => trace.task(id)!.name)).toEqual(
      Array.from({ length: 10 }, (_, at) => `watch-${at + 1}`),
    );
    expect(trace.site(leak!.site)?.place?.line).toBe(60);
    // The first request takes 30 ms, and the trace 4 s.
    expect(leak!.since / MS).toBeCloseTo(33.5, 0);
    expect(leak!.longest / MS).toBeCloseTo(3_966, -1);
  });

  it('is seen although the end of the loop cancels the tasks, as of the moment before', () => {
    const world = served({ requests: 10, left: waiting });
    const before = leaksOf(traceOf(world));
    for (let id = 1; id <= 21; id++) world.cancel(id, 'shutdown');
    const trace = traceOf(world.until(5_000 * MS));
    expect(trace.tasks.every(({ ended }) => ended !== null)).toBe(true);
    const [leak] = leaksOf(trace);
    expect(leak!.longest).toBeCloseTo(before[0]!.longest, -5);
    expect({ ...leak, longest: 0 }).toEqual({ ...before[0], longest: 0 });
  });

  it.each<[string, Server]>([
    ['of four', { requests: 4, left: waiting }],
    ['that have only just been left', { requests: 10, left: waiting, until: 1_000 }],
    [
      'that a timer will wake',
      {
        requests: 10,
        left: function* () {
          yield sleep(60_000);
        },
      },
    ],
    [
      'that read from a stream',
      {
        requests: 10,
        left: function* () {
          yield { run: 0.1 * MS, kind: 'stream', isForever: true };
        },
      },
    ],
    [
      'that do something now and then',
      {
        requests: 10,
        left: function* () {
          for (let turn = 0; turn < 30; turn++) yield sleep(100);
          yield FOR_EVER;
        },
        until: 5_500,
      },
    ],
    ['whose creators began side by side', { requests: 10, apart: 0, left: waiting }],
    ['whose creators go on', { requests: 10, length: 60_000, left: waiting }],
  ])('is none %s', (_, server) => {
    expect(leaksOf(traceOf(served(server)))).toEqual([]);
  });

  it('is none where others of the coroutine took as long, and ended', () => {
    // What the odd ones do takes 2.5 s; the even ones have waited for less than twice that.
    const left = (index: number): Script =>
      (function* () {
        yield index % 2 === 1 ? sleep(2_500) : FOR_EVER;
        yield { run: 0.1 * MS, end: 'result' };
      })();
    expect(leaksOf(traceOf(served({ requests: 16, left, until: 5_000 })))).toEqual([]);
    expect(leaksOf(traceOf(served({ requests: 16, left, until: 9_000 })))).toHaveLength(1);
  });

  it('is none of a pool that one task began, and that waits for work', () => {
    const world = new Simulation();
    function* worker(): Script {
      yield { run: 0.1 * MS, kind: 'queue.get', isForever: true };
    }
    function* start(): Script {
      for (let index = 0; index < 20; index++) world.spawn(`worker-${index}`, 'worker', worker);
      yield { run: 0.1 * MS, end: 'result' };
    }
    function* main(): Script {
      yield { run: 0.1 * MS, kind: 'task', on: [world.spawn('start', 'start', start)] };
      yield sleep(60_000);
    }
    world.spawn('main', 'main', main);
    expect(leaksOf(traceOf(world.until(5_000 * MS)))).toEqual([]);
  });

  it('does not count the time that the debugger held the program', () => {
    const world = served({ requests: 10, left: waiting, until: 1_800 });
    expect(leaksOf(traceOf(world))).toHaveLength(1);
    const held = served({ requests: 10, left: waiting, until: 1_800 }).pause(1_100 * MS, 1_700 * MS);
    expect(leaksOf(traceOf(held))).toEqual([]);
  });

  it('is the same whatever the slices, and while the trace grows', () => {
    const bytes = served({ requests: 30, left: waiting })
      .writer.beat(4_000 * MS)
      .bytes();
    const whole = leaksOf(build(bytes));
    expect(whole).toHaveLength(1);
    expect(leaksOf(build(bytes), 1)).toEqual(whole);
    expect(followed(new LeakFinder(), bytes, 500, 7).leaks).toEqual(whole);
  });

  it('is still known when what began the tasks, and their steps, were let go', () => {
    const trace = traceOf(served({ requests: 10, left: waiting }));
    const finder = new LeakFinder();
    while (!finder.update(trace, 10));
    const [before] = finder.leaks;
    const all = trace.tasks.length;
    trace.push(
      new TraceWriter()
        .forget(1_500 * MS, trace.runs.length)
        .bytes()
        .slice(8),
    );
    expect(trace.tasks.length).toBeLessThan(all);
    while (!finder.update(trace, 10));
    expect(finder.leaks).toMatchObject([{ count: 10, site: before!.site, creator: null }]);
  });

  it('is told by the dump, with the line', () => {
    const { leaks } = dump(traceOf(served({ requests: 10, left: waiting })));
    expect(leaks).toMatchObject([{ coroutine: 'watch', count: 10, place: { line: 60, function: 'watch' } }]);
  });
});
