/**
 * One pip for all environments: it is installed once, into an environment of its own, and fills the others from outside.
 * That takes a third of the time that a pip in each of them takes, and serves Pythons that come without one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached } from './paths.ts';
import { mustRun } from './processes.ts';
import { installSystemPackage } from './systemPackages.ts';
import type { Interpreter } from './interpreters.ts';

/** Runs on every supported Python. */
const PIP = 'pip==26.0.1';

const home = cached('python', 'pip');
const stamp = join(home, 'installed.txt');

/** The interpreter of the environment in a folder. */
export function environmentPython(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Makes pip ready, with one of these interpreters. The functions below need it. */
export async function ensurePip(interpreters: readonly Interpreter[]): Promise<void> {
  if (existsSync(environmentPython(home)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === PIP) return;
  mkdirSync(dirname(home), { recursive: true });
  await createHome(interpreters);
  await tryTwice(() => mustRun(environmentPython(home), ['-m', 'pip', 'install', '--quiet', PIP]));
  writeFileSync(stamp, PIP);
}

/** Makes an empty environment, in place of what is in the folder. */
export async function createEnvironment(executable: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await mustRun(executable, ['-m', 'venv', '--without-pip', folder]);
}

/**
 * Installs into the environment of an interpreter. `wanted`: requirements, and options of `pip install`. What is imported
 * is compiled by then: that is a small part of all that there is.
 */
export async function pipInstall(python: string, wanted: readonly string[]): Promise<void> {
  const pip = ['-m', 'pip', '--python', python, '--disable-pip-version-check', '--quiet'];
  await tryTwice(() => mustRun(environmentPython(home), [...pip, 'install', '--no-compile', ...wanted]));
}

/**
 * Installs a program that is published as a Python package, beside pip.
 *
 * @returns its path
 */
export async function pipProgram(name: string, version: string): Promise<string> {
  const python = environmentPython(home);
  await pipInstall(python, ['--only-binary', ':all:', `${name}==${version}`]);
  return join(dirname(python), name);
}

// A system's own Python may lack what makes pip (Debian ships it apart) where another has it.
async function createHome(interpreters: readonly Interpreter[]): Promise<void> {
  const problems: string[] = [];
  const create = async (executable: string): Promise<boolean> => {
    rmSync(home, { recursive: true, force: true });
    try {
      await mustRun(executable, ['-m', 'venv', home]);
      return true;
    } catch (error) {
      problems.push(String(error));
      return false;
    }
  };
  for (const { executable } of interpreters) if (await create(executable)) return;
  const [{ version, executable } = { version: '3', executable: 'python3' }] = interpreters;
  const advice =
    `Python ${version} cannot make a virtual environment. On Debian and Ubuntu: apt-get install ` +
    `python${version}-venv.`;
  await installSystemPackage(`python${version}-venv`, `${advice}\n${problems.join('\n')}`);
  if (!(await create(executable))) throw new Error(`${advice}\n${problems.join('\n')}`);
}

// The usual cause of a failure is a passing fault of the network.
async function tryTwice(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch {
    await action();
  }
}
