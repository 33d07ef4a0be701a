/** Which files of a workspace the hints' worker is told of, and when it hears that they are gone. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { pythonFiles } from '../../src/cli/pythonFiles.ts';
import type { ToWorker } from '../../src/host/hints/lint/lintProtocol.ts';

interface FakeUri {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
}
const folderOnDisk = mkdtempSync(join(tmpdir(), 'coroscope-workspace-'));
afterAll(() => rmSync(folderOnDisk, { recursive: true, force: true }));

const uri = (path: string): FakeUri => ({ scheme: 'file', path, fsPath: path });
const workspace = vi.hoisted(() => ({
  files: [] as string[],
  watchers: 0,
  change: undefined as unknown as (event: object) => void,
  tell: {} as Record<'onDidCreate' | 'onDidChange' | 'onDidDelete', (uri: object) => void>,
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
      createFileSystemWatcher: () => {
        const on = (name: keyof typeof workspace.tell) => (listener: (uri: object) => void) => {
          workspace.tell[name] = listener;
          return disposable();
        };
        return {
          ...disposable(),
          onDidCreate: on('onDidCreate'),
          onDidChange: on('onDidChange'),
          onDidDelete: on('onDidDelete'),
        };
      },
      getWorkspaceFolder: ({ path }: FakeUri) => {
        const folder = [join(folderOnDisk, 'src'), '/a', '/b'].find((each) => path.startsWith(`${each}/`));
        return folder === undefined ? undefined : { uri: uri(folder) };
      },
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

it.skipIf(process.platform === 'win32')('the files are those that the command line takes', async () => {
  const root = join(folderOnDisk, 'src');
  const names = [
    'one.py',
    'two.pyw',
    'build/three.py',
    'dist/__init__.py',
    'dist/below/four.py',
    'x.egg-info/five.py',
    '.venv/six.py',
    'env/pyvenv.cfg',
    'env/seven.py',
    'a/node_modules/eight.py',
    'a/.nine.py',
    'a/ten.txt',
  ];
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), '');
  }
  workspace.files = names.map((name) => join(root, name));
  const expected = ['dist/__init__.py', 'dist/below/four.py', 'one.py', 'two.pyw'].map((name) =>
    join(root, name),
  );
  expect(pythonFiles([root], () => undefined)).toEqual(expected);
  const said: ToWorker[] = [];
  const files = new WorkspaceFiles((message) => said.push(message));
  await expect.poll(() => said).toHaveLength(1);
  for (const name of names) workspace.tell.onDidChange(uri(join(root, name)));
  await expect.poll(() => said).toHaveLength(2);
  for (const message of said) expect(message.type === 'read' && [...message.files].sort()).toEqual(expected);

  // A package that is gone is none any more, and yet forgotten.
  rmSync(join(root, 'dist'), { recursive: true });
  for (const name of ['dist', 'dist/below/four.py', '.venv/six.py'])
    workspace.tell.onDidDelete(uri(join(root, name)));
  const paths = ['dist', 'dist/below/four.py'].map((name) => join(root, name));
  await expect.poll(() => said.at(-1)).toEqual({ type: 'forget', paths });
  files.dispose();
});
