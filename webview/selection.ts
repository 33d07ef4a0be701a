import { taskOf, type Task, type Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from '../src/core/units.ts';
import { LaneCursor, loopTrack, taskTrack } from './laneCursor.ts';
import type { RowOwner } from './rows.ts';

/**
 * What is selected. `position` of a suspension or ready time is that of the run that it precedes in the task's lane
 * (the lane's length: it still lasts). A trace only grows, so all of these stay right while it does.
 */
export type Selection =
  | { readonly kind: 'task'; readonly task: TaskId }
  | { readonly kind: 'loop'; readonly loop: LoopId }
  | { readonly kind: 'run'; readonly run: RunIndex }
  | { readonly kind: 'running'; readonly loop: LoopId }
  | { readonly kind: 'suspension' | 'ready'; readonly task: TaskId; readonly position: number };

/** A piece of a lane as a selection; null for a loop's idle time. */
export function pieceOf(owner: RowOwner, cursor: LaneCursor): Selection | null {
  const run = cursor.track.lane.run(cursor.position);
  if (cursor.phase === 'running') {
    if (run >= 0) return { kind: 'run', run };
    return { kind: 'running', loop: 'task' in owner ? owner.task.loop : owner.loop.id };
  }
  if (!('task' in owner)) return null;
  const kind = cursor.phase === 'ready' ? 'ready' : 'suspension';
  return { kind, task: owner.task.id, position: cursor.position };
}

/** The task that a selection is about; undefined for loops and plain callbacks. */
export function selectedTask(trace: Trace, selection: Selection): Task | undefined {
  if ('task' in selection) return trace.task(selection.task);
  if (selection.kind === 'run') return taskOf(trace, trace.runs.subject(selection.run));
  const running = selection.kind === 'running' ? trace.running.get(selection.loop) : undefined;
  return running && taskOf(trace, running.subject);
}

/** The loop that a selection is about. */
export function selectedLoop(trace: Trace, selection: Selection): LoopId {
  if ('loop' in selection) return selection.loop;
  return 'run' in selection ? trace.runs.loop(selection.run) : (trace.task(selection.task)?.loop ?? 0);
}

/** A cursor on the selected piece; null for whole tasks and loops, and for what is no longer there. */
export function cursorOn(trace: Trace, selection: Selection, onLoop = false): LaneCursor | null {
  const task = onLoop ? undefined : selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  if (selection.kind === 'task' || selection.kind === 'loop') return null;
  const track = task !== undefined ? taskTrack(trace, task) : loop && loopTrack(trace, loop);
  if (track === undefined) return null;
  const cursor = new LaneCursor(track);
  if (selection.kind === 'suspension' || selection.kind === 'ready') {
    const phase = selection.kind === 'ready' ? 'ready' : 'suspended';
    return cursor.enter(selection.position, phase) && cursor.phase === phase ? cursor : null;
  }
  const position = 'run' in selection ? track.lane.positionOf(selection.run) : track.lane.length;
  return position >= 0 && cursor.enter(position, 'running') ? cursor : null;
}

/** From when to when the selected lasts. */
export function rangeOf(
  trace: Trace,
  selection: Selection,
): { readonly begin: Nanos; readonly end: Nanos } | null {
  if (selection.kind === 'task' || selection.kind === 'loop') {
    const task = selectedTask(trace, selection);
    const loop = trace.loop(selectedLoop(trace, selection));
    const track = task !== undefined ? taskTrack(trace, task) : loop && loopTrack(trace, loop);
    return track ? { begin: track.begin, end: track.end } : null;
  }
  const cursor = cursorOn(trace, selection);
  return cursor && { begin: cursor.from, end: cursor.to };
}

/** True when both mean the same. */
export function isSame(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}
