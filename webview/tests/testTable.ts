import { endOfTest, testsOf, type TestRun } from '../../src/core/analysis/testRuns.ts';
import { formatDuration, printable } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import { element, setAttribute } from '../element.ts';
import { cellOf, cellsOf, moveFrom, selectionIn, standFor } from '../navigate/pieceCells.ts';
import { isSame, type Selection } from '../selection.ts';
import { selectionOfTest } from './describeTest.ts';
import { outcomeText } from './testWords.ts';
import { formatMoment } from '../moments.ts';

/** So many rows there are at once, of a run that may have thousands of tests. */
const MOST = 100;

export interface TestTable {
  readonly update: (state: { trace: Trace; selection: Selection | null; near: Nanos }) => void;
}

/** The tests of a trace as a table, for those who do not see the strip. There while a test is selected, or nothing. */
export function createTestTable(host: HTMLElement, choose: (test: TestRun) => void): TestTable {
  const table = element('table', {
    attributes: { role: 'grid', 'aria-readonly': 'true', 'aria-label': 'Tests' },
  });
  const fold = element(
    'details',
    { class: 'pieces tests-table' },
    element('summary', { text: 'Tests as a table' }),
    table,
  );
  host.append(fold);
  fold.hidden = true;
  let state: Parameters<TestTable['update']>[0] | null = null;
  let shown = '';
  const byRow = new WeakMap<Element, TestRun>();

  const update: TestTable['update'] = (next) => {
    state = next;
    const { trace, selection, near } = next;
    const isMeant = trace.bands.length > 0 && (selection === null || selection.kind === 'test');
    if (fold.hidden === isMeant) fold.hidden = !isMeant;
    if (!isMeant || !fold.open) return;
    const all = testsOf(trace)
      .processes.flatMap((tests) => tests.all)
      .sort((a, b) => a.begin - b.begin);
    const at = selection?.kind === 'test' ? selection.at : near;
    const found = all.findIndex(({ begin }) => begin >= at);
    const middle = found < 0 ? all.length : found;
    // In whole halves, so that a walk from row to row leaves most rows where they are.
    const step = MOST / 2;
    const first = Math.max(0, Math.min(Math.floor((middle - step / 2) / step) * step, all.length - 1));
    const rows = all.slice(first, first + MOST);
    const now = JSON.stringify([
      first,
      rows.map((test) => [test.name, formatMoment(trace, test.begin), endOfTest(test), outcomeText(test)]),
    ]);
    if (now !== shown) fill(trace, rows, first, all.length);
    shown = now;
    mark(selection);
  };
  const fill = (trace: Trace, rows: readonly TestRun[], first: number, count: number): void => {
    const hadFocus = table.contains(document.activeElement);
    const made = rows.map((test, at) => {
      const row = rowOf(trace, test, first + at);
      byRow.set(row, test);
      return row;
    });
    setAttribute(table, 'aria-rowcount', String(count + 1));
    table.replaceChildren(head(), element('tbody', {}, ...made));
    if (hadFocus) {
      mark(state?.selection ?? null);
      cellsOf(table)
        .find((cell) => cell.tabIndex === 0)
        ?.focus();
    }
  };
  const mark = (selection: Selection | null): void => {
    const cells = cellsOf(table);
    const current = cells.find((cell) => isSame(selectionIn(cell), selection)) ?? cells[0];
    for (const cell of cells) {
      setAttribute(cell, 'aria-selected', String(isSame(selectionIn(cell), selection)));
      setAttribute(cell, 'tabindex', cell === current ? '0' : '-1');
    }
  };
  const go = (cell: HTMLTableCellElement | null): void => {
    const test = cell && byRow.get(cell.closest('tr')!);
    if (test) choose(test);
  };

  fold.addEventListener('toggle', () => state && update(state));
  table.addEventListener('click', (event) => go(cellOf(event.target)));
  table.addEventListener('keydown', (event) => {
    const cell = cellOf(event.target);
    if (cell === null || event.altKey || event.metaKey) return;
    const isChosen = event.key === ' ' || event.key === 'Enter';
    const target = isChosen ? cell : moveFrom(table, cell, event.key, event.ctrlKey);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
    go(target);
  });
  return { update };
}

function head(): HTMLElement {
  const cells = ['Begin', 'Duration', 'Outcome', 'Test'].map((text) =>
    element('th', { text, attributes: { scope: 'col' } }),
  );
  return element('thead', {}, element('tr', { attributes: { 'aria-rowindex': '1' } }, ...cells));
}

function rowOf(trace: Trace, test: TestRun, at: number): HTMLTableRowElement {
  const end = endOfTest(test);
  const name = printable(test.name, 300);
  const cell = element('td', {
    text: name,
    title: name,
    class: 'piece words',
    attributes: { tabindex: '-1' },
  });
  standFor(cell, selectionOfTest(test));
  return element(
    'tr',
    { attributes: { 'aria-rowindex': String(at + 2) } },
    element('td', { text: formatMoment(trace, test.begin) }),
    element('td', { text: end === null ? 'goes on' : formatDuration(end - test.begin) }),
    element('td', { text: outcomeText(test) }),
    cell,
  );
}
