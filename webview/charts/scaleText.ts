import { formatTick } from '../axis.ts';
import { formatValue, type ChartRow } from './layoutCharts.ts';

/** The value at a chart's upper edge in words: `500 ms`, `20`; empty where there is nothing to draw. */
export function scaleText({ top, series }: ChartRow): string {
  if (top <= 0) return '';
  // Two digits tell every value that scales end at.
  return series.unit === 'nanos'
    ? formatTick(top, top / 10 ** (isRound(top) ? 0 : 1))
    : formatValue(top, series);
}

/** Whether one digit tells all of a value. */
function isRound(value: number): boolean {
  const digits = value / 10 ** Math.floor(Math.log10(value));
  return Math.abs(digits - Math.round(digits)) < 1e-6;
}
