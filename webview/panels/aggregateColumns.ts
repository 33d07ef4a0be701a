import { formatDuration, printable } from '../../src/core/format.ts';
import type { AggregateRow, Spread } from '../../src/core/statistics/aggregate.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import { placeLabel } from '../labels.ts';
import type { Column } from './sortableTable.ts';

/** Which of a row's times are shown. */
export const MEASURED = ['suspended', 'ready', 'run'] as const;

export type Measured = (typeof MEASURED)[number];

export const MEASURED_NAMES: Readonly<Record<Measured, string>> = {
  suspended: 'Suspended',
  ready: 'Ready',
  run: 'Ran',
};

type Statistic = keyof Spread & ('total' | 'mean' | 'p50' | 'p95' | 'p99' | 'most');

const STATISTICS: readonly (readonly [Statistic, string, string])[] = [
  ['total', 'Total', 'All of them together'],
  ['mean', 'Mean', 'Total by count'],
  ['p50', 'p50', 'Half of them are no longer'],
  ['p95', 'p95', '95 in 100 are no longer'],
  ['p99', 'p99', '99 in 100 are no longer'],
  ['most', 'Max', 'The longest'],
];

const WHO: readonly Column<AggregateRow>[] = [
  {
    key: 'coroutine',
    title: 'Coroutine',
    isNumber: false,
    value: ({ coroutine }) => printable(coroutine, 120),
  },
  { key: 'place', title: 'Await site', isNumber: false, value: siteText },
  {
    key: 'kind',
    title: 'Awaits',
    hint: 'What kind of thing is awaited there',
    isNumber: false,
    value: ({ kind }) => kind ?? '',
  },
];

/** Where a row's steps suspended: `api.py:12`. */
function siteText({ place, site }: AggregateRow): string {
  if (place !== null) return placeLabel(place);
  return site === 0 ? 'start and end' : 'not known where';
}

/** A row's columns, about one of its times. */
export function aggregateColumns(measured: Measured): readonly Column<AggregateRow>[] {
  return [
    ...WHO,
    countColumn(measured),
    ...STATISTICS.map(([statistic, title, hint]) => ({
      key: statistic,
      title,
      hint,
      isNumber: true,
      value: (row: AggregateRow) => row[measured][statistic],
      text: (row: AggregateRow) => durationText(row[measured], row[measured][statistic]),
    })),
  ];
}

/** All that a row tells, times in milliseconds. */
export function allAggregateColumns(): readonly Column<AggregateRow>[] {
  return [
    ...WHO,
    ...MEASURED.flatMap((measured) => [
      { ...countColumn(measured), title: `${MEASURED_NAMES[measured]} count` },
      ...STATISTICS.map(([statistic, title]) =>
        millisColumn<AggregateRow>(
          `${MEASURED_NAMES[measured]} ${title.toLowerCase()} (ms)`,
          (row) => row[measured][statistic],
        ),
      ),
    ]),
  ];
}

/** A column of times as it is copied: numbers that a sheet can add up. */
export function millisColumn<Row>(title: string, nanos: (row: Row) => Nanos): Column<Row> {
  const value = (row: Row): number => Math.round(nanos(row)) / MILLISECOND;
  return { key: title, title, isNumber: true, value };
}

function countColumn(measured: Measured): Column<AggregateRow> {
  return {
    key: 'count',
    title: 'Count',
    hint: 'How many there are',
    isNumber: true,
    value: (row) => row[measured].count,
    text: (row) => row[measured].count.toLocaleString('en'),
  };
}

function durationText({ count }: Spread, nanos: Nanos): string {
  return count === 0 ? '' : formatDuration(nanos);
}
