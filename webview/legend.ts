import { Boxes, STYLE, type Picture } from './boxes.ts';
import { element } from './element.ts';
import { FAMILIES, FAMILY_NAMES } from './families.ts';
import { paintLanes } from './painter.ts';
import { createSurface, type Surface } from './surface.ts';
import type { Theme } from './theme.ts';

interface Entry {
  readonly text: string;
  readonly style: number;
  readonly band: 'pause' | 'loss' | null;
  readonly ended: 'error' | 'cancelled' | 'pending' | null;
}

const WIDTH = 30;
const HEIGHT = 24;

const ENTRIES: readonly Entry[] = [
  { text: 'Running', style: STYLE.running, band: null, ended: null },
  { text: 'Ready, loop busy', style: STYLE.ready, band: null, ended: null },
  { text: 'Blocks the loop', style: STYLE.blocking, band: null, ended: null },
  { text: 'Many steps', style: STYLE.merged, band: null, ended: null },
  { text: 'Callback', style: STYLE.callback, band: null, ended: null },
  ...FAMILIES.map((family, style) => ({ text: FAMILY_NAMES[family], style, band: null, ended: null })),
  { text: 'Failed', style: -1, band: null, ended: 'error' },
  { text: 'Cancelled', style: -1, band: null, ended: 'cancelled' },
  { text: 'Pending at exit', style: -1, band: null, ended: 'pending' },
  { text: 'Paused', style: -1, band: 'pause', ended: null },
  { text: 'Steps lost', style: -1, band: 'loss', ended: null },
];

/** The key of the picture, painted by the painter itself so that it cannot differ from it. */
export interface Legend {
  readonly paint: (theme: Theme) => void;
}

/** Puts the legend into its element. */
export function createLegend(host: HTMLElement): Legend {
  const surfaces: Surface[] = [];
  ENTRIES.forEach((entry, index) => {
    const canvas = element('canvas', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    surfaces.push(createSurface(canvas));
    if (index === 5) host.append(element('span', { class: 'legend-group', text: 'Suspended:' }));
    host.append(element('span', { class: 'legend-entry' }, canvas, element('span', { text: entry.text })));
  });
  const paint = (theme: Theme): void =>
    surfaces.forEach((surface, index) => {
      surface.prepare(WIDTH, HEIGHT);
      paintLanes(surface.context, sample(ENTRIES[index]!), theme);
    });
  return { paint };
}

function sample({ style, band, ended }: Entry): Picture {
  const boxes = new Boxes();
  if (style === STYLE.merged) {
    [0.2, 0.7, 0.4, 0.9, 0.3, 0.6, 0.15, 0.5, 0.8].forEach((busy, index) => {
      const box = boxes.add(0, style, 0, index, index + 1, 1 + index * 3, 4 + index * 3);
      boxes.busy[box] = busy;
      boxes.ready[box] = index % 3 === 1 ? 0.2 : 0.05;
    });
  } else if (style >= 0) boxes.add(0, style, 0, 0, 1, 1, WIDTH - 1);
  const isBand = band !== null;
  return {
    width: WIDTH,
    height: HEIGHT,
    rows: isBand
      ? []
      : [{ row: 0, isLoop: false, y: 0, x0: ended === null ? 40 : 0, x1: ended === null ? 50 : 12, ended }],
    boxes,
    bands: isBand ? [{ kind: band, x0: 4, x1: WIDTH - 4, firstRow: 0, endRow: 1, label: '' }] : [],
    ticks: [],
    nowX: WIDTH,
  };
}
