import { hasTerm, withoutTerm, withTerm } from '../src/core/query/terms.ts';
import { navigate, type Desk } from './desk.ts';
import { setQuery } from './panels/matchActions.ts';

/** Puts a term into the query, or takes it out again, as a click on the legend does. */
export function toggleTerm(desk: Desk, term: string): void {
  const { query } = desk.store.navigation;
  setQuery(desk, hasTerm(query, term) ? withoutTerm(query, term) : withTerm(query, term));
}

/** Has the lanes show only what a term singles out, beside what the query said before; or takes that back. */
export function toggleListed(desk: Desk, term: string): void {
  const { query, isNarrowed } = desk.store.navigation;
  if (!isNarrowed || !hasTerm(query, term)) {
    setQuery(desk, hasTerm(query, term) ? query : withTerm(query, term));
    return navigate(desk, { isNarrowed: true });
  }
  const rest = withoutTerm(query, term);
  setQuery(desk, rest);
  if (rest === '') navigate(desk, { isNarrowed: false });
}
