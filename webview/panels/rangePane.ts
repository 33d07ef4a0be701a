import { formatDuration, printable } from '../../src/core/format.ts';
import { hasTerm } from '../../src/core/query/terms.ts';
import { spreadOf, type AggregateRow } from '../../src/core/statistics/aggregate.ts';
import type { LoopInRange, RangeStatistics, TaskInRange } from '../../src/core/statistics/rangeStatistics.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from '../../src/core/units.ts';
import { formatTick } from '../axis.ts';
import { element, setText } from '../element.ts';
import { loopClass, shortName } from '../labels.ts';
import { aggregateColumns, allAggregateColumns, millisColumn } from './aggregateColumns.ts';
import { copyButton, paneHead, type Copy } from './paneHead.ts';
import { createSortableTable, type Column } from './sortableTable.ts';
import { beginOfTrace } from '../moments.ts';

export interface RangeState {
  readonly trace: Trace;
  /** Null when no range is marked. */
  readonly statistics: RangeStatistics | null;
  /** Grows when the statistics have more to say. */
  readonly revision: number;
  /** The query in force. */
  readonly query: string;
}

export interface RangeActions {
  readonly setQuery: (text: string) => void;
  readonly selectTask: (task: TaskId) => void;
  readonly selectLoop: (loop: LoopId) => void;
  readonly selectRun: (run: RunIndex) => void;
  /** Marks no range any more. */
  readonly clear: () => void;
  readonly copy: Copy;
}

export interface RangePane {
  readonly update: (state: RangeState) => void;
}

/** Makes the pane that sums up the marked range: loops, who ran, what was waited for, ready times, blocks. */
export function createRangePane(host: HTMLElement, actions: RangeActions): RangePane {
  let shown: RangeState | null = null;
  const trace = (): Trace | null => shown?.trace ?? null;
  const title = element('h2', { class: 'pane-title' });
  const clear = element('button', {
    class: 'link-button',
    text: 'Clear',
    title: 'Mark no range any more (Escape)',
    attributes: { type: 'button', 'aria-label': 'Clear the range' },
    onClick: actions.clear,
  });
  const hint = element('p', {
    class: 'pane-note',
    text: 'Mark a range to sum it up: drag along the time axis, or press M for what is selected, or in sight.',
  });
  const summary = element('p', { class: 'pane-summary', attributes: { role: 'status' } });
  const longest = element('button', {
    class: 'link-button',
    text: 'Show the longest block',
    attributes: { type: 'button' },
    onClick: () => {
      const run = shown && longestOf(shown);
      if (run !== null) actions.selectRun(run);
    },
  });
  const loops = createPart<LoopInRange>(
    'Event loops',
    loopColumns((id) => loopName(trace(), id)),
    { key: ({ loop }) => String(loop), sortedBy: 'share', choose: ({ loop }) => actions.selectLoop(loop) },
    actions.copy,
  );
  const ran = createPart<TaskInRange>(
    'Who ran most',
    taskColumns((id) => taskName(trace(), id)),
    { key: ({ task }) => String(task), sortedBy: 'run', choose: ({ task }) => actions.selectTask(task) },
    actions.copy,
  );
  const awaited = createPart<AggregateRow>(
    'What was waited for most',
    { columns: aggregateColumns('suspended'), copied: allAggregateColumns() },
    {
      key: ({ coroutine, site }) => `${site} ${coroutine}`,
      sortedBy: 'total',
      choose: ({ query }) => actions.setQuery(shown !== null && hasTerm(shown.query, query) ? '' : query),
    },
    actions.copy,
  );
  const body = element('div', {}, summary, longest, loops.host, ran.host, awaited.host);
  host.append(
    element('div', { class: 'pane-head' }, title, element('span', { class: 'stretch' }), clear),
    hint,
    body,
  );
  const show = (state: RangeState): void => {
    const { statistics } = state;
    hint.hidden = statistics !== null;
    body.hidden = clear.hidden = statistics === null;
    setText(title, statistics === null ? 'Marked range' : rangeTitle(statistics, beginOfTrace(state.trace)));
    if (statistics === null) return;
    setText(summary, summaryText(statistics));
    longest.hidden = statistics.blocks().length === 0;
    loops.update(statistics.loops(), () => false);
    ran.update(statistics.ran(), () => false);
    awaited.update(
      statistics.awaited().filter(({ suspended }) => suspended.count > 0),
      (row) => hasTerm(state.query, row.query),
    );
  };
  return {
    update: (state) => {
      const isSame =
        shown !== null &&
        shown.statistics === state.statistics &&
        shown.revision === state.revision &&
        shown.query === state.query;
      shown = state;
      if (!isSame) show(state);
    },
  };
}

/** `1.39 – 1.57 s · 177 ms`: with as many digits as it takes to tell its ends apart. */
function rangeTitle({ range: { begin, end } }: RangeStatistics, origin: Nanos): string {
  const step = (end - begin) / 10;
  const [from, to] = [formatTick(begin - origin, step), formatTick(end - origin, step)];
  const [number = from, unit] = from.split(' ');
  const isSameUnit = unit !== undefined && to.endsWith(` ${unit}`);
  return `${isSameUnit ? number : from} – ${to} · ${formatDuration(end - begin)}`;
}

/** How long steps stood ready, and how many blocks there were, in words. */
function summaryText(statistics: RangeStatistics): string {
  if (!statistics.isComplete) return 'Still counting…';
  const ready = statistics.ready();
  const { p50, p95, p99, most } = spreadOf(ready);
  const blocks = statistics.blocks().length;
  const delays =
    ready.count === 0
      ? 'No step began.'
      : `Ready before running: p50 ${formatDuration(p50)}, p95 ${formatDuration(p95)}, p99 ${formatDuration(p99)}, longest ${formatDuration(most)}.`;
  const held =
    blocks === 0 ? 'No block.' : blocks === 1 ? '1 block.' : `${blocks.toLocaleString('en')} blocks.`;
  return `${delays} ${held}`;
}

function longestOf({ trace, statistics }: RangeState): RunIndex | null {
  let longest: RunIndex | null = null;
  let most = -1;
  for (const run of statistics?.blocks() ?? []) {
    const length = trace.runs.end(run) - trace.runs.begin(run);
    if (length > most) [longest, most] = [run, length];
  }
  return longest;
}

interface Part<Row> {
  readonly host: HTMLElement;
  readonly update: (rows: readonly Row[], isChosen: (row: Row) => boolean) => void;
}

function createPart<Row>(
  title: string,
  columns: { readonly columns: readonly Column<Row>[]; readonly copied: readonly Column<Row>[] },
  how: {
    readonly key: (row: Row) => string;
    readonly sortedBy: string;
    readonly choose: (row: Row) => void;
  },
  copy: Copy,
): Part<Row> {
  const host = element('section', { class: 'pane-table', attributes: { 'aria-label': title } });
  const head = paneHead(
    'h3',
    title,
    copyButton(title, () => table.text(), copy),
  );
  host.append(head);
  const table = createSortableTable<Row>(host, { label: title, ...columns, ...how });
  return {
    host,
    update: (rows, isChosen) => {
      host.hidden = rows.length === 0;
      table.update(rows, isChosen);
    },
  };
}

function loopColumns(name: (loop: LoopId) => string): {
  columns: readonly Column<LoopInRange>[];
  copied: readonly Column<LoopInRange>[];
} {
  const who: Column<LoopInRange> = {
    key: 'loop',
    title: 'Loop',
    isNumber: false,
    value: ({ loop }) => name(loop),
  };
  return {
    columns: [
      who,
      {
        key: 'share',
        title: 'Busy',
        hint: 'The part of the range in which it ran something',
        isNumber: true,
        value: ({ share }) => share,
        text: ({ share }) => `${(100 * share).toFixed(1)} %`,
      },
      duration('busy', 'Ran', 'Steps and callbacks together', (row) => row.busy),
      duration('callbacks', 'Callbacks', 'What of that was plain callbacks', (row) => row.callbacks),
      duration('longest', 'Longest', 'The longest step or callback, all of it', (row) => row.longest),
    ],
    copied: [
      who,
      { key: 'share', title: 'Busy (0 to 1)', isNumber: true, value: ({ share }) => share },
      millisColumn('Ran (ms)', (row) => row.busy),
      millisColumn('Callbacks (ms)', (row) => row.callbacks),
      millisColumn('Longest (ms)', (row) => row.longest),
    ],
  };
}

function taskColumns(name: (task: TaskId) => { readonly name: string; readonly coroutine: string }): {
  columns: readonly Column<TaskInRange>[];
  copied: readonly Column<TaskInRange>[];
} {
  const who: readonly Column<TaskInRange>[] = [
    { key: 'task', title: 'Task', isNumber: false, value: ({ task }) => name(task).name },
    { key: 'coroutine', title: 'Coroutine', isNumber: false, value: ({ task }) => name(task).coroutine },
    {
      key: 'steps',
      title: 'Steps',
      isNumber: true,
      value: ({ steps }) => steps,
      text: ({ steps }) => steps.toLocaleString('en'),
    },
  ];
  return {
    columns: [
      ...who,
      duration('run', 'Ran', 'All of its steps together', (row) => row.run),
      duration('ready', 'Ready', 'How long it could run, but the loop was busy', (row) => row.ready),
    ],
    copied: [
      ...who,
      millisColumn('Ran (ms)', (row) => row.run),
      millisColumn('Ready (ms)', (row) => row.ready),
    ],
  };
}

function duration<Row>(key: string, title: string, hint: string, nanos: (row: Row) => number): Column<Row> {
  return { key, title, hint, isNumber: true, value: nanos, text: (row) => formatDuration(nanos(row)) };
}

function taskName(trace: Trace | null, id: TaskId): { name: string; coroutine: string } {
  const task = trace?.task(id);
  return task === undefined
    ? { name: `task ${id}`, coroutine: '' }
    : { name: shortName(task), coroutine: printable(task.coroutine, 120) };
}

function loopName(trace: Trace | null, id: LoopId): string {
  const loop = trace?.loop(id);
  return loop === undefined ? `loop ${id}` : `${loopClass(loop)} · ${printable(loop.thread.name, 40)}`;
}
