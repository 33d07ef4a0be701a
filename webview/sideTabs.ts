import { element, setAttribute } from './element.ts';
import type { Arrangement } from './navigation.ts';

type Pane = Arrangement['pane'];

/** The tabs over the panes beside the lanes. */
export interface SideTabs {
  /** Shows which is chosen; the panes themselves are shown and hidden by it. */
  readonly choose: (pane: Pane) => void;
}

const TITLES: Readonly<Record<Pane, string>> = { details: 'Details', range: 'Range', aggregate: 'Aggregate' };
const WORDS: Readonly<Record<Pane, string>> = {
  details: 'What is selected, or the whole trace',
  range: 'What happened in a length of time: mark one with M, or by dragging on the axis',
  aggregate: 'All steps and suspensions by coroutine and place',
};

/** Puts the tabs into their element. */
export function createSideTabs(
  host: HTMLElement,
  panes: Readonly<Record<Pane, HTMLElement>>,
  open: (pane: Pane) => void,
): SideTabs {
  const names = Object.keys(TITLES) as Pane[];
  setAttribute(host, 'role', 'tablist');
  setAttribute(host, 'aria-label', 'Panes');
  const tabs = names.map((pane) => {
    panes[pane].id ||= `pane-${pane}`;
    setAttribute(panes[pane], 'role', 'tabpanel');
    setAttribute(panes[pane], 'aria-label', TITLES[pane]);
    return element('button', {
      class: 'tab',
      text: TITLES[pane],
      title: WORDS[pane],
      attributes: { type: 'button', role: 'tab', 'aria-controls': panes[pane].id },
      onClick: () => open(pane),
    });
  });
  host.append(...tabs);
  host.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const next = (at + by + tabs.length) % tabs.length;
    open(names[next]!);
    tabs[next]!.focus();
  });
  const choose = (chosen: Pane): void => {
    names.forEach((pane, at) => {
      const isChosen = pane === chosen;
      setAttribute(tabs[at]!, 'aria-selected', String(isChosen));
      setAttribute(tabs[at]!, 'tabindex', isChosen ? '0' : '-1');
    });
  };
  return { choose };
}
