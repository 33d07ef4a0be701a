import { ROW_HEIGHT } from '../boxes.ts';
import type { Px } from '../viewport.ts';

/** How high a chart is, the line between it and the next one included: where there is room, and at least. */
export const CHART_HEIGHT: Px = 30;
const THIN_CHART: Px = 20;

/** How high the minimap is, the line below it included: where there is room, and else. */
const MINIMAP_HEIGHT: Px = 39;
const LOW_MINIMAP: Px = 23;

/** How high the strip of tests is, its border included: where there is room, and without words in it. */
const ONE_LINE: Px = 23;
const EACH_LINE: Px = 16;
const LOW_LINE: Px = 11;
const TESTS_EDGE: Px = 3;

/** How high the time axis is. */
const AXIS: Px = 26;

/** The lanes keep half of the height, and six rows at least where there are so many. */
const LANES_SHARE = 0.5;
const LEAST_LANES: Px = 6 * ROW_HEIGHT;

/** What stands above the lanes. */
export interface ChartRoom {
  /** How high the minimap is; 0: there is no room for it, or nobody wants it. */
  readonly minimap: Px;
  /** How high the strip of tests is; 0: there are none, or there is no room for them. */
  readonly tests: Px;
  /** How many charts there is room for, the first ones, and how high each of them is. */
  readonly charts: number;
  readonly chart: Px;
}

/**
 * Shares out a timeline's height, whose greater part belongs to the lanes. Where it is low, charts get thinner first, then the
 * minimap lower and the tests without words; then the last charts give way, then the tests, and the minimap at last. `lines`:
 * how many lines of tests there are; `rows`: how high all lanes are together.
 */
export function shareRoom(
  height: Px,
  isMinimapWanted: boolean,
  wanted: number,
  lines = 0,
  rows: Px = Number.POSITIVE_INFINITY,
): ChartRoom {
  const least = Math.max(height * LANES_SHARE, Math.min(rows, LEAST_LANES));
  const room = Math.floor(height - least - AXIS);
  const [high, low] = testHeights(lines);
  const minimap = !isMinimapWanted
    ? 0
    : room >= MINIMAP_HEIGHT + low + wanted * THIN_CHART
      ? MINIMAP_HEIGHT
      : room >= LOW_MINIMAP
        ? LOW_MINIMAP
        : 0;
  // The overview comes first: without room for it, there is none for the rest.
  const below = isMinimapWanted && minimap === 0 ? 0 : Math.max(0, room - minimap);
  const tests = below >= high + wanted * THIN_CHART ? high : below >= low ? low : 0;
  const rest = below - tests;
  const charts = Math.min(wanted, Math.floor(rest / THIN_CHART));
  const chart = charts === 0 ? CHART_HEIGHT : Math.min(CHART_HEIGHT, Math.floor(rest / charts));
  return { minimap, tests, charts, chart };
}

function testHeights(lines: number): readonly [high: Px, low: Px] {
  if (lines === 0) return [0, 0];
  return [lines === 1 ? ONE_LINE : TESTS_EDGE + lines * EACH_LINE, TESTS_EDGE + lines * LOW_LINE];
}
