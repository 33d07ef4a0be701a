/**
 * `npm run test:transparency`: runs test suites that others wrote on every Python, without the probe and with it, and fails
 * where a test that passes without it does not with it, or where a warning is lost or added. Then a fault is injected at every
 * place of the probe's in turn (test/probe/fault_injection.py). It takes long; `-- --python 3.12 --suite asyncio` does a part.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../support/paths.ts';
import { run } from '../support/processes.ts';
import { ensurePythons, type Python } from '../support/pythons.ts';
import { confirmed, differences, failures } from './comparison.ts';
import { probe, runSuite } from './suiteRunner.ts';
import { SUITES, type ReadySuite, type Suite } from './suites.ts';

/** One row of the table. */
interface Row {
  readonly python: string;
  readonly suite: string;
  readonly tests: number;
  readonly failedBare: number;
  readonly failedRecorded: number;
  /** Tests that keep failing with the probe only, lines that keep missing or being added, faults of the probe's own. */
  readonly found: readonly string[];
  /** What differed once, and did not when it was tried again. */
  readonly flaky: readonly string[];
}

const FAULTS = 'faults';
const TRIES = 3;
const AT_ONCE = 2;

const { values } = parseArgs({
  options: { python: { type: 'string', multiple: true }, suite: { type: 'string', multiple: true } },
});
process.exitCode = await main(values.python, values.suite).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

async function main(versions: string[] | undefined, names: string[] | undefined): Promise<number> {
  const known = [...SUITES.map(({ name }) => name), FAULTS];
  const unknown = names?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`--suite takes ${known.join(', ')}.`);
  const pythons = (await ensurePythons()).filter(({ version }) => versions?.includes(version) ?? true);
  const isWanted = (name: string): boolean => names?.includes(name) ?? true;
  const jobs: (() => Promise<Row>)[] = [];
  for (const python of pythons) {
    for (const suite of SUITES.filter(({ name }) => isWanted(name))) {
      const ready = await suite.prepare(python);
      if (ready) jobs.push(() => compareSuite(python, suite, ready));
      else console.log(`Python ${python.version} does not have ${suite.name}’s tests.`);
    }
    if (isWanted(FAULTS)) jobs.push(() => injectFaults(python));
  }
  const rows: Row[] = [];
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const row = await job();
      rows.push(row);
      tell(row);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(`\n${table(rows)}`);
  return rows.some(({ found }) => found.length > 0) || rows.length === 0 ? 1 : 0;
}

async function compareSuite({ version }: Python, { name }: Suite, suite: ReadySuite): Promise<Row> {
  const bare = await runSuite(suite, false);
  const recorded = await runSuite(suite, true);
  const first = differences(bare, recorded);
  const failing = await stillFailing(suite, first.tests);
  const again =
    first.lost.length + first.added.length > 0
      ? differences(await runSuite(suite, false), await runSuite(suite, true))
      : first;
  const lost = confirmed(first.lost, again.lost);
  const added = confirmed(first.added, again.added);
  const own = recorded.problems.filter((problem) => problem.includes('<frozen coroscope'));
  const found = [
    ...failing.map((id) => `fails with the probe only: ${id}`),
    ...lost.map((line) => `line lost: ${line}`),
    ...added.map((line) => `line added: ${line}`),
    ...own.map((problem) => `fault of the probe's: ${problem}`),
    ...(recorded.recorded === 0 ? ['nothing was recorded'] : []),
  ];
  const flaky = [...first.tests, ...first.lost, ...first.added].filter(
    (item) => ![...failing, ...lost, ...added].includes(item),
  );
  return {
    ...{ python: version, suite: name, tests: recorded.tests.size, found, flaky },
    ...{ failedBare: failures(bare), failedRecorded: failures(recorded) },
  };
}

/** Of tests that failed with the probe, those that do so whenever they are run alone, and not without it. */
async function stillFailing(suite: ReadySuite, ids: readonly string[]): Promise<readonly string[]> {
  let left = ids;
  for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
    const bare = await runSuite(suite, false, left);
    const recorded = await runSuite(suite, true, left);
    left = differences(bare, recorded).tests.filter((id) => left.includes(id));
  }
  return left;
}

async function injectFaults({ version, path }: Python): Promise<Row> {
  const script = join(repository, 'test', 'probe', 'fault_injection.py');
  const { code, output } = await run(path, [script, '--probe', probe]);
  const numbers = /(\d+) of (\d+) places reached/.exec(output);
  const found = output.split('\n').filter((line) => line.startsWith('differs'));
  if (code !== 0 && found.length === 0) found.push(output.slice(-2000));
  return {
    ...{ python: version, suite: FAULTS, tests: Number(numbers?.[1] ?? 0), failedBare: 0 },
    ...{ failedRecorded: found.length, found, flaky: [] },
  };
}

function tell({ python, suite, found, flaky }: Row): void {
  console.log(`Python ${python}, ${suite}: ${found.length === 0 ? 'the same' : 'DIFFERENT'}`);
  for (const line of found) console.log(`  ${line}`);
  for (const line of flaky) console.log(`  by chance: ${line}`);
}

function table(rows: readonly Row[]): string {
  const heads = ['Python', 'suite', 'tests', 'failed bare', 'failed with probe', 'new', 'by chance'];
  const cells = rows.map((row) => [
    ...[row.python, row.suite, row.tests, row.failedBare, row.failedRecorded, row.found.length].map(String),
    String(row.flaky.length),
  ]);
  cells.sort((one, other) => one.join().localeCompare(other.join(), 'en', { numeric: true }));
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return [heads, ...cells].map(line).join('\n');
}
