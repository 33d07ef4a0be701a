import { describe, expect, it } from 'vitest';
import { pausedBetween, pausedSums, unpausedBetween } from '../../src/core/analysis/pauses.ts';
import { fillBusy, fillLag } from '../../src/core/series/loopSeries.ts';
import { seriesCells } from '../../src/core/series/series.ts';
import { RangeStatistics } from '../../src/core/statistics/rangeStatistics.ts';
import { SiteStatistics } from '../../src/core/statistics/siteStatistics.ts';
import { loopTrack, taskTrack } from '../../webview/laneCursor.ts';
import { sharesOf } from '../../webview/pieceFacts.ts';
import { build } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;

/** `one` stops at a breakpoint from 1 s to 5 s, in a step of 200 ms; `two` stands ready for it, which are 150 ms. */
const trace = build(
  new TraceWriter()
    .header()
    .loop()
    .task(1, { name: 'one', coroutine: 'one', created: 0 })
    .task(2, { name: 'two', coroutine: 'two', created: 0 })
    .pause(1_000 * MS, true)
    .pause(5_000 * MS, false)
    .runs([
      { task: 1, begin: 900 * MS, end: 5_100 * MS, ready: 890 * MS },
      { task: 2, begin: 5_100 * MS, end: 5_110 * MS, ready: 950 * MS },
    ])
    .end(1, 5_100 * MS, 'result')
    .end(2, 5_110 * MS, 'result')
    .beat(6_000 * MS)
    .bytes(),
);
const { pauses } = trace;

describe('time in which the debugger holds the program', () => {
  it('is found among many stops', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ begin: at * 10, end: at * 10 + 4 }));
    const open = [...many, { begin: 1_000, end: null }];
    const naive = (from: number, to: number): number => {
      let sum = 0;
      for (let at = from; at < to; at++) if (at >= 1_000 || at % 10 < 4) sum++;
      return sum;
    };
    for (const [from, to] of [
      [0, 1_100],
      [3, 5],
      [4, 10],
      [995, 1_000],
      [998, 1_003],
      [1_050, 1_060],
      [12, 12],
    ] as const) {
      expect(pausedBetween(open, from, to)).toBe(naive(from, to));
      expect(unpausedBetween(open, from, to)).toBe(to - from - naive(from, to));
    }
  });

  it('is no time that steps ran, stood ready or held the loop', () => {
    const range = new RangeStatistics({ begin: 0, end: 6_000 * MS });
    while (!range.update(trace, 1_000));
    expect(range.blocks()).toHaveLength(1);
    expect(range.ready().most / MS).toBeCloseTo(150, 0);
    const ran = Object.fromEntries(range.ran().map(({ task, run, ready }) => [task, [run / MS, ready / MS]]));
    expect(ran).toEqual({ 1: [200, 10], 2: [10, 150] });
    const [loop] = range.loops();
    expect(loop!.busy / MS).toBe(210);
    expect(loop!.share).toBeCloseTo(210 / 2_000);
    const within = new RangeStatistics({ begin: 2_000 * MS, end: 3_000 * MS });
    while (!within.update(trace, 1_000));
    expect(within.loops()[0]).toMatchObject({ busy: 0, share: 0 });

    const sites = new SiteStatistics();
    while (!sites.update(trace, 1_000));
    const rows = Object.fromEntries(sites.rows().map((row) => [row.coroutine, row]));
    expect(rows['one']!.run.total / MS).toBe(200);
    expect(rows['two']!.ready.total / MS).toBe(150);
  });

  it('is not told of tasks and loops as theirs', () => {
    const [one, two] = trace.tasks.map((task) => sharesOf(taskTrack(trace, task)));
    expect([one!.running / MS, one!.ready / MS]).toEqual([200, 10]);
    expect([two!.running / MS, two!.ready / MS, two!.suspended / MS]).toEqual([10, 150, 950]);
    expect(sharesOf(loopTrack(trace, trace.loops[0]!)).running / MS).toBe(210);
    expect(pausedSums(pauses, trace.loops[0]!.lane, 0, 6_000 * MS).busy / MS).toBe(4_000);
  });

  it('is blank in charts, and no loop lag of what stood ready meanwhile', () => {
    const cells = seriesCells(12);
    const filled = (fill: typeof fillLag, kind: 'high' | 'mean'): number[] => {
      fill(trace, trace.loops[0]!, 0, 500 * MS, cells);
      return Array.from(cells[kind], (value) => Math.round(value * 1e3) / 1e3);
    };
    const lag = filled(fillLag, 'high').map((value) => value / MS);
    expect(lag).toEqual([0, 150, ...Array<number>(8).fill(Number.NaN), 150, 0]);
    expect(filled(fillBusy, 'mean')).toEqual([0, 0.2, ...Array<number>(8).fill(Number.NaN), 0.22, 0]);
  });
});
