import { element } from './element.ts';

const KEYS: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['wheel', 'W', 'S'], 'Zoom at the pointer'],
  [['drag', 'Shift+wheel', 'A', 'D'], 'Pan'],
  [['←', '→'], 'Previous, next step or suspension; close, open a task'],
  [['↑', '↓'], 'Lane above, below'],
  [['B', 'Shift+B'], 'Next, previous block: what held the loop'],
  [['Enter', 'double click'], 'Open the source'],
  [['F'], 'Fit the selected'],
  [['0'], 'Fit the whole trace'],
  [['Home', 'End'], 'Begin, end of the trace'],
  [['Space'], 'Collapse or expand'],
  [['Escape'], 'Clear the selection'],
  [['?'], 'Show or hide this list'],
];

/** The list of keys, in a dialog that Escape or a click beside it closes. */
export function createKeysHelp(host: HTMLElement): () => void {
  const rows = KEYS.flatMap(([keys, meaning]) => [
    element(
      'dt',
      {},
      ...keys.flatMap((key, index) => [
        index > 0 ? document.createTextNode(' ') : null,
        element('kbd', { text: key }),
      ]),
    ),
    element('dd', { text: meaning }),
  ]);
  const dialog = element(
    'dialog',
    { class: 'keys', attributes: { 'aria-label': 'Keys' } },
    element('h2', { text: 'Keys' }),
    element('dl', {}, ...rows),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  host.append(dialog);
  return () => (dialog.open ? dialog.close() : dialog.showModal());
}
