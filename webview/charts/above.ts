import { testsOf } from '../../src/core/analysis/testRuns.ts';
import { showMinimap } from '../arrangePage.ts';
import { heightOf } from '../lanes/rowPlaces.ts';
import { beginOfTrace } from '../moments.ts';
import type { Page } from '../page.ts';
import { extentOfTrace, viewOf, type Store } from '../store.ts';
import type { Theme } from '../theme.ts';
import type { ChartChoice } from '../viewMenu.ts';
import type { Px } from '../viewport.ts';
import { linesOf } from '../tests/layoutTests.ts';
import type { TestStrip } from '../tests/testStrip.ts';
import { shareRoom } from './chartRoom.ts';
import type { ChartsView } from './chartsView.ts';
import { seriesOf } from './layoutCharts.ts';
import type { Minimap } from './minimap.ts';

/** So many charts are offered; programs may have thousands of queues. */
const MOST_OFFERED = 40;

/** What stands above the lanes, beside the axis: minimap, tests and charts, as far as there is room. */
export interface Above {
  /** Shows them in a timeline of a height, beside lanes of a width. */
  readonly show: (height: Px, width: Px, theme: Theme) => void;
  /** The keys of what has room; another set when it is not the same. */
  readonly fitting: ReadonlySet<string>;
  /** What the menu of the view offers: all charts that there are, up to a bound, and those that are wanted. */
  readonly choices: () => {
    readonly isMinimapFitting: boolean;
    /** Null where there are no tests. */
    readonly areTestsFitting: boolean | null;
    readonly charts: readonly ChartChoice[];
  };
}

const MINIMAP = 'minimap';
const TESTS = 'tests';

/** Makes what shows them. */
export function createAbove(
  store: Store,
  page: Page,
  parts: { readonly minimap: Minimap; readonly tests: TestStrip; readonly charts: ChartsView },
): Above {
  let fitting: ReadonlySet<string> = new Set();
  return {
    get fitting() {
      return fitting;
    },
    show(timelineHeight, width, theme) {
      const { trace, navigation, arrangement, series, blocks, findings, rows } = store;
      const view = viewOf(store);
      const there = seriesOf(series, arrangement.charts).map(({ key }) => key);
      const lines = arrangement.areTestsShown ? linesOf(testsOf(trace)) : 0;
      const room = shareRoom(timelineHeight, arrangement.isMinimapShown, there.length, lines, heightOf(rows));
      const wanted = there.slice(0, room.charts);
      const shown = [...(room.minimap > 0 ? [MINIMAP] : []), ...(room.tests > 0 ? [TESTS] : []), ...wanted];
      if (shown.length !== fitting.size || shown.some((key) => !fitting.has(key))) fitting = new Set(shown);
      showMinimap(page, room.minimap);
      const begin = beginOfTrace(trace);
      if (room.minimap > 0)
        parts.minimap.update({
          trace,
          series,
          blocks,
          moments: findings.moments,
          extent: extentOfTrace(store),
          view,
          range: navigation.range,
          theme,
          begin,
          width,
          height: room.minimap - 1,
        });
      parts.tests.update({
        trace,
        view,
        width,
        height: Math.max(0, room.tests - 1),
        present: store.present.now,
        theme,
        selection: navigation.selection,
      });
      const pointerX = store.pointer?.x ?? null;
      const rowHeight = room.chart;
      parts.charts.update({ series, wanted, rowHeight, view, width, theme, begin, pointerX });
    },
    choices() {
      const { series, arrangement, trace } = store;
      const isShown = (key: string): boolean => arrangement.charts.includes(key);
      return {
        isMinimapFitting: fitting.has(MINIMAP),
        areTestsFitting: trace.bands.length === 0 ? null : fitting.has(TESTS),
        charts: series
          .all()
          .filter(({ key }, at) => at < MOST_OFFERED || isShown(key))
          .map(({ key, label }) => ({ key, label, isShown: isShown(key), isFitting: fitting.has(key) })),
      };
    },
  };
}
