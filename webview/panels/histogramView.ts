import { max, scaleLinear } from 'd3';
import { formatDuration } from '../../src/core/format.ts';
import { formatQuery } from '../../src/core/query/formatQuery.ts';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { combine } from '../../src/core/query/query.ts';
import type { Bin, Histogram } from '../../src/core/statistics/histogram.ts';
import type { Like } from '../../src/core/statistics/like.ts';
import type { Nanos } from '../../src/core/units.ts';
import { element, setAttribute, setText } from '../element.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 280;
const HEIGHT = 56;
const BINS = 28;

export interface HistogramState {
  readonly like: Like;
  readonly histogram: Histogram;
  /** False while it is counted. */
  readonly isComplete: boolean;
}

export interface HistogramView {
  /** Null shows nothing. */
  readonly update: (state: HistogramState | null) => void;
}

/**
 * Makes the picture of how long the like of the selected are, with the selected one marked. A click on a bar, or Enter,
 * puts the query for those in force.
 */
export function createHistogramView(host: HTMLElement, setQuery: (text: string) => void): HistogramView {
  const title = element('h3', { class: 'pane-title' });
  const all = element('button', {
    class: 'link-button',
    text: 'Show all',
    attributes: { type: 'button' },
    onClick: () => shown && setQuery(shown.like.query),
  });
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', 'histogram');
  picture.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  picture.setAttribute('preserveAspectRatio', 'none');
  picture.setAttribute('role', 'group');
  const ends = [element('span'), element('span')];
  const text = element('p', { class: 'histogram-text' });
  host.classList.add('histogram-host');
  host.append(
    element('div', { class: 'pane-head' }, title, element('span', { class: 'stretch' }), all),
    picture,
    element('div', { class: 'histogram-ends', attributes: { 'aria-hidden': 'true' } }, ...ends),
    text,
  );
  let shown: HistogramState | null = null;
  let drawn = '';
  let active = 0;
  const pick = (bin: Bin): void => {
    if (shown !== null) setQuery(binQuery(shown.like, bin));
  };
  const focus = (bars: readonly SVGElement[], at: number): void => {
    active = Math.max(0, Math.min(at, bars.length - 1));
    bars.forEach((bar, i) => bar.setAttribute('tabindex', i === active ? '0' : '-1'));
    bars[active]?.focus();
  };
  const draw = ({ like, histogram }: HistogramState): void => {
    const bins = histogram.bins(BINS);
    const height = scaleLinear([0, max(bins, ({ count }) => count) ?? 1], [0, HEIGHT - 6]);
    const width = WIDTH / Math.max(1, bins.length);
    active = Math.min(active, Math.max(0, bins.length - 1));
    const bars = bins.map((bin, at) => {
      const own = like.value >= bin.from && like.value < bin.to;
      const bar = document.createElementNS(SVG, 'g');
      bar.setAttribute('class', own ? 'histogram-bar own' : 'histogram-bar');
      bar.setAttribute('role', 'button');
      bar.setAttribute('tabindex', at === active ? '0' : '-1');
      bar.setAttribute('aria-label', binText(bin, own));
      // One that counts anything is to be seen, however few they are beside the others.
      const top = bin.count === 0 ? 0 : Math.max(2, height(bin.count));
      bar.append(
        rectangle(at * width, 0, width, HEIGHT, 'histogram-room'),
        rectangle(at * width + 0.5, HEIGHT - top, Math.max(1, width - 1), top, 'histogram-count'),
        tooltip(binText(bin, own)),
      );
      bar.addEventListener('click', () => pick(bin));
      return bar;
    });
    bars.forEach((bar, at) =>
      bar.addEventListener('keydown', (event) => {
        const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
        if (event.key === 'Enter' || event.key === ' ') pick(bins[at]!);
        else if (to === undefined) return;
        else focus(bars, to);
        event.preventDefault();
        event.stopPropagation();
      }),
    );
    const hadFocus = picture.contains(document.activeElement);
    const mark = rectangle(markAt(like.value, bins) * width - 1, 0, 2, HEIGHT, 'histogram-mark');
    picture.replaceChildren(...bars, mark);
    if (hadFocus) focus(bars, active);
  };
  return {
    update: (state) => {
      shown = state;
      host.hidden = state === null || state.histogram.count === 0;
      if (state === null || host.hidden) return;
      const { like, histogram } = state;
      setText(title, like.title);
      setText(text, histogramText(state));
      setText(ends[0]!, formatDuration(histogram.least));
      setText(ends[1]!, formatDuration(histogram.most));
      setAttribute(picture, 'aria-label', `${like.title}: how long they are`);
      const key = `${like.query} ${like.value} ${histogram.count} ${histogram.total}`;
      if (key === drawn) return;
      drawn = key;
      draw(state);
    },
  };
}

/** `1,234 · p50 1.20 ms · p95 8.00 ms · this one 9.10 ms, longer than 97 %`. */
function histogramText({ like, histogram, isComplete }: HistogramState): string {
  const { count } = histogram;
  const [p50, p95] = [histogram.quantile(0.5), histogram.quantile(0.95)];
  const shorter = Math.floor((100 * histogram.below(like.value)) / Math.max(1, count));
  const among = count > 1 ? `, longer than ${shorter} %` : '';
  return [
    `${count.toLocaleString('en')}${isComplete ? '' : '+'}`,
    `p50 ${formatDuration(p50)}`,
    `p95 ${formatDuration(p95)}`,
    `this one ${formatDuration(like.value)}${among}`,
  ].join(' · ');
}

/** The query for the like that are as long as a bin says. */
function binQuery(like: Like, { from, to }: Bin): string {
  const { query } = parseQuery(like.query);
  const parts = query.kind === 'and' ? query.parts : [query];
  return formatQuery(
    combine('and', [
      ...parts,
      { kind: 'duration', of: 'piece', op: '>=', nanos: from },
      { kind: 'duration', of: 'piece', op: '<', nanos: to },
    ]),
  );
}

/** Where a length stands, in bins from the left: bins grow with what they hold. */
function markAt(value: Nanos, bins: readonly Bin[]): number {
  const at = bins.findIndex(({ to }) => value < to);
  const bin = bins[at];
  if (bin === undefined) return bins.length;
  return at + Math.max(0, (value - bin.from) / (bin.to - bin.from));
}

function binText({ from, to, count }: Bin, own: boolean): string {
  const range = `${formatDuration(from)} to ${formatDuration(to)}: ${count.toLocaleString('en')}`;
  return own ? `${range}, the selected one among them` : range;
}

function rectangle(x: number, y: number, width: number, height: number, name: string): SVGRectElement {
  const rect = document.createElementNS(SVG, 'rect');
  const places = Object.entries({ x, y, width, height });
  for (const [attribute, value] of places) rect.setAttribute(attribute, String(value));
  rect.setAttribute('class', name);
  return rect;
}

function tooltip(text: string): SVGTitleElement {
  const title = document.createElementNS(SVG, 'title');
  title.textContent = text;
  return title;
}
