import { ROW_HEIGHT, STYLE } from './boxes.ts';
import { ProcessTests, type TestOutcome } from '../src/core/analysis/testRuns.ts';
import { FAMILIES } from '../src/core/awaitFamilies.ts';
import type { LegendEntry } from './legendEntries.ts';
import { Boxes, NO_FAMILY, STRIP_KIND, Strips, type Picture, type RowBand } from './picture.ts';
import type { TestPicture } from './tests/paintTests.ts';

export const SAMPLE_WIDTH = 30;
export const SAMPLE_HEIGHT = ROW_HEIGHT;

const TEST_PHASES = ['setup', 'call', 'teardown'] as const;

/** The cells of the sample of merged steps: what ran of each, and what stood ready. */
const CELLS = [0.2, 0.7, 0.4, 0.9, 0.3, 0.6, 0.15, 0.5, 0.8];

/** Those of what stood ready alone, and how wide each is. */
const READY_CELLS = [0.5, 1, 0.7];
const READY_CELL = 3;

/** A strip of one test without a name: how it went, or its phases, each as high as it is drawn. */
export function testSample(shown: TestOutcome | 'phases'): TestPicture {
  const tests = new ProcessTests(0);
  tests.add({ kind: 'test', process: 0, begin: 0, end: 1, phase: 'call', name: '', task: 0, outcome: null });
  const [x0, x1] = [1, SAMPLE_WIDTH - 1];
  const edges = shown === 'phases' ? [x0, x0 + 8, x1 - 8, x1] : [x0, x0, x1, x1];
  const phases = TEST_PHASES.map((phase, at) => ({ phase, x0: edges[at]!, x1: edges[at + 1]! }));
  const outcome = shown === 'phases' ? null : shown;
  const box = { x0, x1, line: 0, tests, from: 0, to: 1, bad: 0, badAt: [], outcome };
  return {
    width: SAMPLE_WIDTH,
    height: SAMPLE_HEIGHT,
    lines: 1,
    boxes: [{ ...box, phases: phases.filter((span) => span.x1 > span.x0) }],
    selected: -1,
    hovered: -1,
    nowX: SAMPLE_WIDTH,
    pauses: [],
  };
}

/** A picture of one thing on a lane. */
export function laneSample(shows: Exclude<LegendEntry['shows'], { readonly test: unknown }>): Picture {
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
    hasEndSigns: true,
  };
}

/** A lane that ends in the sample's middle, or, of a sample of something else, one that lies beside it. */
function row(ended: RowBand['ended'], isGroup: boolean): RowBand {
  const [x0, x1] = ended === null ? [SAMPLE_WIDTH + 10, SAMPLE_WIDTH + 20] : [0, 12];
  return {
    row: 0,
    kind: isGroup ? 'group' : 'task',
    y: 0,
    x0,
    x1,
    ended,
    heldFrom: null,
    isDimmed: false,
    isPinned: false,
  };
}
