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
  const more = element('span', { class: 'finding-more' });
  const root = element(
    'button',
    { class: 'chip finding', attributes: { type: 'button' }, onClick: show },
    sign(SIGNS.loss),
    kind,
    what,
    more,
  );
  root.hidden = true;
  const update = ({ first, isGrave, count }: FindingState): void => {
    setHidden(root, first === null);
    if (first === null) return;
    root.classList.toggle('grave', isGrave);
    setText(kind, first.kind);
    const words = sentence(first);
    setText(what, words);
    setHidden(more, count < 2);
    setText(more, count > 1 ? `+${count - 1}` : '');
    const title = `${first.kind}: ${words}.\nShow it, then the next one (L)`;
    if (root.title !== title) root.title = title;
  };
  return { root, update };
}
