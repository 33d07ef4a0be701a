import type { Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';
import { element, setAttribute, setHidden, setText } from '../element.ts';
import { loopClass, shortName } from '../labels.ts';
import { trackOf, type Track } from '../laneCursor.ts';
import type { LaneOwner } from '../rowTypes.ts';
import { cursorOn, isSame, isWhole, selectedLoop, selectedTask, type Selection } from '../selection.ts';
import { buildRow, cellOf, cellsOf, headOf, moveFrom, selectionIn } from './pieceCells.ts';
import { pieceRow } from './pieceRows.ts';

/** So many rows there are at once, of a lane that may have a million. */
const MOST = 100;

/** A selection so near to an edge has the rows made anew around it. */
const MARGIN = 3;

export interface PieceTable {
  readonly update: (state: { trace: Trace; selection: Selection | null; near: Nanos }) => void;
}

/**
 * What the selected lane is made of, as a table: a row for each run, with the time suspended and ready before it, each of
 * which can be gone to and is selected then. The same facts as in the picture, for those who do not see it.
 */
export function createPieceTable(
  host: HTMLElement,
  act: { readonly select: (selection: Selection) => void; readonly open: () => void },
): PieceTable {
  const earlier = moreButton('Earlier', () => show(first - MOST + MARGIN));
  const later = moreButton('Later', () => show(first + MOST - MARGIN));
  const table = element('table', { attributes: { role: 'grid', 'aria-readonly': 'true' } });
  const fold = element(
    'details',
    { class: 'pieces steps-table' },
    element('summary', { text: 'Steps as a table' }),
    earlier,
    table,
    later,
  );
  host.append(fold);
  let state: Parameters<PieceTable['update']>[0] | null = null;
  let shown = '';
  let first = 0;
  let rows = new Map<number, HTMLTableRowElement>();

  const update: PieceTable['update'] = (next) => {
    state = next;
    const owner = ownerOf(next.trace, next.selection);
    setHidden(fold, owner === null);
    if (owner === null || !fold.open) return;
    const track = trackOf(next.trace, owner)!;
    const at = positionOf(next, track);
    const isOther = keyOf(owner) !== shown;
    const isFar = at !== null && (at < first + MARGIN || at >= first + MOST - MARGIN);
    if (isOther || isFar) first = (at ?? track.lane.endingAfter(next.near)) - MOST / 2;
    fill(owner, track);
  };
  const show = (from: number): void => {
    const owner = state && ownerOf(state.trace, state.selection);
    if (owner === null || state === null) return;
    first = from;
    fill(owner, trackOf(state.trace, owner)!);
  };
  const fill = (owner: LaneOwner, track: Track): void => {
    const { lane } = track;
    first = Math.max(lane.first, Math.min(first, lane.length + 1 - MOST));
    const end = Math.min(first + MOST, lane.length + 1);
    const hadFocus = table.contains(document.activeElement);
    const isSameOwner = keyOf(owner) === shown;
    shown = keyOf(owner);
    const kept = isSameOwner ? rows : new Map<number, HTMLTableRowElement>();
    rows = new Map();
    for (let position = first; position < end; position++) {
      // What is over does not change any more; the last two rows may.
      const old = position < lane.length - 1 ? kept.get(position) : undefined;
      const row = old ?? buildRow(owner, pieceRow(owner, track, position), kept.get(position));
      if (row !== null) rows.set(position, row);
    }
    const kind = 'task' in owner ? 'task' : 'loop';
    const name = 'task' in owner ? shortName(owner.task) : loopClass(owner.loop);
    setAttribute(table, 'aria-label', `Steps of ${name}`);
    setAttribute(table, 'aria-rowcount', String(lane.length + 2));
    const made = [...rows.values()];
    const there = table.tBodies[0]?.rows;
    const isThere =
      isSameOwner && there?.length === made.length && made.every((row, at) => there[at] === row);
    if (!isThere) table.replaceChildren(headOf(kind), element('tbody', {}, ...made));
    earlier.hidden = first <= lane.first;
    later.hidden = end >= lane.length + 1;
    mark(hadFocus && !isThere);
  };
  /** Says which cell is selected; `isLost`: the focus was in the table and must be again. */
  const mark = (isLost: boolean): void => {
    const cells = cellsOf(table);
    let current: HTMLElement | undefined;
    for (const cell of cells) {
      const isSelected = isSame(selectionIn(cell), state?.selection ?? null);
      setAttribute(cell, 'aria-selected', String(isSelected));
      setAttribute(cell, 'tabindex', '-1');
      if (isSelected) current = cell;
    }
    const reached = current ?? cells.at(-1);
    if (reached !== undefined) setAttribute(reached, 'tabindex', '0');
    if (isLost) reached?.focus({ preventScroll: current === undefined });
  };

  fold.addEventListener('toggle', () => state && update(state));
  table.addEventListener('click', (event) => {
    const cell = cellOf(event.target);
    if (cell !== null) act.select(selectionIn(cell)!);
  });
  table.addEventListener('keydown', (event) => {
    const cell = cellOf(event.target);
    if (cell === null || event.altKey || event.metaKey) return;
    if (event.key === 'Enter') act.open();
    const target = event.key === ' ' ? cell : moveFrom(table, cell, event.key, event.ctrlKey);
    if (target === null && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (target === null) return;
    target.focus();
    act.select(selectionIn(target)!);
  });
  return { update };
}

function moreButton(text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { class: 'link', attributes: { type: 'button' }, onClick });
  setText(made, text);
  made.hidden = true;
  return made;
}

function ownerOf(trace: Trace, selection: Selection | null): LaneOwner | null {
  if (selection === null || selection.kind === 'group') return null;
  const task = selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  return task ? { task } : loop ? { loop } : null;
}

function positionOf(
  { trace, selection }: { trace: Trace; selection: Selection | null },
  track: Track,
): number | null {
  if (selection === null || isWhole(selection)) return null;
  const cursor = cursorOn(trace, selection);
  return cursor?.track.lane === track.lane ? cursor.position : null;
}

function keyOf(owner: LaneOwner): string {
  return 'task' in owner ? `task ${owner.task.id}` : `loop ${owner.loop.id}`;
}
