/**
 * What VS Code calls to run the extension-host tests: every `*.test.cjs` beside this file, once bundled. It leaves the
 * results in the file the environment names, because a window's console is not a place to read them from.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import type { HostTestResult } from '../../support/hostTests.ts';

/** Runs the tests; fails if one of them does. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(__dirname, file));
  }
  const results: HostTestResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed' }))
      .on('pending', (test) => results.push({ title: test.fullTitle(), state: 'skipped' }))
      .on('fail', (test, error: Error) => {
        results.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? String(error) });
      });
  });
  const report = process.env['COROSCOPE_HOST_TESTS_REPORT'];
  if (report) writeFileSync(report, JSON.stringify(results));
  if (failures > 0) throw new Error(`${String(failures)} extension-host tests failed.`);
}
