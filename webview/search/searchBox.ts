import type { QueryProblem } from '../../src/core/query/parseQuery.ts';
import { element, setAttribute, setDisabled, setHidden, setText, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import { createSuggestionBox } from './suggestionBox.ts';
import type { Suggestion } from './suggest.ts';
import type { Px } from '../viewport.ts';

export interface SearchState {
  readonly text: string;
  readonly problems: readonly QueryProblem[];
  /** `3 of 17 matches`; empty without a query. */
  readonly count: string;
  readonly hasMatches: boolean;
  /** Others are left out instead of dimmed. */
  readonly isNarrowed: boolean;
}

export interface SearchActions {
  readonly setQuery: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly narrow: (isNarrowed: boolean) => void;
  /** Gives the keyboard back to the picture. */
  readonly leave: () => void;
  /** What may stand where the text cursor is. */
  readonly suggest: (text: string, caret: number) => readonly Suggestion[];
}

export interface SearchBox {
  readonly update: (state: SearchState) => void;
  /** Puts the keyboard into the box, all of its text selected. */
  readonly focus: () => void;
}

const HINT = 'Search: name, state:ready >10ms file:api.py';
const SHORT_HINT = 'Search tasks';

/** A box that is less wide has room for the short hint only. */
const ROOM_FOR_HINT: Px = 320;

/** Makes the box in which the query is written: what is wrong in it is underlined, how much it matches stands beside it. */
export function createSearchBox(host: HTMLElement, actions: SearchActions): SearchBox {
  const input = element('input', {
    class: 'search-input',
    title: HINT,
    attributes: {
      type: 'text',
      role: 'combobox',
      placeholder: SHORT_HINT,
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': 'Search in the timeline',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-describedby': 'search-problem',
    },
  });
  const marks = element('div', { class: 'search-marks', attributes: { 'aria-hidden': 'true' } });
  const list = element('div', { class: 'suggestions' });
  const field = element('div', { class: 'search-field' }, marks, input, list);
  const count = element('span', { class: 'search-count', attributes: { role: 'status' } });
  const previous = iconButton('up', 'Previous match (Shift+N)', () => actions.step(-1));
  const next = iconButton('down', 'Next match (N)', () => actions.step(1));
  const narrow = element('button', {
    class: 'button search-narrow',
    text: 'Only these',
    title: 'Leave out the rows of other tasks, instead of dimming them',
    attributes: { type: 'button', 'aria-pressed': 'false' },
    onClick: () => actions.narrow(narrow.getAttribute('aria-pressed') !== 'true'),
  });
  const clear = iconButton('close', 'Clear the search', () => {
    setQuery('');
    input.focus();
  });
  const problem = element('div', { class: 'search-problem', attributes: { id: 'search-problem' } });
  host.append(field, count, previous, next, narrow, clear, problem);

  const setQuery = (text: string): void => {
    input.value = text;
    actions.setQuery(text);
  };
  const suggestions = createSuggestionBox(list, input, ({ text, caret }) => {
    setQuery(text);
    input.setSelectionRange(caret, caret);
    offer();
  });
  const offer = (): void =>
    suggestions.show(
      document.activeElement === input ? actions.suggest(input.value, input.selectionStart ?? 0) : [],
    );
  const scroll = (): void => {
    marks.scrollLeft = input.scrollLeft;
  };

  input.addEventListener('input', () => {
    actions.setQuery(input.value);
    offer();
  });
  input.addEventListener('scroll', scroll);
  new ResizeObserver(([box]) => {
    const hint = (box?.contentRect.width ?? 0) < ROOM_FOR_HINT ? SHORT_HINT : HINT;
    if (input.placeholder !== hint) input.placeholder = hint;
  }).observe(input);
  input.addEventListener('blur', () => suggestions.show([]));
  input.addEventListener('keydown', (event) => {
    // What is typed here is no command to the picture; a key such as F1 goes on to the editor.
    const isTyped = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
    if (isTyped) event.stopPropagation();
    if (suggestions.takes(event)) event.preventDefault();
    else if (event.key === 'Enter') actions.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowDown') offer();
    else if (event.key === 'Escape') {
      if (input.value === '') actions.leave();
      else setQuery('');
    } else return;
    event.preventDefault();
  });

  return {
    update: ({ text, problems, count: counted, hasMatches, isNarrowed }) => {
      if (input.value !== text) input.value = text;
      setText(count, counted);
      for (const arrow of [previous, next]) setDisabled(arrow, !hasMatches);
      for (const each of [clear, previous, next, narrow, count]) setHidden(each, text === '');
      setAttribute(narrow, 'aria-pressed', String(isNarrowed));
      setAttribute(input, 'aria-invalid', problems.length > 0 ? 'true' : null);
      setHidden(problem, problems.length === 0);
      setText(problem, problems[0]?.message ?? '');
      if (showMarks(marks, text, problems)) scroll();
    },
    focus: () => {
      input.focus();
      input.select();
    },
  };
}

/**
 * Underlines what could not be read: the same text once more, unseen, behind the one that is written. False where that is
 * there already.
 */
function showMarks(marks: HTMLElement, text: string, problems: readonly QueryProblem[]): boolean {
  const key = `${text}\n${problems.map(({ from, to }) => `${from}-${to}`).join()}`;
  if (marks.dataset['shown'] === key) return false;
  marks.dataset['shown'] = key;
  const parts: Node[] = [];
  let at = 0;
  for (const { from, to } of [...problems].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push(document.createTextNode(text.slice(at, from)), element('u', { text: text.slice(from, to) }));
    at = to;
  }
  marks.replaceChildren(...parts, document.createTextNode(text.slice(at)));
  return true;
}

function iconButton(name: 'up' | 'down' | 'close', title: string, onClick: () => void): HTMLButtonElement {
  return element(
    'button',
    { class: 'icon-button', title, attributes: { type: 'button', 'aria-label': title }, onClick },
    sign(SIGNS[name]),
  );
}
