import { formatDuration } from '../../src/core/format.ts';
import type { Series, SeriesCells, SeriesKind } from '../../src/core/series/series.ts';
import type { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import { spanOf, toPx, type Px, type View } from '../viewport.ts';
import { ChartCells } from './chartCells.ts';

/** A cell is at least so wide, and less than twice as wide. */
const LEAST_CELL: Px = 3;

/** Room above the highest value. */
const HEAD: Px = 4;

/** No scale ends lower than this: what is less is no delay that anybody has to think about, and must not look like one. */
export const LEAST_LAG: Nanos = 10 * MILLISECOND;
const LEAST_RUNNABLE = 4;

const LEAST_TOP: Readonly<Partial<Record<SeriesKind, number>>> = { lag: LEAST_LAG, runnable: LEAST_RUNNABLE };

/** So many charts are shown at most. */
export const MOST_CHARTS = 12;

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

/** Where charts are laid out. */
export interface ChartPlace {
  /** What is in sight, and how wide it is: the scales are those of what is there. */
  readonly view: View;
  readonly width: Px;
  /** The stretch of time that gets cells, at the same scale; all places are counted from its begin. */
  readonly stage: View;
  /** How high each chart is. */
  readonly height: Px;
}

/**
 * Lays out the wanted series, in their order; what a trace has not is left out. Fills `cells`, one a chart, which stand on a
 * grid fixed in time: they do not change when the view moves.
 */
export function layoutCharts(
  index: SeriesIndex,
  wanted: readonly string[],
  { view, width, stage, height }: ChartPlace,
  cells: ChartCells[],
): readonly ChartRow[] {
  const scale = width / spanOf(view);
  const stageWidth = spanOf(stage) * scale;
  const { from, cell, count } = gridOf(stage, stageWidth, LEAST_CELL);
  const x0 = toPx(stage, stageWidth, from);
  const step = cell * scale;
  const first = Math.max(0, Math.floor((view.begin - from) / cell));
  const end = Math.min(count, Math.ceil((view.end - from) / cell));
  const rows = seriesOf(index, wanted).map((series, at) => {
    const filled = (cells[at] ??= new ChartCells());
    filled.fill(series, index.known, from, cell, count);
    const most = mostOf(filled.high, first, end);
    const top = topOf(series, most);
    return { series, y: at * height, height, top, most, x0, step };
  });
  cells.length = rows.length;
  return rows;
}

/** Those of the wanted series that there are, up to as many as are shown. */
export function seriesOf(index: SeriesIndex, wanted: readonly string[]): readonly Series[] {
  return [...new Set(wanted)]
    .map((key) => index.of(key))
    .filter((series) => series !== undefined)
    .slice(0, MOST_CHARTS);
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

/** The words for a value that nobody knows. */
export const UNKNOWN = '–';

const COUNTS = new Intl.NumberFormat('en');

/** A value in words: `42 %`, `1.20 ms`, `3`. */
export function formatValue(value: number, { unit }: Series): string {
  if (Number.isNaN(value)) return UNKNOWN;
  if (unit === 'share') return `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
  if (unit === 'nanos') return formatDuration(value);
  // A mean over a pixel's time: so many at least were there at once.
  return COUNTS.format(Math.ceil(value - 1e-6));
}

/** How far a value stands above a chart's floor; those above the scale stand at its edge. */
export function heightOfValue({ height, top }: ChartRow, value: number): Px {
  return Math.min(1, value / top) * (height - 1 - HEAD);
}

function mostOf(values: Float32Array, first: number, end: number): number {
  let most = Number.NaN;
  for (let at = first; at < end; at++) {
    const value = values[at]!;
    if (!(value <= most) && !Number.isNaN(value)) most = value;
  }
  return most;
}

/** The value at which a scale ends that has room for the greatest in sight; 0 where nothing is known. */
function topOf({ kind, unit }: Series, most: number): number {
  if (unit === 'share') return 1;
  return Number.isNaN(most) && unit === 'nanos'
    ? 0
    : Math.max(LEAST_TOP[kind] ?? 0, roundUp(most, unit === 'count'));
}

/** Where scales end: at one of these times a power of ten. */
const TOPS: readonly number[] = [1, 1.5, 2, 3, 4, 6, 8, 10];

/** The next value at which a scale may end that is not below; of counts, no fraction. */
function roundUp(value: number, isCount: boolean): number {
  if (!(value > 0)) return isCount ? 1 : 0;
  const unit = 10 ** Math.floor(Math.log10(value));
  const top = (TOPS.find((each) => each * unit >= value * (1 - 1e-6)) ?? 10) * unit;
  return isCount ? Math.ceil(top) : top;
}
