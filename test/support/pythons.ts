/**
 * The Pythons the tests run on: for every supported CPython of the machine a virtual environment under the cache
 * folder, so that nothing is ever installed into a Python of the machine's own.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInterpreters, SUPPORTED_PYTHONS, type Interpreter } from './interpreters.ts';
import { installSystemPackage } from './systemPackages.ts';
import { cached, repository } from './paths.ts';
import { mustRun } from './processes.ts';

/** A Python environment with the test requirements installed. */
export interface Python {
  /** Such as `3.11`. */
  readonly version: string;
  /** The environment's interpreter. */
  readonly path: string;
}

interface Ready {
  readonly pythons: readonly Python[];
  readonly default: Python;
}

const ADVICE =
  `No CPython ${SUPPORTED_PYTHONS[0] ?? ''} to ${SUPPORTED_PYTHONS.at(-1) ?? ''} was found. ` +
  'Install one and put it on the PATH (on Debian and Ubuntu: apt-get install python3 python3-venv).';

const root = cached('python');
const readyFile = join(root, 'ready.json');
const requirements = join(repository, 'test', 'support', 'requirements.txt');

/** The environments that are ready, oldest Python first. */
export function pythons(): readonly Python[] {
  return readReady().pythons;
}

/** The environment of the `python3` on the PATH where that is 3.11 or later, else of the newest Python found. */
export function defaultPython(): Python {
  return readReady().default;
}

/** Makes an environment for each supported CPython of this machine, unless it is there already. */
export async function ensurePythons(): Promise<readonly Python[]> {
  const found = await findInterpreters();
  const [first] = found;
  if (!first) throw new Error(ADVICE);
  mkdirSync(root, { recursive: true });
  const ready: Python[] = [];
  for (const version of SUPPORTED_PYTHONS) {
    const candidates = found.filter((interpreter) => interpreter.version === version);
    if (candidates.length > 0) ready.push(await ensureEnvironment(version, candidates));
  }
  const isRecent = SUPPORTED_PYTHONS.indexOf(first.version) >= SUPPORTED_PYTHONS.indexOf('3.11');
  const chosen = (isRecent && ready.find(({ version }) => version === first.version)) || ready.at(-1);
  writeFileSync(readyFile, JSON.stringify({ pythons: ready, default: chosen }, undefined, 2));
  return ready;
}

function readReady(): Ready {
  if (!existsSync(readyFile))
    throw new Error('No Python environment is ready: run `npm run test:install` first.');
  return JSON.parse(readFileSync(readyFile, 'utf8')) as Ready;
}

async function ensureEnvironment(version: string, candidates: readonly Interpreter[]): Promise<Python> {
  const folder = join(root, version);
  const path =
    process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return { version, path };

  console.log(`Making the Python ${version} test environment …`);
  await createEnvironment(folder, candidates);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  try {
    await mustRun(path, install);
  } catch {
    // Once more: the usual cause is a passing fault of the network.
    await mustRun(path, install);
  }
  writeFileSync(stamp, wanted);
  return { version, path };
}

// A system's own Python may lack `venv` (Debian ships it apart) where another of the same version has it.
async function createEnvironment(folder: string, candidates: readonly Interpreter[]): Promise<void> {
  const problems: string[] = [];
  for (const { executable } of candidates) {
    rmSync(folder, { recursive: true, force: true });
    try {
      await mustRun(executable, ['-m', 'venv', folder]);
      return;
    } catch (error) {
      problems.push(String(error));
    }
  }
  const [{ version, executable } = { version: '', executable: '' }] = candidates;
  await installSystemPackage(
    `python${version}-venv`,
    `Python ${version} cannot make a virtual environment. On Debian and Ubuntu: apt-get install ` +
      `python${version}-venv.\n${problems.join('\n')}`,
  );
  rmSync(folder, { recursive: true, force: true });
  await mustRun(executable, ['-m', 'venv', folder]);
}
