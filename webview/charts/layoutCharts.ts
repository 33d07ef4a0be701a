import { formatDuration } from '../../src/core/format.ts';
import type { Series, SeriesCells } from '../../src/core/series/series.ts';
import type { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import type { Nanos } from '../../src/core/units.ts';
import { ChartCells } from './chartCells.ts';
import { spanOf, toPx, type Px, type View } from '../viewport.ts';

/** How high a chart is, the line between it and the next one included. */
export const CHART_HEIGHT: Px = 30;

/** A cell is at least so wide, and less than twice as wide. */
const LEAST_CELL: Px = 3;

/** So many charts are shown at most. */
const MOST_CHARTS = 12;

/** A series as a chart under the axis: where it stands, and how its cells lie. */
export interface ChartRow {
  readonly series: Series;
  readonly y: Px;
  readonly height: Px;
  /** The value at its upper edge: a round number; 0 when there is nothing to draw. */
  readonly top: number;
  /** The greatest value in sight; NaN when nothing is known. */
  readonly most: number;
  /** Cell n begins at x0 + n × step. */
  readonly x0: Px;
  readonly step: Px;
}

/**
 * Lays out the wanted series, in their order; what a trace has not is left out. Fills `cells`, one a chart, which stand on a
 * grid fixed in time: they do not change when the view moves.
 */
export function layoutCharts(
  index: SeriesIndex,
  wanted: readonly string[],
  view: View,
  width: Px,
  cells: ChartCells[],
): readonly ChartRow[] {
  const { from, cell, count } = gridOf(view, width, LEAST_CELL);
  const x0 = toPx(view, width, from);
  const step = (cell / spanOf(view)) * width;
  const shown = [...new Set(wanted)].map((key) => index.of(key)).filter((series) => series !== undefined);
  const rows = shown.slice(0, MOST_CHARTS).map((series, at) => {
    const filled = (cells[at] ??= new ChartCells());
    filled.fill(series, index.known, from, cell, count);
    const most = mostOf(filled.high);
    const top = series.unit === 'share' ? 1 : roundUp(most, series.unit === 'count');
    return { series, y: at * CHART_HEIGHT, height: CHART_HEIGHT, top, most, x0, step };
  });
  cells.length = rows.length;
  return rows;
}

/** The grid for a view: cells of a power of two of nanoseconds that are as wide as wanted, or up to twice as wide. */
export function gridOf(view: View, width: Px, least: Px): { from: Nanos; cell: Nanos; count: number } {
  const cell = 2 ** Math.ceil(Math.log2(Math.max(1, (spanOf(view) / Math.max(1, width)) * least)));
  const from = Math.floor(view.begin / cell) * cell;
  return { from, cell, count: Math.max(1, Math.ceil((view.end - from) / cell)) };
}

/** The cell that is drawn at a place; −1 beside them. */
export function cellAt({ x0, step }: ChartRow, cells: SeriesCells, x: Px): number {
  const at = Math.floor((x - x0) / step);
  return at >= 0 && at < cells.length ? at : -1;
}

/** A value in words: `42 %`, `1.20 ms`, `3`. */
export function formatValue(value: number, { unit }: Series): string {
  if (Number.isNaN(value)) return '–';
  if (unit === 'share') return `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
  if (unit === 'nanos') return formatDuration(value);
  // A mean over a pixel's time: so many at least were there at once.
  return Math.ceil(value - 1e-6).toLocaleString('en');
}

function mostOf(values: Float32Array): number {
  let most = Number.NaN;
  for (const value of values) if (!(value <= most)) most = Number.isNaN(value) ? most : value;
  return most;
}

/** The next of 1, 2, 5, 10, 20 … that is not below; of counts, no fraction. */
function roundUp(value: number, isCount: boolean): number {
  if (!(value > 0)) return isCount ? 1 : 0;
  const unit = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((each) => each * unit >= value * (1 - 1e-6)) ?? 10;
  return Math.max(factor * unit, isCount ? 1 : 0);
}
