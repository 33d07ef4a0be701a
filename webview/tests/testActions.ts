import { endOfTest, isBad, outcomeOfTest, testsOf, type TestRun } from '../../src/core/analysis/testRuns.ts';
import { navigate, type Desk } from '../desk.ts';
import { select } from '../select.ts';
import { isSame } from '../selection.ts';
import { extentOfTrace, viewOf } from '../store.ts';
import { glide } from '../viewActions.ts';
import { fit, type View } from '../viewport.ts';
import { selectionOfTest } from './describeTest.ts';
import type { TestBox } from './layoutTests.ts';

// How the user goes to tests: by the pointer, and from one to the next.

/** Selects a test, and marks its time, so that the range sums up what happened in it. */
export function selectTest(desk: Desk, test: TestRun, show: 'no' | 'zoom' = 'no', prefix = ''): void {
  const { store } = desk;
  const end = endOfTest(test) ?? extentOfTrace(store).end;
  select(desk, selectionOfTest(test), show, prefix);
  if (end > test.begin) navigate(desk, { range: { begin: test.begin, end } });
}

/** Shows the whole of a test, or of the tests that are drawn together. */
export function zoomToTests(desk: Desk, { tests, from, to }: TestBox): void {
  const extent = extentOfTrace(desk.store);
  const { begin } = tests.all[from]!;
  const ends: View = { begin, end: endOfTest(tests.all[to - 1]!) ?? extent.end };
  glide(desk, fit(ends, extent, 0.1));
}

/** Selects the test after (1) or before (−1) the selected one, or the first in sight; `wanted`: of those only. */
export function walkTests(desk: Desk, by: 1 | -1, wanted: 'all' | 'bad' = 'all'): void {
  const { trace, navigation } = desk.store;
  const index = testsOf(trace);
  const all = index.processes.flatMap(({ all: tests }) => tests);
  const tests = (wanted === 'bad' ? all.filter((test) => isBad(outcomeOfTest(test))) : all).sort(
    (a, b) => a.begin - b.begin || a.process - b.process,
  );
  if (tests.length === 0)
    return desk.notify(wanted === 'bad' ? 'No test failed' : 'No tests: this is no run of pytest');
  const { selection } = navigation;
  const at =
    selection?.kind === 'test' ? tests.findIndex((test) => isSame(selectionOfTest(test), selection)) : -1;
  const from = selection?.kind === 'test' ? selection.at : viewOf(desk.store).begin;
  const beside =
    by > 0 ? tests.findIndex(({ begin }) => begin >= from) : tests.findLastIndex(({ begin }) => begin < from);
  const next =
    at >= 0 ? (at + by + tests.length) % tests.length : beside >= 0 ? beside : by > 0 ? 0 : tests.length - 1;
  selectTest(desk, tests[next]!, 'zoom', `Test ${next + 1} of ${tests.length}`);
}
