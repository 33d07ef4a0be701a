import { FIRST_CHARTS } from '../src/core/series/seriesIndex.ts';
import type { Grouping, RowKey, Sorting } from './rowTypes.ts';
import type { Selection } from './selection.ts';
import type { Px, View } from './viewport.ts';

/** Where the user is in one session's trace. */
export interface Navigation {
  /** The session that all of this is about. */
  readonly session: string | null;
  /** Null: follow the present, or, when there is no present any more, show all. */
  readonly view: View | null;
  readonly scroll: Px;
  readonly selection: Selection | null;
  readonly collapsed: readonly RowKey[];
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** The rows that stay in sight, from the top. */
  readonly pinned: readonly RowKey[];
  readonly query: string;
  /** What the query does not single out is left out instead of dimmed. */
  readonly isNarrowed: boolean;
  /** The length of time that is summed up. */
  readonly range: View | null;
}

/** How the user has arranged the page. */
export interface Arrangement {
  readonly labelWidth: Px;
  readonly detailsSize: Px;
  readonly isLegendShown: boolean;
  readonly isMinimapShown: boolean;
  /** The strip of tests, where there are any. */
  readonly areTestsShown: boolean;
  /** The keys of the charts that are shown, from the top. */
  readonly charts: readonly string[];
  readonly pane: 'details' | 'range' | 'aggregate';
}

export const FIRST_NAVIGATION: Navigation = {
  session: null,
  view: null,
  scroll: 0,
  selection: null,
  collapsed: [],
  grouping: 'parent',
  sorting: { key: 'created', isDescending: false },
  pinned: [],
  query: '',
  isNarrowed: false,
  range: null,
};
export const FIRST_ARRANGEMENT: Arrangement = {
  labelWidth: 230,
  detailsSize: 320,
  isLegendShown: true,
  isMinimapShown: true,
  areTestsShown: true,
  charts: FIRST_CHARTS,
  pane: 'details',
};
