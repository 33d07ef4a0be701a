/** Which Python runs a file: the Python extension's, the one of its setting, the one on the PATH. */
import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultPython } from '../support/pythons.ts';

/** What the window has: the Python extension, or none; settings; a workspace folder. */
const window = vi.hoisted<{
  extension?: { isActive: boolean; exports?: unknown; activate?: () => Promise<unknown> };
  settings: Record<string, unknown>;
  folder?: string;
}>(() => ({ settings: {} }));

vi.mock('vscode', () => ({
  extensions: { getExtension: () => window.extension },
  workspace: {
    getConfiguration: (section: string) => ({ get: (name: string) => window.settings[`${section}.${name}`] }),
    getWorkspaceFolder: () => window.folder && { uri: { fsPath: window.folder } },
    get workspaceFolders() {
      return window.folder ? [{ uri: { fsPath: window.folder } }] : undefined;
    },
  },
}));
const { interpreter, NoInterpreter, workingFolder } = await import('../../src/host/run/interpreter.ts');
const { readEnvironment, substitute } = await import('../../src/host/run/variables.ts');
const { findPython } = await import('../../src/host/hints/pythonVersion.ts');

const python = defaultPython();
const file = { scheme: 'file', fsPath: '/somewhere/main.py' } as never;
let folder: string;

beforeEach(() => {
  folder = window.folder = mkdtempSync(join(tmpdir(), 'coroscope-python-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  delete window.extension;
  window.settings = {};
  rmSync(folder, { recursive: true });
});

function environments(found: unknown, asked: unknown[] = []): unknown {
  return {
    environments: {
      getActiveEnvironmentPath: (resource: unknown) => {
        asked.push(resource);
        return { path: '/an/environment' };
      },
      resolveEnvironment: () => Promise.resolve(found),
    },
  };
}

it('the one that is selected in the Python extension, which is woken for it and told the file', async () => {
  const asked: unknown[] = [];
  const exports = environments({ executable: { uri: { fsPath: python.path } } }, asked);
  window.extension = { isActive: false, activate: () => Promise.resolve(exports) };
  const found = await interpreter(file);
  expect(found).toMatchObject({ implementation: 'cpython', from: 'Python extension' });
  expect(found.version.startsWith(python.version)).toBe(true);
  expect(asked).toEqual([file]);
});

it('no other than the selected one, when that does not run', async () => {
  vi.stubEnv('PATH', join(python.path, '..'));
  const exports = environments({ executable: { uri: { fsPath: '/no/such/python' } } });
  window.extension = { isActive: true, exports };
  await expect(interpreter(file)).rejects.toThrow(
    /selected in the Python extension does not run: \/no\/such\/python/,
  );
  window.extension = { isActive: true, exports: environments({ executable: {} }) };
  await expect(interpreter(file)).rejects.toBeInstanceOf(NoInterpreter);
});

it.each([
  ['has no such API', { isActive: true, exports: {} }],
  ['does not start', { isActive: false, activate: () => Promise.reject(new Error('broken')) }],
  ['knows no environment', { isActive: true, exports: environments(undefined) }],
])('the PATH’s, where the Python extension %s', async (_, extension) => {
  symlinkSync(python.path, join(folder, 'python3'));
  vi.stubEnv('PATH', folder);
  window.extension = extension;
  expect(await interpreter(file)).toMatchObject({ from: 'PATH' });
});

it('the setting’s, with its variables, where there is no Python extension', async () => {
  symlinkSync(python.path, join(folder, 'mine'));
  window.settings['python.defaultInterpreterPath'] = '${workspaceFolder}/mine';
  const found = await interpreter(file);
  expect(found.from).toBe('setting');
  expect(realpathSync(found.path)).toBe(realpathSync(python.path));
  window.settings['python.defaultInterpreterPath'] = '/no/such/python';
  await expect(interpreter(file)).rejects.toThrow(/python\.defaultInterpreterPath does not run/);
});

it('the first on the PATH that runs', async () => {
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(folder, 'python3'), 0o755);
  symlinkSync(python.path, join(folder, 'python'));
  vi.stubEnv('PATH', folder);
  window.settings['python.defaultInterpreterPath'] = 'python';
  expect(await interpreter(file)).toMatchObject({ from: 'PATH', implementation: 'cpython' });
});

it('none: says what to do', async () => {
  vi.stubEnv('PATH', folder);
  await expect(interpreter(undefined)).rejects.toThrow(/Install the Python extension/);
});

it('a file is run in its workspace folder, else in its own', () => {
  expect(workingFolder(file)).toBe(folder);
  delete window.folder;
  expect(workingFolder(file)).toBe('/somewhere');
  expect(workingFolder(undefined)).toBeUndefined();
});

it('hints ask the Python extension only while it is awake', async () => {
  const sessions = {} as never;
  let woken = false;
  const exports = environments({ version: { major: 3, minor: 11 } });
  const activate = (): Promise<unknown> => {
    woken = true;
    return Promise.resolve(exports);
  };
  window.extension = { isActive: false, activate };
  expect(await findPython('auto', sessions)).toEqual([3, 12]);
  expect(woken).toBe(false);
  window.extension = { isActive: true, exports };
  expect(await findPython('auto', sessions)).toEqual([3, 11]);
});

it('an env file’s variables, over those that there are', async () => {
  const path = join(folder, '.env');
  writeFileSync(
    path,
    'export A=1\n# no\nB="two words"\nPYTHONPATH=${workspaceFolder}/src:${env:OTHER}\nC=${A}${MISSING}x\n',
  );
  expect(await readEnvironment(path, { OTHER: '/o', A: '0' }, '/w')).toEqual({
    A: '1',
    B: 'two words',
    PYTHONPATH: '/w/src:/o',
    C: '1x',
  });
  expect(await readEnvironment(join(folder, 'none'), {}, undefined)).toEqual({});
  expect(substitute('~/bin/${x}', { HOME: '/h' }, undefined)).toBe('/h/bin/');
});
