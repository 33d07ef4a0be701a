import type { MatchPlace } from '../../src/core/query/matchFinder.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos, RunIndex } from '../../src/core/units.ts';
import { selectedTask, type Selection } from '../selection.ts';

/** A match as what is selected when it is walked to. */
export function selectionOf(trace: Trace, place: MatchPlace, isOfTasks: boolean): Selection {
  if (isOfTasks) return { kind: 'task', task: place.task };
  if (place.phase === 'running') {
    if (place.run >= 0) return { kind: 'run', run: place.run };
    return { kind: 'running', loop: trace.task(place.task)?.loop ?? 0 };
  }
  const kind = place.phase === 'ready' ? 'ready' : 'suspension';
  return { kind, task: place.task, position: place.position };
}

/** Where a selection stands among matches; from a whole task on, what it does is still to come. Null: nowhere. */
export function placeOfSelection(trace: Trace, selection: Selection | null): MatchPlace | null {
  if (
    selection === null ||
    selection.kind === 'loop' ||
    selection.kind === 'group' ||
    selection.kind === 'test'
  )
    return null;
  const task = selectedTask(trace, selection);
  const id = task?.id ?? 0;
  if (selection.kind === 'run') {
    const { run } = selection;
    const begin = trace.runs.begin(run);
    if (Number.isNaN(begin)) return null;
    const lane = task?.lane ?? trace.loop(trace.runs.loop(run))?.lane;
    return { run, phase: 'running', task: id, position: lane?.positionOf(run) ?? -1, begin };
  }
  if (task === undefined) return null;
  const { lane } = task;
  if (selection.kind === 'task') {
    const run = lane.run(lane.first);
    const phase = run < 0 ? 'suspended' : 'running';
    return { run, phase, task: id, position: lane.first, begin: task.created };
  }
  if (selection.kind === 'running')
    return { run: -1, phase: 'running', task: id, position: lane.length, begin: trace.now };
  const phase = selection.kind === 'ready' ? 'ready' : 'suspended';
  const run = lane.run(selection.position);
  return { run, phase, task: id, position: selection.position, begin: trace.runs.begin(run) };
}

/** A place just before all that begins after a time; null before the first run. */
export function placeBefore(trace: Trace, at: Nanos): MatchPlace | null {
  let first: RunIndex = -1;
  for (const { lane } of trace.loops) {
    const run = lane.run(lane.endingAfter(at));
    if (run >= 0 && (first < 0 || run < first)) first = run;
  }
  return first < 0 ? null : { run: first, phase: 'suspended', task: 0, position: 0, begin: at };
}
