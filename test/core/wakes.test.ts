import { describe, expect, it } from 'vitest';
import { dump } from '../../src/core/export/dump.ts';
import { wakeOf, wakerOf } from '../../src/core/wakes.ts';
import { build } from './smallTrace.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

/** A stream of two loops and three tasks, 1 and 2 on the first loop. */
const begin = (): TraceWriter =>
  new TraceWriter().header().loop(1).loop(2).task(1).task(2).task(3, { loop: 2 });

const wakersOf = (...runs: WrittenRun[]): number[] => {
  const trace = build(begin().runs(runs).bytes());
  expect(trace.problems).toEqual([]);
  return runs.map((_, run) => wakerOf(trace, run));
};

describe('the waker', () => {
  it('is the run during which it became ready', () => {
    const wakers = wakersOf(
      { task: 1, begin: 10, end: 20 },
      { task: 2, begin: 30, end: 40, ready: 12 },
      { task: 1, begin: 50, end: 60, ready: 40 },
      { task: 2, begin: 70, end: 80, ready: 65 },
      { task: 1, begin: 90, end: 95 },
    );
    expect(wakers).toEqual([-1, 0, 1, -1, -1]);
  });

  it('is the innermost where runs are nested', () => {
    const wakers = wakersOf(
      { nested: 2, begin: 12, end: 14 },
      { nestedCallback: 1, begin: 17, end: 18 },
      { nested: 2, begin: 16, end: 19 },
      { task: 1, begin: 10, end: 20 },
      ...[11, 13, 15, 16, 17, 18, 19, 20].map((ready, i) => ({
        callback: 1,
        begin: 30 + 10 * i,
        end: 35 + 10 * i,
        ready,
      })),
    );
    expect(wakers.slice(4)).toEqual([3, 0, 3, 2, 1, 1, 2, 3]);
  });

  it('of a nested run is the one around it', () => {
    const wakers = wakersOf({ nested: 2, begin: 12, end: 14, ready: 12 }, { task: 1, begin: 10, end: 20 });
    expect(wakers).toEqual([1, -1]);
  });

  it('is neither the run itself nor a later one, where the clock is coarse', () => {
    const wakers = wakersOf(
      { task: 1, begin: 10, end: 20 },
      { callback: 1, begin: 20, end: 20, ready: 20 },
      { task: 1, begin: 30, end: 40, ready: 30 },
      { callback: 1, begin: 50, end: 50, ready: 50 },
      { task: 1, begin: 50, end: 60, ready: 50 },
    );
    expect(wakers).toEqual([-1, 0, -1, -1, 3]);
  });

  it('is not known where it was lost, or goes on', () => {
    const writer = begin().runs([{ task: 1, begin: 30, end: 40, ready: 15 }]);
    expect(wakerOf(build(writer.loss(0, 20, 1).bytes()), 0)).toBe(-1);
  });

  it.each([1, 2, 3])('is the one that a plain search finds, in programs of any shape (%i)', (seed) => {
    const { runs, wakers } = randomProgram(seed);
    const trace = build(begin().runs(runs).bytes());
    expect(trace.problems).toEqual([]);
    expect(runs.map((_, run) => wakerOf(trace, run))).toEqual(wakers);
  });
});

describe('the cause', () => {
  it('is told in full', () => {
    const writer = begin();
    writer.callback('wake');
    writer
      .facts('threads', { id: 9, ident: 140, name: 'pool_0' })
      .runs([{ task: 3, begin: 5, end: 25 }], 2)
      .runs([
        { task: 1, begin: 10, end: 20 },
        { callback: 1, begin: 100, end: 101, ready: 99, cause: 'timer', made: 15 },
        { callback: 1, begin: 110, end: 111, cause: 'timer' },
        { callback: 1, begin: 120, end: 121, cause: 'readable', detail: 7 },
        { callback: 1, begin: 130, end: 131, cause: 'writable', detail: 8 },
        { callback: 1, begin: 140, end: 141, cause: 'signal', detail: 15 },
        { callback: 1, begin: 150, end: 151, ready: 15, cause: 'thread', detail: 9 },
        { callback: 1, begin: 160, end: 161, ready: 22, cause: 'loop', detail: 2 },
        { callback: 1, begin: 170, end: 171, ready: 26, cause: 'loop', detail: 2 },
        { callback: 1, begin: 180, end: 181, ready: 15, cause: 'unknown' },
        { callback: 1, begin: 190, end: 191, ready: 15, cause: 'soon' },
        { callback: 1, begin: 200, end: 201, cause: 'thread', detail: 4 },
      ]);
    const trace = build(writer.bytes());
    const wakes = Array.from({ length: trace.runs.length - 1 }, (_, run) => wakeOf(trace, run + 1));
    expect(wakes).toEqual([
      { kind: 'unknown' },
      { kind: 'timer', run: 1, made: 15 },
      { kind: 'timer', run: -1, made: null },
      { kind: 'readable', fd: 7 },
      { kind: 'writable', fd: 8 },
      { kind: 'signal', signal: 15 },
      { kind: 'thread', thread: { id: 1, process: 0, ident: 140, name: 'pool_0' } },
      { kind: 'loop', loop: 2, run: 0 },
      { kind: 'loop', loop: 2, run: -1 },
      { kind: 'unknown' },
      { kind: 'run', run: 1 },
      { kind: 'thread', thread: null },
    ]);
    expect(dump(trace).callbacks.map(({ cause, wokenBy }) => [cause, wokenBy])).toEqual([
      [{ kind: 'timer', made: 15 }, { task: 1 }],
      [{ kind: 'timer', made: null }, null],
      [{ kind: 'readable', fd: 7 }, null],
      [{ kind: 'writable', fd: 8 }, null],
      [{ kind: 'signal', signal: 15 }, null],
      [{ kind: 'thread', thread: { id: 1, name: 'pool_0' } }, null],
      [{ kind: 'loop', loop: 2 }, { task: 3 }],
      [{ kind: 'loop', loop: 2 }, null],
      [{ kind: 'unknown' }, null],
      [{ kind: 'run' }, { task: 1 }],
      [{ kind: 'thread', thread: null }, null],
    ]);
  });
});

/**
 * Callbacks of one loop, nested at random; which one was going on at which time is written down as it happens, and each
 * run says that it became ready at one of those times.
 */
function randomProgram(seed: number): { runs: WrittenRun[]; wakers: number[] } {
  let state = seed;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const runs: WrittenRun[] = [];
  /** By time, the innermost thing that goes on: a token, which stands for a run's position once it has ended. */
  const goingOn: number[] = [];
  const positions = new Map<number, number>();
  const expected: number[] = [];
  let tokens = 0;
  const pass = (token: number): number => goingOn.push(token) - 1;
  const call = (depth: number): void => {
    const token = ++tokens;
    const ready = random(goingOn.length);
    const begin = pass(token);
    while (random(3) > 0) {
      if (depth < 4 && random(3) === 0) call(depth + 1);
      pass(token);
    }
    const end = pass(token);
    positions.set(token, runs.length);
    runs.push({ ...(depth > 0 ? { nestedCallback: 1 } : { callback: 1 }), begin, end, ready });
    expected.push(goingOn[ready]!);
  };
  pass(0);
  for (let round = 0; round < 300; round++) {
    if (random(2) === 0) pass(0);
    call(0);
  }
  return { runs, wakers: expected.map((token) => positions.get(token) ?? -1) };
}
