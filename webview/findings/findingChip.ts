import { element, setHidden, setText, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import type { FindingWords } from './findingWords.ts';

/** What there is to say of deadlocks and convoys in a few words. */
export interface FindingState {
  /** The gravest; null where nothing is found. */
  readonly first: FindingWords | null;
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
  const update = ({ first, count }: FindingState): void => {
    setHidden(root, first === null);
    if (first === null) return;
    root.classList.toggle('grave', first.kind === 'Deadlock');
    setText(kind, first.kind);
    setText(what, first.what);
    setHidden(more, count < 2);
    setText(more, count > 1 ? `+${count - 1}` : '');
    const title = `${first.kind}: ${first.what}.\nShow it, then the next one (L)`;
    if (root.title !== title) root.title = title;
  };
  return { root, update };
}
