import { ticks as roundTimes } from 'd3';
import { formatDuration } from '../src/core/format.ts';
import { MICROSECOND, MILLISECOND, SECOND, type Nanos } from '../src/core/units.ts';
import type { Tick } from './picture.ts';
import { spanOf, toPx, type Px, type View } from './viewport.ts';

/** The axis: its marks, and the time they count from when that is not the recording's begin. */
export interface Axis {
  readonly ticks: readonly Tick[];
  /** Shown beside the axis as `12.345 s +`; empty when the marks count from the recording's begin. */
  readonly base: string;
}

const UNITS: readonly (readonly [Nanos, string])[] = [
  [60 * SECOND, 'min'],
  [SECOND, 's'],
  [MILLISECOND, 'ms'],
  [MICROSECOND, 'µs'],
  [1, 'ns'],
];

/** The axis that was asked for last: while the pointer moves, it is asked for again. */
let recent: { readonly view: View; readonly width: Px; readonly origin: Nanos; readonly axis: Axis } | null =
  null;

/**
 * Marks about every hundred pixels, counted from `origin`. Far inside a long trace they count from a round time near the view's
 * begin.
 */
export function layoutAxis(view: View, width: Px, origin: Nanos = 0): Axis {
  const isSame =
    recent?.width === width &&
    recent.origin === origin &&
    recent.view.begin === view.begin &&
    recent.view.end === view.end;
  if (recent === null || !isSame) {
    const counted = { begin: view.begin - origin, end: view.end - origin };
    recent = { view, width, origin, axis: layoutAxisAnew(counted, width) };
  }
  return recent.axis;
}

function layoutAxisAnew(view: View, width: Px): Axis {
  const count = Math.max(2, Math.floor(width / 105));
  const span = spanOf(view);
  const isDeep = Math.abs(view.begin) > span * 200;
  const grid = 10 ** Math.ceil(Math.log10(span));
  const base = isDeep ? Math.floor(view.begin / grid) * grid : 0;
  const marks = roundTimes(view.begin - base, view.end - base, count);
  const step = marks.length > 1 ? marks[1]! - marks[0]! : span;
  const ticks = marks
    .filter((at) => step >= 1 || Number.isInteger(at))
    .map((at) => ({
      x: toPx(view, width, at + base),
      label: `${isDeep && at >= 0 ? '+' : ''}${formatTick(at, step)}`,
    }));
  return { ticks, base: isDeep ? `${exact(base, grid)} +` : '' };
}

/** A time on the axis with as many digits as the distance of the marks needs. */
export function formatTick(at: Nanos, step: Nanos): string {
  if (Math.abs(at) < step / 2) return '0';
  if (Math.abs(at) >= 60 * SECOND) return minutes(at, step);
  const [unit, name] = UNITS.find(([size], index) => index > 0 && Math.abs(at) >= size) ?? [1, 'ns'];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  return `${(at / unit).toFixed(Math.min(digits, 9))} ${name}`;
}

function minutes(at: Nanos, step: Nanos): string {
  const whole = Math.trunc(at / (60 * SECOND));
  const seconds = Math.abs(at - whole * 60 * SECOND) / SECOND;
  const digits = Math.max(0, Math.ceil(-Math.log10(step / SECOND) - 1e-9));
  return `${whole}:${seconds.toFixed(digits).padStart(digits > 0 ? digits + 3 : 2, '0')} min`;
}

function exact(at: Nanos, grid: Nanos): string {
  return at === 0 ? formatDuration(0) : formatTick(at, grid);
}
