import type { Series, SeriesCells } from '../../src/core/series/series.ts';
import type { Knowledge } from '../../src/core/series/seriesIndex.ts';
import type { Nanos } from '../../src/core/units.ts';

const ROOM = 64;

/** So many sizes of cells are remembered: who zooms in and out again comes by the same ones. */
const MOST_SIZES = 12;

/** Cells of one size, as they were last filled. */
interface Filled {
  columns: readonly Float32Array[];
  from: Nanos;
  count: number;
  known: Knowledge | null;
}

/**
 * A series' cells for a stretch of time that moves: cells that were filled before are kept, so that a frame in which the
 * view moves, or the trace grows, costs only what is new in it.
 */
export class ChartCells implements SeriesCells {
  low: Float32Array = new Float32Array(0);
  high: Float32Array = new Float32Array(0);
  mean: Float32Array = new Float32Array(0);
  private series: Series | null = null;
  /** By the size of a cell, the one used last at the end. */
  private readonly sizes = new Map<Nanos, Filled>();

  get length(): number {
    return this.low.length;
  }

  /** Has these be the cells of a series from a time on, a multiple of `cell`. */
  fill(series: Series, known: Knowledge, from: Nanos, cell: Nanos, count: number): void {
    if (series !== this.series) this.sizes.clear();
    this.series = series;
    const filled = this.take(cell, count);
    const kept = keptOf(filled, known, cell);
    const shift = Math.round((from - filled.from) / cell);
    // Of the old cells those first … end − 1, by their new numbers.
    const first = Math.max(0, -shift);
    const end = Math.min(count, kept - shift);
    if (end > first)
      for (const column of filled.columns) column.copyWithin(first, first + shift, end + shift);
    [filled.from, filled.count, filled.known] = [from, count, known];
    const part = (begin: number, stop: number): SeriesCells => {
      const [low, high, mean] = filled.columns.map((column) => column.subarray(begin, stop));
      return { length: stop - begin, low: low!, high: high!, mean: mean! };
    };
    const fillPart = (begin: number, stop: number): void => {
      if (stop > begin) series.fill(from + begin * cell, cell, part(begin, stop));
    };
    if (end <= first) fillPart(0, count);
    else {
      fillPart(0, first);
      fillPart(end, count);
    }
    ({ low: this.low, high: this.high, mean: this.mean } = part(0, count));
  }

  /** The cells of a size, with room for so many. */
  private take(cell: Nanos, count: number): Filled {
    const filled = this.sizes.get(cell) ?? { columns: [], from: 0, count: 0, known: null };
    this.sizes.delete(cell);
    this.sizes.set(cell, filled);
    for (const oldest of this.sizes.keys()) if (this.sizes.size > MOST_SIZES) this.sizes.delete(oldest);
    if (count > (filled.columns[0]?.length ?? 0))
      filled.columns = [0, 1, 2].map((column) => {
        const grown = new Float32Array(count + ROOM);
        grown.set(filled.columns[column] ?? []);
        return grown;
      });
    return filled;
  }
}

/** How many of the cells, from the first on, still hold. */
function keptOf({ known: before, from, count }: Filled, known: Knowledge, cell: Nanos): number {
  if (before?.held !== known.held) return 0;
  if (before.revision === known.revision) return count;
  return Math.max(0, Math.min(count, Math.floor((before.settled - from) / cell)));
}
