import { describe, expect, it } from 'vitest';
import { FailureFinder, type Failures } from '../../src/core/analysis/failures.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { Simulation, type Act, type Script } from '../webview/simulation.ts';
import { build, followed } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;
const DONE: Act = { run: 0.1 * MS, end: 'result' };

function failuresOf(trace: Trace, most = 1000): readonly Failures[] {
  const finder = new FailureFinder();
  while (!finder.update(trace, most));
  return finder.failures;
}

function traceOf(world: Simulation): TraceBuilder {
  return build(world.toEnd().writer.beat(world.now).bytes());
}

function sleep(wait: number): Act {
  return { run: 0.1 * MS, kind: 'sleep', line: 40, wait: wait * MS };
}

function fails(error: string, after = 20): () => Script {
  return function* () {
    yield sleep(after);
    yield { run: 0.1 * MS, end: 'error', error };
  };
}

/** A main task that awaits so many that fail, one after the other, and then ends as it is said. */
function awaited(count: number, error: string, end: Act = DONE): Simulation {
  const world = new Simulation();
  function* main(): Script {
    for (let index = 1; index <= count; index++) {
      const task = world.spawn(`fetch-${index}`, 'fetch', fails(error));
      yield { run: 0.1 * MS, kind: 'task', on: [task] };
    }
    yield end;
  }
  world.spawn('Task-1', 'main', main);
  return world;
}

describe('failures', () => {
  it('of a main task that fails by itself are worth speaking of', () => {
    const [failure, ...others] = failuresOf(
      traceOf(awaited(0, '', { run: 0.1 * MS, end: 'error', error: 'KeyError: x' })),
    );
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      coroutine: 'main',
      type: 'KeyError',
      count: 1,
      ended: { main: 1, by: 1 },
      cancelled: 0,
    });
  });

  it('count for the task that they began with, not for those that failed because of it', () => {
    const error = 'OSError: no route';
    const trace = traceOf(awaited(1, error, { run: 0.1 * MS, end: 'error', error }));
    expect(failuresOf(trace)).toMatchObject([
      { coroutine: 'fetch', type: 'OSError', tasks: [2], count: 1, ended: { main: 1, by: 2 } },
    ]);
  });

  it('that a group of tasks ends with count for the first of them, with those that it cancelled', () => {
    const world = new Simulation();
    function* ok(): Script {
      yield sleep(5_000);
      yield DONE;
    }
    function* main(): Script {
      const tasks = Array.from({ length: 4 }, (_, at) => world.spawn(`ok-${at}`, 'ok', ok));
      const bad = world.spawn('bad', 'bad', fails('ValueError: 7'));
      world.writer.facts('scopes', { id: 1, at: world.now, kind: 1, task: 1 });
      for (const task of [...tasks, bad]) world.writer.facts('members', { scope: 1, task });
      yield { run: 0.1 * MS, kind: 'wait', on: [bad] };
      for (const task of tasks) world.cancel(task, 'scope');
      yield { run: 0.1 * MS, kind: 'wait', on: tasks };
      yield { run: 0.1 * MS, end: 'error', error: 'ExceptionGroup: unhandled errors in a TaskGroup' };
    }
    world.spawn('Task-1', 'main', main);
    const trace = traceOf(world);
    expect(trace.scopes[0]?.members).toHaveLength(5);
    expect(failuresOf(trace)).toMatchObject([
      { coroutine: 'bad', type: 'ValueError', tasks: [6], ended: { main: 1, by: 6 }, cancelled: 4 },
    ]);
  });

  it('that the program expects are so only from three of a kind on', () => {
    expect(failuresOf(traceOf(awaited(2, 'TimeoutError')))).toEqual([]);
    expect(failuresOf(traceOf(awaited(3, 'TimeoutError')))).toMatchObject([
      { coroutine: 'fetch', type: 'TimeoutError', count: 3, ended: null, unretrieved: 0, cancelled: 0 },
    ]);
  });

  it('that nobody retrieved are so', () => {
    const world = awaited(1, 'ValueError: x');
    world.toEnd().writer.facts('lost', { at: world.now, kind: 2, task: 2, name: 'fetch' });
    expect(failuresOf(traceOf(world))).toMatchObject([{ tasks: [2], ended: null, unretrieved: 1 }]);
  });

  it.each(['SystemExit: 0', 'KeyboardInterrupt'])('are none where a program ends itself: %s', (error) => {
    expect(failuresOf(traceOf(awaited(3, error, { run: 0.1 * MS, end: 'error', error })))).toEqual([]);
  });

  it('did not end a program that then began something else', () => {
    const failing = (): Simulation =>
      awaited(0, '', { run: 0.1 * MS, end: 'error', error: 'OSError: busy' }).toEnd();
    const world = failing();
    world.spawn('Task-2', 'main', function* () {
      yield DONE;
    });
    expect(failuresOf(traceOf(world))).toEqual([]);
    // What asyncio itself begins at the end is nothing else.
    const ended = failing();
    ended.spawn('Task-2', 'BaseEventLoop.shutdown_asyncgens', function* () {
      yield DONE;
    });
    expect(failuresOf(traceOf(ended))).toHaveLength(1);
  });

  it('within a test are told by the test', () => {
    const world = awaited(3, 'ValueError: x', { run: 0.1 * MS, end: 'error', error: 'AssertionError' });
    world.toEnd().writer.facts('bands', { at: 0, kind: 1, phase: 2, name: 'test_it', task: 1 });
    expect(failuresOf(traceOf(world))).toEqual([]);
  });

  it('are the same whatever the slices, and while the trace grows', () => {
    const error = 'OSError: no route';
    const world = awaited(9, error, { run: 0.1 * MS, end: 'error', error }).toEnd();
    const bytes = world.writer.beat(world.now).bytes();
    const whole = failuresOf(build(bytes));
    expect(whole).toMatchObject([{ count: 9, ended: { main: 1 } }]);
    expect(failuresOf(build(bytes), 1)).toEqual(whole);
    expect(followed(new FailureFinder(), bytes, 300, 2).failures).toEqual(whole);
  });

  it('are those of what is held when older ones were let go', () => {
    const trace = traceOf(awaited(9, 'OSError: no route'));
    const finder = new FailureFinder();
    while (!finder.update(trace, 3));
    expect(finder.failures[0]!.count).toBe(9);
    trace.push(
      new TraceWriter()
        .forget(100 * MS, trace.runs.length - 12)
        .bytes()
        .slice(8),
    );
    while (!finder.update(trace, 3));
    expect(finder.failures).toEqual(failuresOf(trace));
    expect(finder.failures[0]!.count).toBeLessThan(9);
  });

  it('are told by the dump', () => {
    expect(dump(traceOf(awaited(3, 'TimeoutError'))).failures).toMatchObject([
      { tasks: [2, 3, 4], count: 3 },
    ]);
  });
});
