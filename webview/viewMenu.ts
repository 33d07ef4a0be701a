import { element, setAttribute, setText, sign } from './element.ts';
import { GROUPINGS, SORT_KEYS } from './lanes/choices.ts';
import type { Grouping, Sorting } from './rowTypes.ts';

/** A chart that can be shown under the axis. */
export interface ChartChoice {
  readonly key: string;
  readonly label: string;
  /** The user wants it. */
  readonly isShown: boolean;
  /** There is room for it. */
  readonly isFitting: boolean;
}

/** What the menu shows as chosen. */
export interface ViewMenuState {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  readonly isMinimapShown: boolean;
  readonly isMinimapFitting: boolean;
  readonly areTestsShown: boolean;
  /** Null where the trace has no tests. */
  readonly areTestsFitting: boolean | null;
  readonly charts: readonly ChartChoice[];
}

/** What its entries do. */
export interface ViewMenuActions {
  readonly group: (by: Grouping) => void;
  readonly sort: (by: Sorting) => void;
  readonly toggleMinimap: () => void;
  readonly toggleTests: () => void;
  readonly toggleChart: (key: string) => void;
}

/** A button that opens the menu of how lanes are arranged, and what is shown beside them. */
export interface ViewMenu {
  readonly root: HTMLElement;
  readonly update: (state: ViewMenuState) => void;
}

const NO_ROOM = 'no room';
const NO_ROOM_ADVICE =
  'The lanes keep half of the height. Make the panel higher, or show less, to see what has no room.';

const LINES = 'M1 2.5h10M3 6h6M5 9.5h2';
/** Makes the button with its menu. */
export function createViewMenu(actions: ViewMenuActions): ViewMenu {
  let state: ViewMenuState | null = null;
  const menu = element('div', {
    class: 'view-menu',
    attributes: { popover: 'auto', role: 'dialog', 'aria-label': 'View' },
  });
  const toggle = element(
    'button',
    {
      class: 'button',
      title: 'Group and sort the lanes, show charts',
      attributes: {
        type: 'button',
        'aria-label': 'View',
        'aria-haspopup': 'dialog',
        'aria-expanded': 'false',
      },
      onClick: () => menu.togglePopover(),
    },
    sign(LINES),
    element('span', { class: 'button-text', text: 'View' }),
  );

  const groups = choices('grouping', 'Group lanes by', GROUPINGS, actions.group);
  const sorts = choices('sorting', 'Sort lanes by', SORT_KEYS, (key) =>
    // The longest are looked for first; tasks are read in the order in which they were made.
    actions.sort({ key, isDescending: key !== 'created' }),
  );
  const reverse = checkbox('In reverse', () => {
    if (state) actions.sort({ ...state.sorting, isDescending: !state.sorting.isDescending });
  });
  sorts.root.append(reverse.root);
  const minimap = checkbox('Minimap', actions.toggleMinimap);
  const tests = checkbox('Tests', actions.toggleTests);
  const shown = fieldset('Show above the lanes', minimap.root, tests.root);
  const advice = element('p', { class: 'view-advice', text: NO_ROOM_ADVICE });
  const charts = new Map<string, Checkbox>();
  menu.append(groups.root, sorts.root, shown, advice);
  menu.addEventListener('toggle', (event) => {
    const isOpen = event.newState === 'open';
    setAttribute(toggle, 'aria-expanded', String(isOpen));
    if (!isOpen) return;
    const { bottom, right } = toggle.getBoundingClientRect();
    menu.style.top = `${bottom + 2}px`;
    menu.style.right = `${Math.max(4, document.documentElement.clientWidth - right)}px`;
    menu.querySelector<HTMLElement>('input:checked')?.focus();
  });
  // The page's keys are not meant while a choice is made.
  menu.addEventListener('keydown', (event) => event.stopPropagation());

  const update = (next: ViewMenuState): void => {
    state = next;
    groups.choose(next.grouping);
    sorts.choose(next.sorting.key);
    reverse.input.checked = next.sorting.isDescending !== (next.sorting.key !== 'created');
    minimap.input.checked = next.isMinimapShown;
    minimap.note(next.isMinimapShown && !next.isMinimapFitting ? NO_ROOM : '');
    tests.root.hidden = next.areTestsFitting === null;
    tests.input.checked = next.areTestsShown;
    const isTestless = next.areTestsShown && next.areTestsFitting === false;
    tests.note(isTestless ? NO_ROOM : '');
    let hasAdvice = isTestless || (next.isMinimapShown && !next.isMinimapFitting);
    for (const { key, label, isShown, isFitting } of next.charts) {
      let known = charts.get(key);
      if (known === undefined) {
        known = checkbox(label, () => actions.toggleChart(key));
        charts.set(key, known);
        shown.append(known.root);
      }
      known.input.checked = isShown;
      known.note(isShown && !isFitting ? NO_ROOM : '');
      hasAdvice ||= isShown && !isFitting;
    }
    advice.hidden = !hasAdvice;
    for (const [key, { root }] of charts) root.hidden = !next.charts.some((chart) => chart.key === key);
  };
  return { root: element('span', { class: 'view' }, toggle, menu), update };
}

interface Checkbox {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says something of it beside its name. */
  readonly note: (text: string) => void;
}

function checkbox(text: string, onChange: () => void): Checkbox {
  const input = element('input', { attributes: { type: 'checkbox' } });
  const note = element('span', { class: 'view-note' });
  input.addEventListener('change', onChange);
  return {
    root: element('label', { class: 'view-choice' }, input, element('span', { text }), note),
    input,
    note: (said) => setText(note, said),
  };
}

function choices<Key extends string>(
  name: string,
  title: string,
  texts: readonly (readonly [key: Key, text: string])[],
  choose: (key: Key) => void,
): { readonly root: HTMLElement; readonly choose: (key: Key) => void } {
  const inputs = new Map<Key, HTMLInputElement>();
  const root = fieldset(title);
  for (const [key, text] of texts) {
    const input = element('input', { attributes: { type: 'radio', name } });
    input.addEventListener('change', () => choose(key));
    inputs.set(key, input);
    root.append(element('label', { class: 'view-choice' }, input, element('span', { text })));
  }
  return {
    root,
    choose: (key) => {
      for (const [each, input] of inputs) input.checked = each === key;
    },
  };
}

function fieldset(title: string, ...content: HTMLElement[]): HTMLFieldSetElement {
  return element('fieldset', {}, element('legend', { text: title }), ...content);
}
