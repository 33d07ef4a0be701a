import { element, setAttribute } from '../element.ts';

export type PaneName = 'details' | 'range' | 'aggregate';

const TABS: readonly (readonly [PaneName, string, string])[] = [
  ['details', 'Details', 'What is selected'],
  ['range', 'Range', 'What happened in the marked range'],
  ['aggregate', 'Aggregate', 'All steps by coroutine and await site'],
];

/** Makes the tabs above the panes; answers what shows one of them. `panes`: the element of each. */
export function createPaneTabs(
  host: HTMLElement,
  panes: Readonly<Record<PaneName, HTMLElement>>,
  choose: (pane: PaneName) => void,
): (pane: PaneName) => void {
  host.setAttribute('role', 'tablist');
  host.setAttribute('aria-label', 'Panes');
  const tabs = TABS.map(([name, title, hint]) => {
    const pane = panes[name];
    pane.id ||= `pane-${name}`;
    pane.setAttribute('role', 'tabpanel');
    pane.setAttribute('aria-label', title);
    return element('button', {
      class: 'pane-tab',
      text: title,
      title: hint,
      attributes: { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': pane.id },
      onClick: () => choose(name),
    });
  });
  host.append(...tabs);
  host.addEventListener('keydown', (event) => {
    const at = tabs.findIndex((tab) => tab === event.target);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (at < 0 || by === undefined) return;
    const next = (at + by + tabs.length) % tabs.length;
    choose(TABS[next]![0]);
    tabs[next]!.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return (shown) =>
    TABS.forEach(([name], at) => {
      const isShown = name === shown;
      setAttribute(tabs[at]!, 'aria-selected', String(isShown));
      setAttribute(tabs[at]!, 'tabindex', isShown ? '0' : '-1');
      panes[name].classList.toggle('unshown', !isShown);
    });
}
