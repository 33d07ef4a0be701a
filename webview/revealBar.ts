import { fileName, printable } from '../src/core/format.ts';
import { element, setHidden, setText, sign } from './element.ts';
import type { Found } from './findSites.ts';
import { SIGNS } from './glyphs.ts';

/** `3 of 17 suspensions at main.py:12`, or that there are none; `at` counts from 1, and is 0
 * when none of them is selected. */
export function revealText({ file, line, count }: Found, at: number): string {
  const place = `${printable(fileName(file), 60)}:${line}`;
  if (count === 0) return `No task suspended at ${place} in this recording`;
  const which = at > 0 ? `${at.toLocaleString('en')} of ` : '';
  return `${which}${count.toLocaleString('en')} suspension${count === 1 ? '' : 's'} at ${place}`;
}

/** The bar that walks through what was revealed. */
export function createRevealBar(
  host: HTMLElement,
  step: (by: 1 | -1) => void,
  close: () => void,
): (found: Found | null, at: number) => void {
  const text = element('span', { class: 'reveal-text', attributes: { role: 'status' } });
  const arrow = (name: 'previous' | 'next', title: string, by: 1 | -1): HTMLButtonElement =>
    element(
      'button',
      {
        class: 'icon-button',
        title,
        attributes: { type: 'button', 'aria-label': title },
        onClick: () => step(by),
      },
      sign(SIGNS[name]),
    );
  const arrows = [arrow('previous', 'Previous suspension', -1), arrow('next', 'Next suspension', 1)];
  const end = element(
    'button',
    {
      class: 'icon-button',
      title: 'Close',
      attributes: { type: 'button', 'aria-label': 'Close' },
      onClick: close,
    },
    sign(SIGNS.close),
  );
  host.append(text, ...arrows, element('span', { class: 'stretch' }), end);
  return (found, at) => {
    setHidden(host, found === null);
    if (found === null) return;
    setText(text, revealText(found, at));
    for (const each of arrows) each.hidden = found.count < 2;
  };
}
