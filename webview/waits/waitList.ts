import type { WaitPicture } from '../../src/core/inspect/waitPicture.ts';
import { element } from '../element.ts';
import { markWords, waitsOf } from './waitWords.ts';

export interface ListActions {
  readonly choose: (box: number) => void;
  readonly open: (box: number) => void;
  readonly reveal: (box: number) => void;
}

export interface WaitList {
  readonly draw: (picture: WaitPicture) => void;
  /** Shows what can be done with a box. */
  readonly mark: (box: number) => void;
}

/** The same as the picture, as text: a line for each task that waits. What is wrong comes first. */
export function createWaitList(pane: HTMLElement, { choose, open, reveal }: ListActions): WaitList {
  let rows = new Map<number, HTMLLIElement>();
  let chosen = 0;

  const draw = (picture: WaitPicture): void => {
    const order = picture.boxes
      .map((box, at) => ({ box, at }))
      .filter(({ box, at }) => box.kind === 'task' || picture.arrows.some(({ from }) => from === at))
      .sort((a, b) => RANK[a.box.mark ?? 'none'] - RANK[b.box.mark ?? 'none'] || a.at - b.at);
    rows = new Map(order.map(({ at }) => [at, rowOf(picture, at)] as const));
    pane.replaceChildren(element('ul', { class: 'waits' }, ...rows.values()));
    mark(Math.min(chosen, picture.boxes.length - 1));
  };

  const rowOf = (picture: WaitPicture, at: number): HTMLLIElement => {
    const { kind, title, detail, words, mark: wrong, place } = picture.boxes[at]!;
    const waits = waitsOf(picture, at);
    const facts = [waits === '' ? words : waits, markWords(wrong)].filter((part) => part !== '');
    const line = element(
      'button',
      {
        class: `wait${wrong === null ? '' : ` ${wrong}`}`,
        attributes: { type: 'button' },
        onClick: () => choose(at),
      },
      element('span', { class: 'title', text: title }),
      element('span', { class: 'facts', text: facts.length === 0 ? '' : ` ${facts.join(' · ')}` }),
    );
    line.addEventListener('focus', () => choose(at));
    const about = [detail, waits === '' ? '' : words].filter((part) => part !== '').join(' · ');
    const actions = element(
      'div',
      { class: 'actions' },
      about === '' ? null : element('p', { text: about }),
      place === null ? null : action('Go to Source', () => open(at)),
      kind === 'task' ? action('Show in Asyncio Tasks', () => reveal(at)) : null,
    );
    return element('li', {}, line, actions);
  };

  const mark = (box: number): void => {
    chosen = box;
    const first = rows.has(box) ? box : [...rows.keys()][0];
    for (const [at, row] of rows) {
      row.classList.toggle('chosen', at === box);
      row.querySelector('button')!.tabIndex = at === first ? 0 : -1;
      row.querySelector<HTMLElement>('.actions')!.hidden = at !== box;
    }
    rows.get(box)?.scrollIntoView({ block: 'nearest' });
  };

  pane.addEventListener('keydown', (event) => {
    const from = (event.target as Element).closest('li');
    const all = [...rows.values()];
    const at = from === null ? -1 : all.indexOf(from);
    const next =
      event.key === 'ArrowDown'
        ? at + 1
        : event.key === 'ArrowUp'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? all.length - 1
              : -1;
    if (at < 0 || next < 0 || next >= all.length || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    all[next]!.querySelector('button')!.focus();
  });

  return { draw, mark };
}

const RANK = { deadlock: 0, lost: 1, stuck: 2, none: 3 } as const;

function action(text: string, onClick: () => void): HTMLButtonElement {
  return element('button', { class: 'link', text, attributes: { type: 'button' }, onClick });
}
