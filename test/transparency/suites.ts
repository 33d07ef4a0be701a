/**
 * The test suites that are run with and without the probe: the interpreter's own tests of asyncio, and those of libraries
 * that lean on asyncio's inner workings. The libraries' come out of their source distributions, and run against the installed
 * package in a virtual environment of their own.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, repository } from '../support/paths.ts';
import { mustRun, run } from '../support/processes.ts';
import type { Python } from '../support/pythons.ts';

/** A suite, ready to run on one Python. */
export interface ReadySuite {
  readonly interpreter: string;
  /** Holds what the suite needs; a run works on a copy of it. */
  readonly folder: string;
  /** Of the interpreter, to run the whole suite, or the given tests alone. */
  arguments(report: string, ids?: readonly string[]): readonly string[];
}

/** A test suite that somebody else wrote. */
export interface Suite {
  readonly name: string;
  /** Gets it ready, or gives undefined where this Python does not have it. */
  prepare(python: Python): Promise<ReadySuite | undefined>;
}

/** All there are. */
export const SUITES: readonly Suite[] = [
  { name: 'asyncio', prepare: prepareOwnTests },
  // Where there is no IPv6, its tests fail and leave sockets behind, which others are then blamed for.
  library('anyio', '4.12.1', ['tests', 'pyproject.toml'], ['-k', 'not ipv6']),
  // Its options ask for coverage and for processes of their own; benchmarks and what needs the network are left out.
  library(
    'aiohttp',
    '3.13.5',
    ['tests', 'setup.cfg'],
    [
      '-o',
      'addopts=',
      '-m',
      'not dev_mode',
      '--ignore=tests/autobahn',
      '--ignore-glob=tests/test_benchmarks*',
      // For a collection after every test: it then looks at that test's objects only.
      '-p',
      'frozenObjects',
    ],
  ),
];

const root = cached('transparency');
const here = join(repository, 'test', 'transparency');
const requirements = join(here, 'requirements.txt');

async function prepareOwnTests({ path, version }: Python): Promise<ReadySuite | undefined> {
  const { code } = await run(path, ['-c', 'import test.test_asyncio']);
  if (code !== 0) return undefined;
  const folder = join(root, 'empty');
  mkdirSync(folder, { recursive: true });
  // From 3.13 on it would start itself anew, without the environment that the probe comes by.
  const stay = Number(version.split('.')[1]) >= 13 ? ['--dont-add-python-opts'] : [];
  return {
    interpreter: path,
    folder,
    arguments: (report, ids = []) => [
      ...['-W', 'default', '-m', 'test', '-v', `--junit-xml=${report}`, ...stay],
      ...ids.flatMap((id) => ['-m', id]),
      'test_asyncio',
    ],
  };
}

function library(name: string, version: string, parts: readonly string[], options: readonly string[]): Suite {
  return {
    name,
    async prepare(python) {
      const interpreter = await ensureEnvironment(python);
      const source = await ensureSource(python, name, version);
      const folder = join(root, `${name}-tests`);
      rmSync(folder, { recursive: true, force: true });
      for (const part of parts) cpSync(join(source, part), join(folder, part), { recursive: true });
      cpSync(join(here, 'frozenObjects.py'), join(folder, 'frozenObjects.py'));
      const fixed = ['-m', 'pytest', '-v', '-p', 'no:cacheprovider', '-o', 'junit_family=xunit1'];
      return {
        interpreter,
        folder,
        arguments: (report, ids = []) => [...fixed, `--junitxml=${report}`, ...options, ...ids],
      };
    },
  };
}

async function ensureEnvironment({ path, version }: Python): Promise<string> {
  const folder = join(root, version);
  const interpreter = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return interpreter;
  console.log(`Making the Python ${version} environment of the libraries’ tests …`);
  rmSync(folder, { recursive: true, force: true });
  await mustRun(path, ['-m', 'venv', folder]);
  await mustRun(interpreter, [...PIP, 'install', '--quiet', '-r', requirements]);
  writeFileSync(stamp, wanted);
  return interpreter;
}

const PIP = ['-m', 'pip', '--disable-pip-version-check'];

async function ensureSource({ path }: Python, name: string, version: string): Promise<string> {
  const folder = join(root, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  const download = join(root, 'download', name);
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  const options = ['--quiet', '--no-deps', '--no-binary', ':all:', '--dest', download];
  await mustRun(path, [...PIP, 'download', ...options, `${name}==${version}`]);
  const [archive = ''] = readdirSync(download);
  await mustRun(path, ['-m', 'tarfile', '-e', join(download, archive), root]);
  return folder;
}
