import { MatchFinder } from '../src/core/query/matchFinder.ts';
import { Matcher } from '../src/core/query/matcher.ts';
import { parseQuery } from '../src/core/query/parseQuery.ts';
import type { TaskFilter } from './lanes/buildRows.ts';

/** A query that is asked of the trace. */
export interface Inquiry {
  readonly text: string;
  readonly matcher: Matcher;
  readonly finder: MatchFinder;
  readonly problems: ReturnType<typeof parseQuery>['problems'];
  /** The tasks that stay when all others are left out. */
  readonly keep: TaskFilter;
}

/** Makes what answers a query. */
export function inquire(text: string): Inquiry {
  const { query, problems } = parseQuery(text);
  const matcher = new Matcher(query);
  return {
    text,
    matcher,
    finder: new MatchFinder(matcher),
    problems,
    keep: (index) => matcher.task(index) !== 'none',
  };
}
