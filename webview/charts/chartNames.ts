import type { SeriesCells } from '../../src/core/series/series.ts';
import { element, setAttribute, setText, sign } from '../element.ts';
import { SIGNS } from '../glyphs.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import { cellAt, formatValue, type ChartRow } from './layoutCharts.ts';
import { colorOf } from './paintCharts.ts';

/** The column beside the charts: what each shows, and how much. */
export interface ChartNames {
  /** `pointerX`: where the pointer is in the picture; null when it is not there. */
  readonly update: (
    charts: readonly ChartRow[],
    cells: readonly SeriesCells[],
    pointerX: Px | null,
    theme: Theme,
  ) => void;
}

interface Entry {
  readonly root: HTMLElement;
  readonly swatch: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
  readonly hide: HTMLButtonElement;
  key: string;
}

/** Makes the column; `hide` takes a chart away. */
export function createChartNames(host: HTMLElement, hide: (key: string) => void): ChartNames {
  const entries: Entry[] = [];
  const list = element('ul', { class: 'chart-list', attributes: { 'aria-label': 'Charts' } });
  host.replaceChildren(list);
  const make = (): Entry => {
    const swatch = element('span', { class: 'chart-swatch', attributes: { 'aria-hidden': 'true' } });
    const name = element('span', { class: 'chart-name' });
    const value = element('span', { class: 'chart-value' });
    const button = element(
      'button',
      { class: 'chart-hide', attributes: { type: 'button' } },
      sign(SIGNS.close),
    );
    const entry = {
      root: element('li', { class: 'chart-entry' }, swatch, name, value, button),
      swatch,
      name,
      value,
      hide: button,
      key: '',
    };
    button.addEventListener('click', () => hide(entry.key));
    list.append(entry.root);
    return entry;
  };
  return {
    update(charts, cells, pointerX, theme) {
      charts.forEach((chart, at) => {
        const entry = (entries[at] ??= make());
        const { series } = chart;
        const cell = pointerX === null ? -1 : cellAt(chart, cells[at]!, pointerX);
        const shown = cell < 0 ? chart.most : (cells[at]!.high[cell] ?? Number.NaN);
        entry.key = series.key;
        entry.root.hidden = false;
        entry.swatch.style.background = colorOf(series.kind, theme);
        setText(entry.name, series.label);
        setAttribute(entry.name, 'title', series.label);
        const words = formatValue(shown, series);
        setText(entry.value, cell < 0 && !Number.isNaN(shown) ? `max ${words}` : words);
        setAttribute(entry.value, 'title', cell < 0 ? 'The most in sight' : 'At the pointer');
        setAttribute(entry.hide, 'aria-label', `Hide ${series.label}`);
        setAttribute(entry.hide, 'title', `Hide ${series.label}`);
      });
      for (let at = charts.length; at < entries.length; at++) entries[at]!.root.hidden = true;
    },
  };
}
