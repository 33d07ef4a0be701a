import type { Desk } from '../desk.ts';
import { select } from '../select.ts';
import { isSame } from '../selection.ts';
import { isLive } from '../store.ts';
import { nothingFound } from './describeFindings.ts';
import { findingWords, placesOf, sentence } from './kinds.ts';

/** Selects the first place where something is found, or the next (1) or previous (−1) one where one is selected. */
export function walkFindings(desk: Desk, by: 1 | -1): void {
  const { store } = desk;
  const { trace, findings, navigation } = store;
  const places = findings.all.flatMap((finding) =>
    placesOf(trace, finding).map((selection) => ({ finding, selection })),
  );
  const { length } = places;
  if (length === 0)
    return desk.notify(nothingFound(store.findings.hasSeen(trace, isLive(store)), isLive(store)));
  const at = places.findIndex(({ selection }) => isSame(selection, navigation.selection));
  const next = at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length;
  const { finding, selection } = places[next]!;
  const words = findingWords(trace, finding);
  select(desk, selection, 'zoom', `${words.kind}: ${sentence(words)}`);
}
