import { endOfTest, testBegunAt } from '../src/core/analysis/testRuns.ts';
import { taskOf, type Task, type Trace } from '../src/core/trace.ts';
import type { PieceRef } from '../src/core/pieceRef.ts';
import type { LoopId, Nanos, ProcessIndex, RunIndex, TaskId } from '../src/core/units.ts';
import { LaneCursor, loopTrack, taskTrack } from './laneCursor.ts';
import type { RowKey, RowOwner } from './rowTypes.ts';

/**
 * What is selected. `position` of a suspension or ready time is that of the run that it precedes in the task's lane
 * (the lane's length: it still lasts). A trace only grows, so all of these stay right while it does.
 */
export type Selection =
  | { readonly kind: 'task'; readonly task: TaskId }
  | { readonly kind: 'loop'; readonly loop: LoopId }
  | { readonly kind: 'group'; readonly key: RowKey }
  /** A test of a process, by when it began. */
  | { readonly kind: 'test'; readonly process: ProcessIndex; readonly at: Nanos }
  | { readonly kind: 'run'; readonly run: RunIndex }
  | { readonly kind: 'running'; readonly loop: LoopId }
  | { readonly kind: 'suspension' | 'ready'; readonly task: TaskId; readonly position: number };

/** A piece of a lane as a selection; null for a loop's idle time. */
export function pieceOf(owner: RowOwner, cursor: LaneCursor): Selection | null {
  if ('group' in owner) return null;
  const run = cursor.track.lane.run(cursor.position);
  if (cursor.phase === 'running') {
    if (run >= 0) return { kind: 'run', run };
    return { kind: 'running', loop: 'task' in owner ? owner.task.loop : owner.loop.id };
  }
  if (!('task' in owner)) return null;
  const kind = cursor.phase === 'ready' ? 'ready' : 'suspension';
  return { kind, task: owner.task.id, position: cursor.position };
}

/** Whether a whole row, or a test, is selected, not a piece of a lane. */
export function isWhole(
  selection: Selection,
): selection is Selection & { readonly kind: 'task' | 'loop' | 'group' | 'test' } {
  return ['task', 'loop', 'group', 'test'].includes(selection.kind);
}

/** The task that a selection is about; undefined for loops, groups and plain callbacks. */
export function selectedTask(trace: Trace, selection: Selection): Task | undefined {
  if ('task' in selection) return trace.task(selection.task);
  if (selection.kind === 'run') return taskOf(trace, trace.runs.subject(selection.run));
  const running = selection.kind === 'running' ? trace.running.get(selection.loop) : undefined;
  return running && taskOf(trace, running.subject);
}

/** The loop that a selection is about; 0 for a group or test. */
export function selectedLoop(trace: Trace, selection: Selection): LoopId {
  if ('loop' in selection) return selection.loop;
  if (selection.kind === 'group' || selection.kind === 'test') return 0;
  return 'run' in selection ? trace.runs.loop(selection.run) : (trace.task(selection.task)?.loop ?? 0);
}

/** The selected as the core knows it; null for a loop or group as a whole, for tests, and for what is not held. */
export function pieceRefOf(trace: Trace, selection: Selection): PieceRef | { readonly task: TaskId } | null {
  if (selection.kind === 'loop' || selection.kind === 'group' || selection.kind === 'test') return null;
  const task = selectedTask(trace, selection);
  if (selection.kind === 'task') return task ? { task: task.id } : null;
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return null;
  const { phase, position, track } = cursor;
  return { phase, task: task?.id ?? 0, position, run: track.lane.run(position) };
}

/** A piece as a selection; `loop` is that of a callback that still runs. */
export function selectionOf({ phase, task, position, run }: PieceRef, loop: LoopId): Selection {
  if (phase === 'running') return run >= 0 ? { kind: 'run', run } : { kind: 'running', loop };
  return { kind: phase === 'ready' ? 'ready' : 'suspension', task, position };
}

/** A cursor on the selected piece; null for whole rows, and for what is not held. */
export function cursorOn(trace: Trace, selection: Selection, onLoop = false): LaneCursor | null {
  const task = onLoop ? undefined : selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  if (isWhole(selection)) return null;
  const track = task !== undefined ? taskTrack(trace, task) : loop && loopTrack(trace, loop);
  if (track === undefined) return null;
  const cursor = new LaneCursor(track);
  if (selection.kind === 'suspension' || selection.kind === 'ready') {
    const phase = selection.kind === 'ready' ? 'ready' : 'suspended';
    if (selection.position < track.lane.first) return null;
    return cursor.enter(selection.position, phase) && cursor.phase === phase ? cursor : null;
  }
  const position = 'run' in selection ? track.lane.positionOf(selection.run) : track.lane.length;
  return position >= track.lane.first && cursor.enter(position, 'running') ? cursor : null;
}

/** From when to when the selected lasts; null for a group. */
export function rangeOf(
  trace: Trace,
  selection: Selection,
): { readonly begin: Nanos; readonly end: Nanos } | null {
  if (selection.kind === 'test') {
    const test = testBegunAt(trace, selection.process, selection.at);
    return test ? { begin: test.begin, end: endOfTest(test) ?? Math.max(trace.now, test.begin) } : null;
  }
  if (isWhole(selection)) {
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
