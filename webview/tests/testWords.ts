import {
  outcomeOfTest,
  TEST_OUTCOMES,
  testNames,
  type TestIndex,
  type TestOutcome,
  type TestRun,
} from '../../src/core/analysis/testRuns.ts';
import { printable } from '../../src/core/format.ts';
import { plural, type Tone } from '../details.ts';
import type { TestBox } from './layoutTests.ts';

/** What a test's outcome is called. */
export const OUTCOME_WORDS: Readonly<Record<TestOutcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  error: 'Error',
  skipped: 'Skipped',
  xfailed: 'Failed as expected',
};

export const OUTCOME_TONES: Readonly<Record<TestOutcome, Tone>> = {
  passed: 'good',
  failed: 'bad',
  error: 'bad',
  skipped: 'muted',
  xfailed: 'muted',
};

/** How a test went, in words; `isLive`: the program may still run. */
export function outcomeText(test: TestRun): string {
  const outcome = outcomeOfTest(test);
  return outcome === null
    ? test.phases.at(-1)!.end === null
      ? 'Runs'
      : 'Not known'
    : OUTCOME_WORDS[outcome];
}

/** A test's name as short as it still says which one it is: `test_order[3]`. */
export function shortTestName({ name }: Pick<TestRun, 'name'>, most = 80): string {
  return printable(testNames(name).at(-1)!, most) || 'test';
}

/** What may stand in the box of a test, the longest first. */
export function namesOf({ tests, from }: TestBox): readonly string[] {
  const names = testNames(tests.all[from]!.name).map((name) => printable(name, 120));
  const last = names.at(-1)!;
  // The shortest alone is cut where it does not fit: better than nothing.
  return names.length === 1 ? names : [...names, last.replace(/^test_/, '')];
}

/** What may stand in the box of many. */
export function mergedWords({ from, to, bad }: TestBox): readonly string[] {
  const count = plural(to - from, 'test');
  return bad > 0 ? [`${count}, ${bad.toLocaleString('en')} failed`, count] : [count];
}

/** How all tests went: `12 passed, 1 failed`; empty while none is known. */
export function countWords(index: TestIndex): string {
  return TEST_OUTCOMES.flatMap((outcome) => {
    const count = index.count(outcome);
    if (count === 0) return [];
    const word =
      outcome === 'error' ? (count === 1 ? 'error' : 'errors') : OUTCOME_WORDS[outcome].toLowerCase();
    return [`${count.toLocaleString('en')} ${word}`];
  }).join(', ');
}
