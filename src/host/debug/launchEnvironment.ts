import { join } from 'node:path';
import type * as vscode from 'vscode';
import { bootEnvironment, type ProbeOptions } from '../../entry/probeEntry.ts';
import { terminalPythonPath } from '../run/terminalPath.ts';
import { readEnvironment } from '../run/variables.ts';

type Variables = Record<string, string | null | undefined>;

/**
 * The variables of a launch without a debugger: the user's, and those that start the probe. The PYTHONPATH that the program
 * would have had stays, wherever it comes from: the probe takes its own part out again.
 */
export async function launchEnvironment(
  config: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
  probeFolder: string,
  options: ProbeOptions,
): Promise<Variables> {
  const env = (config['env'] ?? {}) as Variables;
  const own = 'PYTHONPATH' in env ? env['PYTHONPATH'] : await inheritedPath(config, folder);
  return { ...env, ...bootEnvironment(probeFolder, options, own ?? undefined) };
}

async function inheritedPath(
  config: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<string | undefined> {
  const path = folder?.uri.fsPath;
  // The Python Debugger puts what the file says into `env` itself; other debuggers leave it to their adapters.
  const file = (config['envFile'] as string | undefined) ?? (path !== undefined && join(path, '.env'));
  const found = file ? (await readEnvironment(file, process.env, path))['PYTHONPATH'] : undefined;
  const terminal = config['console'] === 'internalConsole' ? undefined : terminalPythonPath(folder, path);
  return found ?? terminal ?? process.env['PYTHONPATH'];
}
