import type { SeriesCells } from '../../src/core/series/series.ts';
import type { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import { element, setAttribute } from '../element.ts';
import { canvasTarget } from '../paint/canvasTarget.ts';
import { createSurface, snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import type { Px, View } from '../viewport.ts';
import type { ChartCells } from './chartCells.ts';
import { createChartNames } from './chartNames.ts';
import { CHART_HEIGHT, formatValue, layoutCharts, type ChartRow } from './layoutCharts.ts';
import { paintCharts } from './paintCharts.ts';

/** What the charts under the axis show. */
export interface ChartsState {
  readonly series: SeriesIndex;
  /** The keys of the charts, from the top. */
  readonly wanted: readonly string[];
  readonly view: View;
  readonly width: Px;
  readonly theme: Theme;
  /** Where the pointer is in the picture; null when it is not there. */
  readonly pointerX: Px | null;
}

export interface ChartsView {
  /** Draws the charts. */
  readonly update: (state: ChartsState) => void;
  /** Tells the values at a place of the charts that are drawn. */
  readonly point: (pointerX: Px | null) => void;
  /** What is drawn, for a picture that is exported. */
  readonly drawn: () => { readonly charts: readonly ChartRow[]; readonly cells: readonly SeriesCells[] };
}

/** Makes the charts: `host` for their picture, `names` for the column beside it. */
export function createChartsView(
  host: HTMLElement,
  names: HTMLElement,
  hide: (key: string) => void,
): ChartsView {
  const canvas = element('canvas');
  setAttribute(canvas, 'role', 'img');
  host.append(canvas);
  const surface = createSurface(canvas);
  const target = canvasTarget(surface);
  const cells: ChartCells[] = [];
  const list = createChartNames(names, hide);
  let charts: readonly ChartRow[] = [];
  let drawn: Px = -1;
  let theme: Theme | null = null;
  let own: Px | null = null;
  let other: Px | null = null;
  const tell = (): void => {
    if (theme !== null) list.update(charts, cells, own ?? other, theme);
  };
  host.addEventListener('pointermove', ({ clientX }) => {
    own = clientX - host.getBoundingClientRect().left;
    tell();
  });
  host.addEventListener('pointerleave', () => {
    own = null;
    tell();
  });
  return {
    update(state) {
      ({ theme, pointerX: other } = state);
      charts = layoutCharts(state.series, state.wanted, state.view, state.width, cells);
      const height = charts.length * CHART_HEIGHT;
      if (height !== drawn) {
        drawn = height;
        host.hidden = names.hidden = height === 0;
        host.style.height = names.style.height = `${height}px`;
      }
      if (charts.length === 0) return;
      surface.prepare(state.width, height);
      paintCharts(target, charts, cells, theme, state.width);
      if (other !== null) {
        surface.context.globalAlpha = 0.6;
        surface.context.fillStyle = theme.muted;
        surface.context.fillRect(snap(surface, other), 0, 1, height);
        surface.context.globalAlpha = 1;
      }
      setAttribute(canvas, 'aria-label', inWords(charts));
      tell();
    },
    point(pointerX) {
      other = pointerX;
      tell();
    },
    drawn: () => ({ charts, cells }),
  };
}

/** What the charts say, for those who do not see them. */
function inWords(charts: readonly ChartRow[]): string {
  const each = charts.map(({ series, most }) => `${series.label}: at most ${formatValue(most, series)}`);
  return `Charts of the shown time. ${each.join('. ')}`;
}
