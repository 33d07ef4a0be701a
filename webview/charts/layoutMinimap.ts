import { endOfTest, isBad, outcomeOfTest, testsOf } from '../../src/core/analysis/testRuns.ts';
import { seriesCells, type SeriesCells } from '../../src/core/series/series.ts';
import type { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import type { Trace } from '../../src/core/trace.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import type { BlockIndex } from '../blockIndex.ts';
import type { FindingMoment } from '../findings/finding.ts';
import type { Px, View } from '../viewport.ts';
import { gridOf } from './layoutCharts.ts';

/** What happened in a cell of the minimap, besides its values: any of these bits. */
export const MARK = { block: 1, stop: 2, gc: 4, lost: 8, badTest: 16, finding: 32, grave: 64 } as const;

/** What the minimap is made from. */
export interface Overviewed {
  readonly trace: Trace;
  readonly series: SeriesIndex;
  readonly blocks: BlockIndex;
  readonly extent: View;
  /** When something the matter began. */
  readonly moments?: readonly FindingMoment[];
}

const NONE: readonly FindingMoment[] = [];
const LEAST_CELL: Px = 2;
/** Collections shorter than this, of a young generation, are no news. */
const LONG_COLLECTION: Nanos = MILLISECOND;
const OLDEST_GENERATION = 2;

/**
 * The whole trace in cells: how busy its loops were, how long what ran had stood ready, and what else happened. Cells are a
 * power of two of time, so that a growing trace computes only its newest ones, until they would get too narrow.
 */
export class MinimapCells {
  from: Nanos = 0;
  cell: Nanos = 1;
  count = 0;
  busy: SeriesCells = seriesCells(0);
  lag: SeriesCells = seriesCells(0);
  marks = new Uint8Array(0);
  private trace: Trace | null = null;
  private key = '';
  private marked = '';
  private revision = -1;
  private moments = NONE;
  /** All before it is filled for good. */
  private until: Nanos = 0;

  /** Brings the cells up to date; answers whether any of them changed. */
  update({ trace, series, blocks, extent, moments = NONE }: Overviewed, width: Px): boolean {
    const { from, cell, count } = gridOf(extent, width, LEAST_CELL);
    const key = `${from} ${cell} ${width} ${series.known.held}`;
    const isAnew = trace !== this.trace || key !== this.key || count > this.marks.length;
    const isKnown = trace.revision === this.revision && moments === this.moments;
    if (!isAnew && isKnown && count === this.count) return false;
    if (moments !== this.moments) this.marked = '';
    this.moments = moments;
    if (isAnew) {
      const room = Math.max(count, Math.ceil(width / LEAST_CELL) + 2);
      this.busy = seriesCells(room);
      this.lag = seriesCells(room);
      this.marks = new Uint8Array(room);
      this.until = from;
      this.marked = '';
    }
    this.trace = trace;
    this.key = key;
    this.revision = trace.revision;
    [this.from, this.cell, this.count] = [from, cell, count];
    const first = Math.min(count, Math.max(0, Math.floor((this.until - from) / cell)));
    series.of('utilisation')?.fill(from + first * cell, cell, part(this.busy, first, count));
    series.of('lag')?.fill(from + first * cell, cell, part(this.lag, first, count));
    this.until = Math.max(from, series.known.settled);
    this.mark(trace, blocks, extent.end);
    return true;
  }

  private mark(trace: Trace, blocks: BlockIndex, end: Nanos): void {
    const { pauses, collections, lost, losses, now } = trace;
    const { all } = blocks;
    const isStopped = pauses.at(-1)?.end === null;
    // It lasts until the present, which may be ahead of what is known.
    const until = isStopped ? Math.max(now, end) : now;
    const counts = [all.blocks.length, pauses.length, isStopped ? until : 0, collections.length, lost.length];
    const tests = testsOf(trace);
    const bad = tests.count('failed') + tests.count('error');
    const marked = [...counts, bad, losses.length, blocks.now.length > 0 ? now : 0].join();
    if (marked === this.marked) return;
    this.marked = marked;
    this.marks.fill(0);
    for (const { begin, end } of all.blocks) this.set(MARK.block, begin, end);
    for (const { begin, end } of blocks.now) this.set(MARK.block, begin, end);
    for (const { begin, end } of pauses) this.set(MARK.stop, begin, end ?? until);
    for (const { at } of lost) this.set(MARK.lost, at, at);
    for (const { at, isGrave } of this.moments) this.set(isGrave ? MARK.grave : MARK.finding, at, at);
    for (const { from, to } of losses) this.set(MARK.lost, from, to);
    for (const { all: run } of bad > 0 ? tests.processes : [])
      for (const test of run)
        if (isBad(outcomeOfTest(test))) this.set(MARK.badTest, test.begin, endOfTest(test) ?? now);
    for (let at = 0; at < collections.length; at++) {
      const [begin, end] = [collections.begin[at]!, collections.end[at]!];
      if (collections.generation[at]! >= OLDEST_GENERATION || end - begin >= LONG_COLLECTION)
        this.set(MARK.gc, begin, end);
    }
  }

  private set(bit: number, begin: Nanos, end: Nanos): void {
    const last = Math.min(this.count - 1, Math.floor((end - this.from) / this.cell));
    for (let at = Math.max(0, Math.floor((begin - this.from) / this.cell)); at <= last; at++)
      this.marks[at]! |= bit;
  }
}

/** Cells `first` … `end` − 1 of some. */
function part({ low, high, mean }: SeriesCells, first: number, end: number): SeriesCells {
  return {
    length: end - first,
    low: low.subarray(first, end),
    high: high.subarray(first, end),
    mean: mean.subarray(first, end),
  };
}
