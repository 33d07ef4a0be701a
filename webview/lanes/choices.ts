import type { Grouping, RowKey, Sorting, SortKey } from '../rowTypes.ts';
import { MOST_PINNED } from './rowWriter.ts';

/** Pins a row under those that are pinned, or lets it go; beyond the most that may be pinned, the oldest goes. */
export function togglePin(pinned: readonly RowKey[], key: RowKey): RowKey[] {
  const others = pinned.filter((each) => each !== key);
  return others.length < pinned.length ? others : [...others, key].slice(-MOST_PINNED);
}

/** All ways to group tasks, in the order in which a key goes through them, and what they are called. */
export const GROUPINGS: readonly (readonly [grouping: Grouping, name: string])[] = [
  ['parent', 'Parent task'],
  ['scope', 'Task group'],
  ['coroutine', 'Coroutine'],
  ['flat', 'Nothing'],
];

/** The way to group tasks that comes after one. */
export function nextGrouping(grouping: Grouping): Grouping {
  const at = GROUPINGS.findIndex(([each]) => each === grouping);
  return GROUPINGS[(at + 1) % GROUPINGS.length]![0];
}

/** All that tasks can be sorted by, and what it is called. */
export const SORT_KEYS: readonly (readonly [key: SortKey, name: string])[] = [
  ['created', 'Creation'],
  ['ran', 'Time run'],
  ['waited', 'Time waited'],
  ['ready', 'Ready delay'],
];

/** Sorts by another thing: by creation from the oldest on, by a time from the longest on. */
export function sortedBy(key: SortKey): Sorting {
  return { key, isDescending: key !== 'created' };
}
