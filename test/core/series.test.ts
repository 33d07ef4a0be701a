import { describe, expect, it } from 'vitest';
import { seriesCells, type SeriesCells } from '../../src/core/series/series.ts';
import { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import { StepColumn } from '../../src/core/series/stepColumn.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import type { Trace } from '../../src/core/trace.ts';
import { random } from '../webview/sampleTraces.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

const MS = 1_000_000;

/** Tasks that come and go on so many loops, their runs in the order in which they became ready. */
function randomTrace(seed: number, loops = 1, count = 400): Trace {
  const next = random(seed);
  const writer = new TraceWriter().header();
  for (let loop = 1; loop <= loops; loop++) {
    writer.loop(loop, loop * MS);
    let now = loop * MS;
    let ready = now;
    const runs: WrittenRun[] = [];
    const tasks = Array.from({ length: 5 }, (_, i) => 10 * loop + i);
    for (const id of tasks) writer.task(id, { loop, created: now + Math.floor(next() * 3) });
    for (let i = 0; i < count; i++) {
      const begin = now + (next() < 0.3 ? Math.floor(next() * 200_000) : 0);
      const end = begin + 1 + Math.floor(next() * (next() < 0.02 ? 30 * MS : 60_000));
      ready = Math.max(ready, begin - Math.floor(next() * 100_000));
      const callback = next() < 0.5;
      runs.push(callback ? { callback: 1, begin, end, ready } : { task: tasks[i % 5]!, begin, end });
      now = end;
    }
    if (loop === 1) writer.callback('tick');
    writer.runs(runs, loop);
    for (const id of tasks.slice(0, 3)) writer.end(id, now - Math.floor(next() * MS), 'result');
  }
  const trace = new TraceBuilder();
  trace.push(writer.beat(90 * MS + Math.floor(next() * MS)).bytes());
  return trace;
}

function cellsOf(trace: Trace, key: string, from: number, cell: number, count: number): SeriesCells {
  const index = new SeriesIndex();
  index.update(trace);
  const cells = seriesCells(count);
  index.of(key)!.fill(from, cell, cells);
  return cells;
}

interface Run {
  readonly loop: number;
  readonly begin: number;
  readonly end: number;
  readonly ready: number;
}

function runsOf(trace: Trace): Run[] {
  const { runs } = trace;
  return Array.from({ length: runs.length }, (_, run) => ({
    loop: runs.loop(run),
    begin: runs.begin(run),
    end: runs.end(run),
    ready: Number.isNaN(runs.ready(run)) ? runs.begin(run) : runs.ready(run),
  }));
}

function overlap(a0: number, a1: number, b0: number, b1: number): number {
  return Math.max(0, Math.min(a1, b1) - Math.max(a0, b0));
}

const CELLS: readonly (readonly [number, number, number])[] = [
  [0, 4 * MS, 30],
  [2 * MS, 262_144, 200],
  [8 * MS + 17, 40_000, 300],
  [-20 * MS, 10 * MS, 14],
];

describe.each([1, 2, 3])('of %i loops', (loops) => {
  it.each(CELLS)(
    'utilisation, lag and what stands ready are those of the runs (%i, %i)',
    (from, cell, count) => {
      const trace = randomTrace(7 + loops, loops);
      const all = runsOf(trace);
      const [busy, lag, runnable] = ['utilisation', 'lag', 'runnable'].map((key) =>
        cellsOf(trace, key, from, cell, count),
      ) as [SeriesCells, SeriesCells, SeriesCells];
      for (let at = 0; at < count; at++) {
        const parts = trace.loops.map((loop) => {
          const [begin, end] = [
            Math.max(from + at * cell, loop.at),
            Math.min(from + (at + 1) * cell, trace.now),
          ];
          const own = all.filter((run) => run.loop === loop.id);
          const waiting = own.filter((run) => run.begin >= begin && run.ready < end);
          return {
            isKnown: end > begin,
            busy: own.reduce((sum, run) => sum + overlap(run.begin, run.end, begin, end), 0) / (end - begin),
            ready:
              own.reduce((sum, run) => sum + overlap(run.ready, run.begin, begin, end), 0) / (end - begin),
            lag: Math.max(0, ...waiting.map((run) => run.begin - run.ready)),
          };
        });
        const known = parts.filter(({ isKnown }) => isKnown);
        if (known.length === 0) {
          expect([busy.mean[at], lag.high[at], runnable.mean[at]]).toEqual([NaN, NaN, NaN]);
          continue;
        }
        expect(busy.high[at]).toBeCloseTo(Math.max(...known.map((part) => part.busy)), 4);
        expect(lag.high[at]).toBeCloseTo(Math.max(...known.map((part) => part.lag)), 0);
        expect(runnable.mean[at]).toBeCloseTo(
          known.reduce((sum, part) => sum + part.ready, 0),
          3,
        );
      }
    },
  );

  it.each(CELLS)('live tasks are those that are made and not over (%i, %i)', (from, cell, count) => {
    const trace = randomTrace(70 + loops, loops);
    const cells = cellsOf(trace, 'live', from, cell, count);
    const aliveAt = (at: number): number =>
      trace.tasks.filter((task) => task.created <= at && (task.ended ?? Infinity) > at).length;
    const changes = trace.tasks.flatMap(({ created, ended }) => [created, ended ?? created]);
    for (let at = 0; at < count; at++) {
      const [begin, end] = [Math.max(from + at * cell, MS), Math.min(from + (at + 1) * cell, trace.now)];
      if (end <= begin) {
        expect(cells.mean[at]).toBeNaN();
        continue;
      }
      const inside = [begin, ...changes.filter((time) => time > begin && time <= end)].map(aliveAt);
      expect(cells.high[at]).toBe(Math.max(...inside));
      expect(cells.low[at]).toBe(Math.min(...inside));
    }
  });
});

it('a queue is as long as it was last told, and unknown before', () => {
  const writer = new TraceWriter().header().loop();
  const place = writer.place('/app/work\u202eer.py', 31, 'main');
  writer.facts('resources', { id: 4, at: 2 * MS, kind: 1 }, { id: 9, at: 3 * MS, kind: 6, place });
  const sizes = [1, 5, 2, 0, 7];
  writer.facts(
    'resourceEvents',
    ...sizes.map((value, i) => ({ at: (4 + i) * MS, resource: 9, event: 5, value })),
  );
  const trace = new TraceBuilder();
  trace.push(writer.beat(10 * MS).bytes());
  const index = new SeriesIndex();
  index.update(trace);
  expect(index.all().map(({ key }) => key)).toEqual(['utilisation', 'lag', 'runnable', 'live', 'queue 2']);
  expect(index.of('queue 2')!.label).toBe('Queue, work\\u202eer.py:31');
  const cells = seriesCells(6);
  index.of('queue 2')!.fill(1 * MS, 2 * MS, cells);
  // Cells of 2 ms from 1 ms on: the sizes were told at 4, 5, 6, 7 and 8 ms.
  expect(Array.from(cells.high)).toEqual([NaN, 5, 5, 7, 7, NaN]);
  expect(Array.from(cells.low)).toEqual([NaN, 1, 0, 0, 7, NaN]);
  expect(cells.mean[3]).toBeCloseTo((0 + 7) / 2, 5);
});

it('what goes on now counts as busy', () => {
  const writer = new TraceWriter().header().loop().task(1);
  writer.runs([{ task: 1, begin: MS, end: 2 * MS }]);
  const running = [{ loop: 1, subject: 4, begin: 4 * MS }];
  const trace = new TraceBuilder();
  trace.push(writer.beat(8 * MS, running).bytes());
  const cells = cellsOf(trace, 'utilisation', 0, 2 * MS, 4);
  expect(Array.from(cells.mean)).toEqual([0.5, 0, 1, 1]);
});

it('loop lag lies under the block that made it, from when something stood ready until it began', () => {
  const writer = new TraceWriter().header().loop();
  writer.callback('tick');
  const runs: WrittenRun[] = [
    { callback: 1, begin: 100 * MS, end: 300 * MS, ready: 100 * MS },
    { callback: 1, begin: 300 * MS, end: 301 * MS, ready: 145 * MS },
    { callback: 1, begin: 301 * MS, end: 302 * MS, ready: 261 * MS },
  ];
  const trace = new TraceBuilder();
  trace.push(
    writer
      .runs(runs)
      .beat(400 * MS)
      .bytes(),
  );
  const lag = cellsOf(trace, 'lag', 100 * MS, 20 * MS, 12);
  const inMs = (values: Float32Array): number[] => Array.from(values, (value) => Math.round(value / MS));
  expect(inMs(lag.high)).toEqual([0, 0, 155, 155, 155, 155, 155, 155, 155, 155, 155, 0]);
  // On average over what stood ready in the cell, until then or longer.
  expect(inMs(lag.mean)).toEqual([0, 0, 155, 155, 155, 155, 155, 155, 98, 98, 98, 0]);
});

it.each([1, 7, 90])('loop lag of thousands that wait is that of each of them (cells of %i ms)', (ms) => {
  const next = random(17);
  const writer = new TraceWriter().header().loop();
  writer.callback('tick');
  const runs: { callback: number; begin: number; end: number; ready: number }[] = [];
  let ready = MS;
  for (let now = MS, i = 0; i < 4_000; i++) {
    // They come faster than they are run, and for a while not at all.
    ready = Math.min(now, ready + Math.floor(next() * (i % 1_000 < 900 ? 20_000 : 300_000)));
    const end = now + 1 + Math.floor(next() * 40_000);
    runs.push({ callback: 1, begin: now, end, ready });
    now = end;
  }
  const trace = new TraceBuilder();
  trace.push(
    writer
      .runs(runs)
      .beat(90 * MS)
      .bytes(),
  );
  const cell = ms * MS;
  for (const from of [0, 20 * MS]) {
    const lag = cellsOf(trace, 'lag', from, cell, 60);
    for (let at = 0; at < 60; at++) {
      const [begin, end] = [Math.max(MS, from + at * cell), Math.min(90 * MS, from + (at + 1) * cell)];
      if (begin >= end) continue;
      const waits = runs.filter((run) => run.begin >= begin && run.ready < end);
      const longest = Math.max(0, ...waits.map((run) => run.begin - run.ready));
      expect(lag.high[at]).toBeCloseTo(longest, -2);
    }
  }
});

it('what stood ready for long is not settled before it began', () => {
  const writer = new TraceWriter().header().loop();
  writer.callback('tick');
  const trace = new TraceBuilder();
  writer.runs([{ callback: 1, begin: 9_000 * MS, end: 9_001 * MS, ready: 2_000 * MS }]);
  trace.push(writer.beat(9_010 * MS).bytes());
  const index = new SeriesIndex();
  index.update(trace);
  expect(index.known.settled).toBeLessThanOrEqual(2_001 * MS);
});

it('many that a block made wait are about as many as they are', () => {
  const writer = new TraceWriter().header().loop();
  writer.callback('tick');
  const runs: WrittenRun[] = [{ callback: 1, begin: MS, end: 501 * MS, ready: MS }];
  for (let i = 0; i < 1000; i++) {
    const begin = 501 * MS + i * 10_000;
    runs.push({ callback: 1, begin, end: begin + 10_000, ready: 2 * MS + i * 400_000 });
  }
  const trace = new TraceBuilder();
  trace.push(writer.runs(runs).bytes());
  const cells = cellsOf(trace, 'runnable', 0, 50 * MS, 10);
  for (let at = 0; at < 10; at++) {
    const counts = Array.from(
      { length: 50 },
      (_, i) =>
        runs.filter((run) => run.ready! <= (at * 50 + i + 0.5) * MS && run.begin > (at * 50 + i + 0.5) * MS)
          .length,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / 50;
    expect(Math.abs(cells.mean[at]! - mean)).toBeLessThan(5);
  }
  expect(Math.max(...cells.high)).toBeLessThanOrEqual(1000);
});

it('a growing trace answers as one that was read at once, however small the slices', () => {
  const next = random(3);
  const writer = new TraceWriter().header().loop();
  const growing = new TraceBuilder();
  const index = new SeriesIndex();
  let sent = 0;
  for (let id = 1; id <= 300; id++) {
    writer.task(id, { created: id * MS + Math.floor(next() * 5 * MS) });
    if (id > 20) writer.end(id - 20, (id + 5) * MS + Math.floor(next() * 9 * MS), 'result');
    if (next() < 0.3) {
      const bytes = writer.beat(id * MS).bytes();
      growing.push(bytes.slice(sent));
      sent = bytes.length;
      index.update(growing, 3);
    }
  }
  const bytes = writer.beat(330 * MS).bytes();
  growing.push(bytes.slice(sent));
  while (!index.update(growing, 3));
  const whole = new TraceBuilder();
  whole.push(bytes);
  const cells = seriesCells(111);
  index.of('live')!.fill(0, 3 * MS, cells);
  expect(cells).toEqual(cellsOf(whole, 'live', 0, 3 * MS, 111));
});

it('says that nothing holds as long as it owes something', () => {
  const trace = randomTrace(4);
  const index = new SeriesIndex();
  expect(index.update(trace, 2)).toBe(false);
  expect(index.known.revision).toBeNaN();
  expect(index.known.settled).toBe(Number.NEGATIVE_INFINITY);
  expect(index.update(trace)).toBe(true);
  const { known } = index;
  expect(known.revision).toBe(trace.revision);
  expect(index.update(trace)).toBe(true);
  expect(index.known).toBe(known);
});

it('another trace, or one that let go, begins anew', () => {
  const index = new SeriesIndex();
  const first = randomTrace(1);
  index.update(first);
  const second = randomTrace(2);
  index.update(second);
  const cells = seriesCells(20);
  index.of('live')!.fill(0, 5 * MS, cells);
  expect(cells).toEqual(cellsOf(second, 'live', 0, 5 * MS, 20));

  const until = 40 * MS;
  const cut: Trace = Object.create(second, {
    epoch: { value: 1 },
    revision: { value: second.revision + 1 },
    forgotten: { value: { until, runs: 0, tasks: 1 } },
  }) as Trace;
  index.update(cut);
  for (const key of ['utilisation', 'lag', 'runnable', 'live']) {
    index.of(key)!.fill(0, 5 * MS, cells);
    expect(Array.from(cells.mean.subarray(0, 8)).every(Number.isNaN), key).toBe(true);
    expect(cells.mean[9], key).not.toBeNaN();
  }
});

it('what is held after letting go says the same as before', () => {
  const runs: WrittenRun[] = [];
  const writer = new TraceWriter().header().loop();
  for (let id = 1; id <= 40; id++) writer.task(id, { created: id * MS });
  const next = random(5);
  for (let now = MS, i = 0; i < 2000; i++) {
    const begin = now + Math.floor(next() * 40_000);
    now = begin + 1 + Math.floor(next() * 60_000);
    const task = 1 + (i % 40);
    runs.push(begin > 40 * MS ? { task, begin, end: now } : { task: 1, begin, end: now, ready: begin - 1 });
  }
  writer.runs(runs);
  for (let id = 1; id <= 20; id++) writer.end(id, runs.at(-1)!.end + id * MS, 'result');
  const end = runs.at(-1)!.end + 60 * MS;
  const bytes = writer.beat(end).bytes();
  const trace = new TraceBuilder();
  trace.push(bytes);
  const index = new SeriesIndex();
  index.update(trace);
  const keys = ['utilisation', 'lag', 'runnable', 'live'];
  const before = keys.map((key) => cellsOf(trace, key, 0, MS, 300));
  const { known } = index;

  const until = runs[999]!.end + 1;
  trace.push(new TraceWriter().forget(until, 1000).bytes().subarray(8));
  expect(trace.forgotten?.until).toBe(until);
  index.update(trace);
  expect(index.known.held).not.toBe(known.held);
  keys.forEach((key, which) => {
    const cells = seriesCells(300);
    index.of(key)!.fill(0, MS, cells);
    const first = Math.ceil(until / MS);
    expect(cells.mean[first - 2], key).toBeNaN();
    for (let at = first; at < 300; at++)
      if (Number.isNaN(before[which]!.mean[at]!)) expect(cells.mean[at], `${key} ${at}`).toBeNaN();
      else {
        expect(cells.mean[at], `${key} ${at}`).toBeCloseTo(before[which]!.mean[at]!, 3);
        expect(cells.high[at], `${key} ${at}`).toBeCloseTo(before[which]!.high[at]!, 3);
      }
  });
});

it('a column of changes answers least and greatest as looking at each of them does', () => {
  const next = random(11);
  const column = new StepColumn();
  const changes: { at: number; value: number }[] = [];
  let now = 0;
  for (let i = 0; i < 1000; i++) {
    now += Math.floor(next() * 20);
    const value = Math.floor(next() * 50);
    changes.push({ at: now, value });
    column.push(now, value);
  }
  for (const length of [1000, 700, 640, 3]) {
    column.cut(length);
    changes.length = length;
    for (const [from, cell] of [
      [0, 700],
      [55, 13],
      [1000, 1],
    ] as const) {
      const cells = seriesCells(40);
      column.fill(from, cell, cells, 0, now, 9);
      for (let at = 0; at < 40; at++) {
        const [begin, end] = [from + at * cell, Math.min(from + (at + 1) * cell, now)];
        if (end <= begin) continue;
        const before = changes.findLast((change) => change.at <= begin)?.value ?? 9;
        const inside = changes.filter((change) => change.at > begin && change.at <= end);
        const values = [before, ...inside.map(({ value }) => value)];
        expect([cells.low[at], cells.high[at]]).toEqual([Math.min(...values), Math.max(...values)]);
        let area = 0;
        let [time, value] = [begin, before];
        for (const change of [...inside, { at: end, value: 0 }]) {
          area += value * (change.at - time);
          [time, value] = [change.at, change.value];
        }
        expect(cells.mean[at]).toBeCloseTo(area / (end - begin), 3);
      }
    }
  }
});
