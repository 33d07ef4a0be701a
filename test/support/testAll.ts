/**
 * `npm test`: every check and every test there is, and one line at the end that adds them up. `npm test -- --only probe`
 * runs a single part; `npm test -- --every` runs all of the probe's tests on every Python, not only on those where each
 * has something of its own to prove.
 *
 * Work is done side by side, so that a machine of two cores has something to do from the first second to the last: the
 * static checks while things are installed, then unit tests, windows and the probe's tests, which all wait now and then.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './install.ts';
import { cached, repository } from './paths.ts';
import { run, type Finished } from './processes.ts';
import { pythons, type Python } from './pythons.ts';
import { countJunit, countVitest, failedFiles, sum, type Counts } from './reports.ts';

const PARTS = ['check', 'unit', 'vscode', 'probe'] as const;
type Part = (typeof PARTS)[number];

const WINDOWS = 'test/vscode/vitest.config.ts';

// All of the probe's tests run on these, on the oldest and on the newest Python that there is; elsewhere those whose truth
// varies from version to version.
const WHOLE: readonly string[] = ['3.9', '3.12', '3.15'];

const reports = cached('reports');
const { only, every } = parseArgs({
  options: { only: { type: 'string', multiple: true }, every: { type: 'boolean' } },
}).values;
const began = Date.now();
const triedAgain: string[] = [];
const total = await runParts(only ?? PARTS).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
});
if (triedAgain.length > 0) console.log(`\nTried once more: ${triedAgain.join(', ')}.`);
console.log(`\n${told(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runParts(names: readonly string[]): Promise<Counts> {
  const unknown = names.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}.`);
  const counts: Counts[] = [];
  const part = async (name: Part, action: () => Promise<Counts>): Promise<void> => {
    if (!names.includes(name)) return;
    const from = seconds();
    const counted = await action();
    const to = seconds();
    console.log(`\n── ${name}: ${told(counted)} (${String(to - from)} s, from ${String(from)} s on)`);
    counts.push(counted);
  };
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const installed = install();
  const windows = installed.then(() => part('vscode', () => runVitest('vscode', ['--config', WINDOWS])));
  const unit = Promise.all([part('check', runCheck), installed]).then(() =>
    part('unit', () => runVitest('unit', [])),
  );
  await Promise.all([windows, unit, installed.then(() => part('probe', () => runProbe([unit, windows])))]);
  return sum(counts);
}

function seconds(): number {
  return Math.round((Date.now() - began) / 1000);
}

async function runCheck(): Promise<Counts> {
  const { code } = await run('npm', ['run', 'check'], { cwd: repository, show: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

// What fails may have met a busy machine, on which a moment is long: its files are run once more, after the others, and
// count as they come out then.
async function runVitest(name: string, options: readonly string[]): Promise<Counts> {
  const first = await vitest(name, options);
  const failing = failedFiles(first.report);
  if (failing.length === 0) return countVitest(first.report, first.code);
  const names = failing.map((file) => relative(repository, file));
  triedAgain.push(...names);
  console.log(`${name}: what failed, once more:\n${names.join('\n')}`);
  const second = await vitest(`${name}-again`, [...options, ...failing]);
  return sum([countVitest(first.report, 0, failing), countVitest(second.report, second.code)]);
}

async function vitest(name: string, options: readonly string[]): Promise<{ report: string; code: number }> {
  const report = join(reports, `${name}.json`);
  const program = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const runOnce = (): Promise<Finished> =>
    run(process.execPath, [program, 'run', ...options, ...reporters], { cwd: repository, show: true });
  let { code } = await runOnce();
  if (!existsSync(report)) {
    console.log(`${name}: the runner ended with code ${String(code)} and left no report; once more`);
    triedAgain.push(`all of ${name}`);
    ({ code } = await runOnce());
  }
  return { report, code };
}

// One Python at a time beside the other parts, one more when each of them has ended: the programs that are recorded often
// sleep. What fails is tried once more, alone.
async function runProbe(others: readonly Promise<unknown>[]): Promise<Counts> {
  const all = pythons();
  const versions = new Set([...WHOLE, all[0]?.version, all.at(-1)?.version]);
  const isWhole = ({ version }: Python): boolean => every === true || versions.has(version);
  // What takes longest comes first.
  const waiting = [...all.filter(isWhole), ...all.filter((python) => !isWhole(python))];
  const counts: Counts[] = [];
  const failing: Python[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const found = await runPytest(next, isWhole(next) ? [] : ['--varying']);
      if (found.failed > 0 && found.passed > 0) failing.push(next);
      counts.push(found.passed > 0 ? { ...found, failed: 0 } : found);
    }
  };
  await Promise.all([work(), ...others.map((part) => part.then(work))]);
  for (const python of failing) {
    triedAgain.push(`some of the probe’s on Python ${python.version}`);
    console.log(`Python ${python.version}: what failed, once more`);
    counts.push(await runPytest(python, ['--last-failed', '--last-failed-no-failures', 'none'], '-again'));
  }
  return sum(counts);
}

async function runPytest({ version, path }: Python, more: readonly string[], suffix = ''): Promise<Counts> {
  const report = join(reports, `probe-${version}${suffix}.xml`);
  const cache = join(reports, `cache-${version}`);
  const options = ['test/probe', '-q', '-o', `cache_dir=${cache}`, `--junitxml=${report}`, ...more];
  // The plugins are there for programs that are tested; they take longer to load than many a test.
  const env = { ...process.env, PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' };
  const { code, output } = await run(path, ['-m', 'pytest', ...options], { cwd: repository, env });
  console.log(`Python ${version}\n${output}`);
  return countJunit(report, code);
}

function told({ passed, failed }: Counts): string {
  return `${String(passed)} passed, ${String(failed)} failed`;
}
