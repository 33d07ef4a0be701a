/**
 * Child processes that never outlive their owner.
 *
 * VS Code's server starts an extension host, that starts a debug adapter, that starts the program in a session of its
 * own: killing one process, or one process group, leaves the others running. So each tree is started with a mark in
 * its environment, which children inherit, and ended by that mark where the system lets us read it (Linux), by parent
 * links elsewhere; a nested tree carries the marks of all trees it is part of. Ending is synchronous so that it works from an `exit` handler.
 */
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** How a finished command went. */
export interface Finished {
  readonly code: number;
  /** What it wrote to standard output and standard error, in the order it came. */
  readonly output: string;
}

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Show the output while it comes; else it is only collected. */
  readonly show?: boolean;
}

/** A running process and everything it started. */
export interface ProcessTree {
  readonly child: ChildProcess;
  /** Ends the whole tree at once. Safe to call again. */
  kill(): void;
  /** Ends what the process has started, but for those whose command line is to be kept. On Linux only. */
  killStarted(isKept: (commandLine: string) => boolean): void;
}

const MARK = 'COROSCOPE_TEST_TREE';
const running = new Set<ProcessTree>();
let handlersAreSet = false;

/** Starts a process whose whole tree is ended by `kill()`, and at the latest when this process exits. */
export function startTree(command: string, args: readonly string[], options: SpawnOptions): ProcessTree {
  setHandlers();
  const mark = randomUUID();
  const environment = options.env ?? process.env;
  const child = spawn(command, args, {
    ...options,
    detached: process.platform !== 'win32',
    env: { ...environment, [MARK]: [environment[MARK], mark].filter(Boolean).join(',') },
  });
  const tree: ProcessTree = {
    child,
    kill() {
      if (running.delete(tree)) killTree(child, mark);
    },
    killStarted(isKept) {
      if (process.platform !== 'linux') return;
      for (const pid of markedProcesses(mark))
        ignoreFailure(() => {
          const isSpared = pid === child.pid || isKept(readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8'));
          if (!isSpared) process.kill(pid, 'SIGKILL');
        });
    },
  };
  running.add(tree);
  return tree;
}

/** Runs a command to its end. Never throws for a command that fails: see `code`; one that cannot start gives 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const tree = startTree(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    const { child } = tree;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (options.show) process.stdout.write(text);
      });
    }
    child.on('error', (error) => {
      tree.kill();
      resolve({ code: 127, output: `${command}: ${error.message}\n` });
    });
    child.on('close', (code) => {
      tree.kill();
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs a command and throws, with the last lines it printed, if it fails. Returns its output. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-20).join('\n');
  throw new Error(`\`${[command, ...args].join(' ')}\` failed with code ${String(code)}:\n${tail}`);
}

function setHandlers(): void {
  if (handlersAreSet) return;
  handlersAreSet = true;
  process.on('exit', () => {
    for (const tree of [...running]) tree.kill();
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    // Not `once`: npm passes on a Ctrl-C that the terminal has sent already, and the second must not end us half-way.
    process.on(signal, () => process.exit(code));
  }
}

function killTree(child: ChildProcess, mark: string): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    ignoreFailure(() =>
      execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }),
    );
    return;
  }
  const pids = process.platform === 'linux' ? markedProcesses(mark) : descendants(child.pid);
  // Once the child has ended, its id may belong to somebody else; its descendants' ids were just looked up.
  if (child.exitCode === null && child.signalCode === null) pids.add(child.pid);
  for (const pid of pids) ignoreFailure(() => process.kill(pid, 'SIGKILL'));
}

function markedProcesses(mark: string): Set<number> {
  const pids = new Set<number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    ignoreFailure(() => {
      if (readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark)) pids.add(Number(name));
    });
  }
  return pids;
}

function descendants(root: number): Set<number> {
  const pids = new Set<number>();
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const visit = (parent: number): void => {
    for (const [pid, itsParent] of pairs) {
      if (itsParent !== parent || pids.has(pid)) continue;
      pids.add(pid);
      visit(pid);
    }
  };
  visit(root);
  return pids;
}

// A process may be gone, or another user's, by the time it is looked at: neither matters here.
function ignoreFailure(action: () => unknown): void {
  try {
    action();
  } catch {
    return;
  }
}
