/** Which files of a workspace the hints' worker is told of, and when it hears that they are gone. */
import { afterEach, expect, it, vi } from 'vitest';
import type { ToWorker } from '../../src/host/hints/lint/lintProtocol.ts';

interface FakeUri {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
}
const uri = (path: string): FakeUri => ({ scheme: 'file', path, fsPath: path });
const workspace = vi.hoisted(() => ({
  files: [] as string[],
  watchers: 0,
  change: (_: object): void => undefined,
}));
vi.mock('vscode', () => {
  const disposable = (): object => {
    workspace.watchers++;
    return { dispose: () => workspace.watchers-- };
  };
  return {
    ProgressLocation: {},
    window: {
      createOutputChannel: () => ({ info: () => undefined }),
      withProgress: (_: unknown, run: (progress: object) => unknown) => run({ report: () => undefined }),
    },
    workspace: {
      createFileSystemWatcher: () => ({
        ...disposable(),
        onDidCreate: disposable,
        onDidChange: disposable,
        onDidDelete: disposable,
      }),
      onDidChangeWorkspaceFolders: (listener: (event: object) => void) => {
        workspace.change = listener;
        return disposable();
      },
      findFiles: (pattern: string) =>
        Promise.resolve(
          workspace.files.filter((path) => path.endsWith('.cfg') === pattern.endsWith('.cfg')).map(uri),
        ),
    },
  };
});
const { WorkspaceFiles } = await import('../../src/host/hints/lint/workspaceFiles.ts');

afterEach(() => {
  expect(workspace.watchers).toBe(0);
});

it('a folder that leaves the workspace is forgotten, and what else there is read again', async () => {
  workspace.files = ['/a/one.py', '/b/two.py', '/b/venv/pyvenv.cfg', '/b/venv/three.py'];
  const said: ToWorker[] = [];
  const files = new WorkspaceFiles((message) => said.push(message));
  await expect.poll(() => said).toEqual([{ type: 'read', files: ['/a/one.py', '/b/two.py'] }]);
  workspace.files = ['/a/one.py'];
  workspace.change({ added: [], removed: [{ uri: uri('/b') }] });
  await expect
    .poll(() => said.slice(1))
    .toEqual([
      { type: 'forget', paths: ['/b'] },
      { type: 'read', files: ['/a/one.py'] },
    ]);
  files.dispose();
});

it('a list that is out of date before it is there is not told', async () => {
  workspace.files = ['/a/one.py', '/b/two.py'];
  const said: ToWorker[] = [];
  const files = new WorkspaceFiles((message) => said.push(message));
  workspace.files = ['/a/one.py'];
  workspace.change({ added: [], removed: [{ uri: uri('/b') }] });
  await expect.poll(() => said.at(-1)).toEqual({ type: 'read', files: ['/a/one.py'] });
  expect(said).toHaveLength(2);
  files.dispose();
});
