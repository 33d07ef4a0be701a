import { element, setAttribute, setText } from '../element.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What the title stands for. */
  readonly hint?: string;
  /** Numbers stand at the right, and are sorted the greatest first. */
  readonly isNumber: boolean;
  /** What it is sorted by. */
  readonly value: (row: Row) => number | string;
  /** What is shown; the value when left out. */
  readonly text?: (row: Row) => string;
}

export interface TableOptions<Row> {
  /** What screen readers call it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** The columns that are copied, when these are not the same. */
  readonly copied?: readonly Column<Row>[];
  /** Names a row as long as it is about the same. */
  readonly key: (row: Row) => string;
  readonly sortedBy: string;
  /** What a click on a row, or Enter, does. */
  readonly choose: (row: Row) => void;
}

export interface SortableTable<Row> {
  /** Shows rows; `isChosen`: which of them stand out. */
  readonly update: (rows: readonly Row[], isChosen: (row: Row) => boolean) => void;
  /** All rows as text with tabs between columns, a head first; in the order in which they are shown. */
  readonly text: () => string;
}

/** More rows than that no one reads; all are copied. */
export const MOST_ROWS = 200;

/** Makes a table that is sorted by a click on a column's head, walked through with arrow keys, and copied as text. */
export function createSortableTable<Row>(host: HTMLElement, options: TableOptions<Row>): SortableTable<Row> {
  const { columns, key } = options;
  let sortKey = options.sortedBy;
  let isDescending = columns.find((column) => column.key === sortKey)?.isNumber ?? false;
  let given: readonly Row[] = [];
  let sorted: readonly Row[] = [];
  let chosen: (row: Row) => boolean = () => false;
  /** The row that the tab key goes to. */
  let active = '';

  const heads = columns.map((column) => buildHead(column, () => sortBy(column)));
  const body = element('tbody');
  const table = element(
    'table',
    { class: 'sortable', attributes: { role: 'grid', 'aria-label': options.label } },
    element('thead', {}, element('tr', {}, ...heads.map(({ cell }) => cell))),
    body,
  );
  const more = element('p', { class: 'table-more' });
  host.append(element('div', { class: 'table-scroll' }, table), more);

  const sortBy = (column: Column<Row>): void => {
    isDescending = sortKey === column.key ? !isDescending : column.isNumber;
    sortKey = column.key;
    show();
  };
  const show = (): void => {
    const column = columns.find((each) => each.key === sortKey) ?? columns[0]!;
    sorted = sortRows(given, column, isDescending);
    heads.forEach(({ cell, sign }, at) => {
      const isSorted = columns[at] === column;
      setAttribute(cell, 'aria-sort', isSorted ? (isDescending ? 'descending' : 'ascending') : null);
      setText(sign, isSorted ? (isDescending ? '▾' : '▴') : '');
    });
    const shown = sorted.slice(0, MOST_ROWS);
    if (!shown.some((row) => key(row) === active)) active = shown[0] === undefined ? '' : key(shown[0]);
    while (body.rows.length > shown.length) body.deleteRow(-1);
    const hadFocus = body.contains(document.activeElement);
    shown.forEach((row, at) => {
      const line = body.rows[at] ?? body.appendChild(buildRow(columns.length));
      fill(line, columns, row);
      line.tabIndex = key(row) === active ? 0 : -1;
      setAttribute(line, 'aria-selected', String(chosen(row)));
      if (hadFocus && line.tabIndex === 0) line.focus({ preventScroll: true });
    });
    setAttribute(table, 'aria-rowcount', String(sorted.length + 1));
    more.hidden = sorted.length <= MOST_ROWS;
    setText(more, `The first ${MOST_ROWS} of ${sorted.length.toLocaleString('en')} rows; all are copied.`);
  };
  const rowOf = (target: EventTarget | null): number => {
    const line = target instanceof Element ? target.closest('tr') : null;
    return line === null || line.parentElement !== body ? -1 : line.sectionRowIndex;
  };
  const focus = (at: number): void => {
    const line = body.rows[Math.max(0, Math.min(at, body.rows.length - 1))];
    if (line === undefined) return;
    active = key(sorted[line.sectionRowIndex]!);
    for (const each of body.rows) each.tabIndex = each === line ? 0 : -1;
    line.focus();
  };

  body.addEventListener('click', ({ target }) => {
    const at = rowOf(target);
    // A click that ends a selection of text is none on the row.
    if (at < 0 || getSelection()?.isCollapsed === false) return;
    focus(at);
    options.choose(sorted[at]!);
  });
  body.addEventListener('keydown', (event) => {
    const at = rowOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') options.choose(sorted[at]!);
    else {
      const to = goesTo(event.key, at, body.rows.length);
      if (to === null) return;
      focus(to);
    }
    event.preventDefault();
    event.stopPropagation();
  });
  table.addEventListener('copy', (event) => {
    if (getSelection()?.isCollapsed === false || event.clipboardData === null) return;
    event.clipboardData.setData('text/plain', text());
    event.preventDefault();
  });
  const text = (): string => tableText(sorted, options.copied ?? columns);

  return {
    update: (rows, isChosen) => {
      given = rows;
      chosen = isChosen;
      show();
    },
    text,
  };
}

/** Rows in the order of a column; where that is the same, as they came. */
function sortRows<Row>(rows: readonly Row[], { value }: Column<Row>, isDescending: boolean): readonly Row[] {
  const by = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [value(a), value(b)];
    if (typeof first === 'number' && typeof second === 'number') return by * (first - second);
    return by * String(first).localeCompare(String(second), 'en', { numeric: true });
  });
}

/** Rows as text with tabs between columns, to be pasted into a sheet. */
export function tableText<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => cellText(value(row))).join('\t'));
  return [columns.map(({ title }) => title).join('\t'), ...lines, ''].join('\n');
}

/** A name may be anything; pasted into a sheet, it must be neither two cells nor a formula. */
function cellText(value: number | string): string {
  if (typeof value === 'number') return String(value);
  const flat = value.replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}

function buildHead<Row>(
  { title, hint, isNumber }: Column<Row>,
  onClick: () => void,
): { readonly cell: HTMLElement; readonly sign: HTMLElement } {
  const sign = element('span', { class: 'sort-sign', attributes: { 'aria-hidden': 'true' } });
  const button = element(
    'button',
    { class: 'sort-button', attributes: { type: 'button' }, ...(hint && { title: hint }), onClick },
    element('span', { text: title }),
    sign,
  );
  const cell = element(
    'th',
    { class: isNumber ? 'number' : 'text', attributes: { scope: 'col', role: 'columnheader' } },
    button,
  );
  return { cell, sign };
}

function buildRow(columns: number): HTMLTableRowElement {
  return element(
    'tr',
    { attributes: { role: 'row' } },
    ...Array.from({ length: columns }, () => element('td', { attributes: { role: 'gridcell' } })),
  );
}

function fill<Row>(line: HTMLTableRowElement, columns: readonly Column<Row>[], row: Row): void {
  columns.forEach(({ isNumber, text, value }, at) => {
    const cell = line.cells[at]!;
    const shown = text?.(row) ?? String(value(row));
    cell.className = isNumber ? 'number' : 'text';
    setText(cell, shown);
    if (!isNumber) cell.title = shown;
  });
}

function goesTo(pressed: string, at: number, count: number): number | null {
  switch (pressed) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + 10;
    case 'PageUp':
      return at - 10;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
