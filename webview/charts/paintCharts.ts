import type { SeriesCells, SeriesKind } from '../../src/core/series/series.ts';
import type { PaintTarget } from '../paint/target.ts';
import { snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import { heightOfValue, type ChartRow } from './layoutCharts.ts';

/** A line at half of the scale has room in a chart that is so high. */
const ROOMY: Px = 28;

/**
 * Paints charts: faint lines at the scale's top and half, an area up to what a value was on average in each cell, and a line
 * along its greatest. `width` is that of the picture.
 */
export function paintCharts(
  target: PaintTarget,
  charts: readonly ChartRow[],
  cells: readonly SeriesCells[],
  theme: Theme,
  width: Px,
): void {
  const { context } = target;
  charts.forEach((chart, at) => {
    const floor = snap(target, chart.y + chart.height - 1);
    context.fillStyle = theme.separator;
    context.fillRect(0, floor, width, 1);
    const own = cells[at];
    if (own === undefined || chart.top <= 0) return;
    const color = colorOf(chart.series.kind, theme);
    const yOf = (value: number): Px => floor - heightOfValue(chart, value);
    context.fillStyle = theme.grid;
    for (const share of chart.height >= ROOMY ? [1, 0.5] : [1])
      context.fillRect(0, snap(target, yOf(chart.top * share)), width, 1);
    context.globalAlpha = theme.isHighContrast ? 0.5 : 0.35;
    context.fillStyle = color;
    for (const [first, end] of stretches(own)) {
      context.beginPath();
      context.moveTo(xOf(chart, first), floor);
      outline(context, chart, own.mean, first, end, yOf);
      context.lineTo(xOf(chart, end), floor);
      context.closePath();
      context.fill();
    }
    context.globalAlpha = 1;
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.setLineDash([]);
    context.beginPath();
    for (const [first, end] of stretches(own)) {
      context.moveTo(xOf(chart, first), yOf(own.high[first]!));
      outline(context, chart, own.high, first, end, yOf);
    }
    context.stroke();
  });
}

/** The colour of a kind of series, of its line and its area. */
export function colorOf(kind: SeriesKind, theme: Theme): string {
  return kind === 'utilisation' ? theme.running.line : theme.charts[kind];
}

function xOf({ x0, step }: ChartRow, cell: number): Px {
  return x0 + cell * step;
}

/** A flat line over each cell. Where many in a row are equal, one line. */
function outline(
  context: PaintTarget['context'],
  chart: ChartRow,
  values: Float32Array,
  first: number,
  end: number,
  yOf: (value: number) => Px,
): void {
  for (let cell = first; cell < end;) {
    const value = values[cell]!;
    const y = yOf(value);
    context.lineTo(xOf(chart, cell), y);
    while (cell < end && values[cell] === value) cell++;
    context.lineTo(xOf(chart, cell), y);
  }
}

/** The stretches of cells that are known. */
function stretches({ mean, length }: SeriesCells): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < length; at++) {
    if (Number.isNaN(mean[at]!)) continue;
    const first = at;
    while (at < length && !Number.isNaN(mean[at]!)) at++;
    found.push([first, at]);
  }
  return found;
}
