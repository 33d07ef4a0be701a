import { navigate, type Desk } from '../desk.ts';
import { nextGrouping } from '../lanes/choices.ts';
import { MOST_PINNED } from '../lanes/rowWriter.ts';
import { foldKey, ownerOf } from '../rows.ts';
import type { Grouping } from '../rowTypes.ts';
import { selectedRow } from '../walk.ts';

// How the user arranges the rows by keys.

const WORDS: Readonly<Record<Grouping, string>> = {
  parent: 'Tasks under the task that created them',
  scope: 'Tasks under their TaskGroup',
  coroutine: 'Tasks by coroutine',
  flat: 'Tasks one below the other',
};

/** Puts the tasks under something else, in turn. */
export function cycleGrouping(desk: Desk): void {
  const grouping = nextGrouping(desk.store.navigation.grouping);
  navigate(desk, { grouping });
  desk.notify(WORDS[grouping]);
}

/** Keeps a row, the selected as a rule, in sight at the top, or puts it back among the others. */
export function togglePin(desk: Desk, row: number = selectedRow(desk.store)): void {
  const { store } = desk;
  const { pinned } = store.navigation;
  const owner = ownerOf(store.trace, store.rows, row);
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
