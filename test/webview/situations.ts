import { random } from './sampleTraces.ts';
import { Simulation, type Act, type Script } from './simulation.ts';

const MS = 1e6;

/** A program that has something the matter, or nothing; `test/programs/situations/` has the same in Python. */
export interface Situation {
  readonly name: string;
  /** What one should be able to say from the picture alone. */
  readonly diagnosis: string;
  readonly trace: () => Uint8Array;
}

/** The situations that a timeline must tell apart at first sight. */
export const SITUATIONS: readonly Situation[] = [
  {
    name: 'healthy_server',
    diagnosis: 'Nothing is wrong: requests overlap, steps are short, the loop is free.',
    trace: healthyServer,
  },
  {
    name: 'lock_convoy',
    diagnosis: 'All workers queue for one lock, each holds it while it waits for I/O: one works at a time.',
    trace: lockConvoy,
  },
  {
    name: 'blocked_loop',
    diagnosis: 'A task computes for half a second without awaiting: nothing else runs meanwhile.',
    trace: blockedLoop,
  },
  {
    name: 'fan_out_straggler',
    diagnosis: 'Many fetches run at the same time, one takes ten times as long, and all wait for it.',
    trace: fanOut,
  },
  {
    name: 'task_leak',
    diagnosis: 'Every request leaves a task behind that waits for something that never happens.',
    trace: taskLeak,
  },
  {
    name: 'cancellation_storm',
    diagnosis: 'One task of a group fails, all others are cancelled; the group is begun anew, and again.',
    trace: cancellationStorm,
  },
  {
    name: 'sequential_awaits',
    diagnosis: 'Fetches that do not need each other run one after the other.',
    trace: sequentialAwaits,
  },
  {
    name: 'deadlock',
    diagnosis: 'Two tasks each hold the lock that the other one waits for; more and more wait behind them.',
    trace: deadlock,
  },
];

/** The stream of a program that ended, or was looked at after so long. */
function finished(world: Simulation, length?: number): Uint8Array {
  if (length === undefined) world.toEnd();
  else world.until(length);
  return world.writer.beat(world.now).bytes();
}

/** A request that asks a cache and a database. */
function* request(next: () => number): Script {
  yield io((0.4 + next()) * MS, 'read_request', 41, (4 + next() * 12) * MS);
  yield io((0.5 + next()) * MS, 'query', 48, (20 + next() * 45) * MS);
  yield io((0.8 + next() * 2) * MS, 'send_response', 57, (4 + next() * 10) * MS);
  yield { run: 0.4 * MS, end: 'result' };
}

function io(run: number, name: string, line: number, wait: number): Act {
  return { run, kind: 'stream', function: name, line, wait };
}

function sleep(run: number, name: string, line: number, wait: number): Act {
  return { run, kind: 'sleep', function: name, line, wait };
}

function healthyServer(): Uint8Array {
  const next = random(5);
  const world = new Simulation();
  function* worker(): Script {
    for (;;) {
      yield { run: 0.3 * MS, kind: 'queue.get', function: 'worker', line: 61, wait: (40 + next() * 80) * MS };
      yield {
        run: (0.5 + next()) * MS,
        kind: 'executor',
        function: 'worker',
        line: 66,
        wait: (20 + next() * 30) * MS,
      };
    }
  }
  function* main(): Script {
    for (const name of ['mail', 'stock']) world.spawn(`worker-${name}`, 'worker', worker, 22);
    for (let index = 1; index <= 18; index++) {
      world.spawn(`request-${index}`, 'handle', () => request(next), 30);
      yield io(0.5 * MS, 'accept', 33, (20 + next() * 70) * MS);
    }
    yield io(0.5 * MS, 'accept', 33, 60_000 * MS);
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world, 1_150 * MS);
}

function lockConvoy(): Uint8Array {
  const next = random(11);
  const world = new Simulation();
  function* worker(): Script {
    for (let job = 0; job < 5; job++) {
      yield io((0.6 + next()) * MS, 'read_order', 44, (6 + next() * 8) * MS);
      if (!world.take('Pool.lock'))
        yield { run: 0.3 * MS, kind: 'lock', function: 'acquire', line: 29, lock: 'Pool.lock' };
      yield io(1 * MS, 'query', 33, (26 + next() * 10) * MS);
      world.give('Pool.lock');
    }
    yield { run: 0.4 * MS, end: 'result' };
  }
  function* main(): Script {
    const workers = Array.from({ length: 10 }, (_, index) =>
      world.spawn(`order-${index + 1}`, 'process_order', worker, 24),
    );
    yield { run: 1 * MS, kind: 'gather', function: 'main', line: 26, on: workers };
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world);
}

function blockedLoop(): Uint8Array {
  const next = random(17);
  const world = new Simulation();
  function* heartbeat(): Script {
    for (;;) yield sleep(0.2 * MS, 'heartbeat', 75, 40 * MS);
  }
  function* thumbnail(): Script {
    yield io(1 * MS, 'read_upload', 84, 300 * MS);
    yield {
      run: 520 * MS,
      kind: 'stream',
      function: 'send_response',
      line: 90,
      wait: 60 * MS,
      seen: [
        {
          share: 1,
          frames: [
            ['/home/ada/shop/server.py', 88, 'thumbnail'],
            ['/home/ada/shop/images.py', 31, 'resize'],
          ],
        },
      ],
    };
    yield { run: 0.4 * MS, end: 'result' };
  }
  function* main(): Script {
    world.spawn('heartbeat', 'heartbeat', heartbeat, 25);
    for (let index = 1; index <= 14; index++) {
      if (index === 5) world.spawn('upload-5', 'thumbnail', thumbnail, 31);
      else world.spawn(`request-${index}`, 'handle', () => request(next), 30);
      yield io(0.5 * MS, 'accept', 33, (40 + next() * 70) * MS);
    }
    yield io(0.5 * MS, 'accept', 33, 60_000 * MS);
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world, 1_600 * MS);
}

function fanOut(): Uint8Array {
  const next = random(23);
  const world = new Simulation();
  const fetch = (wait: number) =>
    function* (): Script {
      yield {
        run: (0.5 + next()) * MS,
        kind: 'socket',
        function: 'connect',
        line: 88,
        wait: (10 + next() * 15) * MS,
      };
      yield io((0.3 + next()) * MS, 'read_body', 93, wait);
      yield { run: (1 + next() * 3) * MS, end: 'result' };
    };
  function* main(): Script {
    yield sleep(1 * MS, 'load_config', 18, 60 * MS);
    const fetches = Array.from({ length: 16 }, (_, index) =>
      world.spawn(
        `fetch-${index + 1}`,
        'fetch',
        fetch(index === 10 ? 1_700 * MS : (70 + next() * 130) * MS),
        24,
      ),
    );
    yield { run: 2 * MS, kind: 'gather', function: 'main', line: 26, on: fetches };
    yield { run: 6 * MS, kind: 'executor', function: 'save', line: 28, wait: 90 * MS };
    yield { run: 1 * MS, end: 'result' };
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world);
}

function taskLeak(): Uint8Array {
  const next = random(29);
  const world = new Simulation();
  function* watch(): Script {
    yield sleep(0.3 * MS, 'watch_disconnect', 70, 12 * MS);
    yield { run: 0.2 * MS, kind: 'event', function: 'watch_disconnect', line: 72, isForever: true };
  }
  const handle = (index: number) =>
    function* (): Script {
      world.spawn(`watch-${index}`, 'watch_disconnect', watch, 46);
      yield* request(next);
    };
  function* main(): Script {
    for (let index = 1; index <= 24; index++) {
      world.spawn(`request-${index}`, 'handle', handle(index), 30);
      yield io(0.5 * MS, 'accept', 33, (60 + next() * 50) * MS);
    }
    yield io(0.5 * MS, 'accept', 33, 60_000 * MS);
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world, 2_300 * MS);
}

function cancellationStorm(): Uint8Array {
  const next = random(31);
  const world = new Simulation();
  function* poll(): Script {
    try {
      for (;;) {
        yield io((0.4 + next()) * MS, 'read_feed', 52, (25 + next() * 60) * MS);
        yield sleep((0.3 + next()) * MS, 'poll', 54, (20 + next() * 60) * MS);
      }
    } finally {
      yield io(0.6 * MS, 'close', 58, (8 + next() * 30) * MS);
    }
  }
  const failing = (after: number, siblings: readonly number[]) =>
    function* (): Script {
      yield io(1 * MS, 'read_feed', 52, after);
      for (const sibling of siblings) world.cancel(sibling, 'scope', 24);
      yield { run: 0.8 * MS, end: 'error' };
    };
  function* main(): Script {
    for (let round = 1; round <= 3; round++) {
      const feeds = Array.from({ length: 9 }, (_, index) =>
        world.spawn(`feed-${round}.${index + 1}`, 'poll', poll, 21),
      );
      const bad = world.spawn(`feed-${round}.10`, 'poll', failing((240 + next() * 120) * MS, feeds), 21);
      yield { run: 1 * MS, kind: 'task', function: 'main', line: 24, on: [...feeds, bad] };
      yield sleep(0.5 * MS, 'main', 27, 150 * MS);
    }
    yield { run: 0.5 * MS, end: 'error' };
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world);
}

function sequentialAwaits(): Uint8Array {
  const next = random(37);
  const world = new Simulation();
  function* fetch(): Script {
    yield {
      run: (0.5 + next()) * MS,
      kind: 'socket',
      function: 'connect',
      line: 88,
      wait: (10 + next() * 15) * MS,
    };
    yield io((0.3 + next()) * MS, 'read_body', 93, (50 + next() * 90) * MS);
    yield { run: (1 + next() * 3) * MS, end: 'result' };
  }
  function* main(): Script {
    yield sleep(1 * MS, 'load_config', 18, 40 * MS);
    for (let index = 1; index <= 14; index++) {
      const id = world.spawn(`fetch-${index}`, 'fetch', fetch, 24);
      yield { run: 1 * MS, kind: 'task', function: 'main', line: 25, on: [id] };
    }
    yield { run: 3 * MS, end: 'result' };
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world);
}

function deadlock(): Uint8Array {
  const next = random(41);
  const world = new Simulation();
  function* hold(name: string, line: number): Script {
    if (!world.take(name)) yield { run: 0.3 * MS, kind: 'lock', function: 'acquire', line, lock: name };
  }
  const transfer = (first: string, second: string, pause: number) =>
    function* (): Script {
      yield io((0.5 + next()) * MS, 'read_order', 44, (10 + next() * 30) * MS);
      yield* hold(first, 29);
      yield io(0.6 * MS, 'query', 31, pause);
      yield* hold(second, 33);
      yield io(1 * MS, 'query', 34, (15 + next() * 20) * MS);
      world.give(second);
      world.give(first);
      yield { run: 0.4 * MS, end: 'result' };
    };
  function* heartbeat(): Script {
    for (;;) yield sleep(0.2 * MS, 'heartbeat', 75, 90 * MS);
  }
  function* main(): Script {
    world.spawn('heartbeat', 'heartbeat', heartbeat, 25);
    for (let index = 1; index <= 11; index++) {
      const isOpposite = index === 5;
      const [first, second] = isOpposite ? ['Stock.lock', 'Cart.lock'] : ['Cart.lock', 'Stock.lock'];
      world.spawn(`order-${index}`, 'transfer', transfer(first, second, index >= 4 ? 70 * MS : 12 * MS), 30);
      yield io(0.5 * MS, 'accept', 33, (index === 4 ? 12 : 90 + next() * 60) * MS);
    }
    yield io(0.5 * MS, 'accept', 33, 60_000 * MS);
  }
  world.spawn('Task-1', 'main', main, 120);
  return finished(world, 2_200 * MS);
}
