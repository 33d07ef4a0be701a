import type { Pause } from '../src/core/trace.ts';
import { MILLISECOND, SECOND, type Nanos } from '../src/core/units.ts';
import { mostlyRan, ranSince } from './ran.ts';

/** CSS pixels, from the left or the top of the lanes' area. Device pixels exist only in the surface. */
export type Px = number;

/** The time that the lanes' area shows, from its left edge to its right one. */
export interface View {
  readonly begin: Nanos;
  readonly end: Nanos;
}

/** The narrowest view: below it, a nanosecond would be wider than anybody needs. */
export const MIN_SPAN: Nanos = 200;

/** While a live trace is shorter than this, following shows all of it; from then on, its last so many seconds. */
export const FOLLOW_SPAN: Nanos = 10 * SECOND;

/** The part of the view that a stop may take while it is followed. */
const STOP_SHARE = 0.3;

/** What led to a stop is shown for so long, and at least so long, however much of that were other stops. */
const LEAD_SPAN: Nanos = FOLLOW_SPAN * (1 - STOP_SHARE);
const LEAST_LEAD: Nanos = 100 * MILLISECOND;

/** As much of the stops beside what ran, as a share of that, shows where it begins and ends. */
const STOP_ROOM = 0.08;

/** Free room behind the present, as a share of the view, so that what ends now is not glued to the edge. */
const ROOM = 0.04;

/** What the picture can show: never shorter than a millisecond, so that an empty trace has a scale. */
export function extentOf(begin: Nanos, end: Nanos): View {
  return { begin, end: Math.max(end, begin + MILLISECOND) };
}

/** How many nanoseconds the view spans. */
export function spanOf(view: View): Nanos {
  return view.end - view.begin;
}

/** Where a time is drawn. */
export function toPx(view: View, width: Px, at: Nanos): Px {
  return ((at - view.begin) / (view.end - view.begin)) * width;
}

/** The time that is drawn there. */
export function toTime(view: View, width: Px, x: Px): Nanos {
  return view.begin + (x / Math.max(1, width)) * (view.end - view.begin);
}

/** Scales the view by a factor (below 1: nearer) so that the time `at` stays where it is. */
export function zoomAt(view: View, extent: View, factor: number, at: Nanos): View {
  const span = clampSpan(spanOf(view) * factor, extent);
  const share = (at - view.begin) / spanOf(view);
  const begin = at - share * span;
  return clampView({ begin, end: begin + span }, extent);
}

/** Moves the view by a time. */
export function panBy(view: View, extent: View, by: Nanos): View {
  return clampView({ begin: view.begin + by, end: view.end + by }, extent);
}

/** The view that shows a whole length of time, with room on both sides. */
export function fit(range: View, extent: View, room = ROOM): View {
  const span = Math.max(spanOf(range), MIN_SPAN);
  return clampView({ begin: range.begin - span * room, end: range.begin + span * (1 + room) }, extent);
}

/** The view that shows a whole trace. */
export function fitWhole(extent: View): View {
  return fit(extent, extent, 0.02);
}

/**
 * The view of a trace that is looked at for the first time: all of it; where the debugger held the program for most of the time,
 * where it ran, with the stops beside that at the edges.
 */
export function firstView(extent: View, pauses: readonly Pause[]): View {
  const ran = mostlyRan(pauses, extent);
  return ran === null ? fitWhole(extent) : fit(ran, extent, STOP_ROOM);
}

/**
 * The view that follows the present: the whole trace at first, then a window that slides with it. `stopped`: since when the
 * debugger holds the program, null while it does not; that takes a part of the view, and then the view stands still, so that
 * what led to the stop remains in sight however long it lasts. Earlier stops take no more than half of the time before.
 */
export function followView(extent: View, stopped: Nanos | null = null, pauses: readonly Pause[] = []): View {
  const [lead, longest] = stopped === null ? [extent.end, FOLLOW_SPAN] : [stopped, LEAD_SPAN];
  const earliest = Math.max(extent.begin, lead - longest);
  const from = Math.max(earliest, Math.min(ranSince(pauses, earliest, lead), lead - LEAST_LEAD));
  const until = stopped === null ? extent.end : stopUntil(extent, stopped, from);
  const begin = from > earliest ? from : Math.max(extent.begin, until - FOLLOW_SPAN);
  const span = until - begin;
  return { begin: begin - (begin === extent.begin ? span * 0.01 : 0), end: until + span * ROOM };
}

function stopUntil(extent: View, stopped: Nanos, from: Nanos): Nanos {
  const before = stopped - from;
  return before <= 0 ? extent.end : Math.min(extent.end, stopped + (before * STOP_SHARE) / (1 - STOP_SHARE));
}

/** The view moved, not scaled, as little as it takes to show a length of time; unchanged if that is in sight. */
export function reach(view: View, extent: View, range: View): View {
  const span = spanOf(view);
  if (range.end > view.begin && range.begin < view.end) {
    const isInside = range.begin >= view.begin && range.end <= view.end;
    if (isInside || spanOf(range) > span) return view;
  }
  const middle = (range.begin + Math.min(range.end, range.begin + span)) / 2;
  return clampView({ begin: middle - span / 2, end: middle + span / 2 }, extent);
}

/** Keeps a tenth of the view on the trace, however far it is dragged. */
export function clampView(view: View, extent: View): View {
  const span = clampSpan(spanOf(view), extent);
  const begin = Math.min(Math.max(view.begin, extent.begin - span * 0.9), extent.end - span * 0.1);
  return { begin, end: begin + span };
}

function clampSpan(span: Nanos, extent: View): Nanos {
  return Math.min(Math.max(span, MIN_SPAN), Math.max(spanOf(extent) * 1.3, MILLISECOND * 1.3));
}
