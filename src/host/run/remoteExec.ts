import { execFile } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PythonProcess } from './processList.ts';

/** The process could not be entered; `message` says why, and what to do. */
export class NoEntry extends Error {}

const HELPER = 'import sys; sys.remote_exec(int(sys.argv[1]), sys.argv[2])';
const VERSION = 'import sys; print("%d.%d" % sys.version_info[:2])';
const TIMEOUT_MILLISECONDS = 15_000;

/** The version of an interpreter, such as `3.14`; null where it does not run. */
export async function versionOf(executable: string): Promise<string | null> {
  const { output } = await run(executable, [VERSION]);
  return /^\d+\.\d+$/m.exec(output)?.[0] ?? null;
}

/** Whether programs of that version can be entered from outside. */
export function canBeEntered(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major === 3 && minor >= 14;
}

/** A Python file that another process of this user's is to run. */
export class Script {
  private readonly folder: string;
  readonly file: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.file = join(folder, 'enter.py');
  }

  /** The expression is evaluated; whatever it raises does not get into the program. */
  static async write(expression: string): Promise<Script> {
    const script = new Script(await mkdtemp(join(tmpdir(), 'coroscope-')));
    try {
      await writeFile(script.file, `try:\n    ${expression}\nexcept Exception:\n    pass\n`, { mode: 0o600 });
    } catch (error) {
      await script.remove();
      throw error;
    }
    return script;
  }

  /** Has it do nothing, if it is run after all: where it were gone, the program would complain. At once, as windows close. */
  disarm(): void {
    try {
      truncateSync(this.file);
    } catch {
      // It has been removed.
    }
  }

  /** It was run, or never will be. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Asks a process to run a file, by its own interpreter, which knows where to ask. It does so when its main thread next runs
 * Python. Rejects with {@link NoEntry}.
 */
export async function remoteExec({ pid, executable }: PythonProcess, file: string): Promise<void> {
  const { failed, errors } = await run(executable, [HELPER, String(pid), file]);
  if (failed) throw new NoEntry(whyNoEntry(errors));
}

/** The reason in the words of the interpreter's complaint. */
export function whyNoEntry(errors: string): string {
  const last = errors.trim().split('\n').at(-1) ?? '';
  if (/PermissionError|Operation not permitted|Permission denied/i.test(errors))
    return 'The system does not let this process be entered. On Linux, /proc/sys/kernel/yama/ptrace_scope must be 0 for that; in a container, the capability SYS_PTRACE is needed.';
  if (/No such process|ProcessLookupError/i.test(errors)) return 'The process has ended.';
  if (/not enabled|disabled/i.test(errors))
    return 'The process was started with remote debugging turned off (-X disable-remote-debug or PYTHON_DISABLE_REMOTE_DEBUG).';
  if (/PyRuntime|version|offsets/i.test(errors))
    return 'The process runs another version of Python than its interpreter’s file now is. Start it again.';
  return `The process cannot be entered: ${last.slice(0, 300) || 'its interpreter does not run.'}`;
}

interface Outcome {
  readonly failed: boolean;
  readonly output: string;
  readonly errors: string;
}

function run(executable: string, code: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    const options = { timeout: TIMEOUT_MILLISECONDS, cwd: tmpdir() };
    execFile(executable, ['-I', '-c', ...code], options, (error, output, errors) =>
      done({ failed: error !== null, output, errors }),
    );
  });
}
