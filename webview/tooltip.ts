import type { Tip } from './describeHit.ts';
import { element } from './element.ts';
import type { Px } from './viewport.ts';

/** The words beside the pointer. */
export interface Tooltip {
  readonly show: (tip: Tip | null, x: Px, y: Px) => void;
}

/** Puts the tooltip into the page; what it says the details pane says too, so screen readers need not hear it. */
export function createTooltip(host: HTMLElement): Tooltip {
  const root = element('div', { class: 'tooltip', attributes: { 'aria-hidden': 'true' } });
  root.hidden = true;
  host.append(root);
  let shown = '';
  let size = { width: 0, height: 0 };
  const show = (tip: Tip | null, x: Px, y: Px): void => {
    root.hidden = tip === null;
    if (tip === null) return;
    const text = JSON.stringify(tip);
    if (text !== shown) {
      shown = text;
      const lines = tip.lines.flatMap(([label, value]) => [
        element('dt', { text: label }),
        element('dd', { text: value }),
      ]);
      root.replaceChildren(
        element('div', { class: 'tooltip-kind', text: tip.kind }),
        element('div', { class: 'tooltip-title', text: tip.title }),
        element('dl', {}, ...lines),
      );
      size = { width: root.offsetWidth, height: root.offsetHeight };
    }
    const left = x + 16 + size.width > window.innerWidth ? Math.max(4, x - size.width - 12) : x + 16;
    const top = y + 20 + size.height > window.innerHeight ? Math.max(4, y - size.height - 12) : y + 20;
    root.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  };
  return { show };
}
