import { formatDuration } from '../../src/core/format.ts';
import type { SeriesCells } from '../../src/core/series/series.ts';
import type { SeriesIndex } from '../../src/core/series/seriesIndex.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import { element, setAttribute } from '../element.ts';
import { canvasTarget } from '../paint/canvasTarget.ts';
import { createHiddenSurface, createSurface, putSurface, snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import { toTime, type Px, type View } from '../viewport.ts';
import type { ChartCells } from './chartCells.ts';
import { createChartNames } from './chartNames.ts';
import { offsetOf, stageOf, type Stage } from './chartStage.ts';
import { cellAt, formatValue, layoutCharts, type ChartRow } from './layoutCharts.ts';
import { paintCharts } from './paintCharts.ts';
import { seldom } from './seldom.ts';

/** What the charts under the axis show. */
export interface ChartsState {
  readonly series: SeriesIndex;
  /** The keys of the charts, from the top. */
  readonly wanted: readonly string[];
  /** How high each of them is. */
  readonly rowHeight: Px;
  readonly view: View;
  readonly width: Px;
  readonly theme: Theme;
  /** When the trace begins: times are said from there on. */
  readonly begin: Nanos;
  /** Where the pointer is in the picture; null when it is not there. */
  readonly pointerX: Px | null;
}

/** What the charts can ask for. */
export interface ChartsActions {
  /** Takes a chart away. */
  readonly hide: (key: string) => void;
  /** Puts the pointer's line to a place in the picture by keys; null: takes it away. */
  readonly point: (x: Px | null) => void;
}

export interface ChartsView {
  /** Draws the charts: paints them where they changed, and else only puts another part of them into the page. */
  readonly update: (state: ChartsState) => void;
  /** Tells the values at a place of the charts that are drawn. */
  readonly point: (pointerX: Px | null) => void;
  /** What is drawn, for a picture that is exported. */
  readonly drawn: () => { readonly charts: readonly ChartRow[]; readonly cells: readonly SeriesCells[] };
}

/** By how much of the shown time the page keys move the pointer's line. */
const PAGE = 0.1;

/** Makes the charts: `host` for their picture, `names` for the column beside it. */
export function createChartsView(host: HTMLElement, names: HTMLElement, act: ChartsActions): ChartsView {
  const canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const cross = element('div', { class: 'chart-cross' });
  cross.hidden = true;
  // Walked by keys, it is the time at which all charts are read.
  setAttribute(host, 'role', 'slider');
  setAttribute(host, 'tabindex', '0');
  setAttribute(host, 'aria-label', 'Charts');
  setAttribute(host, 'aria-orientation', 'horizontal');
  host.append(canvas, cross);
  const surface = createSurface(canvas);
  /** The whole stage; in the page, a canvas that is moved has all of the page's layers looked at again. */
  const painting = createHiddenSurface();
  const target = canvasTarget(painting);
  const cells: ChartCells[] = [];
  const list = createChartNames(names, act.hide);
  let charts: readonly ChartRow[] = [];
  let stage: Stage | null = null;
  let state: ChartsState | null = null;
  let painted: readonly unknown[] = [];
  let height: Px = -1;
  let offset: Px = 0;
  /** Which part of the stage is in the page, by its offset; NaN for none. */
  let shown: Px = Number.NaN;
  let pointerX: Px | null = null;
  let words: readonly string[] = [];
  let told: Px | null = null;
  /** Where the pointer's line was put. */
  let crossed: Px = Number.NaN;
  const tell = (): void => {
    if (state === null || charts.length === 0) return;
    const isInside = pointerX !== null && pointerX >= 0 && pointerX <= state.width;
    const at = isInside ? pointerX! : null;
    const isHidden = at === null;
    if (cross.hidden !== isHidden) cross.hidden = isHidden;
    if (at !== null && snap(surface, at) !== crossed)
      cross.style.transform = `translateX(${(crossed = snap(surface, at))}px)`;
    words = wordsAt(charts, cells, at === null ? null : at + offset);
    told = at;
    list.update(charts, words, at !== null, state.theme);
  };
  const speak = (): void => {
    if (state !== null && charts.length > 0) say(host, state, charts, words, told);
  };
  const speakSeldom = seldom(speak);
  host.addEventListener('keydown', (event) => {
    if (state === null || charts.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const moved = walk(event.key, state.width, charts[0]!.step, pointerX);
    if (moved === undefined) return;
    event.preventDefault();
    act.point(moved);
  });
  host.addEventListener('blur', () => act.point(null));
  return {
    update(next) {
      state = next;
      pointerX = next.pointerX;
      const { series, wanted, view, width, theme, rowHeight } = next;
      stage = stageOf(view, width, stage);
      charts = layoutCharts(series, wanted, { view, width, stage: stage.view, height: rowHeight }, cells);
      offset = offsetOf(stage, view);
      if (height !== charts.length * rowHeight) {
        height = charts.length * rowHeight;
        host.hidden = names.hidden = height === 0;
        host.style.height = names.style.height = `${height}px`;
        names.style.setProperty('--chart-height', `${rowHeight}px`);
        names.classList.toggle('thin', rowHeight < 26);
      }
      if (charts.length === 0) return;
      const { held, revision } = series.known;
      const ratio = window.devicePixelRatio || 1;
      const own = charts.flatMap((chart) => [chart.series, chart.top]);
      const now: readonly unknown[] = [stage, theme, ratio, held, revision, rowHeight, ...own];
      // A revision that is not a number is that of knowledge which is behind.
      if (Number.isNaN(revision) || !isSame(now, painted)) {
        painted = now;
        painting.prepare(stage.width, height);
        paintCharts(target, charts, cells, theme, stage.width);
        shown = Number.NaN;
      }
      if (shown !== offset) {
        shown = offset;
        surface.prepare(width, height);
        putSurface(surface, painting, -offset);
      }
      tell();
      speakSeldom();
    },
    point(x) {
      if (x === null && pointerX === null) return;
      pointerX = x;
      tell();
      // Whoever walks by keys hears each step; the pointer is much faster.
      if (document.activeElement === host) speak();
      else speakSeldom();
    },
    drawn: () => ({ charts: charts.map((chart) => ({ ...chart, x0: chart.x0 - offset })), cells }),
  };
}

/** The values of the charts at a place of their picture, in words; where there is none, the greatest in sight. */
function wordsAt(charts: readonly ChartRow[], cells: readonly SeriesCells[], x: Px | null): string[] {
  return charts.map((chart, row) => {
    if (x === null) return formatValue(chart.most, chart.series);
    const cell = cellAt(chart, cells[row]!, x);
    return formatValue(cell < 0 ? Number.NaN : cells[row]!.high[cell]!, chart.series);
  });
}

/** Where a key moves the pointer's line; undefined where the key means nothing here. */
function walk(key: string, width: Px, step: Px, from: Px | null): Px | null | undefined {
  if (key === 'Escape') return from === null ? undefined : null;
  const by: number | undefined = {
    ArrowLeft: -step,
    ArrowDown: -step,
    ArrowRight: step,
    ArrowUp: step,
    PageDown: -PAGE * width,
    PageUp: PAGE * width,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }[key];
  return by === undefined ? undefined : Math.max(0, Math.min(width, (from ?? width / 2) + by));
}

/** What the charts say, for those who do not see them. Numbers are milliseconds: what is read aloud is the text. */
function say(
  host: HTMLElement,
  { view, width, begin }: ChartsState,
  charts: readonly ChartRow[],
  values: readonly string[],
  x: Px | null,
): void {
  const at = toTime(view, width, x ?? width / 2) - begin;
  const inMilliseconds = (time: Nanos): string => String(Math.round(time / MILLISECOND));
  setAttribute(host, 'aria-valuemin', inMilliseconds(view.begin - begin));
  setAttribute(host, 'aria-valuemax', inMilliseconds(view.end - begin));
  setAttribute(host, 'aria-valuenow', inMilliseconds(at));
  const each = charts.map(
    ({ series }, row) => `${series.label}: ${x === null ? 'at most ' : ''}${values[row]!}`,
  );
  const when = x === null ? 'In sight' : `At ${at < 0 ? '−' : ''}${formatDuration(Math.abs(at))}`;
  setAttribute(host, 'aria-valuetext', `${when}. ${each.join('. ')}`);
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}
