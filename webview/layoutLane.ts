import type { Nanos } from '../src/core/units.ts';
import { STYLE, type Boxes } from './boxes.ts';
import { busyUntil, gallop, LaneCursor, readyUntil, type Phase, type Track } from './laneCursor.ts';
import { spanOf, type Px, type View } from './viewport.ts';

/** A cell is at least this wide. */
const LEAST_CELL: Px = 1.5;

/** A piece of fewer cells than this is merged: as a box it would say no more, and cost as much as a wide one. */
const LEAST_CELLS = 4;

/** The time that one merged box covers in this view: a power of two of nanoseconds, so that it does not change by panning. */
export function cellSize(view: View, width: Px): Nanos {
  return 2 ** Math.max(0, Math.ceil(Math.log2((spanOf(view) / Math.max(1, width)) * LEAST_CELL)));
}

/** The length from which a piece is a box of its own. */
export function leastLength(cell: Nanos): Nanos {
  return cell * LEAST_CELLS;
}

/** How to draw a piece: its style, or −1 to leave it out. */
export type StyleOf = (phase: Phase, position: number, from: Nanos, to: Nanos) => number;

/**
 * Lays out one lane. A piece of a few cells or more becomes a box of its own. Every cell of the fixed grid that a
 * shorter piece touches becomes a merged box, which says what share of it the lane ran and stood ready, and cuts off
 * its neighbours at its edges. Whether a cell is merged depends on the trace and the cell's size alone, never on where
 * the view begins; and a step goes from cell to cell by bisection, so that a frame's cost does not grow with the trace.
 */
export function layoutLane(
  track: Track,
  view: View,
  width: Px,
  row: number,
  boxes: Boxes,
  styleOf: StyleOf,
  merged: number,
): void {
  const cell = cellSize(view, width);
  const scale = width / spanOf(view);
  const first = Math.max(track.begin, Math.floor(view.begin / cell) * cell - cell);
  const last = Math.min(track.end, view.end + cell);
  const cursor = new LaneCursor(track);
  const px = (at: Nanos): Px => (at - view.begin) * scale;

  let at = first;
  let goesOn = at < last && cursor.seek(at);
  while (goesOn && at < last) {
    if (cursor.to - cursor.from < leastLength(cell)) {
      at = layoutMerged(cursor, Math.floor(at / cell) * cell, cell, last, row, boxes, merged, px);
      goesOn = at < last && cursor.from <= at && cursor.to > at;
      continue;
    }
    const { from, to, position, phase } = cursor;
    goesOn = cursor.next();
    const isCut = goesOn && cursor.to - cursor.from < leastLength(cell);
    const end = isCut ? Math.floor(to / cell) * cell : to;
    const style = styleOf(phase, position, from, to);
    if (end > at && style >= 0) boxes.add(row, style, position, from, to, px(Math.max(at, from)), px(end));
    at = Math.max(at, end);
  }
}

/**
 * Lays out merged boxes from `begin` on, until a cell begins with a piece that is a box of its own, on which the cursor
 * then stands. What a cell ends with is what the next begins with, so each costs one bisection. Answers where it ended.
 */
function layoutMerged(
  cursor: LaneCursor,
  begin: Nanos,
  cell: Nanos,
  last: Nanos,
  row: number,
  boxes: Boxes,
  style: number,
  px: (at: Nanos) => Px,
): Nanos {
  const { track } = cursor;
  let at = begin;
  let position = gallop(track, at, Math.max(0, cursor.position - 1));
  let busy = busyUntil(track, position, at);
  let ready = track.hasReady ? readyUntil(track, position, at) : 0;
  let isThere = true;
  while (isThere && at < last) {
    const end = at + cell;
    const box = boxes.add(row, style, position, at, end, px(at), px(end));
    isThere = cursor.seek(end);
    position = isThere ? cursor.position : gallop(track, end, position);
    const busyThen = busyUntil(track, position, end);
    boxes.busy[box] = share(busyThen - busy, cell);
    busy = busyThen;
    if (track.hasReady) {
      const readyThen = readyUntil(track, position, end);
      boxes.ready[box] = share(readyThen - ready, cell);
      ready = readyThen;
    } else boxes.ready[box] = 0;
    at = end;
    if (isThere && cursor.to - cursor.from >= leastLength(cell) && !isFollowedByShort(cursor, at, cell))
      break;
  }
  return isThere ? at : Number.POSITIVE_INFINITY;
}

/** True when the piece ends within the cell that begins here, and a short one follows: then this cell is merged too. */
function isFollowedByShort(cursor: LaneCursor, at: Nanos, cell: Nanos): boolean {
  if (cursor.to >= at + cell) return false;
  const { position, phase, from, to } = cursor;
  const isShort = cursor.next() && cursor.to - cursor.from < leastLength(cell);
  if (!isShort) {
    cursor.position = position;
    cursor.phase = phase;
    cursor.from = from;
    cursor.to = to;
  }
  return isShort;
}

function share(part: Nanos, whole: Nanos): number {
  return Math.min(1, Math.max(0, part / whole));
}

/** True for the styles of merged boxes. */
export function isMerged(style: number): boolean {
  return style === STYLE.merged || style === STYLE.mergedLoop;
}
