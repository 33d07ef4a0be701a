import type { Trace } from '../src/core/trace.ts';
import { isOver } from '../src/core/ends.ts';
import { rowAt } from './lanes/rowPlaces.ts';
import { LaneCursor, trackOf, type Track } from './laneCursor.ts';
import { cellSize, leastLength } from './layoutLane.ts';
import type { Scene } from './scene.ts';
import { blocksOf, markedBlockAt } from './layoutBlocks.ts';
import { ownerOf } from './rows.ts';
import type { RowOwner } from './rowTypes.ts';
import { pieceOf, type Selection } from './selection.ts';
import { toTime, type Px, type View } from './viewport.ts';
import type { Nanos } from '../src/core/units.ts';

/** What it takes of a scene to find something in it. */
export type Sight = Pick<Scene, 'trace' | 'rows' | 'blocks' | 'view' | 'width' | 'scroll' | 'present'>;

/** What lies under a point: the row, and the piece of its lane, or how many pieces share the point's cell. */
export interface Hit {
  readonly row: number;
  readonly owner: RowOwner;
  readonly at: Nanos;
  readonly piece: Selection | null;
  /** Set when the point lies in a merged box: which time that covers. */
  readonly merged: { readonly from: Nanos; readonly to: Nanos } | null;
}

/** A run missed by less than this is still hit, where what is hit else is longer. */
const REACH: Px = 2;

/** How many runs of a merged box are looked at for the longest. */
const MOST_LOOKED_AT = 256;

/**
 * Finds what is drawn at a point. It asks the trace, not the boxes: bisection over the lane is as quick as a search
 * through the boxes, and tells apart what was merged.
 */
export function hitTest(sight: Sight, x: Px, y: Px): Hit | null {
  const { trace, rows, blocks, view, width, scroll, present } = sight;
  const row = rowAt(rows, y, scroll);
  const owner = ownerOf(trace, rows, row);
  if (owner === undefined) return null;
  const at = toTime(view, width, x);
  const track = trackOf(trace, owner, present);
  if (track === null) return { row, owner, at, piece: null, merged: null };
  const block = markedBlockAt(blocksOf(blocks, owner), view, width, x, REACH);
  if (block !== undefined) return { row, owner, at, piece: { kind: 'run', run: block.run }, merged: null };
  const cursor = new LaneCursor(track);
  const isInside = cursor.seek(at);
  const cell = cellSize(view, width);
  const from = Math.floor(at / cell) * cell;
  // A lane may begin or end within a merged box, which is as wide as any other.
  if (isMergedCell(track, from, cell)) {
    const piece = longestRun(track, from, from + cell) ?? (isInside ? pieceOf(owner, cursor) : null);
    return { row, owner, at, piece, merged: { from, to: from + cell } };
  }
  if (!isInside)
    return { row, owner, at, piece: endPiece(trace, owner, track, view, width, at), merged: null };
  if (cursor.phase !== 'running') {
    const reach = (REACH * (view.end - view.begin)) / width;
    const isBefore = at - cursor.from < reach && cursor.position > 0;
    const near = new LaneCursor(track);
    if (cursor.to - at < reach && near.seek(cursor.to) && near.phase === 'running')
      return { row, owner, at, piece: pieceOf(owner, near), merged: null };
    if (isBefore && near.enter(cursor.position - 1, 'running') && near.to - near.from < reach * 2)
      return { row, owner, at, piece: pieceOf(owner, near), merged: null };
  }
  return { row, owner, at, piece: pieceOf(owner, cursor), merged: null };
}

/** True when a piece too short for a box of its own touches the cell: the rule of layoutLane. */
function isMergedCell(track: Track, from: Nanos, cell: Nanos): boolean {
  const cursor = new LaneCursor(track);
  let goesOn = cursor.seek(Math.max(from, track.begin));
  while (goesOn && cursor.from < from + cell) {
    if (cursor.to - cursor.from < leastLength(cell)) return true;
    goesOn = cursor.next();
  }
  return false;
}

function longestRun(track: Track, from: Nanos, to: Nanos): Selection | null {
  const { runs } = track.trace;
  const cursor = new LaneCursor(track);
  if (!cursor.seek(Math.max(from, track.begin))) return null;
  let longest = -1;
  const first = cursor.position;
  for (let at = first; at < track.lane.length && at < first + MOST_LOOKED_AT; at++) {
    const run = track.lane.run(at);
    if (runs.begin(run) >= to) break;
    if (longest < 0 || runs.end(run) - runs.begin(run) > runs.end(longest) - runs.begin(longest))
      longest = run;
  }
  return longest < 0 ? null : { kind: 'run', run: longest };
}

/** Just behind a task's end is its end marker: a click there means its last step. */
function endPiece(
  trace: Trace,
  owner: RowOwner,
  track: Track,
  view: View,
  width: Px,
  at: Nanos,
): Selection | null {
  const isNear = at >= track.end && ((at - track.end) / (view.end - view.begin)) * width < 14;
  if (!('task' in owner) || !isNear || !isOver(trace, owner.task)) return null;
  return { kind: 'task', task: owner.task.id };
}
