import { navigate, type Desk } from './desk.ts';
import { sceneOf } from './frame.ts';
import { hitTest } from './hitTest.ts';
import { moveAcross, moveAlong, rowOf, whole } from './moveSelection.ts';
import { foldKey, ownerOf } from './rows.ts';
import { select } from './select.ts';
import { isWhole, rangeOf } from './selection.ts';
import { extentOfTrace, viewOf, type Store } from './store.ts';
import { walkTests } from './tests/testActions.ts';
import { glide, zoom } from './viewActions.ts';
import { fit, type Px } from './viewport.ts';

// How clicks and arrow keys choose: what is under the pointer, what is beside or below the selected.

/** Selects what is drawn at a point of the lanes. */
export function clickLane(desk: Desk, x: Px, y: Px): void {
  const hit = hitTest(sceneOf(desk.store, desk.sizes), x, y);
  select(desk, hit && (hit.piece ?? whole(hit.owner)));
  desk.page.labels.focus({ preventScroll: true });
}

/** Selects what is drawn at a point, and shows the whole of it; of a merged box the time that this covers. */
export function zoomToHit(desk: Desk, x: Px, y: Px): void {
  const { store } = desk;
  clickLane(desk, x, y);
  const hit = hitTest(sceneOf(store, desk.sizes), x, y);
  const { selection } = store.navigation;
  if (hit === null || selection === null) return;
  const range = hit.merged ? { begin: hit.merged.from, end: hit.merged.to } : rangeOf(store.trace, selection);
  if (range === null) zoom(desk, 0.25, x, true);
  else glide(desk, fit(range, extentOfTrace(store), 0.1));
}

/** Selects the owner of a row, or folds it. */
export function clickLabel(desk: Desk, row: number, isTwisty: boolean): void {
  const owner = ownerOf(desk.store.trace, desk.store.rows, row);
  if (isTwisty) toggleFold(desk, row);
  else if (owner !== undefined) select(desk, whole(owner));
}

/** Collapses or expands a row that has others below it. */
export function toggleFold(desk: Desk, row = selectedRow(desk.store)): void {
  const { trace, rows, navigation } = desk.store;
  const owner = ownerOf(trace, rows, row);
  if (owner === undefined || rows.fold[row] === 0) return;
  const key = foldKey(owner);
  const { collapsed } = navigation;
  navigate(desk, {
    collapsed: collapsed.includes(key) ? collapsed.filter((each) => each !== key) : [...collapsed, key],
  });
}

/** The row of the selected; −1 when there is none. */
export function selectedRow({ trace, rows, navigation }: Store): number {
  return navigation.selection === null ? -1 : rowOf(trace, rows, navigation.selection);
}

/** Selects the piece before or after; on a whole lane first folds, as in any tree. */
export function walkAlong(desk: Desk, by: 1 | -1): void {
  const { store } = desk;
  const { selection } = store.navigation;
  if (selection === null) return walkAcross(desk, 1);
  if (selection.kind === 'test') return walkTests(desk, by);
  const fold = store.rows.fold[selectedRow(store)];
  if (isWhole(selection) && ((by > 0 && fold === 2) || (by < 0 && fold === 1))) return toggleFold(desk);
  const view = viewOf(store);
  const next = moveAlong(store.trace, selection, by, (view.begin + view.end) / 2);
  if (next !== null) select(desk, next, 'reach');
}

/** Selects what is at the same time some rows below or above. */
export function walkAcross(desk: Desk, by: number): void {
  const { store } = desk;
  const { selection } = store.navigation;
  const view = viewOf(store);
  const range = selection && rangeOf(store.trace, selection);
  const isRow = selection === null || isWhole(selection);
  const at = range ? Math.min(Math.max((range.begin + range.end) / 2, view.begin), view.end) : view.begin;
  const next = moveAcross(store.trace, store.rows, selectedRow(store), by, at, isRow);
  if (next !== null) select(desk, next, 'reach');
}
