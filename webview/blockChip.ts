import { plural } from './details.ts';
import { element, setAttribute, setHidden, setText, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import { formatDuration } from '../src/core/format.ts';
import type { Nanos } from '../src/core/units.ts';

/** What there is to say of a trace's blocks in a few words. */
export interface BlockState {
  /** How many there are, with those that go on. */
  readonly count: number;
  /** Which of them is selected, from 0; −1 for none. */
  readonly at: number;
  /** For how long a loop is blocked already; 0 while none is. */
  readonly now: Nanos;
  /** The longest that is over, in a few words; empty where none is. */
  readonly worst: string;
  /** The only one is told of beside it. */
  readonly isTold: boolean;
}

export interface BlockActions {
  /** Goes to the longest, or from block to block where one is selected. */
  readonly showBlock: () => void;
  readonly walkBlocks: (by: 1 | -1) => void;
}

/** Makes the chip that counts the blocks, with the arrows that walk them; hidden while there are none. */
export function createBlockChip(actions: BlockActions): {
  readonly root: HTMLElement;
  readonly update: (state: BlockState) => void;
} {
  const text = element('span');
  const chip = element(
    'button',
    {
      class: 'chip blocks',
      attributes: { type: 'button' },
      onClick: actions.showBlock,
    },
    sign(SIGNS.loss),
    text,
  );
  const arrow = (name: 'previous' | 'next', title: string, by: 1 | -1): HTMLButtonElement =>
    element(
      'button',
      {
        class: 'icon-button block-arrow',
        title,
        attributes: { type: 'button', 'aria-label': title },
        onClick: () => actions.walkBlocks(by),
      },
      sign(SIGNS[name]),
    );
  const arrows = [arrow('previous', 'Previous block (Shift+B)', -1), arrow('next', 'Next block (B)', 1)];
  const root = element(
    'div',
    { class: 'block-chip', attributes: { role: 'group', 'aria-label': 'Blocks' } },
    chip,
    ...arrows,
  );
  root.hidden = true;
  const update = ({ count, at, now, worst, isTold }: BlockState): void => {
    const isNow = now > 0;
    setHidden(root, count === 0 || (isTold && !isNow));
    // Of a single one there is nowhere to go.
    for (const each of arrows) setHidden(each, count < 2);
    const longest = worst === '' || count === 0 ? '' : `Longest: ${worst}.\n`;
    setAttribute(chip, 'title', `${longest}Show the longest block, then the next one (B)`);
    setAttribute(chip, 'class', `chip blocks${isNow ? ' now' : ''}`);
    const words =
      at < 0
        ? plural(count, 'block')
        : `Block ${(at + 1).toLocaleString('en')} of ${count.toLocaleString('en')}`;
    setText(text, isNow ? `${words} · now for ${formatDuration(now)}` : words);
  };
  return { root, update };
}
