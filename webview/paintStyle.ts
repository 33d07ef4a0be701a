import { STYLE } from './boxes.ts';
import { FAMILIES, type Family } from '../src/core/awaitFamilies.ts';
import { FAMILY_GLYPHS, SIGNS } from './glyphs.ts';
import { fillAll, strokeAll, strokeMiddle, writeAll, type Bars, type Writing } from './paintBars.ts';
import { paintFronts, paintMarks } from './paintBlocks.ts';
import { RUN_HEIGHT, RUN_TOP, WAIT_HEIGHT, WAIT_TOP } from './rowMeasures.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** The bars of steps on a loop's lane are low: whose they are stands on the tasks' lanes. */
const STEP_TOP: Px = 8;
const STEP_HEIGHT: Px = 8;

/** Paints the boxes of one style. Form as well as colour tells styles apart: height, hatching, outline, sign. */
export function paintStyle(bars: Bars, style: number): void {
  const family = FAMILIES[style];
  if (family !== undefined) return paintSuspended(bars, family);
  const { target, theme } = bars;
  const { context } = target;
  const { ready, running, blocking, callback } = theme;
  switch (style) {
    case STYLE.notStarted:
      context.setLineDash([2, 3]);
      strokeMiddle(bars, theme.muted);
      context.setLineDash([]);
      return;
    case STYLE.ready:
      fillAll(bars, WAIT_TOP, WAIT_HEIGHT, target.hatch(ready.fill, ready.line, 5), 0);
      strokeAll(bars, WAIT_TOP, WAIT_HEIGHT, ready.line);
      return writeAll(bars, writingOf(theme, style)!);
    case STYLE.running:
      fillAll(bars, RUN_TOP, RUN_HEIGHT, running.fill, 1);
      return writeAll(bars, writingOf(theme, style)!);
    case STYLE.blocking:
    case STYLE.blockingNow:
      fillAll(bars, RUN_TOP - 1, RUN_HEIGHT + 2, target.hatch(blocking.fill, blocking.line, 7), 1);
      strokeAll(bars, RUN_TOP - 1, RUN_HEIGHT + 2, blocking.line);
      if (style === STYLE.blockingNow) paintFronts(bars);
      return writeAll(bars, writingOf(theme, style)!);
    case STYLE.blockMark:
      return paintMarks(bars);
    case STYLE.callback:
      fillAll(bars, RUN_TOP + 2, RUN_HEIGHT - 4, callback.fill, 1);
      return writeAll(bars, writingOf(theme, style)!);
    case STYLE.loopStep:
      return fillAll(bars, STEP_TOP, STEP_HEIGHT, running.fill, 1);
  }
}

function paintSuspended(bars: Bars, family: Family): void {
  const { theme } = bars;
  const colors = theme.families[family];
  fillAll(bars, WAIT_TOP, WAIT_HEIGHT, colors.fill, 0);
  fillAll(bars, WAIT_TOP + WAIT_HEIGHT - 2, 2, colors.line, 0);
  if (theme.isHighContrast) strokeAll(bars, WAIT_TOP, WAIT_HEIGHT, colors.line);
  writeAll(bars, writingOf(theme, FAMILIES.indexOf(family))!);
}

/** How words stand in the bars of a style; null where there are none. */
function writingOf(theme: Theme, style: number): Writing | null {
  const family = FAMILIES[style];
  // Above the line at the bar's foot, descenders included.
  if (family !== undefined)
    return { colors: theme.families[family], glyph: FAMILY_GLYPHS[family], shift: -1.5 };
  switch (style) {
    case STYLE.ready:
      return { colors: theme.ready, plate: theme.ready.fill };
    case STYLE.running:
      return { colors: theme.running };
    case STYLE.blocking:
    case STYLE.blockingNow:
      return { colors: theme.blocking, glyph: SIGNS.loss, plate: theme.background };
    case STYLE.callback:
      return { colors: theme.callback };
    default:
      return null;
  }
}

/** Writes the words of boxes of one style once more, on the colour of their bars, over what was painted since. */
export function rewrite(bars: Bars, style: number): void {
  const writing = writingOf(bars.theme, style);
  if (writing !== null) writeAll(bars, { ...writing, isAbove: true });
}
