import * as vscode from 'vscode';
import type { Sessions } from '../sessions.ts';

export type PythonVersion = readonly [number, number];

const DEFAULT: PythonVersion = [3, 12];

/**
 * The Python that the user's code is for: what the setting says, else the interpreter chosen in the Python extension,
 * else what ran last, else {@link DEFAULT}. Nobody is woken up for it: the Python extension is asked when it is active.
 */
export async function findPython(setting: string, sessions: Sessions): Promise<PythonVersion> {
  return (
    parsePython(setting) ??
    (await chosenPython()) ??
    parsePython(sessions.newest?.recording.trace.process?.python) ??
    DEFAULT
  );
}

/** The version in a text such as `3.12` or `3.12.4`; undefined when that is none. */
export function parsePython(text: string | undefined): PythonVersion | undefined {
  const [, minor] = /^\s*3\.(\d{1,2})(?!\d)/.exec(text ?? '') ?? [];
  return minor === undefined ? undefined : [3, Number(minor)];
}

/** The part of the Python extension's API that is asked. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(): unknown;
    resolveEnvironment(path: unknown): Promise<{ version?: { major?: number; minor?: number } } | undefined>;
  };
}

async function chosenPython(): Promise<PythonVersion | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>('ms-python.python');
  if (extension?.isActive !== true) return undefined;
  try {
    const { environments } = extension.exports ?? {};
    const found = await environments?.resolveEnvironment(environments.getActiveEnvironmentPath());
    const { major, minor } = found?.version ?? {};
    return major === 3 && minor !== undefined ? [3, minor] : undefined;
  } catch {
    return undefined;
  }
}
