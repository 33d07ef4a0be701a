import { element, setAttribute } from '../element.ts';
import type { Suggestion } from './suggest.ts';

/** The list under the box, walked through while the keyboard stays in the box. */
export interface SuggestionBox {
  readonly show: (suggestions: readonly Suggestion[]) => void;
  /** Whether a key was for the list; it has done then what the key says. */
  readonly takes: (event: KeyboardEvent) => boolean;
}

/** Makes the list of what may be written next. */
export function createSuggestionBox(
  list: HTMLElement,
  input: HTMLInputElement,
  accept: (suggestion: Suggestion) => void,
): SuggestionBox {
  let shown: readonly Suggestion[] = [];
  let at = -1;
  list.id = 'search-suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'What may be written');
  input.setAttribute('aria-controls', list.id);

  const mark = (next: number): void => {
    at = next;
    [...list.children].forEach((option, i) => {
      setAttribute(option, 'aria-selected', String(i === at));
      if (i === at) option.scrollIntoView({ block: 'nearest' });
    });
    setAttribute(input, 'aria-activedescendant', at < 0 ? null : `search-suggestion-${at}`);
  };
  const show = (suggestions: readonly Suggestion[]): void => {
    shown = suggestions;
    list.hidden = suggestions.length === 0;
    setAttribute(input, 'aria-expanded', String(!list.hidden));
    list.replaceChildren(
      ...suggestions.map((suggestion, i) => {
        const option = element(
          'div',
          { class: 'suggestion', attributes: { role: 'option', id: `search-suggestion-${i}` } },
          element('span', { class: 'suggestion-label', text: suggestion.label }),
          element('span', { class: 'suggestion-hint', text: suggestion.hint }),
        );
        // Before the box would lose the keyboard.
        option.addEventListener('pointerdown', (event) => {
          event.preventDefault();
          accept(suggestion);
        });
        return option;
      }),
    );
    mark(-1);
  };
  const takes = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (list.hidden) return false;
    if (key === 'ArrowDown') mark((at + 1) % shown.length);
    else if (key === 'ArrowUp') mark((at <= 0 ? shown.length : at) - 1);
    else if (key === 'Escape') show([]);
    else if ((key === 'Enter' || (key === 'Tab' && !shiftKey)) && at >= 0) accept(shown[at]!);
    else return false;
    return true;
  };
  return { show, takes };
}
