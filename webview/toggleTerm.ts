import { hasTerm, withoutTerm, withTerm } from '../src/core/query/terms.ts';
import type { Desk } from './desk.ts';
import { setQuery } from './panels/matchActions.ts';

/** Puts a term into the query, or takes it out again, as a click on the legend does. */
export function toggleTerm(desk: Desk, term: string): void {
  const { query } = desk.store.navigation;
  setQuery(desk, hasTerm(query, term) ? withoutTerm(query, term) : withTerm(query, term));
}
