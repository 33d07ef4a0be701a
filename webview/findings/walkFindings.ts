import type { Desk } from '../desk.ts';
import { select } from '../select.ts';
import { isSame } from '../selection.ts';
import { placesOf } from './findingPlaces.ts';
import { findingWords } from './findingWords.ts';

/** Selects the first place where something is found, or the next (1) or previous (−1) one where one is selected. */
export function walkFindings(desk: Desk, by: 1 | -1): void {
  const { trace, findings, navigation } = desk.store;
  const places = placesOf(trace, findings.all);
  const { length } = places;
  if (length === 0) return desk.notify('No deadlocks or lock convoys found');
  const at = places.findIndex(({ selection }) => isSame(selection, navigation.selection));
  const next = at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length;
  const { finding, selection } = places[next]!;
  const { kind, what } = findingWords(trace, finding);
  select(desk, selection, 'zoom', `${kind}: ${what}`);
}
