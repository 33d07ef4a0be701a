import type { MatchPlace } from '../../src/core/query/matchFinder.ts';
import { navigate, type Desk } from '../desk.ts';
import { findSites } from '../findSites.ts';
import { countText } from '../search/search.ts';
import { placeBefore, placeOfSelection, selectionOf } from '../search/matchSelection.ts';
import { select } from '../select.ts';
import { derive, viewOf } from '../store.ts';

/** So many runs are looked at before the page may draw again. */
const SLICE = 200_000;

let walking: ReturnType<typeof setTimeout> | undefined;

/** Puts a query in force. */
export function setQuery(desk: Desk, query: string): void {
  clearTimeout(walking);
  if (query !== desk.store.found?.query) desk.store.found = null;
  desk.store.search.read(query);
  navigate(desk, { query });
}

/** Goes to the next or previous match: from the selected on, else from what is in sight. */
export function stepMatch(desk: Desk, by: 1 | -1): void {
  const { store } = desk;
  clearTimeout(walking);
  if (store.search.matcher.isAll) return desk.notify('Search for something first: press /');
  derive(store);
  const view = viewOf(store);
  const from =
    placeOfSelection(store.trace, store.navigation.selection) ??
    placeBefore(store.trace, by > 0 ? view.begin : view.end);
  walk(desk, from, by);
}

/** Finds the suspensions of a line, as a query, and shows the best of them. */
export function reveal(desk: Desk, file: string, line: number): void {
  const { store } = desk;
  derive(store);
  const found = findSites(store.trace, file, line, viewOf(store));
  store.found = found;
  setQuery(desk, found.query);
  if (found.best === null) return;
  store.search.stand(found.best, found.number);
  select(desk, selectionOf(store.trace, found.best, false), 'zoom');
}

function walk(desk: Desk, from: MatchPlace | null, by: 1 | -1): void {
  const { trace, search } = desk.store;
  const found = search.step(trace, from, by, SLICE);
  if (found === 'more') {
    walking = setTimeout(() => walk(desk, from, by));
    return;
  }
  if (found === null) return desk.notify('Nothing matches');
  const selection = selectionOf(trace, found, search.finder.isOfTasks);
  select(desk, selection, search.finder.isOfTasks ? 'reach' : 'zoom', countText(search, found));
}
