import { hasTerm, withoutTerm, withTerm } from '../src/core/query/terms.ts';
import { navigate, type Desk } from './desk.ts';

/** Puts a term into the query, or takes it out again, as a click on the legend does. */
export function toggleTerm(desk: Desk, term: string): void {
  const { query } = desk.store.navigation;
  navigate(desk, { query: hasTerm(query, term) ? withoutTerm(query, term) : withTerm(query, term) });
}
