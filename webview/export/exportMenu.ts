import { element, setAttribute, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import type { ExportAction } from './exportActions.ts';

const ITEMS: readonly (readonly [ExportAction, string])[] = [
  ['exportPng', 'Save as PNG…'],
  ['exportSvg', 'Save as SVG…'],
  ['copyPicture', 'Copy Picture'],
  ['saveRecording', 'Save Recording…'],
];

/** The menu of what can be done with the picture and its recording: a button for the toolbar, and the list that it opens. */
export interface ExportMenu {
  readonly root: HTMLElement;
  readonly toggle: () => void;
}

/** Makes the menu. */
export function createExportMenu(choose: (action: ExportAction) => void): ExportMenu {
  const button = element(
    'button',
    {
      class: 'button export-button',
      title: 'Save or copy what is shown (E)',
      attributes: {
        type: 'button',
        'aria-label': 'Export',
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
      },
      onClick: () => toggle(),
    },
    sign(SIGNS.export),
    element('span', { class: 'button-text', text: 'Export' }),
  );
  const list = element('div', { class: 'export-list', attributes: { role: 'menu', 'aria-label': 'Export' } });
  const items = ITEMS.map(([action, text]) =>
    element('button', {
      text,
      attributes: { type: 'button', role: 'menuitem', tabindex: '-1' },
      onClick: () => {
        close(true);
        choose(action);
      },
    }),
  );
  list.append(...items);
  list.hidden = true;
  const root = element('div', { class: 'export' }, button, list);

  const close = (isFocused: boolean): void => {
    if (list.hidden) return;
    list.hidden = true;
    setAttribute(button, 'aria-expanded', 'false');
    if (isFocused) button.focus();
  };
  const toggle = (): void => {
    if (!list.hidden) return close(true);
    list.hidden = false;
    setAttribute(button, 'aria-expanded', 'true');
    items[0]!.focus();
  };
  root.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const at = items.findIndex((item) => item === document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items[(next + items.length) % items.length]!.focus();
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(true);
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    // The timeline's own keys are for the timeline.
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
  });
  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) close(false);
  });
  return { root, toggle };
}
