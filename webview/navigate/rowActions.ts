import { navigate, type Desk } from '../desk.ts';
import { foldKey, ownerOf } from '../rows.ts';
import type { Grouping } from '../rowTypes.ts';
import { selectedRow } from '../walk.ts';

// How the user arranges the rows by keys.

const GROUPINGS: readonly (readonly [Grouping, string])[] = [
  ['parent', 'Tasks under the task that created them'],
  ['scope', 'Tasks under their TaskGroup'],
  ['coroutine', 'Tasks by coroutine'],
  ['flat', 'Tasks one below the other'],
];

/** As many rows may be pinned: more would leave none for the others. */
const MOST_PINNED = 12;

/** Puts the tasks under something else, in turn. */
export function cycleGrouping(desk: Desk): void {
  const { grouping } = desk.store.navigation;
  const at = GROUPINGS.findIndex(([each]) => each === grouping);
  const [next, words] = GROUPINGS[(at + 1) % GROUPINGS.length]!;
  navigate(desk, { grouping: next });
  desk.notify(words);
}

/** Keeps the selected row in sight at the top, or puts it back among the others. */
export function togglePin(desk: Desk): void {
  const { store } = desk;
  const { pinned } = store.navigation;
  const owner = ownerOf(store.trace, store.rows, selectedRow(store));
  if (owner === undefined) return desk.notify('Select a row first');
  const key = foldKey(owner);
  if (pinned.includes(key)) {
    navigate(desk, { pinned: pinned.filter((each) => each !== key) });
    desk.notify('Unpinned');
  } else if (pinned.length >= MOST_PINNED) {
    desk.notify(`No more than ${MOST_PINNED} rows can be pinned`);
  } else {
    navigate(desk, { pinned: [...pinned, key] });
    desk.notify('Pinned to the top');
  }
}
