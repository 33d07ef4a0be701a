import { element } from '../element.ts';

export type Copy = (text: string) => void;

/** A button that copies a table. */
export function copyButton(what: string, text: () => string, copy: Copy): HTMLButtonElement {
  return element('button', {
    class: 'link-button',
    text: 'Copy',
    title: `Copy ${what} as text with tabs, to paste into a sheet`,
    attributes: { type: 'button', 'aria-label': `Copy ${what}` },
    onClick: () => copy(text()),
  });
}

/** The head of a pane, or of a part of it. */
export function paneHead(tag: 'h2' | 'h3', title: string, ...actions: readonly Node[]): HTMLElement {
  return element(
    'div',
    { class: 'pane-head' },
    element(tag, { class: 'pane-title', text: title }),
    element('span', { class: 'stretch' }),
    ...actions,
  );
}
