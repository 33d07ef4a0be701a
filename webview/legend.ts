import { STYLE } from './boxes.ts';
import { Boxes, Strips, type Picture } from './picture.ts';
import { element } from './element.ts';
import { FAMILIES, FAMILY_NAMES, type Family } from './families.ts';
import { paintLanes } from './painter.ts';
import { canvasTarget } from './paint/canvasTarget.ts';
import { createSurface } from './surface.ts';
import type { Theme } from './theme.ts';

/** What may be in a picture and needs a word. */
export type LegendKey =
  | Family
  | 'running'
  | 'ready'
  | 'blocking'
  | 'blockMark'
  | 'merged'
  | 'callback'
  | 'error'
  | 'cancelled'
  | 'pending'
  | 'pause'
  | 'loss';

interface Entry {
  readonly key: LegendKey;
  readonly text: string;
  readonly style: number;
  readonly band: 'pause' | 'loss' | null;
  readonly ended: 'error' | 'cancelled' | 'pending' | null;
}

const WIDTH = 30;
const HEIGHT = 24;

const STATES = [
  bar('running', 'Running', STYLE.running),
  bar('ready', 'Ready, loop busy', STYLE.ready),
  bar('blocking', 'Blocks the loop', STYLE.blocking),
  bar('blockMark', 'Block, short at this zoom', STYLE.blockMark),
  bar('merged', 'Many steps', STYLE.merged),
  bar('callback', 'Callback', STYLE.callback),
];
const SUSPENDED = FAMILIES.map((family, style) => bar(family, FAMILY_NAMES[family], style));
const MARKS: readonly Entry[] = [
  { key: 'error', text: 'Failed', style: -1, band: null, ended: 'error' },
  { key: 'cancelled', text: 'Cancelled', style: -1, band: null, ended: 'cancelled' },
  { key: 'pending', text: 'Pending at exit', style: -1, band: null, ended: 'pending' },
  { key: 'pause', text: 'Paused', style: -1, band: 'pause', ended: null },
  { key: 'loss', text: 'Steps lost', style: -1, band: 'loss', ended: null },
];

/** The key of the picture, painted by the painter itself so that it cannot differ from it. */
export interface Legend {
  readonly paint: (theme: Theme) => void;
  /** Shows the entries of what occurs, and no others: a first look should not have to skip what is not there. */
  readonly show: (keys: ReadonlySet<LegendKey>) => void;
}

/** Puts the legend into its element. */
export function createLegend(host: HTMLElement): Legend {
  const group = element('span', { class: 'legend-group', text: 'Suspended:' });
  const made = [...STATES, ...SUSPENDED, ...MARKS].map((entry) => {
    const canvas = element('canvas', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    const root = element('span', { class: 'legend-entry' }, canvas, element('span', { text: entry.text }));
    return { entry, root, surface: createSurface(canvas) };
  });
  const roots = made.map(({ root }) => root);
  host.append(...roots.slice(0, STATES.length), group, ...roots.slice(STATES.length));
  const paint: Legend['paint'] = (theme) => {
    for (const { entry, surface } of made) {
      surface.prepare(WIDTH, HEIGHT);
      paintLanes(canvasTarget(surface), sample(entry), theme);
    }
  };
  let shown = '';
  const show: Legend['show'] = (keys) => {
    const wanted = [...keys].join();
    if (wanted === shown) return;
    shown = wanted;
    for (const { entry, root } of made) root.hidden = !keys.has(entry.key);
    group.hidden = !FAMILIES.some((family) => keys.has(family));
  };
  return { paint, show };
}

function bar(key: LegendKey, text: string, style: number): Entry {
  return { key, text, style, band: null, ended: null };
}

function sample({ style, band, ended }: Entry): Picture {
  const boxes = new Boxes();
  if (style === STYLE.merged) {
    [0.2, 0.7, 0.4, 0.9, 0.3, 0.6, 0.15, 0.5, 0.8].forEach((busy, index) => {
      const box = boxes.add(0, 0, style, 0, index, index + 1, 1 + index * 3, 4 + index * 3);
      boxes.busy[box] = busy;
      boxes.ready[box] = index % 3 === 1 ? 0.2 : 0.05;
    });
  } else if (style === STYLE.blockMark) boxes.add(0, 0, style, 0, 0, 1, WIDTH / 2 - 1, WIDTH / 2 + 2);
  else if (style >= 0) boxes.add(0, 0, style, 0, 0, 1, 1, WIDTH - 1);
  const isBand = band !== null;
  return {
    width: WIDTH,
    height: HEIGHT,
    rows: isBand
      ? []
      : [
          {
            row: 0,
            kind: 'task',
            y: 0,
            x0: ended === null ? 40 : 0,
            x1: ended === null ? 50 : 12,
            ended,
            isDimmed: false,
            isPinned: false,
          },
        ],
    boxes,
    strips: new Strips(),
    bands: isBand
      ? [{ kind: band, x0: 4, x1: WIDTH - 4, firstRow: 0, endRow: 1, top: 0, bottom: HEIGHT, label: '' }]
      : [],
    ticks: [],
    nowX: WIDTH,
    pinnedHeight: 0,
    markers: [],
    range: null,
    isQueried: false,
  };
}
