import { STYLE } from './boxes.ts';
import { FAMILIES, type Family } from '../src/core/awaitFamilies.ts';
import type { TestOutcome } from '../src/core/analysis/testRuns.ts';
import { STRIP_KIND, type Marker, type RowBand, type TimeBand } from './picture.ts';

/** What a family is called in the legend. */
const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  timer: 'Timer',
  io: 'I/O',
  task: 'Task',
  lock: 'Lock, event',
  queue: 'Queue',
  executor: 'Executor',
  other: 'Other',
};

/** What may be in a picture and needs a word. */
export type LegendKey =
  | Family
  | 'running'
  | 'ready'
  | 'blocking'
  | 'blockMark'
  | 'merged'
  | 'group'
  | 'callback'
  | 'error'
  | 'cancelled'
  | 'lost'
  | 'pending'
  | 'pause'
  | 'loss'
  | 'collection'
  | `test ${TestOutcome | 'phases'}`;

/** An entry of the legend: its words, the term of a query that singles it out, and what its sample shows. */
export interface LegendEntry {
  readonly key: LegendKey;
  readonly text: string;
  /** Null where a query knows no word for it. */
  readonly term: string | null;
  readonly shows:
    | { readonly style: number }
    | { readonly strip: number }
    | { readonly ended: NonNullable<RowBand['ended']> }
    | { readonly band: TimeBand['kind'] }
    | { readonly test: TestOutcome | 'phases' }
    /** On the time axis. */
    | { readonly marker: Marker['kind'] };
}

export const STATES: readonly LegendEntry[] = [
  { key: 'running', text: 'Running', term: 'state:running', shows: { style: STYLE.running } },
  { key: 'ready', text: 'Ready, loop busy', term: 'state:ready', shows: { style: STYLE.ready } },
  { key: 'blocking', text: 'Blocks the loop', term: 'state:blocking', shows: { style: STYLE.blocking } },
  {
    key: 'blockMark',
    text: 'Block, short at this zoom',
    term: 'state:blocking',
    shows: { style: STYLE.blockMark },
  },
  { key: 'merged', text: 'Many steps', term: null, shows: { strip: STRIP_KIND.task } },
  { key: 'group', text: 'Work of a group', term: null, shows: { strip: STRIP_KIND.group } },
  { key: 'callback', text: 'Callback', term: null, shows: { style: STYLE.callback } },
];

export const SUSPENDED: readonly LegendEntry[] = FAMILIES.map((family, style) => ({
  key: family,
  text: FAMILY_NAMES[family],
  term: `await:${family}`,
  shows: { style },
}));

export const MARKS: readonly LegendEntry[] = [
  { key: 'error', text: 'Failed', term: 'outcome:failed', shows: { ended: 'error' } },
  { key: 'cancelled', text: 'Cancelled', term: 'outcome:cancelled', shows: { ended: 'cancelled' } },
  { key: 'lost', text: 'Destroyed while pending', term: 'outcome:lost', shows: { ended: 'lost' } },
  { key: 'pending', text: 'Not done at the end', term: 'outcome:pending', shows: { ended: 'pending' } },
  { key: 'pause', text: 'Paused', term: null, shows: { band: 'pause' } },
  { key: 'loss', text: 'Steps lost', term: null, shows: { band: 'loss' } },
  { key: 'collection', text: 'Garbage collection', term: null, shows: { marker: 'gc' } },
];

export const TESTS: readonly LegendEntry[] = (
  [
    ['passed', 'Test passed'],
    ['failed', 'Test failed'],
    ['error', 'Setup or teardown failed'],
    ['skipped', 'Test skipped'],
    ['xfailed', 'Test failed as expected'],
    ['phases', 'Setup, call, teardown'],
  ] as const
).map(([test, text]) => ({ key: `test ${test}`, text, term: null, shows: { test } }));

export const ENTRIES: readonly LegendEntry[] = [...STATES, ...SUSPENDED, ...MARKS, ...TESTS];
