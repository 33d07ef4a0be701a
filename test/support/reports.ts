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

/**
 * Counts a vitest JSON report, but for some files; a runner that left none, or failed without saying where, counts as one
 * failure.
 */
export function countVitest(file: string, exitCode: number, except: readonly string[] = []): Counts {
  const text = read(file);
  if (text === undefined) return { passed: 0, failed: 1 };
  const files = parsed(text).filter(({ name }) => !except.includes(name));
  const results = files.flatMap(({ assertionResults }) => assertionResults);
  const number = (state: string): number => results.filter(({ status }) => status === state).length;
  // A file that could not be loaded has failed without having any test.
  const broken = files.filter((each) => hasFailed(each) && !each.assertionResults.some(hasFailed));
  return atLeastOneFailure({ passed: number('passed'), failed: number('failed') + broken.length }, exitCode);
}

/** The files of a vitest JSON report in which something failed. */
export function failedFiles(file: string): readonly string[] {
  const text = read(file);
  if (text === undefined) return [];
  return parsed(text)
    .filter(hasFailed)
    .map(({ name }) => name);
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

interface TestFile {
  /** Its path. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

function parsed(text: string): readonly TestFile[] {
  return (JSON.parse(text) as { readonly testResults: readonly TestFile[] }).testResults;
}

function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}

function atLeastOneFailure({ passed, failed }: Counts, exitCode: number): Counts {
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
