import type { Px } from './viewport.ts';

/**
 * What leaves the toolbar where it is narrow, in this order, each as a whole: words that a sign says too, then numbers that
 * the summary tells, then what keys and wheel do as well. What fits again after a later one left comes back. The style sheet
 * says what each of these classes hides.
 */
const STEPS = [
  'no-words',
  'brief-counts',
  'no-name',
  'no-counts',
  'brief-finding',
  'brief-chips',
  'no-zoom',
  'no-arrows',
  'no-extras',
] as const;

/** The room that the search needs on the toolbar's own line: empty, and with a query and what belongs to it. */
const LEAST_SEARCH: Px = 150;
const LEAST_QUERY: Px = 330;

/** Between two parts. */
const GAP: Px = 8;

/** A page that is less wide has the search on a line of its own, unless it is low. */
const ONE_LINE_WIDTH: Px = 760;
const ONE_LINE_HEIGHT: Px = 560;

/** Fits the toolbar into a page of a size. */
export type FitToolbar = (width: Px, height: Px, hasQuery: boolean) => void;

/**
 * Makes what has parts leave a toolbar. It measures only where another text may be longer than the last one, or the page has
 * another size: to measure, the browser lays out.
 */
export function createToolbarFit(host: HTMLElement, search: HTMLElement): FitToolbar {
  let known = '';
  return (width, height, hasQuery) => {
    const parts = [...host.children].filter((part): part is HTMLElement => part !== search);
    const key = [width, height, hasQuery, ...parts.map(lengthOf)].join();
    if (key === known) return;
    known = key;
    const isOneLine = width > ONE_LINE_WIDTH || height < ONE_LINE_HEIGHT;
    host.classList.toggle('two-lines', !isOneLine);
    host.classList.remove(...STEPS);
    const room = width - 2 * GAP - (isOneLine ? GAP + (hasQuery ? LEAST_QUERY : LEAST_SEARCH) : 0);
    const taken: (typeof STEPS)[number][] = [];
    for (const step of STEPS) {
      if (widthOf(parts) <= room) break;
      host.classList.add(step);
      taken.push(step);
    }
    // The last one may have made room for what left before it.
    for (const step of taken.slice(0, -1).reverse()) {
      host.classList.remove(step);
      if (widthOf(parts) > room) host.classList.add(step);
    }
  };
}

/** How long its text is, with what of it is hidden. */
function lengthOf(part: HTMLElement): string {
  const hidden = [part, ...part.querySelectorAll<HTMLElement>('[hidden]')].filter((each) => each.hidden);
  const unseen = hidden.reduce((sum, each) => sum + each.textContent.length + 1000, 0);
  return `${part.textContent.length}-${unseen}`;
}

function widthOf(parts: readonly HTMLElement[]): Px {
  const widths = parts.map(({ offsetWidth }) => offsetWidth).filter((width) => width > 0);
  return widths.reduce((sum, width) => sum + width + GAP, -GAP);
}
