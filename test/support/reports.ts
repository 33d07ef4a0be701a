/** Reading how many tests passed and failed from what each runner leaves behind. */
import { existsSync, readFileSync } from 'node:fs';

/** How many tests passed, and how many failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Adds up. */
export function sum(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
  };
}

/** Counts a vitest JSON report; a runner that left none, or failed without saying where, counts as one failure. */
export function countVitest(file: string, exitCode: number): Counts {
  const report = read(file);
  if (report === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as VitestReport;
  // A file that could not be loaded has failed without having any test.
  const broken = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((result) => result.status === 'failed');
  });
  return atLeastOneFailure({ passed: numPassedTests, failed: numFailedTests + broken.length }, exitCode);
}

/** Counts a JUnit report as pytest writes it; the same holds for a runner that crashed. */
export function countJunit(file: string, exitCode: number): Counts {
  const suites = [...(read(file) ?? '').matchAll(/<testsuite [^>]*>/g)].map(([tag]) => {
    const number = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = number('failures') + number('errors');
    return { passed: number('tests') - failed - number('skipped'), failed };
  });
  return atLeastOneFailure(sum(suites), exitCode);
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function atLeastOneFailure({ passed, failed }: Counts, exitCode: number): Counts {
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
