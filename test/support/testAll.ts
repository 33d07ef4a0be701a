/**
 * `npm test`: every check and every test there is, and one line at the end that adds them up. `npm test -- --only probe`
 * runs a single part. What mostly waits runs beside what computes: the static checks while things are installed, the
 * probe's tests beside the windows.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './install.ts';
import { cached, repository } from './paths.ts';
import { run } from './processes.ts';
import { pythons, type Python } from './pythons.ts';
import { countJunit, countVitest, sum, type Counts } from './reports.ts';

const PARTS = ['check', 'unit', 'vscode', 'probe'] as const;
type Part = (typeof PARTS)[number];

const reports = cached('reports');
const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
const total = await runParts(only ?? PARTS).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
});
console.log(`\n${told(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runParts(names: readonly string[]): Promise<Counts> {
  const unknown = names.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}.`);
  const counts: Counts[] = [];
  const part = async (name: Part, action: () => Promise<Counts>): Promise<void> => {
    if (!names.includes(name)) return;
    const began = Date.now();
    const counted = await action();
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`\n── ${name}: ${told(counted)} (${String(seconds)} s)`);
    counts.push(counted);
  };
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await Promise.all([part('check', runCheck), install()]);
  await part('unit', () => runVitest('unit', []));
  const windows = part('vscode', () => runVitest('vscode', ['--config', 'test/vscode/vitest.config.ts']));
  await Promise.all([windows, part('probe', () => runProbe(windows))]);
  return sum(counts);
}

async function runCheck(): Promise<Counts> {
  const { code } = await run('npm', ['run', 'check'], { cwd: repository, show: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runVitest(name: string, options: readonly string[]): Promise<Counts> {
  const report = join(reports, `${name}.json`);
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(process.execPath, [vitest, 'run', ...options, ...reporters], {
    cwd: repository,
    show: true,
  });
  return countVitest(report, code);
}

// One Python at a time beside the windows, two after them: the programs that are recorded mostly sleep. What fails then
// may have met a busy machine, on which a moment is long: it is tried once more, alone, and counts as that says.
async function runProbe(windows: Promise<unknown>): Promise<Counts> {
  const waiting = [...pythons()].reverse();
  const counts: Counts[] = [];
  const failing: Python[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const found = await runPytest(next, []);
      if (found.failed > 0 && found.passed > 0) failing.push(next);
      counts.push(found.passed > 0 ? { ...found, failed: 0 } : found);
    }
  };
  await Promise.all([work(), windows.then(work)]);
  for (const python of failing) {
    console.log(`Python ${python.version}: what failed, once more`);
    counts.push(await runPytest(python, ['--last-failed', '--last-failed-no-failures', 'none']));
  }
  return sum(counts);
}

async function runPytest({ version, path }: Python, more: readonly string[]): Promise<Counts> {
  const report = join(reports, `probe-${version}${more.length > 0 ? '-again' : ''}.xml`);
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
