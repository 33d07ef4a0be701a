/** What differs between a suite's run with the probe and the one without. */
import type { Outcome, SuiteRun } from './outcomes.ts';

/** Differences that the probe may have made, or chance. */
export interface Differences {
  /** Tests whose outcome is another with the probe, by id; tests that failed without it and do not fail with it are none. */
  readonly tests: readonly string[];
  /** Lines that the run without the probe printed more often. */
  readonly lost: readonly string[];
  /** Lines that the run with the probe printed more often. */
  readonly added: readonly string[];
}

/** Compares the two. */
export function differences(bare: SuiteRun, recorded: SuiteRun): Differences {
  const ids = [...new Set([...bare.tests.keys(), ...recorded.tests.keys()])];
  return {
    tests: ids.filter((id) => {
      const [without, withProbe] = [bare.tests.get(id), recorded.tests.get(id)];
      return without !== withProbe && !hasFailed(without);
    }),
    lost: more(bare, recorded),
    added: more(recorded, bare),
  };
}

/** How many tests of a run failed. */
export function failures(run: SuiteRun): number {
  return [...run.tests.values()].filter(hasFailed).length;
}

/** What two comparisons found both: chance hardly strikes twice in the same place. */
export function confirmed(first: readonly string[], second: readonly string[]): readonly string[] {
  const again = new Set(second);
  return first.filter((item) => again.has(item));
}

function hasFailed(outcome: Outcome | undefined): boolean {
  return outcome === 'failed' || outcome === 'error';
}

function more(one: SuiteRun, other: SuiteRun): readonly string[] {
  return [...one.lines].filter(([line, count]) => count > (other.lines.get(line) ?? 0)).map(([line]) => line);
}
