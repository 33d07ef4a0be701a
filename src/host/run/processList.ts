import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A process of this user's that runs Python. */
export interface PythonProcess {
  readonly pid: number;
  /** The interpreter's file. */
  readonly executable: string;
  /** Its arguments, the interpreter's name first. */
  readonly command: readonly string[];
  /** Tells it from a later process of the same number. */
  readonly started: number;
  /** Whether a shell may wait for it in a terminal. */
  readonly hasTerminal: boolean;
  /** Whether it stands still, by a signal or for a debugger. */
  readonly isStopped: boolean;
}

const PYTHON = /^python(\d(\.\d+)?)?[a-z]*$/i;

/** The Python processes of this user, as Linux tells of them, the newest first. */
export async function pythonProcesses(
  root = '/proc',
  uid = process.getuid?.(),
): Promise<readonly PythonProcess[]> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => pythonProcess(Number(name), root, uid)),
  );
  return found.filter((each) => each !== null).sort((a, b) => b.started - a.started || b.pid - a.pid);
}

/** One of them; null where that process is gone, another user's, or no Python. */
export async function pythonProcess(
  pid: number,
  root = '/proc',
  uid = process.getuid?.(),
): Promise<PythonProcess | null> {
  const folder = join(root, String(pid));
  try {
    const executable = (await readlink(join(folder, 'exe'))).replace(/ \(deleted\)$/, '');
    if (!PYTHON.test(basename(executable)) || (await stat(folder)).uid !== uid) return null;
    const [line, status] = await Promise.all([
      readFile(join(folder, 'cmdline'), 'utf8'),
      readFile(join(folder, 'stat'), 'utf8'),
    ]);
    const command = line.split('\0').slice(0, -1);
    return { pid, executable, command, ...readStatus(status) };
  } catch {
    return null;
  }
}

/** What `/proc/PID/stat` says. The name in it, in parentheses, may hold anything. */
export function readStatus(text: string): Pick<PythonProcess, 'started' | 'hasTerminal' | 'isStopped'> {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  return {
    started: Number(fields[19]),
    hasTerminal: fields[4] !== '0',
    isStopped: state === 'T' || state === 't',
  };
}

/** What the user knows a process by: the script or the module that its interpreter runs. */
export function programName({ command, pid }: PythonProcess): string {
  for (let at = 1; at < command.length; at++) {
    const argument = command[at] ?? '';
    if (argument === '-m') return command[at + 1] ?? '';
    if (argument === '-c') break;
    if (argument === '-X' || argument === '-W') at++;
    else if (!argument.startsWith('-')) return basename(argument);
  }
  return `Python ${pid}`;
}
