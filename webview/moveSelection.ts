import type { Lane, Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { LaneCursor, trackOf } from './laneCursor.ts';
import { ownerOf, rowOfKey, rowOfLoop } from './rows.ts';
import type { RowGroup, RowKey, RowOwner, Rows } from './rowTypes.ts';
import { cursorOn, isWhole, pieceOf, selectedLoop, selectedTask, type Selection } from './selection.ts';

/** The row that shows the selected, −1 when none does. On a loop's own lane only what is no task's. */
export function rowOf(trace: Trace, rows: Rows, selection: Selection): number {
  if (selection.kind === 'group') return rowOfKey(trace, rows, selection.key);
  if (selection.kind === 'test') return -1;
  const task = selectedTask(trace, selection);
  return task !== undefined
    ? (rows.ofTask[task.index] ?? -1)
    : rowOfLoop(trace, rows, selectedLoop(trace, selection));
}

/** The group of a key, undefined when no row shows it. */
export function groupOf(rows: Rows, key: RowKey): RowGroup | undefined {
  const isIt = (owner: RowOwner): boolean => 'group' in owner && owner.group.key === key;
  const owner = rows.others.find(isIt);
  return owner && 'group' in owner ? owner.group : undefined;
}

/** The step, or callback, before or after the selected piece on its lane; on a whole lane the one nearest to a time. */
export function moveToStep(trace: Trace, selection: Selection, by: 1 | -1, near: Nanos): Selection | null {
  const task = selectedTask(trace, selection);
  const lane = (task ?? trace.loop(selectedLoop(trace, selection)))?.lane;
  if (lane === undefined || selection.kind === 'group') return null;
  const at = isWhole(selection)
    ? Math.min(lane.endingAfter(near), lane.length - 1)
    : stepBeside(selection, lane, by);
  const run = lane.run(at);
  return run < 0 ? null : { kind: 'run', run };
}

/** Before the run at a position lie its suspension and ready time: the step behind these is that run. */
function stepBeside(selection: Selection, lane: Lane, by: 1 | -1): number {
  if ('position' in selection) return by > 0 ? selection.position : selection.position - 1;
  return (selection.kind === 'run' ? lane.positionOf(selection.run) : lane.length) + by;
}

/** The piece before or after the selected one on its lane; the first or last piece when a whole lane is selected. */
export function moveAlong(trace: Trace, selection: Selection, by: 1 | -1, near: Nanos): Selection | null {
  const task = selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  const owner: RowOwner | undefined = task ? { task } : loop && { loop };
  if (owner === undefined) return null;
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return pieceNear(trace, owner, near);
  const moved = by > 0 ? nextPiece(cursor, owner) : previousPiece(cursor, owner);
  return moved ?? selection;
}

/** The row above or below, and on it the piece at a time. */
export function moveAcross(
  trace: Trace,
  rows: Rows,
  row: number,
  by: number,
  at: Nanos,
  isRow: boolean,
): Selection | null {
  const target = Math.min(Math.max(row + by, 0), rows.length - 1);
  const owner = ownerOf(trace, rows, target);
  if (owner === undefined) return null;
  return (isRow ? null : pieceAt(trace, owner, at)) ?? whole(owner);
}

/** The whole row as a selection. */
export function whole(owner: RowOwner): Selection {
  if ('group' in owner) return { kind: 'group', key: owner.group.key };
  return 'task' in owner ? { kind: 'task', task: owner.task.id } : { kind: 'loop', loop: owner.loop.id };
}

function pieceAt(trace: Trace, owner: RowOwner, at: Nanos): Selection | null {
  const track = trackOf(trace, owner);
  if (track === null) return null;
  const cursor = new LaneCursor(track);
  return cursor.seek(at) ? pieceOf(owner, cursor) : null;
}

function pieceNear(trace: Trace, owner: RowOwner, at: Nanos): Selection | null {
  const track = trackOf(trace, owner);
  if (track === null) return null;
  const cursor = new LaneCursor(track);
  if (!cursor.seek(Math.min(Math.max(at, track.begin), track.end - 1))) return null;
  return pieceOf(owner, cursor) ?? nextPiece(cursor, owner);
}

function nextPiece(cursor: LaneCursor, owner: RowOwner): Selection | null {
  while (cursor.next()) {
    const piece = pieceOf(owner, cursor);
    if (piece !== null) return piece;
  }
  return null;
}

function previousPiece(cursor: LaneCursor, owner: RowOwner): Selection | null {
  const { position, phase, from } = cursor;
  if (phase !== 'suspended' && 'task' in owner) {
    // The pieces before a run are found from its front: enter() skips those without length.
    if (phase === 'running' && cursor.enter(position, 'ready') && cursor.phase === 'ready')
      return pieceOf(owner, cursor);
    if (cursor.enter(position, 'suspended') && cursor.phase === 'suspended' && cursor.from < from)
      return pieceOf(owner, cursor);
  }
  return position > 0 && cursor.enter(position - 1, 'running') ? pieceOf(owner, cursor) : null;
}
