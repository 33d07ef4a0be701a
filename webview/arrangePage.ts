import { ROW_HEIGHT } from './boxes.ts';
import { setAttribute } from './element.ts';
import type { Page } from './page.ts';
import type { Arrangement } from './navigation.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** From this width on, lanes and details have room beside each other always. */
const WIDE: Px = 1000;

/** A page that is less wide has its details under the lanes, unless it is low: then there is still more room beside them. */
const LEAST_BESIDE: Px = 640;
const LOW: Px = 560;
/** As above, where it is so low that nothing fits under anything. */
const LEAST_BESIDE_LOWEST: Px = 480;
const LOWEST: Px = 420;

/** Details under the lanes leave them six rows, and what stands above them in its lowest form. */
const LEFT_ABOVE: Px = 6 * ROW_HEIGHT + 50;

/** Below this width the names are short too. */
const NARROW: Px = 620;
const LEAST_NAMES: Px = 80;

/** A column of names that is not wider has words left out beside the charts, and below that beside tasks. */
const BRIEF_NAMES: Px = 200;
const SHORT_NAMES: Px = 150;

/** Where the details stand. */
export interface DetailsPlace {
  /** Under the lanes, not beside them. */
  readonly isStacked: boolean;
  /** There is room for them even when nobody asked for any. */
  readonly hasRoom: boolean;
}

/** Where the details stand in a page, and how large that is. */
export interface PagePlace extends DetailsPlace {
  readonly width: Px;
  readonly height: Px;
}

/** How large the page's parts are. */
export interface PageSizes extends DetailsPlace {
  readonly isNarrow: boolean;
  readonly names: Px;
  readonly details: Px;
}

/** Lays out a page of a size; `bodyHeight`: that of what stands between toolbar and legend. */
export function sizesOf(
  width: Px,
  height: Px,
  bodyHeight: Px,
  { labelWidth, detailsSize }: Pick<Arrangement, 'labelWidth' | 'detailsSize'>,
): PageSizes {
  const hasRoom = width >= WIDE;
  const [low, least] = height < LOWEST ? [LOWEST, LEAST_BESIDE_LOWEST] : [LOW, LEAST_BESIDE];
  const isStacked = !hasRoom && (height >= low || width < least);
  const isNarrow = width < NARROW;
  const wanted = isStacked ? detailsSize * 0.75 : detailsSize;
  const room = isStacked
    ? Math.min(bodyHeight * 0.45, bodyHeight - LEFT_ABOVE)
    : hasRoom
      ? width * 0.6
      : width * 0.4;
  const details = Math.max(isStacked ? Math.min(120, bodyHeight * 0.45) : 120, Math.min(wanted, room));
  // What shows less than all of a picture's width should still show more of it than of names.
  const narrow = Math.max(LEAST_NAMES + 30, width * 0.36);
  const most = isNarrow ? narrow : isStacked ? width * 0.5 : (width - details) * 0.45;
  const names = Math.max(LEAST_NAMES, Math.min(labelWidth, most));
  return { isStacked, hasRoom, isNarrow, names, details };
}

/** Gives the page's parts their sizes. */
export function arrangePage(page: Page, arrangement: Arrangement): PagePlace {
  const { root, body } = page;
  const { labelWidth, detailsSize, isLegendShown } = arrangement;
  const [width, height] = [root.clientWidth, root.clientHeight];
  const sizes = sizesOf(width, height, body.clientHeight, arrangement);
  const { isStacked, hasRoom, isNarrow, names, details } = sizes;
  root.classList.toggle('narrow', isNarrow);
  root.classList.toggle('stacked', isStacked);
  root.classList.toggle('low', height < LOW);
  // Classes, not queries of the column's width: those would be asked again in every frame.
  root.classList.toggle('brief-names', names <= BRIEF_NAMES);
  root.classList.toggle('short-names', names <= SHORT_NAMES);
  root.style.setProperty('--label-width', `${names}px`);
  root.style.setProperty('--details-size', `${details}px`);
  setAttribute(page.detailsSplitter, 'aria-orientation', isStacked ? 'horizontal' : 'vertical');
  setAttribute(page.labelSplitter, 'aria-valuenow', String(Math.round(labelWidth)));
  setAttribute(page.detailsSplitter, 'aria-valuenow', String(Math.round(detailsSize)));
  page.legend.hidden = !isLegendShown;
  return { isStacked, hasRoom, width, height };
}

/** Gives the minimap its height; 0: hides it. */
export function showMinimap({ root, minimap, minimapName }: Page, height: Px): void {
  const size = `${height}px`;
  if (root.style.getPropertyValue('--minimap-height') === size) return;
  minimap.hidden = minimapName.hidden = height === 0;
  root.style.setProperty('--minimap-height', size);
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
    hover: theme.hover,
    foreground: theme.foreground,
  };
  for (const [name, color] of Object.entries(colors)) root.style.setProperty(`--${name}`, color);
}
