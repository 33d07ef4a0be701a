import type { Trace } from '../src/core/trace.ts';
import { ROW_HEIGHT } from './boxes.ts';
import { element, setAttribute, setHidden, setText, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import { laneText } from './laneTexts.ts';
import { pinnedHeight, rowTop, scrolledRows } from './lanes/rowPlaces.ts';
import { ownerOf } from './rows.ts';
import type { RowOwner, Rows } from './rowTypes.ts';
import type { Px } from './viewport.ts';

interface RowElement {
  readonly root: HTMLElement;
  readonly twisty: HTMLElement;
  readonly name: HTMLElement;
  readonly detail: HTMLElement;
  readonly pin: HTMLElement;
  readonly end: HTMLElement;
  readonly spoken: HTMLElement;
  readonly path: SVGPathElement;
  /** Where it was put. */
  top: Px;
  /** What it was last filled from. */
  filled: readonly unknown[];
}

/** The column of names: a tree grid of the visible rows only, each element used again as the rows scroll. */
export interface LaneLabels {
  readonly update: (
    trace: Trace,
    rows: Rows,
    scroll: Px,
    height: Px,
    selectedRow: number,
    hoverRow: number,
    hasEnded: boolean,
  ) => void;
}

/** Rows are put so far from the top at most, before they are counted from further down: browsers place nothing at any distance. */
const FURTHEST: Px = 1000 * ROW_HEIGHT;

/** What a row's element was last given; compared to leave the document alone where nothing changed. */
const written = new WeakMap<HTMLElement, string>();

/** Puts the column into its element. `pin`: the user wants a row pinned, or let go. */
export function createLaneLabels(host: HTMLElement, pin: (row: number) => void): LaneLabels {
  const pinned: RowElement[] = [];
  const pool: RowElement[] = [];
  // Scrolled, the rows move as one: what is in them is neither placed nor painted again.
  const moved = element('div', { class: 'labels-moved', attributes: { role: 'presentation' } });
  const scrolled = element('div', { class: 'labels-scrolled', attributes: { role: 'rowgroup' } }, moved);
  host.append(scrolled);
  let place: Px = Number.NaN;
  let pinnedBottom: Px = 0;
  const fit = (rows: RowElement[], count: number, name: string, put: (root: HTMLElement) => void): void => {
    while (rows.length < count) {
      const row = createRow(`${name}-${rows.length}`, pin);
      rows.push(row);
      put(row.root);
    }
  };
  const update: LaneLabels['update'] = (trace, rows, scroll, height, selectedRow, hoverRow, hasEnded) => {
    const [first, end] = scrolledRows(rows, scroll, height);
    fit(pinned, Math.min(rows.pinned, rows.length), 'lane-pinned', (root) => scrolled.before(root));
    fit(pool, end - first, 'lane', (root) => moved.append(root));
    setAttribute(host, 'aria-rowcount', String(rows.length));
    const bottom = pinnedHeight(rows);
    if (bottom !== pinnedBottom) scrolled.style.top = `${(pinnedBottom = bottom)}px`;
    const from = Math.floor(scroll / FURTHEST) * FURTHEST;
    const shift = from - scroll - bottom;
    if (shift !== place) moved.style.transform = `translateY(${(place = shift)}px)`;
    const show = (row: RowElement, at: number, isThere: boolean): void => {
      const owner = isThere ? ownerOf(trace, rows, at) : undefined;
      setHidden(row.root, owner === undefined);
      if (owner === undefined) return;
      const top = rowTop(rows, at, from);
      // No transform: each of its own makes the browser keep, and look at, a layer of paint for it.
      if (row.top !== top) row.root.style.top = `${(row.top = top)}px`;
      fillRow(row, trace, rows, owner, at, at === selectedRow, at === hoverRow, hasEnded);
    };
    pinned.forEach((row, at) => show(row, at, at < rows.pinned));
    pool.forEach((row, index) => {
      // Each row keeps its element while it scrolls, so that a screen reader's place in the grid stays.
      const at = first + ((((index - first) % pool.length) + pool.length) % pool.length);
      show(row, at, at < end);
    });
    const isActive = ({ root }: RowElement): boolean => !root.hidden && root.classList.contains('selected');
    const active = pinned.find(isActive) ?? pool.find(isActive);
    setAttribute(host, 'aria-activedescendant', active?.root.id ?? null);
  };
  return { update };
}

function createRow(id: string, onPin: (row: number) => void): RowElement {
  const twistySign = sign(SIGNS.open, 'sign twisty-sign');
  const twisty = element('span', { class: 'twisty' }, twistySign);
  const name = element('span', { class: 'lane-name' });
  const detail = element('span', { class: 'lane-detail' });
  const picture = sign(SIGNS.result);
  const end = element('span', { class: 'lane-end' }, picture);
  const spoken = element('span', { class: 'spoken', attributes: { role: 'gridcell' } });
  const pin = element(
    'span',
    {
      class: 'lane-pin',
      onClick: (event) => {
        event.stopPropagation();
        onPin(Number(root.dataset['row']));
      },
    },
    sign(SIGNS.pin),
  );
  const cell = element(
    'span',
    { class: 'lane-cell', attributes: { role: 'gridcell' } },
    twisty,
    name,
    detail,
    pin,
    end,
  );
  const root = element('div', { class: 'lane-label', attributes: { role: 'row', id } }, cell, spoken);
  return {
    root,
    twisty,
    name,
    detail,
    pin,
    end,
    spoken,
    path: picture.querySelector('path')!,
    top: Number.NaN,
    filled: [],
  };
}

function fillRow(
  row: RowElement,
  trace: Trace,
  rows: Rows,
  owner: RowOwner,
  at: number,
  isSelected: boolean,
  isHovered: boolean,
  hasEnded: boolean,
): void {
  const from = [trace, trace.revision, rows, at, isSelected, isHovered, hasEnded];
  if (from.every((each, index) => each === row.filled[index])) return;
  row.filled = from;
  const depth = rows.depth[at]!;
  const fold = rows.fold[at]!;
  const isPinned = at < rows.pinned;
  const text = laneText(trace, rows, at, owner, hasEnded);
  const [place, siblings] = [rows.place[at]!, rows.siblings[at]!];
  const kind = 'group' in owner ? `group ${owner.group.kind}` : 'task' in owner ? 'task' : 'loop';
  const key = [at, depth, fold, isPinned, isSelected, isHovered, place, siblings, kind]
    .concat(text.name, text.detail, text.sign ?? '', text.spoken)
    .join('\0');
  if (written.get(row.root) === key) return;
  written.set(row.root, key);
  const marks = `${isPinned ? ' pinned' : ''}${isSelected ? ' selected' : ''}${isHovered ? ' hovered' : ''}`;
  row.root.className = `lane-label ${kind}${marks}`;
  row.root.style.paddingLeft = `calc(4px + ${Math.min(depth, 12)} * var(--indent))`;
  row.root.dataset['row'] = String(at);
  setAttribute(row.root, 'aria-rowindex', String(at + 1));
  setAttribute(row.root, 'aria-level', String(depth + 1));
  setAttribute(row.root, 'aria-posinset', place === 0 ? null : String(place));
  setAttribute(row.root, 'aria-setsize', place === 0 ? null : String(siblings));
  setAttribute(row.root, 'aria-selected', String(isSelected));
  setAttribute(row.root, 'aria-expanded', fold === 0 ? null : String(fold === 1));
  row.twisty.className = `twisty${fold === 1 ? ' open' : fold === 2 ? ' closed' : ''}`;
  setText(row.name, text.name);
  setText(row.detail, text.detail);
  // What has no room is told in full, and of a loop its class as well.
  const words = [text.name, text.detail, kind === 'loop' ? text.spoken : ''];
  setAttribute(row.root, 'title', words.filter((word) => word !== '').join(' · '));
  setAttribute(row.pin, 'title', isPinned ? 'Unpin (T)' : 'Pin to the top (T)');
  setText(row.spoken, [isPinned ? 'pinned' : '', text.spoken].filter((word) => word !== '').join('; '));
  row.end.hidden = text.sign === null;
  row.end.className = `lane-end ${text.tone}`;
  setAttribute(row.path, 'd', text.sign === null ? '' : SIGNS[text.sign]);
}
