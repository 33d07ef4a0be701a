import type { Phase } from '../src/core/phase.ts';
import type { LaneSums } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import type { CellCache } from './cellCache.ts';
import { isMatch, matchBetween, type LaneMatch } from './cellMatch.ts';
import { CellWaits } from './cellWaits.ts';
import { askedOf, CELLS, type LaneCells } from './laneCells.ts';
import { LaneCursor, type Track } from './laneCursor.ts';
import { NO_FAMILY, STRIP_KIND, type Boxes, type Strips } from './picture.ts';
import { spanOf, type Px, type View } from './viewport.ts';
import { FULL } from './widenCells.ts';

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
  /** What the query singles out of it; null without one. */
  readonly match: LaneMatch | null;
}

/** So small a part of a cell more or less at its edges is not seen, and spares looking at every run there. */
const FINE = 8;

/** So many runs in front of its end a lane's sums may yet be told otherwise: more than one of its blocks has. */
const UNSETTLED = 64;

/** Filled again and again. */
const sums: LaneSums = { position: 0, busy: 0, ready: 0 };

/**
 * Lays out one lane. A piece of a few cells or more becomes a box of its own. Every cell of the fixed grid that a
 * shorter piece touches becomes one of a strip, which says what share of it the lane ran and stood ready, and cuts off
 * its neighbours at its edges. Whether a cell is merged depends on the trace and the cell's size alone, never on where
 * the view begins; and a step goes from cell to cell by bisection, so that a frame's cost does not grow with the trace.
 */
export function layoutLane(track: Track, sheet: LaneSheet, cache: CellCache): void {
  const { view, width, boxes, row, y, styleOf, match, strips } = sheet;
  const cell = cache.sizeFor(track.lane, cellSize(view, width));
  const scale = width / spanOf(view);
  const first = Math.max(track.begin, Math.floor(view.begin / cell) * cell - cell);
  const last = Math.min(track.end, view.end + cell);
  const cursor = new LaneCursor(track);
  const px = (at: Nanos): Px => (at - view.begin) * scale;

  let at = first;
  let cells: LaneCells | null = null;
  let goesOn = at < last && cursor.seek(at);
  while (goesOn && at < last) {
    if (cursor.to - cursor.from < leastLength(cell)) {
      const begin = Math.floor(at / cell) * cell;
      const strip = strips.add(row, y, sheet.kind, begin, cell, px(begin), cell * scale);
      cells ??= cache.of(track, cell);
      at = layoutMerged(cursor, begin, cell, last, sheet, cells, cache);
      if (match !== null) matchCells(match, track, strips, strip, cells);
      goesOn = at < last && cursor.from <= at && cursor.to > at;
      continue;
    }
    const { from, to, position, phase } = cursor;
    const isDimmed = match !== null && !isMatch(match, cursor);
    goesOn = cursor.next();
    const isCut = goesOn && cursor.to - cursor.from < leastLength(cell);
    const end = isCut ? Math.floor(to / cell) * cell : to;
    const style = styleOf(phase, position, from, to);
    if (end > at && style >= 0) {
      const box = boxes.add(row, y, style, position, from, to, px(Math.max(at, from)), px(end));
      if (isDimmed) boxes.dimmed[box] = 1;
    }
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
  { strips, kind }: LaneSheet,
  cells: LaneCells,
  cache: CellCache,
): Nanos {
  const { track } = cursor;
  const { lane, hasReady } = track;
  const hasFamily = kind === STRIP_KIND.task;
  const waits = new CellWaits(track, cell);
  let at = begin;
  // What was at `at`; NaN when a cell from the cache led there.
  let position = 0;
  let busy = Number.NaN;
  let ready = 0;
  // Counted on, for the remainder of a large number takes longer than all else that a known cell does.
  for (let slot = (at / cell) % CELLS; at < last; slot = slot + 1 === CELLS ? 0 : slot + 1) {
    const end = at + cell;
    const isKnown = cells.begin[slot] === at;
    if (isKnown && (cells.isGuess[slot] === 0 || !cache.isWorthALook())) {
      strips.addCell(cells.busy[slot]!, cells.ready[slot]!, cells.family[slot]!, 1);
      busy = Number.NaN;
      at = end;
      if (cells.isLast[slot] === 0) continue;
      return cursor.seek(at) ? at : Number.POSITIVE_INFINITY;
    }
    const isRough = !isKnown && cache.isRough(cells);
    const coarse = isRough ? cell : cell / FINE;
    if (Number.isNaN(busy)) {
      sumsUntil(track, at, coarse, Math.max(0, cursor.position - 1));
      ({ position, busy, ready } = sums);
    }
    cache.spend();
    if (!isKnown) cells.spent++;
    sumsUntil(track, end, coarse, position);
    const { position: next, busy: busyThen, ready: readyThen } = sums;
    const ran = share(busyThen - busy, cell);
    const stood = hasReady ? share(readyThen - ready, cell) : 0;
    const isFull = !hasFamily || ran + stood > FULL;
    const family = isFull ? NO_FAMILY : waits.at(position, next, at);
    strips.addCell(ran, stood, family, 1);
    const isEnd = end >= track.end;
    const isLast = !isEnd && isLongAt(cursor, next, end, cell);
    // What the cell depends on reaches at most into the piece after the one it ends in; once that is over, it is final.
    if (isEnd || next + UNSETTLED >= lane.length) cells.unsettled = Math.min(cells.unsettled, at);
    cells.begin[slot] = at;
    cells.busy[slot] = ran;
    cells.ready[slot] = stood;
    cells.family[slot] = family;
    cells.isLast[slot] = isLast ? 1 : 0;
    cells.isGuess[slot] = isRough ? 1 : 0;
    cells.match[slot] = Number.NaN;
    [at, position, busy, ready] = [end, next, busyThen, readyThen];
    if (isEnd) return Number.POSITIVE_INFINITY;
    if (isLast) return at;
  }
  return at;
}

/** Sums up what lies before a time, what goes on included; runs that all lie within `coarse` are shared out evenly. */
function sumsUntil(track: Track, at: Nanos, coarse: Nanos, near: number): void {
  track.lane.sums(at, coarse, near, sums);
  if (track.live < at && sums.position >= track.lane.length)
    sums.busy += Math.min(at, track.end) - track.live;
}

/**
 * Puts the cursor on the piece in which a time lies. True when it is a box of its own and no short piece follows on it in
 * the cell that begins there. `near`: about the position of the first run that ends after that time.
 */
function isLongAt(cursor: LaneCursor, near: number, at: Nanos, cell: Nanos): boolean {
  const { runs } = cursor.track.trace;
  const { lane } = cursor.track;
  const run = lane.run(near);
  // Where runs were shared out, they are shorter than a cell: the piece is not long, wherever exactly the time lies.
  if (run >= 0 && !(runs.end(run) > at)) return false;
  if (near > lane.first && runs.end(lane.run(near - 1)) > at) return false;
  if (!cursor.enter(near, 'suspended')) return false;
  while (cursor.to <= at) if (!cursor.next()) return false;
  return cursor.to - cursor.from >= leastLength(cell) && !isFollowedByShort(cursor, at, cell);
}

/** Says of a strip's cells which share the query singles out. */
function matchCells(match: LaneMatch, track: Track, strips: Strips, strip: number, cells: LaneCells): void {
  const from = strips.from[strip]!;
  const size = strips.size[strip]!;
  const first = strips.first[strip]!;
  const count = strips.count[strip]!;
  if (match.whole !== 'some') {
    strips.match.fill(match.whole === 'all' ? 1 : 0, first, first + count);
    return;
  }
  askedOf(cells, match.matcher, (match.task?.ended ?? null) !== null);
  let slot = (from / size) % CELLS;
  for (let cell = 0; cell < count; cell++, slot = slot + 1 === CELLS ? 0 : slot + 1) {
    const at = from + cell * size;
    const isKept = cells.begin[slot] === at;
    let share = isKept ? cells.match[slot]! : Number.NaN;
    if (Number.isNaN(share)) share = matchBetween(match, track, at, at + size);
    if (isKept) cells.match[slot] = share;
    strips.match[first + cell] = share;
  }
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
