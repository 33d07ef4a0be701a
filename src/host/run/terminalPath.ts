import * as vscode from 'vscode';
import { substitute } from './variables.ts';

/** The PYTHONPATH that VS Code's settings give terminals, which one of the probe's own would hide; undefined where they give none. */
export function terminalPythonPath(
  scope: vscode.ConfigurationScope | undefined,
  folder: string | undefined,
): string | undefined {
  const system = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
  const variables = vscode.workspace
    .getConfiguration('terminal.integrated.env', scope)
    .get<Readonly<Record<string, unknown>> | null>(system);
  const set = variables?.['PYTHONPATH'];
  return typeof set === 'string' ? substitute(set, process.env, folder) : undefined;
}
