import { ROW_HEIGHT, STYLE } from './boxes.ts';
import { FAMILIES } from '../src/core/awaitFamilies.ts';
import type { LegendEntry } from './legendEntries.ts';
import { Boxes, NO_FAMILY, STRIP_KIND, Strips, type Picture, type RowBand } from './picture.ts';

export const SAMPLE_WIDTH = 30;
export const SAMPLE_HEIGHT = ROW_HEIGHT;

/** The cells of the sample of merged steps: what ran of each, and what stood ready. */
const CELLS = [0.2, 0.7, 0.4, 0.9, 0.3, 0.6, 0.15, 0.5, 0.8];

/** Those of what stood ready alone, and how wide each is. */
const READY_CELLS = [0.5, 1, 0.7];
const READY_CELL = 3;

/** A picture of one thing, for the painter to paint beside its word. */
export function legendSample({ shows }: LegendEntry): Picture {
  const boxes = new Boxes();
  const strips = new Strips();
  if ('strip' in shows) {
    strips.add(0, 0, shows.strip, 0, 1, 1, 3);
    CELLS.forEach((busy, at) =>
      strips.addCell(busy, at % 3 === 1 ? 0.2 : 0.05, FAMILIES.indexOf('timer'), 1),
    );
  } else if ('style' in shows) {
    // Where it is short it is drawn in cells, which have no hatching.
    if (shows.style === STYLE.ready) {
      strips.add(0, 0, STRIP_KIND.task, 0, 1, 1, READY_CELL);
      for (const ready of READY_CELLS) strips.addCell(0, ready, NO_FAMILY, 1);
    }
    const isMark = shows.style === STYLE.blockMark;
    const begin = shows.style === STYLE.ready ? READY_CELL * READY_CELLS.length + 2 : 1;
    const [x0, x1] = isMark ? [SAMPLE_WIDTH / 2 - 1, SAMPLE_WIDTH / 2 + 2] : [begin, SAMPLE_WIDTH - 1];
    boxes.add(0, 0, shows.style, 0, 0, 1, x0, x1);
  }
  return {
    width: SAMPLE_WIDTH,
    height: SAMPLE_HEIGHT,
    rows:
      'band' in shows
        ? []
        : [row('ended' in shows ? shows.ended : null, 'strip' in shows && shows.strip === STRIP_KIND.group)],
    boxes,
    strips,
    bands:
      'band' in shows
        ? [
            {
              kind: shows.band,
              x0: 4,
              x1: SAMPLE_WIDTH - 4,
              firstRow: 0,
              endRow: 1,
              top: 0,
              bottom: SAMPLE_HEIGHT,
              label: '',
            },
          ]
        : [],
    ticks: [],
    stopX: null,
    nowX: SAMPLE_WIDTH,
    pinnedHeight: 0,
    markers: [],
    range: null,
    isQueried: false,
  };
}

/** A lane that ends in the sample's middle, or, of a sample of something else, one that lies beside it. */
function row(ended: RowBand['ended'], isGroup: boolean): RowBand {
  const [x0, x1] = ended === null ? [SAMPLE_WIDTH + 10, SAMPLE_WIDTH + 20] : [0, 12];
  return { row: 0, kind: isGroup ? 'group' : 'task', y: 0, x0, x1, ended, isDimmed: false, isPinned: false };
}
