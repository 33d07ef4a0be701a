import type { Px } from '../viewport.ts';

/** How high a chart is, the line between it and the next one included: where there is room, and at least. */
export const CHART_HEIGHT: Px = 30;
const THIN_CHART: Px = 20;

/** How high the minimap is, the line below it included: where there is room, and else. */
const MINIMAP_HEIGHT: Px = 39;
const LOW_MINIMAP: Px = 23;

/** How high the time axis is. */
const AXIS: Px = 26;

/** The lanes keep half of the height, and five rows at least. */
const LANES_SHARE = 0.5;
const LEAST_LANES: Px = 120;

/** What stands above the lanes. */
export interface ChartRoom {
  /** How high the minimap is; 0: there is no room for it, or nobody wants it. */
  readonly minimap: Px;
  /** How many charts there is room for, the first ones, and how high each of them is. */
  readonly charts: number;
  readonly chart: Px;
}

/**
 * Shares out a timeline's height, whose greater part belongs to the lanes. Where it is low, charts get thinner first, then the
 * minimap lower; then the last charts give way, and the minimap at last.
 */
export function shareRoom(height: Px, isMinimapWanted: boolean, wanted: number): ChartRoom {
  const room = Math.floor(height - Math.max(height * LANES_SHARE, LEAST_LANES) - AXIS);
  const minimap = !isMinimapWanted
    ? 0
    : room >= MINIMAP_HEIGHT + wanted * THIN_CHART
      ? MINIMAP_HEIGHT
      : room >= LOW_MINIMAP
        ? LOW_MINIMAP
        : 0;
  // The overview comes first: without room for it, there is none for charts.
  const rest = isMinimapWanted && minimap === 0 ? 0 : Math.max(0, room - minimap);
  const charts = Math.min(wanted, Math.floor(rest / THIN_CHART));
  const chart = charts === 0 ? CHART_HEIGHT : Math.min(CHART_HEIGHT, Math.floor(rest / charts));
  return { minimap, charts, chart };
}
