import { element, setAttribute, setText, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import type { Theme } from '../theme.ts';
import { UNKNOWN, type ChartRow } from './layoutCharts.ts';
import { colorOf } from './paintCharts.ts';
import { scaleText } from './scaleText.ts';

/** The column beside the charts: what each shows, how much, and up to where its scale goes. */
export interface ChartNames {
  /** `values`: in words, one a chart; `isPointed`: they are those at the pointer, else the greatest in sight. */
  readonly update: (
    charts: readonly ChartRow[],
    values: readonly string[],
    isPointed: boolean,
    theme: Theme,
  ) => void;
}

/** What the charts are called where the column is narrow; a queue by its place. */
const BRIEF: Readonly<Record<ChartRow['series']['kind'], string | null>> = {
  utilisation: 'Busy',
  lag: 'Lag',
  runnable: 'Ready',
  live: 'Live',
  queue: null,
};

interface Entry {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly brief: HTMLElement;
  readonly most: HTMLElement;
  readonly value: HTMLElement;
  readonly top: HTMLElement;
  readonly spoken: HTMLElement;
  readonly hide: HTMLButtonElement;
  key: string;
  /** What it was last given: a frame that changes nothing leaves the document alone. */
  given: readonly unknown[];
}

/** Makes the column; `hide` takes a chart away. */
export function createChartNames(host: HTMLElement, hide: (key: string) => void): ChartNames {
  const entries: Entry[] = [];
  const list = element('ul', { class: 'chart-list', attributes: { 'aria-label': 'Charts' } });
  host.replaceChildren(list);
  const make = (): Entry => {
    const entry = createEntry(hide);
    list.append(entry.root);
    return entry;
  };
  return {
    update(charts, values, isPointed, theme) {
      charts.forEach((chart, at) => show((entries[at] ??= make()), chart, values[at]!, isPointed, theme));
      for (let at = charts.length; at < entries.length; at++)
        if (!entries[at]!.root.hidden) entries[at]!.root.hidden = true;
    },
  };
}

function createEntry(hide: (key: string) => void): Entry {
  const name = element('span', { class: 'chart-name' });
  const brief = element('span', { class: 'chart-brief', attributes: { 'aria-hidden': 'true' } });
  const most = element('span', { class: 'chart-most', text: 'max ' });
  const value = element('span');
  const top = element('span', { class: 'chart-scale', attributes: { 'aria-hidden': 'true' } });
  const spoken = element('span', { class: 'spoken' });
  const button = element(
    'button',
    { class: 'chart-hide', attributes: { type: 'button' } },
    sign(SIGNS.close),
  );
  const root = element(
    'li',
    { class: 'chart-entry' },
    element('span', { class: 'chart-swatch', attributes: { 'aria-hidden': 'true' } }),
    button,
    element(
      'span',
      { class: 'chart-words' },
      name,
      brief,
      element('span', { class: 'chart-value' }, most, value),
    ),
    spoken,
    top,
  );
  const entry: Entry = { root, name, brief, most, value, top, spoken, hide: button, key: '', given: [] };
  button.addEventListener('click', () => hide(entry.key));
  return entry;
}

function show(entry: Entry, chart: ChartRow, value: string, isPointed: boolean, theme: Theme): void {
  const { series, top } = chart;
  const given = [series, top, value, isPointed, theme];
  if (!entry.root.hidden && given.every((item, at) => Object.is(item, entry.given[at]))) return;
  const isOther = entry.given[0] !== series || entry.given[4] !== theme;
  entry.given = given;
  entry.root.hidden = false;
  if (isOther) {
    entry.key = series.key;
    entry.root.style.setProperty('--series', colorOf(series.kind, theme));
    setText(entry.name, series.label);
    const title = series.note === undefined ? series.label : `${series.label} ${series.note}`;
    for (const words of [entry.name, entry.brief]) setAttribute(words, 'title', title);
    setText(entry.brief, BRIEF[series.kind] ?? series.label.replace(/^Queue,? /, ''));
    setAttribute(entry.hide, 'aria-label', `Hide ${series.label}`);
    setAttribute(entry.hide, 'title', `Hide ${series.label}`);
  }
  entry.most.hidden = isPointed || value === UNKNOWN;
  setText(entry.value, value);
  setAttribute(entry.value.parentElement!, 'title', isPointed ? 'At the pointer' : 'The most in sight');
  const scale = scaleText(chart);
  setText(entry.top, scale);
  setText(entry.spoken, scale === '' ? '' : `, scale from 0 to ${scale}`);
}
