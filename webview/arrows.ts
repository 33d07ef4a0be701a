import { wakerOf } from '../src/core/wakes.ts';
import { ROW_HEIGHT } from './boxes.ts';
import type { Scene } from './scene.ts';
import { rowOf } from './moveSelection.ts';
import type { Arrow } from './paintOverlay.ts';
import { selectedTask, type Selection } from './selection.ts';
import { toPx, type Px } from './viewport.ts';

/** From the creator to a selected task; from the waker to a selected run, or to the run that a suspension ended with. */
export function arrowsOf({ trace, rows, view, width, scroll }: Scene, selection: Selection): Arrow[] {
  const middle = (row: number): Px => row * ROW_HEIGHT - scroll + ROW_HEIGHT / 2;
  const task = selectedTask(trace, selection);
  if (selection.kind === 'task' && task !== undefined) {
    const parent = trace.task(task.parent);
    const [from, to] = [parent ? (rows.ofTask[parent.index] ?? -1) : -1, rows.ofTask[task.index] ?? -1];
    if (from < 0 || to < 0) return [];
    const x = toPx(view, width, task.created);
    return [{ kind: 'created', fromX: x - 10, fromY: middle(from), toX: x, toY: middle(to), isCut: false }];
  }
  const run =
    selection.kind === 'run'
      ? selection.run
      : 'position' in selection
        ? (task?.lane.run(selection.position) ?? -1)
        : -1;
  const waker = run < 0 ? -1 : wakerOf(trace, run);
  if (waker < 0) return [];
  const from = rowOf(trace, rows, { kind: 'run', run: waker });
  const to = rowOf(trace, rows, { kind: 'run', run });
  if (from < 0 || to < 0 || from === to) return [];
  const { runs } = trace;
  const [ready, begin] = [runs.ready(run), runs.begin(run)];
  const at = Number.isNaN(ready) ? begin : Math.min(Math.max(ready, runs.begin(waker)), runs.end(waker));
  return [
    {
      kind: 'woke',
      fromX: toPx(view, width, at),
      fromY: middle(from),
      toX: toPx(view, width, begin),
      toY: middle(to),
      isCut: false,
    },
  ];
}
