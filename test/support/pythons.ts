/**
 * The Pythons the tests run on: for every supported CPython of the machine a virtual environment under the cache
 * folder, so that nothing is ever installed into a Python of the machine's own.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebuggers } from './debuggers.ts';
import { addRecentPythons, findInterpreters, SUPPORTED_PYTHONS, type Interpreter } from './interpreters.ts';
import { cached, repository } from './paths.ts';
import { createEnvironment, ensurePip, environmentPython, pipInstall } from './pip.ts';
import { sideBySide } from './sideBySide.ts';

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
  const usual = await findInterpreters();
  const chosen = chooseDefault(usual);
  await ensurePip(usual);
  const found = oneOfEach(await addRecentPythons(usual));
  const ready = await sideBySide(found, ensureEnvironment);
  await ensureDebuggers(ready);
  const itsDefault = ready.find(({ version }) => version === chosen.version);
  writeFileSync(readyFile, JSON.stringify({ pythons: ready, default: itsDefault }, undefined, 2));
  return ready;
}

/** Makes the environment of {@link defaultPython} only, for what needs no other. */
export async function ensureDefaultPython(): Promise<Python> {
  const found = await findInterpreters();
  const chosen = chooseDefault(found);
  await ensurePip(found);
  return ensureEnvironment(chosen);
}

function readReady(): Ready {
  if (!existsSync(readyFile))
    throw new Error('No Python environment is ready: run `npm run test:install` first.');
  return JSON.parse(readFileSync(readyFile, 'utf8')) as Ready;
}

function chooseDefault(found: readonly Interpreter[]): Interpreter {
  const [first] = found;
  if (!first) throw new Error(ADVICE);
  const isRecent = SUPPORTED_PYTHONS.indexOf(first.version) >= SUPPORTED_PYTHONS.indexOf('3.11');
  return isRecent ? first : (oneOfEach(found).at(-1) ?? first);
}

function oneOfEach(found: readonly Interpreter[]): readonly Interpreter[] {
  return SUPPORTED_PYTHONS.flatMap((version) => found.find((each) => each.version === version) ?? []);
}

async function ensureEnvironment({ version, executable }: Interpreter): Promise<Python> {
  const folder = join(root, version);
  const path = environmentPython(folder);
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return { version, path };

  console.log(`Making the Python ${version} test environment …`);
  mkdirSync(root, { recursive: true });
  await createEnvironment(executable, folder);
  await pipInstall(path, ['-r', requirements]);
  writeFileSync(stamp, wanted);
  return { version, path };
}
