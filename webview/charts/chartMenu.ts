import type { Series } from '../../src/core/series/series.ts';
import { element } from '../element.ts';

/** The menu that says which charts are shown. */
export interface ChartMenu {
  readonly update: (all: readonly Series[], shown: readonly string[], isMinimapShown: boolean) => void;
}

/** So many are offered; programs may have thousands of queues. */
const MOST_OFFERED = 40;

/** Makes the menu, a button that opens a list of boxes to tick. */
export function createChartMenu(
  host: HTMLElement,
  toggle: (key: string) => void,
  toggleMinimap: () => void,
): ChartMenu {
  const list = element('div', {
    class: 'chart-choices',
    attributes: { role: 'group', 'aria-label': 'Charts under the time axis' },
  });
  const summary = element('summary', { class: 'button', text: 'Charts', title: 'Choose charts' });
  const menu = element('details', { class: 'chart-menu' }, summary, list);
  host.append(menu);
  const close = (): void => {
    menu.open = false;
  };
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.preventDefault();
    close();
    summary.focus();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) close();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) close();
  });

  const choices = new Map<string, HTMLInputElement>();
  let offered = '';
  const choice = (key: string, label: string, onChange: () => void): HTMLElement => {
    const box = element('input', { attributes: { type: 'checkbox' } });
    box.addEventListener('change', onChange);
    choices.set(key, box);
    return element('label', { class: 'chart-choice' }, box, element('span', { text: label }));
  };
  return {
    update(all, shown, isMinimapShown) {
      const some = all.slice(0, MOST_OFFERED);
      const keys = some.map(({ key, label }) => `${key} ${label}`).join('\n');
      if (keys !== offered) {
        offered = keys;
        choices.clear();
        list.replaceChildren(
          choice('minimap', 'Minimap', toggleMinimap),
          ...some.map(({ key, label }) => choice(key, label, () => toggle(key))),
        );
      }
      for (const [key, box] of choices) {
        const isOn = key === 'minimap' ? isMinimapShown : shown.includes(key);
        if (box.checked !== isOn) box.checked = isOn;
      }
    },
  };
}
