import { setAttribute } from './element.ts';
import type { Page } from './page.ts';
import type { Arrangement } from './navigation.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** Below this width the details stand under the lanes: beside them they would leave no room for the picture. */
const STACKED: Px = 1000;

/** Below this width the names are short too. */
const NARROW: Px = 620;

/** Gives the page's parts their sizes. Answers whether the details stand under the lanes. */
export function arrangePage(
  page: Page,
  { labelWidth, detailsSize, isLegendShown, isMinimapShown }: Arrangement,
): boolean {
  const { root, body } = page;
  const width = root.clientWidth;
  const isNarrow = width < NARROW;
  const isStacked = width < STACKED;
  const names = Math.max(80, isNarrow ? Math.min(labelWidth, 150) : labelWidth);
  const room = isStacked ? body.clientHeight * 0.45 : width * 0.6;
  const details = Math.max(120, Math.min(isStacked ? detailsSize * 0.75 : detailsSize, room));
  root.classList.toggle('narrow', isNarrow);
  root.classList.toggle('stacked', isStacked);
  root.style.setProperty('--label-width', `${Math.min(names, Math.max(80, width * 0.5))}px`);
  root.style.setProperty('--details-size', `${details}px`);
  setAttribute(page.detailsSplitter, 'aria-orientation', isStacked ? 'horizontal' : 'vertical');
  setAttribute(page.labelSplitter, 'aria-valuenow', String(Math.round(labelWidth)));
  setAttribute(page.detailsSplitter, 'aria-valuenow', String(Math.round(detailsSize)));
  page.legend.hidden = !isLegendShown;
  page.minimap.hidden = !isMinimapShown;
  return isStacked;
}

/** Hands the theme's computed colours to the style sheet. */
export function applyColors({ root }: Page, theme: Theme): void {
  const colors = {
    running: theme.running.line,
    ready: theme.ready.line,
    error: theme.error,
    warning: theme.warning,
    good: theme.good,
    muted: theme.muted,
    separator: theme.separator,
    'loop-background': theme.loopBackground,
    brush: theme.brush,
    handle: theme.handle,
  };
  for (const [name, color] of Object.entries(colors)) root.style.setProperty(`--${name}`, color);
}
