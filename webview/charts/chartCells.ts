import type { Series, SeriesCells } from '../../src/core/series/series.ts';
import type { Knowledge } from '../../src/core/series/seriesIndex.ts';
import type { Nanos } from '../../src/core/units.ts';

const ROOM = 64;

/**
 * A series' cells for a stretch of time that moves: cells that were filled before are kept, so that a frame in which the
 * view moves, or the trace grows, costs only what is new in it.
 */
export class ChartCells implements SeriesCells {
  low = new Float32Array(0);
  high = new Float32Array(0);
  mean = new Float32Array(0);
  private columns = [this.low, this.high, this.mean];
  private series: Series | null = null;
  private known: Knowledge | null = null;
  private from: Nanos = 0;
  private cell: Nanos = 1;

  get length(): number {
    return this.low.length;
  }

  /** Has these be the cells of a series from a time on, a multiple of `cell`. */
  fill(series: Series, known: Knowledge, from: Nanos, cell: Nanos, count: number): void {
    const kept = this.kept(series, known, cell);
    if (count > this.columns[0]!.length) this.grow(count);
    const shift = Math.round((from - this.from) / cell);
    // Of the old cells those first … end − 1, by their new numbers.
    const first = Math.max(0, -shift);
    const end = Math.min(count, kept - shift);
    if (end > first) for (const column of this.columns) column.copyWithin(first, first + shift, end + shift);
    [this.low, this.high, this.mean] = this.columns.map((column) => column.subarray(0, count)) as [
      Float32Array<ArrayBuffer>,
      Float32Array<ArrayBuffer>,
      Float32Array<ArrayBuffer>,
    ];
    [this.series, this.known, this.from, this.cell] = [series, known, from, cell];
    if (end <= first) return this.fillPart(0, count);
    this.fillPart(0, first);
    this.fillPart(end, count);
  }

  /** How many of the cells, from the first on, still hold for a series. */
  private kept(series: Series, known: Knowledge, cell: Nanos): number {
    const before = this.known;
    if (series !== this.series || cell !== this.cell || before?.held !== known.held) return 0;
    if (before.revision === known.revision) return this.length;
    return Math.max(0, Math.min(this.length, Math.floor((before.settled - this.from) / cell)));
  }

  private fillPart(first: number, end: number): void {
    if (end <= first) return;
    this.series?.fill(this.from + first * this.cell, this.cell, {
      length: end - first,
      low: this.low.subarray(first, end),
      high: this.high.subarray(first, end),
      mean: this.mean.subarray(first, end),
    });
  }

  private grow(count: number): void {
    this.columns = this.columns.map((column) => {
      const grown = new Float32Array(count + ROOM);
      grown.set(column);
      return grown;
    });
  }
}
