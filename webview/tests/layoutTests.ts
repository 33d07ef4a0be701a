import {
  endOfTest,
  outcomeOfTest,
  type ProcessTests,
  type TestIndex,
  type TestOutcome,
  type TestRun,
} from '../../src/core/analysis/testRuns.ts';
import type { TestPhase } from '../../src/core/facts.ts';
import type { Nanos } from '../../src/core/units.ts';
import { gridOf } from '../charts/layoutCharts.ts';
import type { PxSpan } from '../picture.ts';
import { toPx, type Px, type View } from '../viewport.ts';

/** Tests that are less wide are drawn together with their neighbours. */
const LEAST: Px = 5;

/** So many processes have a line of their own; those of more share them. */
export const MOST_LINES = 4;

/** How the tests look from where one stands. */
export interface TestSight {
  readonly view: View;
  readonly width: Px;
  /** Until when what goes on is drawn. */
  readonly present: Nanos;
}

/** One phase of a test, as it is drawn. */
export interface PhaseSpan extends PxSpan {
  readonly phase: TestPhase;
}

/** One test, or many that are too short to be told apart. */
export interface TestBox extends PxSpan {
  /** Which line it is on, from the top. */
  readonly line: number;
  /** The tests `from` … `to` − 1 of `tests`. */
  readonly tests: ProcessTests;
  readonly from: number;
  readonly to: number;
  /** How many of them went bad. */
  readonly bad: number;
  /** Where those are, of several tests. */
  readonly badAt: readonly PxSpan[];
  /** Of a single one. */
  readonly phases: readonly PhaseSpan[];
  readonly outcome: TestOutcome | null;
}

type GrowingBox = { -readonly [Part in keyof TestBox]: TestBox[Part] } & { badAt: PxSpan[] };

/** How many lines the tests of a trace take. */
export function linesOf(index: TestIndex): number {
  return Math.min(MOST_LINES, index.processes.length);
}

/** Lays out the tests in sight, from the left on each line. Cells of merged ones are fixed in time: they do not move. */
export function layoutTests(index: TestIndex, sight: TestSight): TestBox[] {
  return index.processes.flatMap((tests, at) => layoutLine(tests, at % MOST_LINES, sight));
}

function layoutLine(tests: ProcessTests, line: number, sight: TestSight): TestBox[] {
  const { view, width } = sight;
  const { cell } = gridOf(view, width, LEAST);
  const boxes: GrowingBox[] = [];
  const { all } = tests;
  let at = Math.max(0, tests.from(view.begin) - 1);
  while (at < all.length && all[at]!.begin < view.end) {
    const test = all[at]!;
    const span = spanOfTest(test, sight);
    if (span.x1 < 0) {
      at++;
    } else if (span.x1 - span.x0 >= LEAST) {
      boxes.push(single(tests, at, line, sight));
      at++;
    } else {
      const cellEnd = (Math.floor(test.begin / cell) + 1) * cell;
      const next = tests.from(cellEnd);
      const last = spanOfTest(all[next - 1]!, sight);
      // The last one that begins in the cell may be long.
      const to = next - 1 > at && last.x1 - last.x0 >= LEAST ? next - 1 : next;
      addCell(boxes, tests, at, to, line, sight);
      at = to;
    }
  }
  return boxes;
}

function single(tests: ProcessTests, at: number, line: number, sight: TestSight): GrowingBox {
  const test = tests.all[at]!;
  const { view, width, present } = sight;
  const x = (time: Nanos): Px => toPx(view, width, time);
  const phases = test.phases.map(({ phase, begin, end }) => ({ phase, x0: x(begin), x1: x(end ?? present) }));
  const outcome = outcomeOfTest(test);
  const bad = tests.bad(at, at + 1);
  return { ...spanOfTest(test, sight), line, tests, from: at, to: at + 1, bad, badAt: [], phases, outcome };
}

/** Adds the tests of a cell to those of the cell before it, where these are the ones before. */
function addCell(
  boxes: GrowingBox[],
  tests: ProcessTests,
  from: number,
  to: number,
  line: number,
  sight: TestSight,
): void {
  const { x0 } = spanOfTest(tests.all[from]!, sight);
  const x1 = Math.max(spanOfTest(tests.all[to - 1]!, sight).x1, x0 + 1);
  const bad = tests.bad(from, to);
  const badAt = bad > 0 ? [{ x0, x1 }] : [];
  const last = boxes.at(-1);
  if (last !== undefined && last.to - last.from > 1 && last.to === from && x0 - last.x1 < LEAST) {
    last.to = to;
    last.x1 = x1;
    last.bad += bad;
    last.badAt.push(...badAt);
  } else if (to - from === 1) {
    boxes.push(single(tests, from, line, sight));
  } else {
    boxes.push({ x0, x1, line, tests, from, to, bad, badAt, phases: [], outcome: null });
  }
}

function spanOfTest(test: TestRun, { view, width, present }: TestSight): PxSpan {
  return {
    x0: toPx(view, width, test.begin),
    x1: toPx(view, width, endOfTest(test) ?? Math.max(test.begin, present)),
  };
}

/** The box at a place of a line; undefined beside them. The last painted one comes first. */
export function testBoxAt(boxes: readonly TestBox[], line: number, x: Px): TestBox | undefined {
  const slack = 2;
  return boxes.findLast(
    (box) => box.line === line && x >= box.x0 - slack && x <= Math.max(box.x1, box.x0 + 2) + slack,
  );
}
