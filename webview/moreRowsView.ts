import { element, setAttribute, setText, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import { beyondText, type RowsBeyond } from './moreRows.ts';
import type { Px } from './viewport.ts';

/** What the hints stand on, and where the focus goes when there is no more to scroll to. */
export interface MoreRowsHosts {
  readonly timeline: HTMLElement;
  readonly lanes: HTMLElement;
  readonly labels: HTMLElement;
}

/**
 * Says at the edges of the names' column, where no bar is covered, that there are more lanes beyond; a click scrolls on. `top`:
 * how far down the pinned rows reach.
 */
export type ShowMoreRows = (above: RowsBeyond, below: RowsBeyond, top: Px) => void;

/** Makes the hints. `scroll` goes on by one page, up (−1) or down (1). */
export function createMoreRows(hosts: MoreRowsHosts, scroll: (by: 1 | -1) => void): ShowMoreRows {
  const above = createHint(hosts, 'above', () => scroll(-1));
  const below = createHint(hosts, 'below', () => scroll(1));
  let shownTop = 0;
  return (beyondAbove, beyondBelow, top) => {
    if (top !== shownTop) above.root.style.marginTop = `${(shownTop = top)}px`;
    above.show(beyondAbove);
    below.show(beyondBelow);
  };
}

function createHint(
  { timeline, lanes, labels }: MoreRowsHosts,
  side: 'above' | 'below',
  onClick: () => void,
): { readonly root: HTMLElement; readonly show: (beyond: RowsBeyond) => void } {
  const words = element('span');
  const root = element(
    'button',
    { class: `more-rows ${side}`, attributes: { type: 'button' }, onClick },
    sign(SIGNS[side]),
    words,
  );
  root.hidden = true;
  // The wheel scrolls the lanes here as anywhere on them.
  root.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      lanes.dispatchEvent(new WheelEvent(event.type, event));
    },
    { passive: false },
  );
  timeline.append(root);
  let shown = { rows: 0, blocked: 0, stuck: 0 };
  const show = ({ rows, blocked, stuck }: RowsBeyond): void => {
    if (rows === shown.rows && blocked === shown.blocked && stuck === shown.stuck) return;
    shown = { rows, blocked, stuck };
    const text = beyondText(shown);
    if (text === '' && root === document.activeElement) labels.focus();
    if (root.hidden !== (text === '')) root.hidden = text === '';
    if (text === '') return;
    setText(words, text);
    setAttribute(root, 'title', text);
    setAttribute(root, 'aria-label', `${text}, ${side}: scroll ${side === 'above' ? 'up' : 'down'}`);
  };
  return { root, show };
}
