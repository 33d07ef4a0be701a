import { describe, expect, it } from 'vitest';
import { Matcher } from '../../src/core/query/matcher.ts';
import { MatchFinder, type MatchPlace } from '../../src/core/query/matchFinder.ts';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { likeOf, LikeHistogram } from '../../src/core/statistics/like.ts';
import { RangeStatistics } from '../../src/core/statistics/rangeStatistics.ts';
import { SiteStatistics } from '../../src/core/statistics/siteStatistics.ts';
import type { Task, Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import type { Nanos } from '../../src/core/units.ts';
import { FRAME, FRAME_HEAD, isCallback } from '../../src/core/wire.ts';
import { LaneCursor, taskTrack } from '../../webview/laneCursor.ts';
import { chance, randomTrace } from './randomTrace.ts';
import { build, runsOf, smallTrace } from './smallTrace.ts';

interface Piece {
  readonly task: Task;
  readonly phase: 'running' | 'ready' | 'suspended';
  readonly position: number;
  readonly site: number;
  readonly from: Nanos;
  readonly to: Nanos;
  /** It is behind the task's last run. */
  readonly isOpen: boolean;
}

/** All pieces of the lanes of tasks, as the picture shows them. */
function piecesOf(trace: Trace): Piece[] {
  const pieces: Piece[] = [];
  for (const task of trace.tasks) {
    const { lane } = task;
    const cursor = new LaneCursor(taskTrack(trace, task));
    for (let goes = cursor.enter(lane.first, 'suspended'); goes; goes = cursor.next()) {
      const { phase, position, from, to } = cursor;
      const site = trace.runs.site(lane.run(phase === 'running' ? position : position - 1));
      pieces.push({ task, phase, position, site, from, to, isOpen: position >= lane.length });
    }
  }
  return pieces;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each([11, 12])('of random trace %i', (seed) => {
  const trace = build(randomTrace(seed, 500).bytes());
  const pieces = piecesOf(trace);
  const statistics = new SiteStatistics();
  while (!statistics.update(trace, 33));
  const rows = statistics.rows();

  it('each coroutine and site has its steps, ready times and suspensions', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const own = pieces.filter(
        ({ task, site, isOpen }) => task.coroutine === row.coroutine && site === row.site && !isOpen,
      );
      const of = (phase: Piece['phase']): number[] =>
        own.filter((piece) => piece.phase === phase).map(({ from, to }) => to - from);
      expect(row.count).toBe(of('running').length);
      expect([row.run.count, row.run.total]).toEqual([row.count, sum(of('running'))]);
      expect(row.ready.total).toBe(sum(of('ready')));
      expect([row.suspended.count, row.suspended.total]).toEqual([
        of('suspended').length,
        sum(of('suspended')),
      ]);
      expect(row.suspended.most).toBe(Math.max(0, ...of('suspended')));
      expect(row.place).toBe(trace.site(row.site)?.place ?? null);
    }
    expect(sum(rows.map(({ count }) => count))).toBe(
      pieces.filter(({ phase, isOpen }) => phase === 'running' && !isOpen).length,
    );
  });

  it('a row’s query singles out exactly its pieces', () => {
    for (const row of rows) {
      const { query, problems } = parseQuery(row.query);
      expect(problems).toEqual([]);
      const matcher = new Matcher(query);
      matcher.update(trace);
      for (const { task, phase, position, site, from, to } of pieces)
        expect(matcher.piece(task.lane, task, phase, position, from, to)).toBe(
          task.coroutine === row.coroutine && site === row.site,
        );
    }
  });

  it('a range has what lies in it', () => {
    const next = chance(seed);
    for (let round = 0; round < 12; round++) {
      const ends = [next() * trace.now, next() * trace.now * 1.1].map(Math.floor).sort((a, b) => a - b);
      const range = round === 0 ? { begin: 0, end: trace.now + 1 } : { begin: ends[0]!, end: ends[1]! };
      const summed = new RangeStatistics(range);
      let slices = 1;
      while (!summed.update(trace, 29)) slices++;
      expect(slices).toBeLessThan(200);
      const clip = (from: Nanos, to: Nanos): Nanos =>
        Math.max(0, Math.min(to, range.end) - Math.max(from, range.begin));
      const inside = pieces.filter(
        ({ from, to, phase }) =>
          clip(from, to) > 0 || (phase === 'running' && from === to && to > range.begin && from < range.end),
      );
      for (const loop of summed.loops()) {
        const runs = runsOf(trace.loop(loop.loop)!.lane);
        const live = trace.running.get(loop.loop)?.begin ?? trace.now;
        const spans = runs.map((run) => [trace.runs.begin(run), trace.runs.end(run)] as const);
        expect(loop.busy).toBe(sum(spans.map(([begin, end]) => clip(begin, end))) + clip(live, trace.now));
        const callbacks = runs.filter((run) => isCallback(trace.runs.subject(run)));
        expect(loop.callbacks).toBe(
          sum(callbacks.map((run) => clip(trace.runs.begin(run), trace.runs.end(run)))),
        );
        const touching = spans.filter(([begin, end]) => end > range.begin && begin < range.end);
        expect(loop.longest).toBe(Math.max(0, ...touching.map(([begin, end]) => end - begin)));
      }
      const ran = new Map(summed.ran().map((row) => [row.task, row]));
      for (const task of trace.tasks) {
        const own = inside.filter((piece) => piece.task === task);
        const of = (phase: Piece['phase']): number[] =>
          own.filter((piece) => piece.phase === phase).map(({ from, to }) => clip(from, to));
        const steps = of('running').length;
        expect(ran.get(task.id)).toEqual(
          steps === 0
            ? undefined
            : { task: task.id, steps, run: sum(of('running')), ready: sum(of('ready')) },
        );
      }
      expect(summed.ran().map(({ run }) => run)).toEqual(
        summed
          .ran()
          .map(({ run }) => run)
          .sort((a, b) => b - a),
      );
      const awaited = summed.awaited();
      for (const row of awaited) {
        const waits = inside.filter(
          ({ task, site, phase }) =>
            phase === 'suspended' && task.coroutine === row.coroutine && site === row.site,
        );
        expect([row.suspended.count, row.suspended.total]).toEqual([
          waits.length,
          sum(waits.map(({ from, to }) => clip(from, to))),
        ]);
      }
      expect(sum(awaited.map(({ suspended }) => suspended.count))).toBe(
        inside.filter(({ phase }) => phase === 'suspended').length,
      );
      const began = pieces.filter(
        ({ phase, from, isOpen, task, position }) =>
          phase === 'running' &&
          !isOpen &&
          from >= range.begin &&
          from < range.end &&
          !Number.isNaN(trace.runs.ready(task.lane.run(position))),
      );
      expect(summed.ready().count).toBe(began.length);
      const blocks = summed.blocks();
      for (const run of blocks)
        expect(trace.runs.end(run) - trace.runs.begin(run)).toBeGreaterThanOrEqual(trace.blockingFrom);
    }
  });

  it('the like of a piece is what its query singles out, and it is among them', () => {
    const next = chance(seed + 1);
    const closed = pieces.filter(({ isOpen }) => !isOpen);
    for (let round = 0; round < 30; round++) {
      const { task, phase, position, from, to } = closed[Math.floor(next() * closed.length)]!;
      const like = likeOf(trace, { phase, position, task: task.id, run: task.lane.run(position) })!;
      expect(like.value).toBe(to - from);
      const matcher = new Matcher(parseQuery(like.query).query);
      matcher.update(trace);
      expect(matcher.piece(task.lane, task, phase, position, from, to)).toBe(true);
      const histogram = new LikeHistogram(trace, like);
      while (!histogram.update(trace, 41));
      const lengths = closed
        .filter((each) =>
          matcher.piece(each.task.lane, each.task, each.phase, each.position, each.from, each.to),
        )
        .map((each) => each.to - each.from);
      expect([histogram.histogram.count, histogram.histogram.total]).toEqual([lengths.length, sum(lengths)]);
    }
  });
});

it('the like of known pieces is called by their line or coroutine', () => {
  const trace = build(smallTrace().bytes());
  const [main, child] = trace.tasks;
  const title = (phase: Piece['phase'], task: Task, position: number): string | undefined =>
    likeOf(trace, { phase, position, task: task.id, run: task.lane.run(position) })?.title;
  expect(title('suspended', main!, 1)).toBe('Suspensions at main.py:12');
  expect(title('suspended', child!, 0)).toBe('Suspensions of child');
  expect(title('running', child!, 1)).toBe('Steps of child');
  expect(title('ready', child!, 1)).toBe('Times ready of child');
  const callback = likeOf(trace, { phase: 'running', position: 2, task: 0, run: 2 })!;
  expect(callback).toMatchObject({ title: 'Runs of futures._set_result_unless_cancelled', value: 100 });
  expect(likeOf(trace, { phase: 'running', position: 0, task: 0, run: 99 })).toBeNull();
});

describe('when a part of the trace is let go', () => {
  const first = 16_384;
  const bytes = randomTrace(13, 24_000).bytes();
  const whole = build(bytes);
  const trace = new TraceBuilder();
  trace.push(bytes);
  const statistics = new SiteStatistics();
  statistics.update(trace, 20_000);
  const finder = new MatchFinder(matcherOf(trace, 'state:ready,running'));
  while (!finder.update(trace, 5_000));
  const before = finder.count;
  trace.push(forget(whole.runs.begin(first), first));

  it('it is let go', () => {
    expect(trace.runs.first).toBe(first);
  });

  it('sums by site go on', () => {
    const expected = new SiteStatistics();
    while (!expected.update(whole, 1e6));
    while (!statistics.update(trace, 700));
    const words = (rows: ReturnType<SiteStatistics['rows']>): string[] =>
      rows.map(({ coroutine, site, count, run }) => `${coroutine} ${site} ${count} ${run.total}`).sort();
    expect(words(statistics.rows())).toEqual(words(expected.rows()));
  });

  it('a range has what is held, and begins anew', () => {
    // From where on the runs of both loops are held.
    const begin = Math.max(...trace.loops.map(({ lane }) => trace.runs.begin(lane.run(lane.first))));
    const ranges = [trace, whole].map((each) => {
      const summed = new RangeStatistics({ begin, end: whole.now });
      while (!summed.update(each, 900));
      // How long a task was ready before its first step that is held is not known any more.
      const ran = summed.ran().map(({ task, steps, run }) => [task, steps, run]);
      return { loops: summed.loops(), ran, blocks: summed.blocks() };
    });
    expect(ranges[0]).toEqual(ranges[1]);
    const summed = new RangeStatistics({ begin: 0, end: whole.now });
    summed.update(trace, 500);
    trace.push(forget(whole.runs.begin(first), first));
    while (!summed.update(trace, 500));
    const again = new RangeStatistics({ begin: 0, end: whole.now });
    while (!again.update(trace, 1e6));
    expect(summed.ran()).toEqual(again.ran());
  });

  it('matches are counted and walked to as far as they are held', () => {
    const matcher = matcherOf(trace, 'state:ready,running');
    const anew = new MatchFinder(matcher);
    while (!anew.update(trace, 5_000));
    const held = piecesOf(trace).filter(({ phase }) => phase !== 'suspended').length;
    const callbacks = trace.loops.flatMap(({ lane }) =>
      runsOf(lane).filter((run) => isCallback(trace.runs.subject(run))),
    );
    expect(anew.count).toBe(held + callbacks.length);
    expect(anew.count).toBeLessThan(before);
    while (!finder.update(trace, 5_000));
    expect(finder.count).toBe(anew.count);
    const place = anew.step(trace, null, 1, 1e6) as MatchPlace;
    expect(place.run).toBe(first);
    expect(anew.step(trace, { run: 5, phase: 'running', task: 0, position: 5, begin: 0 }, 1, 1e6)).toEqual(
      place,
    );
    expect(
      anew.step(trace, { run: 5, phase: 'running', task: 0, position: 5, begin: 0 }, -1, 1e6),
    ).toBeNull();
  });
});

function matcherOf(trace: Trace, text: string): Matcher {
  const matcher = new Matcher(parseQuery(text).query);
  matcher.update(trace);
  return matcher;
}

/** A frame by which a receiver lets go. */
function forget(until: Nanos, first: number): Uint8Array {
  const frame = new DataView(new ArrayBuffer(FRAME_HEAD + 16));
  frame.setUint8(0, FRAME.forget);
  frame.setUint32(1, 16, true);
  frame.setBigUint64(FRAME_HEAD, BigInt(until), true);
  frame.setBigUint64(FRAME_HEAD + 8, BigInt(first), true);
  return new Uint8Array(frame.buffer);
}
