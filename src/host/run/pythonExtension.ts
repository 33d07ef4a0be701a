import * as vscode from 'vscode';

/** The Python extension's id. */
export const PYTHON_EXTENSION = 'ms-python.python';

/** The environment that is selected in the Python extension. */
export interface SelectedPython {
  /** The interpreter; null where the environment has none. */
  readonly path: string | null;
  readonly version: readonly [major: number, minor: number] | null;
}

/** The part of the Python extension's API that is asked. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
    resolveEnvironment(path: unknown): Promise<Environment | undefined>;
  };
}

interface Environment {
  readonly executable?: { readonly uri?: vscode.Uri };
  readonly version?: { readonly major?: number; readonly minor?: number };
}

/**
 * What is selected in the Python extension for a file; undefined where that extension is not, or cannot tell. `wake`: have it
 * start where it has not yet, which may take seconds; otherwise it is asked only when it is active.
 */
export async function selectedPython(
  resource: vscode.Uri | undefined,
  { wake }: { readonly wake: boolean },
): Promise<SelectedPython | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>(PYTHON_EXTENSION);
  if (extension === undefined || (!extension.isActive && !wake)) return undefined;
  try {
    const { environments } = (extension.isActive ? extension.exports : await extension.activate()) ?? {};
    if (environments === undefined) return undefined;
    // The path that is told may be a folder: only what it resolves to has an interpreter.
    const found = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
    if (found === undefined) return undefined;
    const { major, minor } = found.version ?? {};
    const version = major !== undefined && minor !== undefined ? ([major, minor] as const) : null;
    return { path: found.executable?.uri?.fsPath ?? null, version };
  } catch {
    return undefined;
  }
}
