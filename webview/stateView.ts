import { element, sign } from './element.ts';
import { SIGNS } from './glyphs.ts';
import type { StateCard } from './stateCards.ts';

/** Puts a card in place of the lanes, or takes it away. */
export function createStateView(
  host: HTMLElement,
  act: (action: NonNullable<StateCard['action']>) => void,
): (card: StateCard | null) => void {
  let shown = '';
  return (card) => {
    const wanted = JSON.stringify(card);
    if (wanted === shown) return;
    shown = wanted;
    host.hidden = card === null;
    host.replaceChildren(...(card === null ? [] : [build(card, act)]));
  };
}

const ACTIONS = {
  runSample: 'Run a sample',
  showLog: 'Show log',
  manageTrust: 'Manage Workspace Trust',
} as const;

function build(card: StateCard, act: (action: NonNullable<StateCard['action']>) => void): HTMLElement {
  const { action } = card;
  const buttons = element('div', { class: 'card-actions' });
  if (card.key !== null) {
    const hint = card.sign === 'pause' ? 'to continue' : 'to debug the open file';
    buttons.append(
      element(
        'span',
        { class: 'card-hint' },
        element('kbd', { text: card.key }),
        document.createTextNode(` ${hint}`),
      ),
    );
  }
  if (action !== null) {
    const start = element('button', {
      class: 'primary',
      attributes: { type: 'button' },
      onClick: () => act(action),
    });
    if (action === 'runSample') start.append(sign(SIGNS.play));
    start.append(ACTIONS[action]);
    buttons.append(start);
  }
  return element(
    'div',
    { class: `card ${card.sign}`, attributes: { role: 'status' } },
    element('div', { class: 'card-sign' }, sign(SIGNS[card.sign])),
    element('h1', { text: card.title }),
    element('p', { text: card.text }),
    buttons,
  );
}
