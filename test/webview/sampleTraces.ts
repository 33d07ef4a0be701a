import { TraceWriter, type WrittenRun } from '../core/traceWriter.ts';
import { Simulation, type Script, type Seen } from './simulation.ts';

const MS = 1e6;

/** Where the shop's report blocks its loop: mostly in the standard library, called by a helper. */
export const REPORT_STACKS: readonly Seen[] = [
  {
    share: 0.8,
    frames: [
      ['/home/ada/shop/server.py', 106, 'nightly_report'],
      ['/home/ada/shop/report.py', 31, 'Report.render'],
      ['/usr/lib/python3.12/json/__init__.py', 179, 'dump', 2],
      ['/usr/lib/python3.12/json/encoder.py', 432, '_make_iterencode.<locals>._iterencode', 2],
    ],
  },
  {
    share: 0.2,
    frames: [
      ['/home/ada/shop/server.py', 107, 'nightly_report'],
      ['/home/ada/shop/report.py', 48, 'Report.save'],
    ],
  },
];

/** Numbers that look random and are the same in every run. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A small web shop: a server accepts requests, each request asks a pool, a cache and other services; workers empty a
 * queue; one report blocks the loop; one request fails, one is cancelled. What the README's picture shows.
 */
export function shopTrace(length = 2_000 * MS): Simulation {
  const next = random(7);
  const world = new Simulation();
  const spawned: number[] = [];

  function* worker(): Script {
    for (;;) {
      yield {
        run: 90_000 + next() * 300_000,
        kind: 'queue.get',
        function: 'worker',
        line: 61,
        wait: (30 + next() * 160) * MS,
      };
      yield {
        run: (0.4 + next() * 2.5) * MS,
        kind: 'executor',
        function: 'worker',
        line: 66,
        wait: (15 + next() * 45) * MS,
      };
    }
  }
  function* fetchPrice(): Script {
    yield {
      run: (0.3 + next()) * MS,
      kind: 'socket',
      function: 'fetch_price',
      line: 88,
      wait: (20 + next() * 90) * MS,
    };
    yield {
      run: (0.2 + next()) * MS,
      kind: 'stream',
      function: 'fetch_price',
      line: 93,
      wait: (10 + next() * 50) * MS,
    };
    yield { run: 0.4 * MS, end: 'result' };
  }
  const request = (fate: 'result' | 'error' | 'cancelled') =>
    function* (): Script {
      yield {
        run: (0.5 + next() * 2) * MS,
        kind: 'stream',
        function: 'handle',
        line: 41,
        wait: (8 + next() * 30) * MS,
      };
      yield {
        run: (1 + next() * 3) * MS,
        kind: 'lock',
        function: 'acquire',
        line: 29,
        wait: (5 + next() * 60) * MS,
      };
      const prices = [0, 1, 2].map((index) =>
        world.spawn(`price-${index + 1}`, 'fetch_price', fetchPrice, 47),
      );
      yield { run: 0.8 * MS, kind: 'gather', function: 'handle', line: 48, on: prices };
      if (fate === 'error') {
        yield { run: 0.6 * MS, kind: 'timeout', function: 'handle', line: 52, wait: 190 * MS };
        yield { run: 0.3 * MS, end: 'error' };
      }
      if (fate === 'cancelled') {
        yield { run: 0.6 * MS, kind: 'event', function: 'handle', line: 54, wait: 130 * MS };
        yield { run: 0.1 * MS, end: 'cancelled' };
      }
      yield {
        run: (1 + next() * 4) * MS,
        kind: 'stream',
        function: 'handle',
        line: 57,
        wait: (5 + next() * 20) * MS,
      };
      yield { run: 0.5 * MS, end: 'result' };
    };
  function* report(): Script {
    yield { run: 2 * MS, kind: 'sleep', function: 'nightly_report', line: 103, wait: 620 * MS };
    yield {
      run: 236 * MS,
      kind: 'sleep',
      function: 'nightly_report',
      line: 109,
      wait: 700 * MS,
      seen: REPORT_STACKS,
    };
    yield { run: 4 * MS, kind: 'subprocess', function: 'nightly_report', line: 112, wait: 250 * MS };
    yield { run: 2 * MS, end: 'result' };
  }
  function* ticker(): Script {
    for (;;)
      yield { run: 60_000 + next() * 200_000, kind: 'sleep', function: 'heartbeat', line: 75, wait: 4 * MS };
  }
  function* server(): Script {
    for (const name of ['mail', 'stock']) spawned.push(world.spawn(`worker-${name}`, 'worker', worker, 22));
    spawned.push(
      world.spawn('report', 'nightly_report', report, 24),
      world.spawn('heartbeat', 'heartbeat', ticker, 25),
    );
    for (let index = 1; index <= 9; index++) {
      const fate = index === 3 ? 'error' : index === 5 ? 'cancelled' : 'result';
      spawned.push(world.spawn(`request-${index}`, 'handle', request(fate), 30));
      yield { run: 0.6 * MS, kind: 'stream', function: 'accept', line: 33, wait: (60 + next() * 190) * MS };
    }
    yield { run: 1 * MS, kind: 'event', function: 'serve_forever', line: 36, wait: 60_000 * MS };
  }
  world.spawn('Task-1', 'main', server, 120);
  return world.until(length);
}

/** Long lanes of dense steps: what merging is for. */
export function denseTrace(
  lanes: number,
  stepsPerLane: number,
  writer = new TraceWriter().header().loop(),
): TraceWriter {
  const next = random(3);
  const place = writer.place('/home/ada/shop/server.py', 12, 'spin');
  const site = writer.site('sleep', place);
  for (let lane = 1; lane <= lanes; lane++)
    writer.task(lane, { name: `spin-${lane}`, coroutine: 'spin', created: 1000 * lane, place });
  let now = 1_000_000;
  let runs: WrittenRun[] = [];
  const last = new Float64Array(lanes + 1).fill(500_000);
  for (let step = 0; step < stepsPerLane; step++)
    for (let lane = 1; lane <= lanes; lane++) {
      const length = 400 + Math.floor(next() * (lane % 7 === 0 ? 30_000 : 4000));
      const ready = Math.max(last[lane]!, now - Math.floor(next() * 6000));
      runs.push({ task: lane, begin: now, end: now + length, ready, site });
      last[lane] = now + length;
      now += length + 300 + (next() < 0.00002 ? 40_000_000 : 0);
      if (runs.length === 20_000) {
        writer.runs(runs);
        runs = [];
      }
    }
  if (runs.length > 0) writer.runs(runs);
  return writer.beat(now);
}

/** Names made to break pages. */
export function hostileTrace(): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const place = writer.place('/tmp/<img src=x onerror=alert(1)>.py', 1, '<script>alert(1)</script>');
  const site = writer.site('future', place);
  const names = [
    '<img src=x onerror=alert(1)>',
    'line\nbreak\u0000and\u0007bell',
    'right \u202eto left',
    'x'.repeat(4_000_000),
    '"\'`${alert(1)}',
    '\u{1F4A5}\u{1F4A5}',
    '',
  ];
  names.forEach((name, index) => {
    writer.task(index + 1, {
      name,
      coroutine: names[(index + 1) % names.length]!.slice(0, 300),
      created: 1000 * index,
      place,
    });
    writer.runs([
      { task: index + 1, begin: 100_000 * (index + 1), end: 100_000 * (index + 1) + 40_000, site },
    ]);
  });
  return writer.end(1, 900_000, 'error', { error: '<b>bold</b>\u0000' }).beat(1_000_000);
}
