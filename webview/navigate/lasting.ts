import { taskOf, type Trace } from '../../src/core/trace.ts';
import type { RunIndex } from '../../src/core/units.ts';
import type { Selection } from '../selection.ts';

/**
 * A selection as it is saved. When the oldest of a recording were let go, the host sends a stream in which lanes begin later
 * and tasks may have other numbers; runs keep theirs. So what is known by its task is saved with a run of it.
 */
export type Lasting = Selection & {
  /** A suspension or ready time comes behind this run; a task is the one whose run this is. */
  readonly behind?: RunIndex;
};

/** The run by which a selection is to be found again; −1 where that needs none, or there is none. */
export function runBehind(trace: Trace, selection: Selection | null): RunIndex {
  if (selection === null || !('task' in selection)) return -1;
  const lane = trace.task(selection.task)?.lane;
  const position = 'position' in selection ? selection.position : (lane?.length ?? 0);
  return lane?.run(position - 1) ?? -1;
}

/** A saved selection in the trace as it is now; the same as long as its run has not come, null when that was let go. */
export function settled(trace: Trace, selection: Lasting | null): Lasting | null {
  const { behind = -1, ...plain } = selection ?? {};
  if (selection === null || behind < 0 || behind >= trace.runs.length) return selection;
  const task = behind < trace.runs.first ? undefined : taskOf(trace, trace.runs.subject(behind));
  if (task === undefined) return null;
  if (selection.kind === 'task') return { kind: 'task', task: task.id };
  if (selection.kind !== 'suspension' && selection.kind !== 'ready') return plain as Selection;
  return { kind: selection.kind, task: task.id, position: task.lane.positionOf(behind) + 1 };
}
