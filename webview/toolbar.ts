import { printable } from '../src/core/format.ts';
import type { SessionInfo } from '../src/core/messages.ts';
import { button, element, setAttribute, setText, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import { statusChip } from './stateCards.ts';

/** What the toolbar's buttons do. */
export interface ToolbarActions {
  readonly showSession: (id: string) => void;
  readonly toggleFollow: () => void;
  readonly fitAll: () => void;
  readonly zoom: (factor: number) => void;
  readonly toggleLegend: () => void;
  readonly toggleKeys: () => void;
}

/** What the toolbar shows. */
export interface ToolbarState {
  readonly sessions: readonly SessionInfo[];
  readonly session: SessionInfo | null;
  readonly counts: {
    readonly all: number;
    readonly alive: number;
    readonly failed: number;
    readonly blocks: number;
  } | null;
  readonly isFollowing: boolean;
  readonly isLegendShown: boolean;
  readonly loss: { readonly text: string; readonly note: string } | null;
}

export interface Toolbar {
  readonly update: (state: ToolbarState) => void;
}

/** Puts the toolbar into its element. */
export function createToolbar(host: HTMLElement, actions: ToolbarActions): Toolbar {
  const picker = element('select', { class: 'picker', attributes: { 'aria-label': 'Session' } });
  picker.addEventListener('change', () => actions.showSession(picker.value));
  const name = element('span', { class: 'session-name' });
  const chipSign = sign(SIGNS.live);
  const chipText = element('span');
  const chip = element('span', { class: 'chip' }, chipSign, chipText);
  const counts = element('span', { class: 'counts' });
  const loss = element('span', { class: 'chip warning loss' }, sign(SIGNS.loss), element('span'));
  const status = element('div', { class: 'status', attributes: { role: 'status' } }, chip, counts, loss);
  const follow = button('follow', 'Follow', 'Follow the present', actions.toggleFollow);
  const legend = button('legend', 'Legend', 'Show or hide the legend', actions.toggleLegend);
  const tools = element(
    'div',
    { class: 'tools', attributes: { role: 'toolbar', 'aria-label': 'Timeline' } },
    follow,
    element('span', { class: 'gap' }),
    iconButton('minus', 'Zoom out (S)', () => actions.zoom(1.6)),
    iconButton('plus', 'Zoom in (W)', () => actions.zoom(1 / 1.6)),
    iconButton('fit', 'Fit the whole trace (0)', actions.fitAll),
    element('span', { class: 'gap' }),
    legend,
    iconButton('key', 'Keys (?)', actions.toggleKeys),
  );
  host.append(picker, name, status, element('span', { class: 'stretch' }), tools);

  let options = '';
  const update = (state: ToolbarState): void => {
    const { sessions, session } = state;
    const wanted = JSON.stringify(sessions.map(({ id, name: text, state: is }) => [id, text, is]));
    if (wanted !== options) {
      options = wanted;
      picker.replaceChildren(
        ...[...sessions].reverse().map((each) =>
          element('option', {
            text: `${printable(each.name, 60)} – ${statusChip(each).text}`,
            attributes: { value: each.id },
          }),
        ),
      );
    }
    picker.hidden = sessions.length < 2;
    if (session !== null && picker.value !== session.id) picker.value = session.id;
    name.hidden = sessions.length !== 1;
    setText(name, session === null ? '' : printable(session.name, 60));
    chip.hidden = session === null;
    if (session !== null) {
      const { sign: path, text, tone } = statusChip(session);
      chip.className = `chip ${tone} ${session.state}`;
      setAttribute(chipSign.querySelector('path')!, 'd', SIGNS[path]);
      setText(chipText, text);
    }
    setText(counts, state.counts === null ? '' : countText(state.counts));
    loss.hidden = state.loss === null;
    if (state.loss !== null) {
      setText(loss.lastElementChild!, state.loss.text);
      loss.title = state.loss.note;
    }
    const isLive = session?.state === 'live' || session?.state === 'paused' || session?.state === 'waiting';
    follow.hidden = !isLive;
    setAttribute(follow, 'aria-pressed', String(state.isFollowing));
    setAttribute(legend, 'aria-pressed', String(state.isLegendShown));
  };
  return { update };
}

function iconButton(name: keyof typeof SIGNS, title: string, onClick: () => void): HTMLButtonElement {
  return element(
    'button',
    { class: 'icon-button', title, attributes: { type: 'button', 'aria-label': title }, onClick },
    sign(SIGNS[name]),
  );
}

function countText({ all, alive, failed, blocks }: NonNullable<ToolbarState['counts']>): string {
  const count = (n: number, one: string, many: string): string =>
    `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
  const parts = [count(all, 'task', 'tasks')];
  if (alive > 0) parts.push(`${alive.toLocaleString('en')} not done`);
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`);
  if (blocks > 0) parts.push(count(blocks, 'blocked time', 'blocked times'));
  return parts.join(' · ');
}
