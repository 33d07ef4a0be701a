import { linksOf, type AwaitIndex, type LinkEnd, type TraceLink } from '../src/core/links.ts';
import type { Trace } from '../src/core/trace.ts';
import { ROW_HEIGHT } from './boxes.ts';
import { rowTop } from './lanes/rowPlaces.ts';
import type { Arrow } from './paintOverlay.ts';
import { rowOfLoop } from './rows.ts';
import type { Rows } from './rowTypes.ts';
import type { Scene } from './scene.ts';
import { isSame, pieceRefOf, type Selection } from './selection.ts';
import { toPx, type Px } from './viewport.ts';

/** What it takes of a scene to draw arrows in it. */
type Sight = Pick<Scene, 'trace' | 'rows' | 'view' | 'width' | 'height' | 'scroll'>;

/** More would be a thicket. */
const MOST = 24;

/** The arrows that lead to the selected, and from it, where both ends have a row. */
export function arrowsOf(sight: Sight, selection: Selection, awaits: AwaitIndex | null = null): Arrow[] {
  const { trace, rows, view, width, height, scroll } = sight;
  const arrows: Arrow[] = [];
  const isIn = (x: Px, y: Px): boolean => x >= 0 && x <= width && y >= 0 && y <= height;
  for (const { kind, from, to } of keptLinks(trace, selection, awaits)) {
    const [fromRow, toRow] = [rowOfEnd(trace, rows, from), rowOfEnd(trace, rows, to)];
    if (fromRow < 0 || toRow < 0 || fromRow === toRow) continue;
    const middle = (row: number): Px => rowTop(rows, row, scroll) + ROW_HEIGHT / 2;
    const toX = toPx(view, width, to.at);
    const fromX = toPx(view, width, from.at);
    const [fromY, toY] = [middle(fromRow), middle(toRow)];
    arrows.push({ kind, fromX, fromY, toX, toY, isCut: !isIn(fromX, fromY) || !isIn(toX, toY) });
    if (arrows.length >= MOST) break;
  }
  return arrows;
}

interface Kept {
  readonly revision: number;
  readonly selection: Selection;
  readonly links: readonly TraceLink[];
}

const KEPT = new WeakMap<Trace, Kept>();

/** The links of the selected: looked up once, not for every move of the pointer. */
function keptLinks(trace: Trace, selection: Selection, awaits: AwaitIndex | null): readonly TraceLink[] {
  const kept = KEPT.get(trace);
  if (kept?.revision === trace.revision && isSame(kept.selection, selection)) return kept.links;
  const piece = pieceRefOf(trace, selection);
  const links = piece === null ? [] : linksOf(trace, piece, awaits);
  KEPT.set(trace, { revision: trace.revision, selection, links });
  return links;
}

/** The row that an end stands in: its own, or that of the collapsed task which it is below; −1 when there is none. */
function rowOfEnd(trace: Trace, rows: Rows, { task, loop }: LinkEnd): number {
  if (task === 0) return rowOfLoop(trace, rows, loop);
  let at = trace.task(task);
  let row = at ? (rows.ofTask[at.index] ?? -1) : -1;
  while (row < 0 && at !== undefined) {
    at = trace.task(at.parent);
    if (at !== undefined) row = rows.ofTask[at.index] ?? -1;
  }
  return row;
}
