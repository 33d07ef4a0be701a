import { navigate, type Desk } from '../desk.ts';
import { GROUPINGS, nextGrouping, togglePin } from '../lanes/choices.ts';
import { foldKey, ownerOf } from '../rows.ts';
import { selectedRow } from '../walk.ts';

// How the user arranges the rows by keys.

/** Puts the tasks under something else, in turn. */
export function cycleGrouping(desk: Desk): void {
  const grouping = nextGrouping(desk.store.navigation.grouping);
  navigate(desk, { grouping });
  const name = GROUPINGS.find(([each]) => each === grouping)![1];
  desk.notify(`Grouped by: ${name.toLowerCase()}`);
}

/** Keeps a row in sight at the top, or puts it back among the others. */
export function pinRow(desk: Desk, row = selectedRow(desk.store)): void {
  const { trace, rows, navigation } = desk.store;
  const owner = ownerOf(trace, rows, row);
  if (owner === undefined) return desk.notify('Select a row first');
  const pinned = togglePin(navigation.pinned, foldKey(owner));
  navigate(desk, { pinned });
  desk.notify(pinned.length < navigation.pinned.length ? 'Unpinned' : 'Pinned to the top');
}
