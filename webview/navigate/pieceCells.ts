import type { Phase } from '../../src/core/phase.ts';
import { element, setText } from '../element.ts';
import type { LaneOwner } from '../rowTypes.ts';
import type { Selection } from '../selection.ts';
import type { PieceRow } from './pieceRows.ts';

/** So many rows are gone by with Page Up and Page Down. */
const PAGE = 20;

const COLUMNS = {
  task: ['Step', 'From', 'Suspended', 'Ready', 'Ran', 'Then'],
  loop: ['Run', 'From', 'Ran', 'What'],
} as const;

const SELECTIONS = new WeakMap<Element, Selection>();

/** What a cell stands for. */
export function selectionIn(cell: Element): Selection | null {
  return SELECTIONS.get(cell) ?? null;
}

/** Makes a cell one that can be gone to, and that stands for something. */
export function standFor(cell: HTMLTableCellElement, selection: Selection): void {
  SELECTIONS.set(cell, selection);
}

/** The columns' names. */
export function headOf(kind: keyof typeof COLUMNS): HTMLElement {
  const cells = COLUMNS[kind].map((text) => element('th', { text, attributes: { scope: 'col' } }));
  return element('thead', {}, element('tr', { attributes: { 'aria-rowindex': '1' } }, ...cells));
}

/** The elements of a row; those that there were before, where only words differ. */
export function buildRow(
  owner: LaneOwner,
  row: PieceRow | null,
  before?: HTMLTableRowElement,
): HTMLTableRowElement | null {
  if (row === null) return null;
  const phases: readonly Phase[] = 'task' in owner ? ['suspended', 'ready', 'running'] : ['running'];
  const made = element('tr', { attributes: { 'aria-rowindex': String(row.position + 2) } });
  const number = (row.position + 1).toLocaleString('en');
  made.append(
    element('th', { text: number, attributes: { scope: 'row' } }),
    element('td', { text: row.from }),
    ...phases.map((phase) => {
      const piece = row.cells[phase];
      if (piece === undefined) return element('td', { text: '–', class: 'none' });
      const cell = element('td', {
        text: piece.text,
        class: `piece ${phase}`,
        attributes: { tabindex: '-1' },
      });
      standFor(cell, piece.select);
      return cell;
    }),
    element('td', { text: row.words, title: row.words, class: 'words' }),
  );
  return before?.cells.length === made.cells.length && refresh(before, made) ? before : made;
}

/** Takes over the words of a row that was made anew; false when it is made of other pieces. */
function refresh(row: HTMLTableRowElement, from: HTMLTableRowElement): boolean {
  const pairs = [...row.cells].map((cell, at) => [cell, from.cells[at]!] as const);
  if (pairs.some(([cell, other]) => cell.className !== other.className)) return false;
  for (const [cell, other] of pairs) {
    setText(cell, other.textContent);
    const selection = selectionIn(other);
    if (selection !== null) SELECTIONS.set(cell, selection);
  }
  return true;
}

/** Where a key leads to from a cell; null where it leads nowhere. */
export function moveFrom(
  table: HTMLElement,
  cell: HTMLTableCellElement,
  key: string,
  isFar: boolean,
): HTMLTableCellElement | null {
  const row = cell.closest('tr')!;
  const inRow = cellsOf(row);
  const rows = [...table.querySelectorAll<HTMLElement>('tbody tr')];
  const at = rows.indexOf(row);
  const below = (by: number): HTMLTableCellElement | null => {
    const to = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    return to ? (nearest(to, cell) ?? null) : null;
  };
  switch (key) {
    case 'ArrowLeft':
      return inRow[inRow.indexOf(cell) - 1] ?? null;
    case 'ArrowRight':
      return inRow[inRow.indexOf(cell) + 1] ?? null;
    case 'ArrowUp':
      return below(-1);
    case 'ArrowDown':
      return below(1);
    case 'PageUp':
      return below(-PAGE);
    case 'PageDown':
      return below(PAGE);
    case 'Home':
      return isFar ? below(-rows.length) : (inRow[0] ?? null);
    case 'End':
      return isFar ? below(rows.length) : (inRow.at(-1) ?? null);
    default:
      return null;
  }
}

/** The piece of a row in the same column, else its last. */
function nearest(row: HTMLElement, { cellIndex }: HTMLTableCellElement): HTMLTableCellElement | undefined {
  const cells = cellsOf(row);
  return cells.find((each) => each.cellIndex === cellIndex) ?? cells.at(-1);
}

/** The cells that are pieces, row by row. */
export function cellsOf(host: HTMLElement): HTMLTableCellElement[] {
  return [...host.querySelectorAll<HTMLTableCellElement>('td.piece')];
}

/** The piece that an event is about. */
export function cellOf(target: EventTarget | null): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>('td.piece') : null;
}
