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
  const show = (tip: Tip | null, x: Px, y: Px): void => {
    if (root.hidden !== (tip === null)) root.hidden = tip === null;
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
    }
    root.style.transform = `translate(${beside(Math.round(x), 16, '100vw')}, ${beside(Math.round(y), 20, '100vh')})`;
  };
  return { show };
}

/** So far from the page's edge it stays. */
const EDGE: Px = 4;

/** So far off the pointer it stands on the other side of it. */
const BEFORE: Px = 12;

/**
 * Where it stands: behind the pointer, or before it where that would be beyond the page's end. In words of the style sheet,
 * in which 100 % is its own size: to read that would make the browser lay out at once.
 */
function beside(at: Px, behind: Px, end: string): string {
  // Less than nothing where it fits behind; times so much, more than any page is wide.
  const over = `(${at + behind}px + 100% - ${end}) * 10000`;
  return `clamp(max(${EDGE}px, ${at - BEFORE}px - 100%), ${at + behind}px - ${over}, ${at + behind}px)`;
}
