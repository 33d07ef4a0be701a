import { formatDuration, printable } from '../src/core/format.ts';
import type { Loop, Task, Trace } from '../src/core/trace.ts';
import { stateOf } from './describeTask.ts';
import { isOver } from './ends.ts';
import { loopClass, processLabel } from './labels.ts';
import { element, setAttribute, setText, sign } from './element.ts';
import { SIGNS, type Sign } from './glyphs.ts';
import { rowTop, scrolledRows } from './lanes/rowPlaces.ts';
import { ownerOf } from './rows.ts';
import type { RowOwner, Rows } from './rowTypes.ts';
import type { Px } from './viewport.ts';

interface RowElement {
  readonly root: HTMLElement;
  readonly twisty: HTMLElement;
  readonly name: HTMLElement;
  readonly detail: HTMLElement;
  readonly end: HTMLElement;
  readonly spoken: HTMLElement;
  readonly path: SVGPathElement;
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
  ) => void;
}

/** What a row's element was last given; compared to leave the document alone where nothing changed. */
const written = new WeakMap<HTMLElement, string>();

/** Puts the column into its element. */
export function createLaneLabels(host: HTMLElement): LaneLabels {
  const pool: RowElement[] = [];
  const update: LaneLabels['update'] = (trace, rows, scroll, height, selectedRow, hoverRow) => {
    const [first, end] = scrolledRows(rows, scroll, height);
    while (pool.length < end - first) {
      const row = createRow(pool.length);
      pool.push(row);
      host.append(row.root);
    }
    setAttribute(host, 'aria-rowcount', String(rows.length));
    pool.forEach((row, index) => {
      // Each row keeps its element while it scrolls, so that a screen reader's place in the grid stays.
      const at = first + ((((index - first) % pool.length) + pool.length) % pool.length);
      const owner = at < end ? ownerOf(trace, rows, at) : undefined;
      row.root.hidden = owner === undefined;
      if (owner === undefined) return;
      row.root.style.transform = `translateY(${rowTop(rows, at, scroll)}px)`;
      fillRow(row, trace, rows, owner, at, at === selectedRow, at === hoverRow);
    });
    const active = pool.find((row) => !row.root.hidden && row.root.classList.contains('selected'));
    setAttribute(host, 'aria-activedescendant', active?.root.id ?? null);
  };
  return { update };
}

function createRow(index: number): RowElement {
  const twistySign = sign(SIGNS.open, 'sign twisty-sign');
  const twisty = element('span', { class: 'twisty' }, twistySign);
  const name = element('span', { class: 'lane-name' });
  const detail = element('span', { class: 'lane-detail' });
  const picture = sign(SIGNS.result);
  const end = element('span', { class: 'lane-end' }, picture);
  const spoken = element('span', { class: 'spoken', attributes: { role: 'gridcell' } });
  const cell = element(
    'span',
    { class: 'lane-cell', attributes: { role: 'gridcell' } },
    twisty,
    name,
    detail,
    end,
  );
  const root = element(
    'div',
    { class: 'lane-label', attributes: { role: 'row', id: `lane-${index}` } },
    cell,
    spoken,
  );
  return { root, twisty, name, detail, end, spoken, path: picture.querySelector('path')! };
}

function fillRow(
  row: RowElement,
  trace: Trace,
  rows: Rows,
  owner: RowOwner,
  at: number,
  isSelected: boolean,
  isHovered: boolean,
): void {
  const depth = rows.depth[at]!;
  const fold = rows.fold[at]!;
  const text = textOf(trace, owner);
  const key = [at, depth, fold, isSelected, isHovered, text.name, text.detail, text.sign, text.spoken].join(
    '\0',
  );
  if (written.get(row.root) === key) return;
  written.set(row.root, key);
  row.root.className = `lane-label ${kindOf(owner)}${isSelected ? ' selected' : ''}${isHovered ? ' hovered' : ''}`;
  row.root.style.paddingLeft = `${4 + Math.min(depth, 12) * 12}px`;
  row.root.dataset['row'] = String(at);
  setAttribute(row.root, 'aria-rowindex', String(at + 1));
  setAttribute(row.root, 'aria-level', String(depth + 1));
  setAttribute(row.root, 'aria-selected', String(isSelected));
  setAttribute(row.root, 'aria-expanded', fold === 0 ? null : String(fold === 1));
  row.twisty.className = `twisty${fold === 1 ? ' open' : fold === 2 ? ' closed' : ''}`;
  setText(row.name, text.name);
  setText(row.detail, text.detail);
  setText(row.spoken, text.spoken);
  row.end.hidden = text.sign === null;
  row.end.className = `lane-end ${text.tone}`;
  setAttribute(row.path, 'd', text.sign === null ? '' : SIGNS[text.sign]);
}

/** What a row of the column says. */
export interface RowText {
  readonly name: string;
  readonly detail: string;
  readonly sign: Sign | null;
  readonly tone: string;
  readonly spoken: string;
}

function kindOf(owner: RowOwner): 'task' | 'loop' | 'group' {
  if ('group' in owner) return 'group';
  return 'task' in owner ? 'task' : 'loop';
}

/** What a row of the column says. */
export function textOf(trace: Trace, owner: RowOwner): RowText {
  if ('task' in owner) return taskText(trace, owner.task);
  if ('loop' in owner) return loopText(trace, owner.loop);
  const { title, detail } = owner.group;
  return { name: printable(title), detail: printable(detail), sign: null, tone: 'plain', spoken: '' };
}

function taskText(trace: Trace, task: Task): RowText {
  const state = stateOf(trace, task);
  const ended: Sign | null = isOver(trace, task) ? task.outcome : null;
  const ran = task.lane.busyBefore(task.lane.length);
  const spoken = `${state.text}${task.error === null ? '' : `: ${printable(task.error)}`}; ran ${formatDuration(ran)} in ${task.lane.length} steps`;
  return {
    name: printable(task.name),
    detail: printable(task.coroutine),
    sign: ended,
    tone: state.tone,
    spoken,
  };
}

function loopText(trace: Trace, loop: Loop): RowText {
  const detail = [processLabel(trace, loop), printable(loop.thread.name), loopClass(loop)]
    .filter((word) => word !== '')
    .join(' · ');
  return { name: 'Event loop', detail, sign: null, tone: 'plain', spoken: '' };
}
