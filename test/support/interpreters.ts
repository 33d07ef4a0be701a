/** Finding the CPythons of a machine: on the PATH, among pyenv's, and through the Windows launcher. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

/** A CPython somebody installed on this machine. */
export interface Interpreter {
  /** Such as `3.11`. */
  readonly version: string;
  readonly executable: string;
}

/** The CPython versions the product supports, oldest first. */
export const SUPPORTED_PYTHONS: readonly string[] = ['3.9', '3.10', '3.11', '3.12', '3.13'];

const DESCRIBE =
  'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.executable, sep="\\n")';

/** The supported CPythons found, each once. The one a user gets by typing `python3` comes first. */
export async function findInterpreters(): Promise<readonly Interpreter[]> {
  const commands: string[][] =
    process.platform === 'win32'
      ? [['python'], ...SUPPORTED_PYTHONS.map((version) => ['py', `-${version}`])]
      : [['python3'], ...pyenvCommands(), ...SUPPORTED_PYTHONS.map((version) => [`python${version}`])];
  const found = new Map<string, Interpreter>();
  for (const command of commands) {
    const interpreter = await describe(command);
    if (interpreter && !found.has(interpreter.executable)) found.set(interpreter.executable, interpreter);
  }
  return [...found.values()];
}

function pyenvCommands(): string[][] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((name) => [join(versions, name, 'bin', 'python')]);
}

// Asking is the only sure way: a name on the PATH may be a shim of a version manager that leads nowhere.
async function describe([program = '', ...args]: string[]): Promise<Interpreter | undefined> {
  const { code, output } = await run(program, [...args, '-c', DESCRIBE]);
  const [implementation, version = '', executable = ''] = output.trim().split(/\r?\n/);
  if (code !== 0 || implementation !== 'cpython' || !SUPPORTED_PYTHONS.includes(version)) return undefined;
  return { version, executable };
}
