import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { selectedPython } from './pythonExtension.ts';
import { substitute } from './variables.ts';

/** An interpreter that was found and runs. */
export interface Interpreter {
  /** Absolute. */
  readonly path: string;
  /** Such as `3.13.0`. */
  readonly version: string;
  /** Such as `cpython`. */
  readonly implementation: string;
  readonly from: InterpreterSource;
}

/** Who named it: `setting` is the Python extension's `python.defaultInterpreterPath`, where that extension is not. */
export type InterpreterSource = 'Python extension' | 'setting' | 'PATH';

/** There is no interpreter; `message` says why, and what to do. */
export class NoInterpreter extends Error {}

const NAMES = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];

const ABOUT = 'import sys; print("%d.%d.%d" % sys.version_info[:3], sys.implementation.name, sys.executable)';

const TIMEOUT_MILLISECONDS = 15_000;

/**
 * The interpreter that a file is to be run with: the one that is selected in the Python extension, else the one that its setting
 * names, else the first on the PATH. One that is named and does not run is an error, and no other is taken instead. Runs it, so
 * the workspace must be trusted. Rejects with {@link NoInterpreter}.
 */
export async function interpreter(resource: vscode.Uri | undefined): Promise<Interpreter> {
  const folder = workingFolder(resource);
  const selected = await selectedPython(resource, { wake: true });
  if (selected !== undefined) {
    if (selected.path === null)
      throw new NoInterpreter(
        'The environment that is selected in the Python extension has no interpreter. Select another one.',
      );
    return named(selected.path, 'Python extension', folder);
  }
  const set = vscode.workspace.getConfiguration('python', resource).get<unknown>('defaultInterpreterPath');
  if (typeof set === 'string' && set !== '' && set !== 'python')
    return named(substitute(set, process.env, folder), 'setting', folder);
  for (const name of NAMES) {
    const found = await ask(name, 'PATH', folder);
    if (found !== null) return found;
  }
  throw new NoInterpreter(
    `No Python was found. Install the Python extension and select an interpreter, or put ${NAMES[0]!} on the PATH.`,
  );
}

/** Where a file is run: its workspace folder, else its own. Undefined without either. */
export function workingFolder(resource: vscode.Uri | undefined): string | undefined {
  const folder =
    resource === undefined
      ? vscode.workspace.workspaceFolders?.[0]
      : vscode.workspace.getWorkspaceFolder(resource);
  return folder?.uri.fsPath ?? (resource?.scheme === 'file' ? dirname(resource.fsPath) : undefined);
}

async function named(
  path: string,
  from: InterpreterSource,
  folder: string | undefined,
): Promise<Interpreter> {
  const found = await ask(path, from, folder);
  if (found !== null) return found;
  const who =
    from === 'setting'
      ? 'named by the setting python.defaultInterpreterPath'
      : 'selected in the Python extension';
  throw new NoInterpreter(`The interpreter that is ${who} does not run: ${path}`);
}

/** Runs it, in the working folder: which Python a name means may depend on that. Null where it does not run. */
function ask(command: string, from: InterpreterSource, cwd: string | undefined): Promise<Interpreter | null> {
  return new Promise((done) => {
    const options = { cwd, timeout: TIMEOUT_MILLISECONDS, windowsHide: true };
    execFile(command, ['-I', '-c', ABOUT], options, (error, output) => {
      const [, version, implementation, path] = /^(3\.\d+\.\d+) (\w+) (\S.*?)\s*$/m.exec(output) ?? [];
      const isThere = error === null && version !== undefined && implementation !== undefined;
      done(isThere && path !== undefined ? { path, version, implementation, from } : null);
    });
  });
}
