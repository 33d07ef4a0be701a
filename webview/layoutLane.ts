import type { Phase } from '../src/core/phase.ts';
import type { Nanos } from '../src/core/units.ts';
import { NO_FAMILY, type Boxes, type Strips } from './picture.ts';
import { CELLS, type CellCache, type LaneCells } from './cellCache.ts';
import { busyUntil, LaneCursor, readyUntil, type Track } from './laneCursor.ts';
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

/** Where the pieces of a lane go, and in which row they are seen. */
export interface LaneSheet {
  readonly row: number;
  readonly y: Px;
  /** One of `STRIP_KIND`. */
  readonly kind: number;
  readonly view: View;
  readonly width: Px;
  readonly boxes: Boxes;
  readonly strips: Strips;
  readonly styleOf: StyleOf;
}

/**
 * Lays out one lane. A piece of a few cells or more becomes a box of its own. Every cell of the fixed grid that a
 * shorter piece touches becomes one of a strip, which says what share of it the lane ran and stood ready, and cuts off
 * its neighbours at its edges. Whether a cell is merged depends on the trace and the cell's size alone, never on where
 * the view begins; and a step goes from cell to cell by bisection, so that a frame's cost does not grow with the trace.
 */
export function layoutLane(track: Track, sheet: LaneSheet, cells: CellCache): void {
  const { view, width, boxes, row, y, styleOf } = sheet;
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
      const begin = Math.floor(at / cell) * cell;
      sheet.strips.add(row, y, sheet.kind, begin, cell, px(begin), cell * scale);
      at = layoutMerged(cursor, begin, cell, last, sheet.strips, cells.of(track.lane, cell));
      goesOn = at < last && cursor.from <= at && cursor.to > at;
      continue;
    }
    const { from, to, position, phase } = cursor;
    goesOn = cursor.next();
    const isCut = goesOn && cursor.to - cursor.from < leastLength(cell);
    const end = isCut ? Math.floor(to / cell) * cell : to;
    const style = styleOf(phase, position, from, to);
    if (end > at && style >= 0) boxes.add(row, y, style, position, from, to, px(Math.max(at, from)), px(end));
    at = Math.max(at, end);
  }
}

/**
 * Lays out merged cells from `begin` on, until a cell begins with a piece that is a box of its own, on which the cursor
 * then stands. What a cell ends with is what the next begins with, so each costs one bisection, and none once it is in
 * the cache. Answers where it ended.
 */
function layoutMerged(
  cursor: LaneCursor,
  begin: Nanos,
  cell: Nanos,
  last: Nanos,
  strips: Strips,
  cells: LaneCells,
): Nanos {
  const { track } = cursor;
  let at = begin;
  // What was at `at`; NaN when a cell from the cache led there.
  let position = 0;
  let busy = Number.NaN;
  let ready = 0;
  while (at < last) {
    const end = at + cell;
    const slot = (at / cell) % CELLS;
    if (cells.begin[slot] === at) {
      strips.addCell(cells.busy[slot]!, cells.ready[slot]!, NO_FAMILY, 1);
      busy = Number.NaN;
      at = end;
      if (cells.isLast[slot] === 0) continue;
      return cursor.seek(at) ? at : Number.POSITIVE_INFINITY;
    }
    if (Number.isNaN(busy)) {
      position = track.lane.endingAfter(at, Math.max(0, cursor.position - 1));
      busy = busyUntil(track, position, at);
      ready = track.hasReady ? readyUntil(track, position, at) : 0;
    }
    const isThere = cursor.seek(end);
    const next = isThere ? cursor.position : track.lane.endingAfter(end, position);
    const busyThen = busyUntil(track, next, end);
    const readyThen = track.hasReady ? readyUntil(track, next, end) : 0;
    const [ran, stood] = [share(busyThen - busy, cell), share(readyThen - ready, cell)];
    strips.addCell(ran, stood, NO_FAMILY, 1);
    if (!isThere) return Number.POSITIVE_INFINITY;
    const isLast = cursor.to - cursor.from >= leastLength(cell) && !isFollowedByShort(cursor, end, cell);
    // What the cell depends on reaches at most into the piece after the one it ends in; once that is over, it is final.
    if (next + 1 < track.lane.length) {
      cells.begin[slot] = at;
      cells.position[slot] = position;
      cells.busy[slot] = ran;
      cells.ready[slot] = stood;
      cells.isLast[slot] = isLast ? 1 : 0;
    }
    [at, position, busy, ready] = [end, next, busyThen, readyThen];
    if (isLast) return at;
  }
  return at;
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
