import { element, setAttribute, setHidden } from './element.ts';
import { SAMPLE_HEIGHT, SAMPLE_WIDTH } from './legendSample.ts';
import {
  ENTRIES,
  MARKS,
  STATES,
  SUSPENDED,
  TESTS,
  type LegendEntry,
  type LegendKey,
} from './legendEntries.ts';
import { canvasTarget } from './paint/canvasTarget.ts';
import { paintSample } from './paint/paintSample.ts';
import { createSurface } from './surface.ts';
import type { Theme } from './theme.ts';

export type { LegendKey } from './legendEntries.ts';

/** The key of the picture, painted by the painter itself so that it cannot differ from it. */
export interface Legend {
  readonly paint: (theme: Theme) => void;
  /** Shows the entries of what occurs, and no others: a first look should not have to skip what is not there. */
  readonly show: (keys: ReadonlySet<LegendKey>, isOn: (term: string) => boolean) => void;
}

/** Puts the legend into its element. `onToggle` is told the term of a query that an entry stands for. */
export function createLegend(host: HTMLElement, onToggle: (term: string) => void): Legend {
  const made = ENTRIES.map((entry) => {
    const { key, text, term } = entry;
    const swatch = element('img', { class: 'swatch', attributes: { alt: '' } });
    const label = element('span', { text });
    if (term === null)
      return { entry, root: element('span', { class: 'legend-entry' }, swatch, label), swatch };
    const root = element(
      'button',
      {
        class: 'legend-entry',
        attributes: { type: 'button', 'aria-pressed': 'false', 'data-key': key },
        onClick: () => onToggle(term),
      },
      swatch,
      label,
    );
    return { entry, root, swatch };
  });
  const rootOf = ({ key }: LegendEntry): HTMLElement => made.find(({ entry }) => entry.key === key)!.root;
  // The heading stands before the first that is shown, on the same line, wherever that is broken.
  const headed = SUSPENDED.map((entry) => {
    const heading = element('span', { class: 'legend-group', text: 'Suspended:' });
    return { entry, heading, root: element('span', { class: 'legend-headed' }, heading, rootOf(entry)) };
  });
  host.append(...STATES.map(rootOf), ...headed.map(({ root }) => root), ...[...MARKS, ...TESTS].map(rootOf));

  // In one line, where it is so, the wheel goes along it.
  host.addEventListener(
    'wheel',
    ({ deltaX, deltaY }) => {
      if (deltaX === 0) host.scrollLeft += deltaY;
    },
    { passive: true },
  );

  const paint: Legend['paint'] = (theme) => {
    const surface = createSurface(document.createElement('canvas'));
    const target = canvasTarget(surface);
    for (const { entry, swatch } of made) {
      surface.prepare(SAMPLE_WIDTH, SAMPLE_HEIGHT);
      paintSample(target, entry, theme);
      // A picture, not the canvas: a canvas costs every frame of the page something, whether it changes or not.
      swatch.src = surface.canvas.toDataURL();
    }
  };
  const show: Legend['show'] = (keys, isOn) => {
    for (const { entry, root } of made) {
      const isHidden = !keys.has(entry.key);
      setHidden(root, isHidden);
      if (entry.term === null || isHidden) continue;
      const isPressed = isOn(entry.term);
      setAttribute(root, 'aria-pressed', String(isPressed));
      const title = isPressed ? 'Show all again' : `Single out: ${entry.term}`;
      if (root.title !== title) root.title = title;
    }
    const first = SUSPENDED.find(({ key }) => keys.has(key));
    for (const { entry, heading, root } of headed) {
      setHidden(heading, entry !== first);
      setHidden(root, !keys.has(entry.key));
    }
  };
  return { paint, show };
}
