/** Versions of debugpy beside the one that every test environment has, each in a folder of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './paths.ts';
import { pipInstall } from './pip.ts';
import { sideBySide } from './sideBySide.ts';
import type { Python } from './pythons.ts';

/** By Python: those that test/probe/test_stepping.py steps with, and test/vscode/stacks.test.ts stops with. */
const DEBUGGERS: Readonly<Record<string, readonly string[]>> = {
  '3.9': ['1.0.0'],
  '3.15': ['1.8.0', '1.8.22'],
};

/** Installs them for the Pythons that there are, unless they are there already. */
export async function ensureDebuggers(pythons: readonly Python[]): Promise<void> {
  const wanted = pythons.flatMap(({ version, path }) =>
    (DEBUGGERS[version] ?? []).map((debuggerVersion) => ({ version, path, debuggerVersion })),
  );
  await sideBySide(wanted, async ({ version, path, debuggerVersion }) => {
    const folder = cached('debugpy', `${version}-${debuggerVersion}`);
    if (existsSync(join(folder, `debugpy-${debuggerVersion}.dist-info`))) return;
    await pipInstall(path, ['--no-deps', '--upgrade', '--target', folder, `debugpy==${debuggerVersion}`]);
  });
}

/** A debugger and the Python it debugs. */
export interface DebuggerPair {
  readonly python: Python;
  /** debugpy's version; undefined is the newest for that Python, which its environment has. */
  readonly debuggerVersion: string | undefined;
  /** What to run for its adapter, as a launch configuration's `debugAdapterPath`; undefined for the environment's own. */
  readonly adapter: string | undefined;
}

/** The oldest and the newest debugger, each on the oldest and the newest Python that it and this machine have. */
export function debuggerPairs(pythons: readonly Python[]): readonly DebuggerPair[] {
  return pythons.flatMap((python) => {
    const versions = DEBUGGERS[python.version];
    if (!versions) return [];
    const pairs: DebuggerPair[] = versions.map((debuggerVersion) => {
      const folder = cached('debugpy', `${python.version}-${debuggerVersion}`);
      return { python, debuggerVersion, adapter: join(folder, 'debugpy', 'adapter') };
    });
    if (pairs.length < 2) pairs.push({ python, debuggerVersion: undefined, adapter: undefined });
    return pairs;
  });
}
