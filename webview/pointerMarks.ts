import { element, setHidden } from './element.ts';
import type { Mark } from './paintOverlay.ts';
import { snap } from './surface.ts';
import type { Px } from './viewport.ts';

/** What the pointer points at, in the lanes' area; null for what it does not. */
export interface PointedAt {
  /** The top of the row. */
  readonly row: Px | null;
  /** The piece, or the cell in which there are several. */
  readonly mark: Mark | null;
  /** Where its line stands. */
  readonly x: Px | null;
}

/** An outline that goes on beyond the edges of the picture ends so far behind them. */
const BEYOND: Px = 8;

/** What is shorter could not be seen within its outline. */
const LEAST: Px = 3;

/**
 * Makes what the pointer adds to the lanes: elements that are moved, so that neither the pointer's way over the picture, nor the
 * picture's below the pointer, has a canvas as large as the lanes drawn again.
 */
export function createPointerMarks(host: HTMLElement): (at: PointedAt, width: Px) => void {
  const part = (name: string): HTMLElement => element('div', { class: `pointer-${name}` });
  const parts = { row: part('row'), line: part('line'), mark: part('mark') };
  for (const each of Object.values(parts)) each.hidden = true;
  host.append(parts.row, parts.line, parts.mark);
  let shown = '';
  return ({ row, mark, x }, width) => {
    const line = x === null ? null : snap({ ratio: window.devicePixelRatio || 1 }, x);
    const x0 = mark === null ? 0 : Math.max(mark.x0, -BEYOND);
    const length = mark === null ? 0 : Math.max(Math.min(mark.x1, width + BEYOND) - x0, LEAST);
    const now = [row, line, x0, length, mark?.y].join();
    if (now === shown) return;
    shown = now;
    setHidden(parts.row, row === null);
    if (row !== null) parts.row.style.transform = `translateY(${row}px)`;
    setHidden(parts.line, line === null);
    if (line !== null) parts.line.style.transform = `translateX(${line}px)`;
    setHidden(parts.mark, mark === null);
    if (mark === null) return;
    parts.mark.style.transform = `translate(${x0}px, ${mark.y}px)`;
    parts.mark.style.width = `${length}px`;
  };
}
