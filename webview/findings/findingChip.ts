import { element, setHidden, setText, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import type { FindingWords } from './finding.ts';
import { sentence } from './kinds.ts';

/** What there is to say of all findings in a few words. */
export interface FindingState {
  /** The gravest; null where nothing is found. */
  readonly first: FindingWords | null;
  readonly isGrave: boolean;
  readonly count: number;
}

/** Makes the chip that names the gravest finding and leads there; hidden while there is none. */
export function createFindingChip(show: () => void): {
  readonly root: HTMLButtonElement;
  readonly update: (state: FindingState) => void;
} {
  const kind = element('span', { class: 'finding-kind' });
  const what = element('span', { class: 'finding-what' });
  const where = element('span', { class: 'finding-where' });
  const cost = element('span', { class: 'finding-cost' });
  const more = element('span', { class: 'finding-more' });
  const root = element(
    'button',
    { class: 'chip finding', attributes: { type: 'button' }, onClick: show },
    sign(SIGNS.loss),
    kind,
    what,
    where,
    cost,
    more,
  );
  root.hidden = true;
  const update = ({ first, isGrave, count }: FindingState): void => {
    setHidden(root, first === null);
    if (first === null) return;
    root.classList.toggle('grave', isGrave);
    setText(kind, first.kind);
    setText(what, first.what);
    putBehind(where, first.where?.text ?? '');
    putBehind(cost, first.cost);
    setHidden(more, count < 2);
    setText(more, count > 1 ? `+${count - 1}` : '');
    const title = `${first.kind}: ${sentence(first)}.\nShow it, then the next one (L)`;
    if (root.title !== title) root.title = title;
  };
  return { root, update };
}

/** What comes behind something else, if there is anything. */
function putBehind(host: HTMLElement, text: string): void {
  setHidden(host, text === '');
  setText(host, text === '' ? '' : `· ${text}`);
}
