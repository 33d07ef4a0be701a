import { describe, expect, it } from 'vitest';
import { RunBatch } from '../../src/core/runBatch.ts';
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
