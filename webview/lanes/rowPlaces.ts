import { ROW_HEIGHT } from '../boxes.ts';
import type { Rows } from '../rowTypes.ts';
import type { Px } from '../viewport.ts';

/** What it takes of the rows to know where they stand. */
export type RowPlaces = Pick<Rows, 'length' | 'pinned'>;

/** Where a row stands, from the top of the lanes' area: pinned ones stay, the others scroll away under them. */
export function rowTop(rows: RowPlaces, row: number, scroll: Px): Px {
  return row < rows.pinned ? row * ROW_HEIGHT : row * ROW_HEIGHT - scroll;
}

/** The row that is seen there; −1 beside them. */
export function rowAt(rows: RowPlaces, y: Px, scroll: Px): number {
  const row = Math.floor((y < pinnedHeight(rows) ? y : y + scroll) / ROW_HEIGHT);
  return row >= 0 && row < rows.length ? row : -1;
}

/** How high all rows are together. */
export function heightOf(rows: RowPlaces): Px {
  return rows.length * ROW_HEIGHT;
}

/** How far down the pinned rows reach. */
export function pinnedHeight(rows: RowPlaces): Px {
  return rows.pinned * ROW_HEIGHT;
}

/** Keeps the rows in sight. */
export function clampScrollOf(rows: RowPlaces, scroll: Px, height: Px): Px {
  return Math.max(0, Math.min(scroll, heightOf(rows) - height));
}

/** The first row in sight that is not pinned, however little of it, and the one behind the last; the pinned are all seen. */
export function scrolledRows(rows: RowPlaces, scroll: Px, height: Px): readonly [first: number, end: number] {
  const first = Math.max(rows.pinned, Math.floor((Math.max(0, scroll) + pinnedHeight(rows)) / ROW_HEIGHT));
  return [first, Math.max(first, Math.min(rows.length, Math.ceil((scroll + height) / ROW_HEIGHT)))];
}

/** How far to scroll for a row to be in sight with a row's height around it; the same where it is, or is pinned. */
export function scrollFor(rows: RowPlaces, row: number, scroll: Px, height: Px): Px {
  if (row < rows.pinned) return scroll;
  const top = row * ROW_HEIGHT;
  const least = scroll + pinnedHeight(rows);
  if (top < least + ROW_HEIGHT) return clampScrollOf(rows, top - ROW_HEIGHT - pinnedHeight(rows), height);
  if (top + 2 * ROW_HEIGHT > scroll + height)
    return clampScrollOf(rows, top + 2 * ROW_HEIGHT - height, height);
  return scroll;
}
