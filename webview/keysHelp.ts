import { element } from './element.ts';

type Meaning = readonly [keys: readonly string[], meaning: string];

const KEYS: readonly (readonly [heading: string, meanings: readonly Meaning[]])[] = [
  [
    'Look',
    [
      [['wheel', 'W', 'S'], 'Zoom at the pointer'],
      [['drag', 'Shift+wheel', 'A', 'D'], 'Pan'],
      [['double click'], 'Zoom to a bar'],
      [['F'], 'Fit the selected'],
      [['0'], 'Fit the whole trace'],
      [['Home', 'End'], 'Begin, end of the trace'],
      [['Alt+←', 'Alt+→'], 'Back to where you were, forward again'],
    ],
  ],
  [
    'Select',
    [
      [['←', '→'], 'Previous, next step or suspension; close, open a task'],
      [['↑', '↓'], 'Lane above, below'],
      [[',', '.'], 'Previous, next step'],
      [['B', 'Shift+B'], 'Next, previous block: what held the loop'],
      [['L', 'Shift+L'], 'Next, previous finding: deadlock, failure, block, leak …'],
      [['Y', 'Shift+Y'], 'Next, previous test'],
      [['Enter'], 'Open the source'],
      [['Escape'], 'Clear the selection, then the range'],
    ],
  ],
  [
    'Follow',
    [
      [['['], 'To what woke it'],
      [[']'], 'To what it woke'],
      [['{', '}'], 'To what was woken together with it'],
      [['P'], 'To the step that created its task'],
      [['C'], 'To who cancelled it'],
    ],
  ],
  [
    'Find and arrange',
    [
      [['/'], 'Search'],
      [['N', 'Shift+N'], 'Next, previous match'],
      [['M', 'drag on the axis', 'Shift+drag'], 'Mark a range to sum it up'],
      [['G'], 'Group the tasks otherwise'],
      [['T'], 'Pin or unpin the selected row'],
      [['Space'], 'Collapse or expand'],
      [['E'], 'Save or copy the picture'],
      [['?'], 'Show or hide this list'],
    ],
  ],
];

/** The list of keys, in a dialog that Escape or a click beside it closes. */
export function createKeysHelp(host: HTMLElement): () => void {
  const sections = KEYS.map(([heading, meanings]) =>
    element(
      'section',
      {},
      element('h3', { text: heading }),
      element('dl', {}, ...meanings.flatMap((meaning) => buildMeaning(meaning))),
    ),
  );
  const dialog = element(
    'dialog',
    { class: 'keys', attributes: { 'aria-label': 'Keys' } },
    element('h2', { text: 'Keys' }),
    element('div', { class: 'keys-sections' }, ...sections),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  host.append(dialog);
  return () => (dialog.open ? dialog.close() : dialog.showModal());
}

function buildMeaning([keys, meaning]: Meaning): HTMLElement[] {
  const words = keys.flatMap((key, index) => [
    index > 0 ? document.createTextNode(' ') : null,
    element('kbd', { text: key }),
  ]);
  return [element('dt', {}, ...words), element('dd', { text: meaning })];
}
