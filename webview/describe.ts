import { callbackOf, type Trace } from '../src/core/trace.ts';
import type { PlaceId } from '../src/core/units.ts';
import { describeCallback, describeLoop } from './describeLoop.ts';
import { describeReady, describeStep } from './describeStep.ts';
import { describeSuspension } from './describeSuspension.ts';
import { describeTask } from './describeTask.ts';
import type { Details } from './details.ts';
import { siteAfter } from './pieceFacts.ts';
import { cursorOn, selectedLoop, selectedTask, type Selection } from './selection.ts';
import type { TaskCounts } from './taskCounts.ts';

/** All that is known of the selected; null when it is not in the trace. */
export function describe(
  trace: Trace,
  selection: Selection,
  counts: TaskCounts | null = null,
): Details | null {
  const task = selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  if (selection.kind === 'task') return task ? describeTask(trace, task) : null;
  if (selection.kind === 'loop') return loop ? describeLoop(trace, loop, counts) : null;
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return null;
  const { from, to, position } = cursor;
  const span = { from, to, isOpen: position >= cursor.track.lane.runs.length };
  if (selection.kind === 'suspension') return task ? describeSuspension(trace, task, position, span) : null;
  if (selection.kind === 'ready') return task ? describeReady(trace, task, position, span) : null;
  if (task !== undefined) return describeStep(trace, task, position, span);
  const running = trace.running.get(selectedLoop(trace, selection))?.subject;
  const run = selection.kind === 'run' ? selection.run : -1;
  return describeCallback(trace, (run < 0 ? running : trace.runs.subject[run]) ?? 0, run, span);
}

/** The place that a double click or Enter opens; 0 when there is none. */
export function placeOf(trace: Trace, selection: Selection): PlaceId {
  const task = selectedTask(trace, selection);
  if (selection.kind === 'run' || selection.kind === 'running') {
    const run = selection.kind === 'run' ? selection.run : -1;
    const callback = task ? undefined : callbackOf(trace, trace.runs.subject[run] ?? 0);
    if (callback !== undefined) return callback.place;
    const position = cursorOn(trace, selection)?.position ?? 0;
    const site = task && (siteAfter(trace, task, position - 1) ?? siteAfter(trace, task, position));
    return site?.place?.id ?? task?.place ?? 0;
  }
  if (selection.kind === 'suspension' || selection.kind === 'ready')
    return (task && siteAfter(trace, task, selection.position - 1)?.place?.id) ?? task?.place ?? 0;
  return task?.place ?? 0;
}
