import type { Nanos } from '../units.ts';

/** What a chart's values are of. */
export type SeriesKind = 'utilisation' | 'lag' | 'runnable' | 'live' | 'queue';

/** A number that changes with time, in a form that can be asked for any stretch of it. */
export interface Series {
  /** The same for the same thing as long as the trace lives, also when it is opened again: `lag`, `queue 3`. */
  readonly key: string;
  /** What stands beside the chart; names in it are hostile no more. */
  readonly label: string;
  /** What of several it is, where that is not all of them: `of the busiest loop`. */
  readonly note?: string;
  readonly unit: 'share' | 'nanos' | 'count';
  readonly kind: SeriesKind;
  /** Fills cells of equal length from a time on. NaN where nothing is known: before the trace, behind its end. */
  fill(from: Nanos, cell: Nanos, into: SeriesCells): void;
}

/** What a series was in stretches of time of equal length; filled again and again. */
export interface SeriesCells {
  readonly length: number;
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly mean: Float32Array;
}

/** Cells that say nothing yet. */
export function seriesCells(length: number): SeriesCells {
  const column = (): Float32Array => new Float32Array(length).fill(Number.NaN);
  return { length, low: column(), high: column(), mean: column() };
}

/** Says all three of one cell. */
export function setCell(cells: SeriesCells, at: number, low: number, high: number, mean: number): void {
  cells.low[at] = low;
  cells.high[at] = high;
  cells.mean[at] = mean;
}

/** Says of one cell that nothing is known. */
export function clearCell(cells: SeriesCells, at: number): void {
  setCell(cells, at, Number.NaN, Number.NaN, Number.NaN);
}
