/**
 * Finding the CPythons of a machine: on the PATH, among pyenv's, through the Windows launcher, and those that
 * `debianPythons.ts` unpacks for the versions that are nowhere else.
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianPython, unpackDebianPythons } from './debianPythons.ts';
import { run } from './processes.ts';

/** A CPython somebody installed on this machine. */
export interface Interpreter {
  /** Such as `3.11`. */
  readonly version: string;
  readonly executable: string;
}

/** The CPython versions the product supports, oldest first. */
export const SUPPORTED_PYTHONS: readonly string[] = ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'];

/** Those that hardly a system has yet: a machine without them tests the others. */
const RECENT_PYTHONS: readonly string[] = ['3.14', '3.15'];

const DESCRIBE =
  'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.executable, sep="\\n")';

/** The supported CPythons found, each once. The one a user gets by typing `python3` comes first. */
export async function findInterpreters(): Promise<readonly Interpreter[]> {
  const commands: string[][] =
    process.platform === 'win32'
      ? [['python'], ...SUPPORTED_PYTHONS.map((version) => ['py', `-${version}`])]
      : [['python3'], ...pyenvCommands(), ...SUPPORTED_PYTHONS.map((version) => [`python${version}`])];
  return describeAll(commands);
}

/**
 * Adds the recent versions that are not among the found interpreters. Where that cannot be done, one line says what a
 * person may install, and those versions are left out.
 */
export async function addRecentPythons(found: readonly Interpreter[]): Promise<readonly Interpreter[]> {
  const missing = RECENT_PYTHONS.filter((wanted) => !found.some(({ version }) => version === wanted));
  const describeUnpacked = (): Promise<readonly Interpreter[]> =>
    describeAll(missing.map((version) => [debianPython(version)]));
  const unpacked = await describeUnpacked();
  if (unpacked.length === missing.length) return [...found, ...unpacked];
  const names = missing.map((version) => `Python ${version}`).join(' and ');
  console.log(`Unpacking ${names} of Debian …`);
  try {
    await unpackDebianPythons(missing);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    console.log(`No tests on ${names}: install them and put them on the PATH to have them in (${reason}).`);
    return found;
  }
  return [...found, ...(await describeUnpacked())];
}

function pyenvCommands(): string[][] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((name) => [join(versions, name, 'bin', 'python')]);
}

async function describeAll(commands: readonly string[][]): Promise<readonly Interpreter[]> {
  const found = new Map<string, Interpreter>();
  for (const interpreter of await Promise.all(commands.map(describe)))
    if (interpreter && !found.has(interpreter.executable)) found.set(interpreter.executable, interpreter);
  return [...found.values()];
}

// Asking is the only sure way: a name on the PATH may be a shim of a version manager that leads nowhere.
async function describe([program = '', ...args]: string[]): Promise<Interpreter | undefined> {
  const { code, output } = await run(program, [...args, '-c', DESCRIBE]);
  const [implementation, version = '', executable = ''] = output.trim().split(/\r?\n/);
  if (code !== 0 || implementation !== 'cpython' || !SUPPORTED_PYTHONS.includes(version)) return undefined;
  return { version, executable };
}
