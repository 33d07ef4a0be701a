import { describe, expect, it } from 'vitest';
import { seriesCells, type Series } from '../../src/core/series/series.ts';
import { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { ChartCells } from '../../webview/charts/chartCells.ts';
import { CHART_HEIGHT, shareRoom } from '../../webview/charts/chartRoom.ts';
import { offsetOf, stageOf, type Stage } from '../../webview/charts/chartStage.ts';
import {
  cellAt,
  formatValue,
  layoutCharts,
  type ChartPlace,
  type ChartRow,
} from '../../webview/charts/layoutCharts.ts';
import { MARK, MinimapCells } from '../../webview/charts/layoutMinimap.ts';
import { between, centerOn, moveByKey, moveEdge } from '../../webview/charts/minimapMoves.ts';
import { paintCharts } from '../../webview/charts/paintCharts.ts';
import { scaleText } from '../../webview/charts/scaleText.ts';
import type { PaintTarget } from '../../webview/paint/target.ts';
import { composeTheme } from '../../webview/theme.ts';
import { MIN_SPAN, type View } from '../../webview/viewport.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { shopTrace } from './sampleTraces.ts';

const MS = 1e6;
const WIDTH = 1000;

function shop(): { trace: Trace; index: SeriesIndex; blocks: BlockIndex } {
  const trace = new TraceBuilder();
  trace.push(shopTrace().writer.bytes());
  const index = new SeriesIndex();
  index.update(trace);
  const blocks = new BlockIndex();
  blocks.update(trace);
  return { trace, index, blocks };
}

/** Charts of what is in sight, and no more. */
function placeOf(view: View): ChartPlace {
  return { view, width: WIDTH, stage: view, height: CHART_HEIGHT };
}

describe('charts', () => {
  it('stand one below the other in the order that is wanted; what there is not is left out', () => {
    const { index, trace } = shop();
    const cells: ChartCells[] = [];
    const view = { begin: 0, end: trace.now };
    const rows = layoutCharts(
      index,
      ['live', 'queue 99', 'lag', 'live', 'utilisation'],
      placeOf(view),
      cells,
    );
    expect(rows.map(({ series }) => series.key)).toEqual(['live', 'lag', 'utilisation']);
    expect(rows.map(({ y }) => y)).toEqual([0, CHART_HEIGHT, 2 * CHART_HEIGHT]);
    expect(cells).toHaveLength(3);
    expect(rows[0]!.most).toBe(Math.max(...cells[0]!.high.filter((value) => !Number.isNaN(value))));
    expect(rows[0]!.top).toBeGreaterThanOrEqual(rows[0]!.most);
    expect(rows[2]!.top).toBe(1);
    expect(layoutCharts(index, [], placeOf(view), cells)).toEqual([]);
    expect(cells).toHaveLength(0);
  });

  it('have cells that stay where they are in time, and say the same, when the view moves', () => {
    const { index } = shop();
    const seen = new Map<number, number>();
    let compared = 0;
    for (const shift of [0, 1, 7, 333, 5_000]) {
      const view = { begin: 400 * MS + shift * 1000, end: 900 * MS + shift * 1000 };
      const cells: ChartCells[] = [];
      const [row] = layoutCharts(index, ['lag'], placeOf(view), cells);
      expect(row!.step).toBeGreaterThanOrEqual(3);
      expect(row!.step).toBeLessThan(6);
      const scale = (view.end - view.begin) / WIDTH;
      cells[0]!.high.forEach((value, at) => {
        const time = Math.round(view.begin + (row!.x0 + at * row!.step) * scale);
        if (seen.has(time)) {
          compared++;
          expect(value).toBe(seen.get(time));
        } else seen.set(time, value);
      });
    }
    expect(compared).toBeGreaterThan(400);
  });

  it('keep what they know while the view moves and the trace grows, and say the same as if made anew', () => {
    const bytes = shopTrace().writer.bytes();
    const trace = new TraceBuilder();
    const index = new SeriesIndex();
    const kept: ChartCells[] = [];
    const keys = ['utilisation', 'lag', 'runnable', 'live'];
    for (let at = 0, frame = 0; at < bytes.length; at += 2000, frame++) {
      trace.push(bytes.subarray(at, at + 2000));
      index.update(trace);
      const begin = ((frame * 37) % 50) * 10 * MS;
      const view = { begin, end: begin + (frame % 9 < 5 ? 1500 : 700) * MS };
      layoutCharts(index, keys, placeOf(view), kept);
      const anew: ChartCells[] = [];
      layoutCharts(index, keys, placeOf(view), anew);
      keys.forEach((key, row) => {
        expect(kept[row]!.high, `${key}, frame ${frame}`).toEqual(anew[row]!.high);
        expect(kept[row]!.mean, `${key}, frame ${frame}`).toEqual(anew[row]!.mean);
      });
    }
  });

  it('ask a series only for what is new', () => {
    const { index, trace } = shop();
    const asked: number[] = [];
    const series = index.of('lag')!;
    const watched: Series = {
      ...series,
      fill: (from, cell, into) => {
        asked.push(into.length);
        series.fill(from, cell, into);
      },
    };
    const cells = new ChartCells();
    const cell = 2 ** 22;
    cells.fill(watched, index.known, 10 * cell, cell, 100);
    cells.fill(watched, index.known, 13 * cell, cell, 100);
    cells.fill(watched, index.known, 8 * cell, cell, 110);
    cells.fill(watched, index.known, 8 * cell, cell, 110);
    cells.fill(watched, index.known, 8 * cell, 2 * cell, 50);
    // Back at a size that was there before.
    cells.fill(watched, index.known, 9 * cell, cell, 110);
    expect(asked).toEqual([100, 3, 5, 5, 50, 1]);
    cells.fill(index.of('live')!, index.known, 9 * cell, cell, 110);
    const live = new ChartCells();
    live.fill(index.of('live')!, index.known, 9 * cell, cell, 110);
    expect(cells.high).toEqual(live.high);
    expect(trace.now).toBeGreaterThan(0);
  });

  it('are painted for more than what is in sight, so that they need not be painted when it moves', () => {
    const { index } = shop();
    const keys = ['lag', 'live'];
    let stage: Stage | null = null;
    let stages = 0;
    for (let frame = 0; frame < 60; frame++) {
      const begin = 100 * MS + frame * 12.345 * MS;
      const view = { begin, end: begin + 500 * MS };
      const next = stageOf(view, WIDTH, stage);
      if (next !== stage) stages++;
      stage = next;
      const offset = offsetOf(stage, view);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + WIDTH).toBeLessThanOrEqual(stage.width + 1e-6);
      const [wide, plain]: ChartCells[][] = [[], []];
      const staged = layoutCharts(index, keys, { ...placeOf(view), stage: stage.view }, wide!);
      const alone = layoutCharts(index, keys, placeOf(view), plain!);
      staged.forEach((row, at) => {
        expect(row.step).toBeCloseTo(alone[at]!.step, 6);
        // The scale is that of what is in sight.
        expect([row.most, row.top]).toEqual([alone[at]!.most, alone[at]!.top]);
        for (const x of [10, 333, 990]) {
          const [one, other] = [cellAt(row, wide![at]!, x + offset), cellAt(alone[at]!, plain![at]!, x)];
          expect(wide![at]!.high[one]).toEqual(plain![at]!.high[other]);
        }
      });
    }
    // Of 60 frames, over one and a half pages.
    expect(stages).toBe(6);
    const last = stage!;
    const view = { begin: last.view.begin, end: last.view.begin + 500 * MS };
    expect(stageOf(view, WIDTH, last)).toBe(last);
    expect(stageOf({ ...view, end: view.end + 10 * MS }, WIDTH, last)).not.toBe(last);
    expect(stageOf(view, WIDTH - 10, last)).not.toBe(last);
    expect(stageOf({ begin: view.begin - 1, end: view.end - 1 }, WIDTH, last)).not.toBe(last);
  });

  it('have scales that end at round values not far above the greatest', () => {
    const { index } = shop();
    const lag = index.of('lag')!;
    const endOf = (unit: Series['unit'], value: number, kind: Series['kind']): string => {
      const fill: Series['fill'] = (_from, _cell, into) => {
        into.high.fill(value);
        into.mean.fill(value);
      };
      const watched = { known: index.known, of: () => ({ ...lag, unit, kind, fill }) };
      const [row] = layoutCharts(
        watched as unknown as SeriesIndex,
        ['lag'],
        placeOf({ begin: 0, end: MS }),
        [],
      );
      if (!Number.isNaN(value)) expect(row!.top).toBeGreaterThanOrEqual(value * (1 - 1e-6));
      return scaleText(row!);
    };
    expect(endOf('nanos', 518 * MS, 'lag')).toBe('600 ms');
    expect(endOf('nanos', 12 * MS, 'lag')).toBe('15 ms');
    expect(endOf('nanos', 1000 * MS, 'lag')).toBe('1 s');
    expect(endOf('nanos', 90_000 * MS, 'lag')).toBe('1:40 min');
    expect(endOf('nanos', Number.NaN, 'lag')).toBe('');
    expect(endOf('count', 0, 'queue')).toBe('1');
    expect(endOf('count', 1.2, 'queue')).toBe('2');
    expect(endOf('count', 7, 'runnable')).toBe('8');
    expect(endOf('count', 11_000, 'runnable')).toBe('15,000');
    expect(endOf('share', 0.2, 'utilisation')).toBe('100 %');
    // What nobody has to think about does not look like what one has to.
    for (const small of [0, 1.2 * MS]) expect(endOf('nanos', small, 'lag')).toBe('10 ms');
    for (const few of [0, 1.2]) expect(endOf('count', few, 'runnable')).toBe('4');
  });

  it('say values in words', () => {
    const of = (unit: Series['unit']): Series => ({
      key: 'a',
      label: 'a',
      unit,
      kind: 'lag',
      fill: () => undefined,
    });
    expect(formatValue(0.421, of('share'))).toBe('42 %');
    expect(formatValue(0.0042, of('share'))).toBe('0.4 %');
    expect(formatValue(1_200_000, of('nanos'))).toBe('1.20 ms');
    expect(formatValue(12_345, of('count'))).toBe('12,345');
    expect(formatValue(2.5, of('count'))).toBe('3');
    expect(formatValue(Number.NaN, of('count'))).toBe('–');
  });

  it('are painted where they stand, and nothing where nothing is known', () => {
    const series: Series = { key: 'lag', label: 'lag', unit: 'nanos', kind: 'lag', fill: () => undefined };
    const cells = seriesCells(6);
    [NaN, 10, 10, 5, NaN, 2].forEach((value, at) => {
      cells.high[at] = cells.mean[at] = value;
    });
    const row: ChartRow = { series, y: 30, height: 30, top: 10, most: 10, x0: -3, step: 4 };
    const points: [number, number][] = [];
    const lines: number[][] = [];
    const context = new Proxy({} as PaintTarget['context'], {
      get:
        (_, name) =>
        (...at: [number, number]) => {
          if (name === 'lineTo' || name === 'moveTo') points.push(at);
          if (name === 'fillRect') lines.push(at);
        },
      set: () => true,
    });
    const theme = composeTheme(() => '', false, false);
    paintCharts({ context, ratio: 1 } as PaintTarget, [row], [cells], theme, 100);
    // The floor, the scale's top and its half; in a thin chart there is no room for the half.
    expect(lines).toEqual([
      [0, 59, 100, 1],
      [0, 34, 100, 1],
      [0, 47, 100, 1],
    ]);
    lines.length = 0;
    paintCharts({ context, ratio: 1 } as PaintTarget, [{ ...row, height: 20 }], [cells], theme, 100);
    expect(lines.map(([, y]) => y)).toEqual([49, 34]);
    points.splice(points.length / 2);
    const xs = new Set(points.map(([x]) => x));
    expect([...xs].sort((a, b) => a - b)).toEqual([1, 9, 13, 17, 21]);
    expect(Math.min(...points.map(([, y]) => y))).toBe(34);
    expect(Math.max(...points.map(([, y]) => y))).toBe(59);
    expect([-4, 1, 5, 20, 21].map((x) => cellAt(row, cells, x))).toEqual([-1, 1, 2, 5, -1]);
  });
});

describe('the room above the lanes', () => {
  it('is at most half of the height, and leaves six rows where there are so many', () => {
    for (let height = 0; height < 1500; height += 7)
      for (const wanted of [0, 1, 3, 8])
        for (const hasMinimap of [true, false]) {
          const { minimap, charts, chart } = shareRoom(height, hasMinimap, wanted);
          const lanes = height - 26 - minimap - charts * chart;
          if (minimap + charts > 0) expect(lanes).toBeGreaterThanOrEqual(Math.max(144, height / 2));
          expect(charts).toBeLessThanOrEqual(wanted);
          expect(chart).toBeGreaterThanOrEqual(20);
          expect(chart).toBeLessThanOrEqual(CHART_HEIGHT);
          if (!hasMinimap) expect(minimap).toBe(0);
        }
  });

  it('goes to the minimap first, then to charts that get thinner before they give way', () => {
    expect(shareRoom(800, true, 3)).toMatchObject({ minimap: 39, charts: 3, chart: 30 });
    expect(shareRoom(310, true, 3)).toMatchObject({ minimap: 39, charts: 3, chart: 30 });
    expect(shareRoom(280, true, 3)).toMatchObject({ minimap: 39, charts: 3, chart: 23 });
    expect(shareRoom(264, true, 3)).toMatchObject({ minimap: 23, charts: 3, chart: 23 });
    expect(shareRoom(224, true, 3)).toMatchObject({ minimap: 23, charts: 1, chart: 30 });
    expect(shareRoom(224, false, 3)).toMatchObject({ minimap: 0, charts: 2, chart: 27 });
    expect(shareRoom(194, true, 3)).toMatchObject({ minimap: 23, charts: 0 });
    expect(shareRoom(184, true, 3)).toMatchObject({ minimap: 0, charts: 0 });
    expect(shareRoom(200, true, 3, 0, 48)).toMatchObject({ minimap: 23, charts: 2, chart: 25 });
    expect(shareRoom(0, true, 3)).toMatchObject({ minimap: 0, charts: 0 });
  });

  it('has the strip of tests before charts, without words before these give way, and before the minimap goes', () => {
    expect(shareRoom(800, true, 3, 1)).toMatchObject({ minimap: 39, tests: 23, charts: 3, chart: 30 });
    expect(shareRoom(800, true, 3, 4)).toMatchObject({ minimap: 39, tests: 67, charts: 3 });
    expect(shareRoom(274, true, 3, 1)).toMatchObject({ minimap: 23, tests: 14, charts: 3, chart: 22 });
    expect(shareRoom(214, true, 3, 1)).toMatchObject({ minimap: 23, tests: 14, charts: 0 });
    expect(shareRoom(194, true, 3, 1)).toMatchObject({ minimap: 23, tests: 0, charts: 0 });
    expect(shareRoom(800, true, 3)).toMatchObject({ tests: 0 });
  });

  it('never has more of it when it is lower', () => {
    let before = { minimap: 0, charts: 0 };
    for (let height = 0; height < 900; height++) {
      const { minimap, charts } = shareRoom(height, true, 3);
      expect(minimap).toBeGreaterThanOrEqual(before.minimap);
      expect(charts).toBeGreaterThanOrEqual(before.charts);
      before = { minimap, charts };
    }
  });
});

describe('the minimap', () => {
  it('has the blocks, stops, collections and what was lost where they were', () => {
    const writer = new TraceWriter().header().loop().task(1);
    writer.runs([
      { task: 1, begin: 100 * MS, end: 300 * MS, ready: 100 * MS },
      { task: 1, begin: 400 * MS, end: 401 * MS, ready: 310 * MS },
    ]);
    writer.facts('collections', { begin: 500 * MS, end: 503 * MS }, { begin: 520 * MS, end: 520.1 * MS });
    writer.facts('lost', { at: 600 * MS, kind: 3, name: 'work' });
    writer.pause(700 * MS, true).pause(710 * MS, false);
    const trace = new TraceBuilder();
    trace.push(writer.beat(1000 * MS).bytes());
    const series = new SeriesIndex();
    series.update(trace);
    const blocks = new BlockIndex();
    blocks.update(trace);
    const cells = new MinimapCells();
    const extent = { begin: 0, end: 1000 * MS };
    const state = { trace, series, blocks, extent };
    expect(cells.update(state, WIDTH)).toBe(true);
    expect(cells.update(state, WIDTH)).toBe(false);
    const at = (time: number): number => Math.floor((time - cells.from) / cells.cell);
    const marked = (bit: number): number[] =>
      Array.from(cells.marks.subarray(0, cells.count), (mark, cell) => (mark & bit ? cell : -1)).filter(
        (cell) => cell >= 0,
      );
    expect([marked(MARK.block)[0], marked(MARK.block).at(-1)]).toEqual([at(100 * MS), at(300 * MS)]);
    expect([marked(MARK.stop)[0], marked(MARK.stop).at(-1)]).toEqual([at(700 * MS), at(710 * MS)]);
    expect([marked(MARK.gc)[0], marked(MARK.gc).at(-1)]).toEqual([at(500 * MS), at(503 * MS)]);
    expect(marked(MARK.lost)).toEqual([at(600 * MS)]);
    expect(cells.busy.high[at(200 * MS)]).toBe(1);
    expect(cells.lag.high[at(400 * MS)]).toBe(90 * MS);
  });

  it('grows into what one that sees all at once has', () => {
    const bytes = shopTrace().writer.bytes();
    const grown = new TraceBuilder();
    const cells = new MinimapCells();
    const series = new SeriesIndex();
    const blocks = new BlockIndex();
    for (let at = 0; at < bytes.length; at += 1500) {
      grown.push(bytes.subarray(at, at + 1500));
      series.update(grown);
      blocks.update(grown);
      cells.update(
        { trace: grown, series, blocks, extent: { begin: 0, end: Math.max(grown.now, MS) } },
        WIDTH,
      );
    }
    const whole = new MinimapCells();
    const { trace, index, blocks: all } = shop();
    whole.update({ trace, series: index, blocks: all, extent: { begin: 0, end: trace.now } }, WIDTH);
    expect([cells.from, cells.cell, cells.count]).toEqual([whole.from, whole.cell, whole.count]);
    expect(cells.busy.high.subarray(0, cells.count)).toEqual(whole.busy.high.subarray(0, cells.count));
    expect(cells.lag.high.subarray(0, cells.count)).toEqual(whole.lag.high.subarray(0, cells.count));
    expect(cells.marks.subarray(0, cells.count)).toEqual(whole.marks.subarray(0, cells.count));
  });

  it('moves and stretches the shown time, never beyond the trace, never to nothing', () => {
    const extent = { begin: 0, end: 1000 * MS };
    const view = { begin: 200 * MS, end: 400 * MS };
    expect(moveByKey('ArrowRight', 'begin', view, extent)).toEqual({ begin: 204 * MS, end: 400 * MS });
    expect(moveByKey('PageDown', 'end', view, extent)).toEqual({ begin: 200 * MS, end: 360 * MS });
    expect(moveByKey('Home', 'begin', view, extent)).toEqual({ begin: 0, end: 400 * MS });
    expect(moveByKey('End', 'begin', view, extent)).toEqual({ begin: 400 * MS - MIN_SPAN, end: 400 * MS });
    expect(moveByKey('End', 'end', view, extent)).toEqual({ begin: 200 * MS, end: 1000 * MS });
    expect(moveByKey('ArrowUp', 'window', view, extent)).toEqual({ begin: 220 * MS, end: 420 * MS });
    expect(moveByKey('End', 'window', view, extent)).toEqual({ begin: 800 * MS, end: 1000 * MS });
    expect(moveByKey('Home', 'window', view, extent)).toEqual({ begin: 0, end: 200 * MS });
    expect(moveByKey('x', 'window', view, extent)).toBeNull();
    expect(moveEdge(view, extent, 'end', -5)).toEqual({ begin: 200 * MS, end: 200 * MS + MIN_SPAN });
    expect(moveEdge({ begin: -9, end: 5 }, extent, 'begin', -20)).toEqual({ begin: -9, end: 5 });
    expect(centerOn(view, extent, 700 * MS)).toEqual({ begin: 600 * MS, end: 800 * MS });
    expect(between(5 * MS, 2 * MS)).toEqual({ begin: 2 * MS, end: 5 * MS });
    expect(between(5 * MS, 5 * MS)).toEqual({ begin: 5 * MS, end: 5 * MS + MIN_SPAN });
  });
});
