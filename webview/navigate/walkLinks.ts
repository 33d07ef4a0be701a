import { linksOf, wokenBy, type LinkEnd, type TraceLink } from '../../src/core/links.ts';
import { wakerOf } from '../../src/core/wakes.ts';
import type { RunIndex } from '../../src/core/units.ts';
import { wakeFact } from '../describeFacts.ts';
import type { Desk } from '../desk.ts';
import { moveToStep } from '../moveSelection.ts';
import { select } from '../select.ts';
import { cursorOn, pieceRefOf, selectedTask, selectionOf, type Selection } from '../selection.ts';
import { viewOf } from '../store.ts';

// How the user follows what led to the selected, and what it led to.

const NOTHING = 'Select a step or a suspension first';

/** Selects the step or callback that woke the selected, or that ended the selected suspension. */
export function goToWaker(desk: Desk): void {
  const { trace } = desk.store;
  const run = runOf(desk, 'after');
  if (run < 0) return desk.notify(hasSelection(desk) ? 'Nothing has woken it yet' : NOTHING);
  const waker = wakerOf(trace, run);
  if (waker >= 0) return show(desk, waker, 'Woken by');
  const said = wakeFact(trace, run).parts.map(({ text }) => text);
  desk.notify(`Woken by ${said.join(' ')}`);
}

/** Selects what the selected step woke first; of a suspension, what the step before it woke. */
export function goToWoken(desk: Desk): void {
  const run = runOf(desk, 'before');
  const [woken] = run < 0 ? [] : wokenBy(desk.store.trace, run, 1);
  if (woken !== undefined) return show(desk, woken, 'It woke');
  desk.notify(hasSelection(desk) ? 'It woke nothing' : NOTHING);
}

/** Selects the next (1) or previous (−1) of all that the waker of the selected woke, round and round. */
export function goToSibling(desk: Desk, by: 1 | -1): void {
  const { trace } = desk.store;
  const run = runOf(desk, 'after');
  const waker = run < 0 ? -1 : wakerOf(trace, run);
  const all = waker < 0 ? [] : wokenBy(trace, waker);
  const at = all.indexOf(run);
  if (all.length < 2 || at < 0) return desk.notify('Its waker woke nothing else');
  const next = (at + by + all.length) % all.length;
  show(desk, all[next]!, `${next + 1} of ${all.length} woken together`);
}

/** Selects the step that created the selected task, or whose step that is. */
export function goToParent(desk: Desk): void {
  const { trace, navigation } = desk.store;
  const task = navigation.selection === null ? undefined : selectedTask(trace, navigation.selection);
  if (task === undefined) return desk.notify('Select a task first');
  const link = linksOf(trace, { task: task.id }).find(
    ({ kind, to }) => kind === 'created' && to.task === task.id,
  );
  if (link === undefined) return desk.notify('No task created it');
  go(desk, link.from, 'Created by');
}

/** Selects who asked that the selected be cancelled. */
export function goToCanceller(desk: Desk): void {
  const { trace, navigation } = desk.store;
  const piece = navigation.selection && pieceRefOf(trace, navigation.selection);
  if (piece === null || piece.task === 0) return desk.notify('Select a task first');
  const cancels = (links: readonly TraceLink[]): TraceLink | undefined =>
    links.findLast(({ kind, to }) => kind === 'cancelled' && to.task === piece.task);
  const link = cancels(linksOf(trace, piece)) ?? cancels(linksOf(trace, { task: piece.task }));
  if (link === undefined) return desk.notify('Nobody asked to cancel it');
  const { run, task } = link.from;
  if (run < 0 && task === 0) return desk.notify('Cancelled by no task: from outside of the loop');
  go(desk, link.from, 'Cancelled by');
}

/** Selects the step after (1) or before (−1) the selected on its lane. */
export function goToStep(desk: Desk, by: 1 | -1): void {
  const { store } = desk;
  const { selection } = store.navigation;
  if (selection === null) return desk.notify(NOTHING);
  const { begin, end } = viewOf(store);
  const step = moveToStep(store.trace, selection, by, (begin + end) / 2);
  if (step !== null) select(desk, step, 'reach');
  else desk.notify(by > 0 ? 'No later step' : 'No earlier step');
}

/** The run that the selected is; of a pause the one after or before it, of a whole task its last; −1 when there is none. */
function runOf({ store }: Desk, side: 'before' | 'after'): RunIndex {
  const { trace, navigation } = store;
  const { selection } = navigation;
  if (selection === null) return -1;
  if (selection.kind === 'task') {
    const lane = trace.task(selection.task)?.lane;
    return lane?.run(lane.length - 1) ?? -1;
  }
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return -1;
  const isBefore = side === 'before' && cursor.phase !== 'running';
  return cursor.track.lane.run(cursor.position - (isBefore ? 1 : 0));
}

function hasSelection({ store }: Desk): boolean {
  return store.navigation.selection !== null;
}

function go(desk: Desk, end: LinkEnd, words: string): void {
  if (end.run >= 0) return show(desk, end.run, words);
  const selection: Selection =
    end.piece === null ? { kind: 'task', task: end.task } : selectionOf(end.piece, end.loop);
  select(desk, selection, 'reach', words);
}

function show(desk: Desk, run: RunIndex, words: string): void {
  select(desk, { kind: 'run', run }, 'reach', words);
}
