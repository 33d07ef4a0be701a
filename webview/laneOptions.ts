import { element, setAttribute, setText } from './element.ts';
import { GROUPINGS, SORT_KEYS, sortedBy } from './lanes/choices.ts';
import type { Grouping, Sorting } from './rowTypes.ts';

/** How the lanes are arranged now. */
export interface LaneOptionsState {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

/** What the user may choose. */
export interface LaneOptionsActions {
  readonly group: (grouping: Grouping) => void;
  readonly sort: (sorting: Sorting) => void;
}

/** The choices by what lanes are grouped and sorted, put into their element. */
export function createLaneOptions(
  host: HTMLElement,
  actions: LaneOptionsActions,
): { readonly update: (state: LaneOptionsState) => void } {
  let sorting: Sorting = sortedBy('created');
  const grouping = chooser('Group by', GROUPINGS, (value) => actions.group(value));
  const sortKey = chooser('Sort by', SORT_KEYS, (value) => actions.sort(sortedBy(value)));
  const direction = element('button', {
    class: 'lane-direction',
    attributes: { type: 'button' },
    onClick: () => actions.sort({ ...sorting, isDescending: !sorting.isDescending }),
  });
  host.append(grouping.root, sortKey.root, direction);
  return {
    update: (state) => {
      ({ sorting } = state);
      grouping.show(state.grouping);
      sortKey.show(sorting.key);
      setText(direction, sorting.isDescending ? '↓' : '↑');
      const words = directionWords(sorting);
      setAttribute(direction, 'title', words);
      setAttribute(direction, 'aria-label', words);
    },
  };
}

function directionWords({ key, isDescending }: Sorting): string {
  const words = key === 'created' ? ['Oldest first', 'Newest first'] : ['Shortest first', 'Longest first'];
  return `${words[isDescending ? 1 : 0]!}; click to turn round`;
}

function chooser<T extends string>(
  label: string,
  options: readonly (readonly [value: T, name: string])[],
  choose: (value: T) => void,
): { readonly root: HTMLElement; readonly show: (value: T) => void } {
  const select = element(
    'select',
    { class: 'lane-choice', title: label, attributes: { 'aria-label': label } },
    ...options.map(([value, text]) => element('option', { text, attributes: { value } })),
  );
  select.addEventListener('change', () => {
    const chosen = options.find(([value]) => value === select.value);
    if (chosen !== undefined) choose(chosen[0]);
  });
  const root = element(
    'label',
    { class: 'lane-option' },
    element('span', { class: 'lane-option-name', text: label }),
    select,
  );
  return {
    root,
    show: (value) => {
      if (select.value !== value) select.value = value;
    },
  };
}
