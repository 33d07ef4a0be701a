import { describe, expect, it } from 'vitest';
import { taskArena, TaskLane } from '../../src/core/lanes/taskLane.ts';
import { RunBatch } from '../../src/core/runBatch.ts';
import type { Lane } from '../../src/core/trace.ts';
import { RandomColumns, randomFrom } from './randomColumns.ts';
import { build, runsOf, smallTrace } from './smallTrace.ts';

describe('runs', () => {
  const { runs } = build(smallTrace().bytes());

  it('that there are not answer that they are unknown', () => {
    for (const run of [-1, runs.length, 1e9]) {
      expect([runs.begin(run), runs.end(run), runs.ready(run)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      expect([runs.subject(run), runs.loop(run), runs.site(run), runs.group(run)]).toEqual([0, 0, 0, 0]);
      expect([runs.cause(run), runs.detail(run)]).toEqual([0, 0]);
    }
  });

  it('are read batch by batch as they are one by one', () => {
    const batch = new RunBatch(2);
    const seen: unknown[] = [];
    let from = runs.first;
    for (let count = runs.read(from, batch); count > 0; count = runs.read(from, batch)) {
      for (let i = 0; i < count; i++)
        seen.push([
          batch.subject[i],
          batch.loop[i],
          batch.site[i],
          batch.group[i],
          batch.begin[i],
          batch.end[i],
        ]);
      from += count;
    }
    expect(seen).toEqual(
      Array.from({ length: runs.length }, (_, run) => [
        runs.subject(run),
        runs.loop(run),
        runs.site(run),
        runs.group(run),
        runs.begin(run),
        runs.end(run),
      ]),
    );
  });
});

describe('a lane', () => {
  const { runs, tasks, loops } = build(smallTrace().bytes());
  const child = tasks[1]!.lane;

  it('knows the positions of its runs', () => {
    for (const { lane } of [...tasks, ...loops])
      for (let run = -1; run <= runs.length; run++)
        expect(lane.positionOf(run)).toBe(runsOf(lane).indexOf(run));
    expect([child.run(-1), child.run(child.length)]).toEqual([-1, -1]);
  });

  it('finds what ends after a time from wherever it begins to look', () => {
    for (const { lane } of [...tasks, ...loops])
      for (let at = 0; at < 12_000; at += 50)
        for (let near = 0; near <= lane.length; near++)
          expect(lane.endingAfter(at, near)).toBe(runsOf(lane).filter((run) => runs.end(run) <= at).length);
  });

  it('sums what lies before a time', () => {
    const sums = { position: 0, busy: 0, ready: 0 };
    const before = (at: number): number[] => {
      child.sums(at, 0, 0, sums);
      return [sums.position, sums.busy, sums.ready];
    };
    const [first, second] = [child.run(0), child.run(1)];
    expect(before(0)).toEqual([0, 0, 0]);
    expect(before(runs.begin(first) + 100)).toEqual([0, 100, 500]);
    expect(before(runs.end(first))).toEqual([1, 900, 500]);
    expect(before(runs.ready(second) + 50)).toEqual([1, 900, 550]);
    expect(before(20_000)).toEqual([2, 1_600, 650]);
  });

  it('knows the longest of a stretch of its runs', () => {
    expect([child.longestRun(0, 2), child.longestRun(1, 2), child.longestRun(2, 9)]).toEqual([900, 700, 0]);
    expect([child.longestReady(0, 2), child.longestReady(1, 9), child.longestReady(0, 0)]).toEqual([
      500, 150, 0,
    ]);
  });
});

/** What a lane answers, to questions that are chosen by chance. */
function answersOf(lane: Lane, seed: number, time: number): unknown[] {
  const random = randomFrom(seed);
  const sums = { position: 0, busy: 0, ready: 0 };
  const answers: unknown[] = [lane.first, lane.length, lane.end];
  for (let i = 0; i < 30; i++) {
    const [position, other] = [random(lane.length + 3) - 1, random(lane.length + 3) - 1];
    const at = random(1000) * (time / 990);
    lane.sums(at, 0, position, sums);
    answers.push(lane.run(position), lane.positionOf(lane.run(position)), lane.positionOf(random(40_000)));
    answers.push(lane.busyBefore(position), lane.readyBefore(position), { ...sums });
    answers.push(lane.endingAfter(at, position), lane.longestRun(position, other));
    answers.push(lane.longestReady(position, other));
  }
  return answers;
}

describe('lanes of blocks', () => {
  it.each([
    ['of a usual program', 1, false],
    ['with values as no program has them', 2, true],
  ])('%s answer as plain ones do, whatever was let go', (_, seed, isHostile) => {
    const columns = new RandomColumns(seed, isHostile);
    for (const [round, first] of [0, 0, 3, 700, 701, 1_900, 4_000, 4_000].entries()) {
      columns.grow([1, 15, 1_000][round] ?? 900);
      columns.forget(first);
      const time = columns.plain.end(columns.plain.length - 1);
      for (const [at, { packed, plain }] of columns.lanes.entries())
        expect(answersOf(packed, at + 1, time), `lane ${at}`).toEqual(answersOf(plain, at + 1, time));
    }
    columns.forget(columns.plain.length);
    for (const { packed, plain } of columns.lanes)
      expect(answersOf(packed, 9, 1e9)).toEqual(answersOf(plain, 9, 1e9));
    columns.grow(100);
    for (const { packed, plain } of columns.lanes)
      expect(answersOf(packed, 9, 1e9)).toEqual(answersOf(plain, 9, 1e9));
  });

  it('summed coarsely never fall, and come to what they come to exactly', () => {
    const columns = new RandomColumns(5, false);
    columns.grow(5_000);
    const time = columns.plain.end(4_999);
    const [coarse, exact] = [0, 0].map(() => ({ position: 0, busy: 0, ready: 0 }));
    for (const [index, { packed, plain }] of columns.lanes.entries()) {
      let before = { position: 0, busy: 0, ready: 0 };
      for (let at = 0; at < time * 1.01; at += time / 300) {
        packed.sums(at, 2e6, before.position, coarse!);
        packed.sums(at, 0, before.position, exact!);
        expect(coarse!.position).toBeGreaterThanOrEqual(before.position);
        expect(coarse!.busy).toBeGreaterThanOrEqual(before.busy);
        expect(coarse!.ready).toBeGreaterThanOrEqual(before.ready);
        expect(Math.abs(coarse!.busy - exact!.busy)).toBeLessThanOrEqual(2e6);
        before = { ...coarse! };
        // The same wherever one begins to look.
        packed.sums(at, 2e6, index * 100, coarse!);
        expect(coarse).toEqual(before);
      }
      expect([before.busy, before.ready]).toEqual([
        plain.busyBefore(plain.length),
        plain.readyBefore(plain.length),
      ]);
    }
  });

  it('show a long run among short ones where it is', () => {
    const columns = new RandomColumns(6, false);
    const lane = new TaskLane(columns.packed, taskArena());
    for (let i = 0; i < 64; i++) {
      const end = i < 20 ? (i + 1) * 2_000 : 1e9 + (i + 1) * 2_000;
      const ran = i === 20 ? 1e9 : 1_000;
      lane.push(columns.packed.add(4, 1, end, ran, 0, 0, 0, 0, 0), end, ran, 0);
    }
    const sums = { position: 0, busy: 0, ready: 0 };
    lane.sums(5e8, 1e8, 0, sums);
    expect(sums).toEqual({ position: 20, busy: 20 * 1_000 + 5e8 - 42_000, ready: 0 });
  });
});
