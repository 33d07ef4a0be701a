import { describe, expect, it } from 'vitest';
import { SequentialFinder, type SequentialAwaits } from '../../src/core/analysis/sequentialAwaits.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import type { AwaitKind } from '../../src/core/wire.ts';
import { shopTrace } from '../webview/sampleTraces.ts';
import { SITUATIONS } from '../webview/situations.ts';
import { Simulation, type Script } from '../webview/simulation.ts';
import { fullTrace } from './fullTrace.ts';
import { randomTrace } from './randomTrace.ts';
import { build, followed } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;

function foundIn(trace: Trace, most = 10_000): readonly SequentialAwaits[] {
  const finder = new SequentialFinder();
  while (!finder.update(trace, most));
  return finder.found;
}

/** How long tasks take that do not need each other, in milliseconds. */
const LENGTHS = [60, 40, 80, 50, 70, 45, 65];

interface Told {
  readonly lengths?: readonly number[];
  readonly coroutine?: (at: number) => string;
  /** How the main program awaits them. */
  readonly kind?: AwaitKind;
  /** What they await. */
  readonly child?: AwaitKind;
  /** How much of their time they compute. */
  readonly share?: number;
  readonly outcome?: (at: number) => 'result' | 'error' | 'cancelled';
  /** What the main program awaits after each, for 5 ms. */
  readonly between?: AwaitKind;
}

/** A script that creates and awaits tasks one after the other. */
function oneByOne(
  world: Simulation,
  {
    lengths = LENGTHS,
    coroutine = () => 'fetch',
    kind = 'task',
    child = 'stream',
    share = 0.01,
    outcome = () => 'result',
    between,
  }: Told,
): () => Script {
  return function* (): Script {
    for (const [at, length] of lengths.entries()) {
      const id = world.spawn(`fetch-${at + 1}`, coroutine(at), function* (): Script {
        const run = share * length * MS;
        yield { run, kind: child, function: 'read_body', line: 93, wait: length * MS - run };
        yield { run: 0.1 * MS, end: outcome(at) };
      });
      yield { run: 0.2 * MS, kind, function: 'main', line: 25, on: [id] };
      if (between) yield { run: 0.1 * MS, kind: between, function: 'main', line: 27, wait: 5 * MS };
    }
    yield { run: 0.3 * MS, end: 'result' };
  };
}

function program(told: Told = {}): Simulation {
  const world = new Simulation();
  world.spawn('Task-1', 'main', oneByOne(world, told));
  return world;
}

function traceOf(world: Simulation): TraceBuilder {
  return build(world.toEnd().writer.beat(world.now).bytes());
}

describe('sequential awaits', () => {
  it('are tasks that one creates and awaits, one after the other', () => {
    const trace = traceOf(program());
    const [found, ...more] = foundIn(trace);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ waiter: 1, coroutine: 'fetch', count: 7, times: 1 });
    expect(found!.longest).toMatchObject({ task: 4, position: 3 });
    expect(found!.longest.length).toBeGreaterThan(80 * MS);
    expect(found!.longest.length).toBeLessThan(82 * MS);
    expect(found!.total).toBeGreaterThan(410 * MS);
    expect(found!.total).toBeLessThan(415 * MS);
    expect(trace.site(found!.site)?.place?.line).toBe(13);
  });

  it('may be awaited in groups of one', () => {
    expect(foundIn(traceOf(program({ kind: 'gather' })))).toHaveLength(1);
    expect(foundIn(traceOf(program({ kind: 'wait' })))).toHaveLength(1);
  });

  it('may fail now and then, or wait for a timer or another thread', () => {
    const outcome = (at: number): 'result' | 'error' => (at === 3 ? 'error' : 'result');
    expect(foundIn(traceOf(program({ outcome })))).toMatchObject([{ count: 7 }]);
    for (const child of ['sleep', 'socket', 'executor', 'subprocess', 'future'] as const)
      expect(foundIn(traceOf(program({ child })))).toMatchObject([{ count: 7 }]);
  });

  it('are told once for an await site, of several times the longest', () => {
    const world = new Simulation();
    function* main(): Script {
      for (const factor of [1, 2, 1]) {
        const lengths = LENGTHS.map((length) => factor * length);
        const id = world.spawn(`import-${factor}`, 'import_all', oneByOne(world, { lengths }));
        yield { run: 0.1 * MS, kind: 'task', function: 'main', line: 50, on: [id] };
        yield { run: 0.1 * MS, kind: 'sleep', function: 'main', line: 51, wait: MS };
      }
      yield { run: 0.1 * MS, end: 'result' };
    }
    world.spawn('Task-1', 'main', main);
    const trace = traceOf(world);
    const [found, ...more] = foundIn(trace);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ count: 7, times: 3 });
    expect(trace.task(found!.waiter)?.name).toBe('import-2');
  });
});

describe('no sequential awaits', () => {
  it('are few, or what is soon done', () => {
    expect(foundIn(traceOf(program({ lengths: LENGTHS.slice(0, 4) })))).toEqual([]);
    expect(foundIn(traceOf(program({ lengths: LENGTHS.map((length) => length / 10) })))).toEqual([]);
  });

  it('are tasks of several coroutines', () => {
    const coroutine = (at: number): string => ['login', 'load', 'save', 'logout'][at % 4]!;
    expect(foundIn(traceOf(program({ coroutine })))).toEqual([]);
  });

  it('are tasks between which something else is awaited', () => {
    expect(foundIn(traceOf(program({ between: 'sleep' })))).toEqual([]);
    expect(foundIn(traceOf(program({ between: 'queue.get' })))).toEqual([]);
    expect(foundIn(traceOf(program({ between: 'stream' })))).toEqual([]);
  });

  it('are tasks that compute, or wait for what other tasks do', () => {
    expect(foundIn(traceOf(program({ share: 0.5 })))).toEqual([]);
    for (const child of ['event', 'condition', 'queue.get', 'semaphore'] as const)
      expect(foundIn(traceOf(program({ child })))).toEqual([]);
  });

  it('are calls with a timeout, of which each makes a task', () => {
    expect(foundIn(traceOf(program({ kind: 'timeout' })))).toEqual([]);
  });

  it('are attempts that fail, or of which each takes longer', () => {
    expect(
      foundIn(traceOf(program({ outcome: (at) => (at < LENGTHS.length - 1 ? 'error' : 'result') }))),
    ).toEqual([]);
    expect(foundIn(traceOf(program({ lengths: [20, 30, 45, 68, 100, 150] })))).toEqual([]);
  });

  it('are a loop that nobody has seen end, as those of servers and pollers', () => {
    const lengths = Array.from({ length: 100 }, (_, at) => LENGTHS[at % LENGTHS.length]!);
    const going = program({ lengths });
    going.until(2_000 * MS);
    expect(foundIn(build(going.writer.beat(going.now).bytes()))).toEqual([]);

    const world = new Simulation();
    function* main(): Script {
      const id = world.spawn('poller', 'poll', oneByOne(world, { lengths }));
      yield { run: 0.1 * MS, kind: 'sleep', function: 'main', line: 50, wait: 1_000 * MS };
      world.cancel(id);
      yield { run: 0.1 * MS, end: 'result' };
    }
    world.spawn('Task-1', 'main', main);
    expect(foundIn(traceOf(world))).toEqual([]);
  });

  it('are several workers that share the work', () => {
    const world = new Simulation();
    for (let worker = 1; worker <= 3; worker++) world.spawn(`worker-${worker}`, 'work', oneByOne(world, {}));
    expect(foundIn(traceOf(world))).toEqual([]);
  });

  it('are what comes out of a queue, even where it never was empty', () => {
    const world = program();
    world.writer.facts('resources', { id: 9, at: 3 * MS, kind: 6, class: 'asyncio.queues.Queue' });
    const takenBy = (task: number): TraceBuilder => {
      world.writer.facts('resourceEvents', { at: 100 * MS, resource: 9, event: 5, task, value: 3 });
      return traceOf(world);
    };
    expect(foundIn(takenBy(99))).toHaveLength(1);
    expect(foundIn(takenBy(1))).toEqual([]);
  });

  it.each(SITUATIONS)('are in the situations, but for one: $name', ({ name, trace }) => {
    const found = foundIn(build(trace()));
    expect(found.map(({ coroutine, count }) => [coroutine, count])).toEqual(
      name === 'sequential_awaits' ? [['fetch', 14]] : [],
    );
  });

  it('are in traces of a shop, of everything, and of chance', () => {
    expect(foundIn(build(shopTrace().writer.bytes()))).toEqual([]);
    expect(foundIn(build(fullTrace().bytes()))).toEqual([]);
    for (let seed = 1; seed <= 8; seed++) expect(foundIn(build(randomTrace(seed).bytes()))).toEqual([]);
  });
});

describe('looking for sequential awaits', () => {
  it('comes to the same whatever the slices, and while the trace grows', () => {
    const bytes = program()
      .toEnd()
      .writer.beat(800 * MS)
      .bytes();
    const all = foundIn(build(bytes));
    expect(all).toHaveLength(1);
    expect(foundIn(build(bytes), 1)).toEqual(all);
    expect(followed(new SequentialFinder(), bytes, 100, 3).found).toEqual(all);
  });

  it('begins anew where older tasks were let go', () => {
    const lengths = [...LENGTHS, ...LENGTHS];
    const trace = traceOf(program({ lengths }));
    const finder = new SequentialFinder();
    while (!finder.update(trace, 10));
    expect(finder.found).toMatchObject([{ count: 14 }]);
    const run = trace.tasks[0]!.lane.run(7);
    trace.push(new TraceWriter().forget(trace.runs.begin(run), run).bytes().slice(8));
    while (!finder.update(trace, 10));
    expect(finder.found).toMatchObject([{ count: 7 }]);
    expect(finder.found).toEqual(foundIn(trace));
  });

  it('is part of the dump', () => {
    const { sequentialAwaits } = dump(traceOf(program()));
    expect(sequentialAwaits).toMatchObject([
      {
        waiter: 1,
        coroutine: 'fetch',
        count: 7,
        times: 1,
        at: { file: '/home/ada/shop/server.py', line: 13, function: 'main' },
        longest: { task: 4 },
      },
    ]);
  });
});
