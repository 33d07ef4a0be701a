import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { basename, dirname, relative } from 'node:path/posix';
import * as vscode from 'vscode';
import { areSourceFolders, isSourceName } from '../../../sources/sourceFiles.ts';
import { inBackground, log } from '../../log.ts';
import type { ToWorker } from './lintProtocol.ts';

/** More files than this are not read, so that a home folder opened by mistake does not fill the memory. */
const MOST_FILES = 20_000;

const FILES = '**/*.{py,pyw}';

/** Most of what is none of the sources, so that it need not be listed. */
const NEVER = '**/{node_modules,site-packages,__pycache__,__pypackages__,.*,*.egg-info}/**';

/** Changes on disk are passed on together, so many milliseconds after the first. */
const GATHER = 100;

/**
 * Tells the worker which Python files the workspace has, now and as they come, change and go: those that the command line
 * takes of a folder, so without what lies in a virtual environment (a folder with a `pyvenv.cfg`), and without what
 * `files.exclude` hides.
 */
export class WorkspaceFiles {
  private readonly post: (message: ToWorker) => void;
  private readonly disposables: vscode.Disposable[] = [];
  private readonly changed = new Set<string>();
  private readonly deleted = new Set<string>();
  private environments: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private endProgress: (() => void) | undefined;
  private report: () => void = () => undefined;
  private text = '';
  private scans = 0;
  private isDisposed = false;

  constructor(post: (message: ToWorker) => void) {
    this.post = post;
    const sources = vscode.workspace.createFileSystemWatcher(FILES);
    // A folder that goes is told as one.
    const all = vscode.workspace.createFileSystemWatcher('**/*', true, true, false);
    const change = (uri: vscode.Uri): void => {
      if (this.isSource(uri)) this.gather(this.changed, uri);
    };
    // What it was can no longer be looked at.
    const gone = (uri: vscode.Uri): void => {
      if (this.isInSources(uri, () => true)) this.gather(this.deleted, uri);
    };
    this.disposables.push(
      sources,
      all,
      sources.onDidCreate(change),
      sources.onDidChange(change),
      all.onDidDelete(gone),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        if (removed.length > 0) this.post({ type: 'forget', paths: removed.map(({ uri }) => uri.fsPath) });
        this.scan();
      }),
    );
    this.scan();
  }

  /** How many of the files the worker was told of it has read. */
  progress(read: number, total: number): void {
    if (read >= total) {
      this.endProgress?.();
      this.endProgress = undefined;
      return;
    }
    this.text = `reading ${read.toLocaleString('en')} of ${total.toLocaleString('en')} files`;
    if (this.endProgress === undefined) this.beginProgress();
    else this.report();
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.endProgress?.();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private scan(): void {
    inBackground('listing the Python files of the workspace', this.list());
  }

  private async list(): Promise<void> {
    const scan = ++this.scans;
    const markers = await vscode.workspace.findFiles('**/pyvenv.cfg', undefined, 1000);
    this.environments = markers.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
    const found = await vscode.workspace.findFiles(FILES, NEVER, MOST_FILES);
    if (this.isDisposed || scan !== this.scans) return;
    if (found.length === MOST_FILES)
      log.info(`the workspace has more than ${MOST_FILES} Python files: the rest is not read for hints`);
    const files = found.filter((uri) => this.isSource(uri)).map(({ fsPath }) => fsPath);
    if (files.length > 0) this.post({ type: 'read', files });
  }

  private isSource(uri: vscode.Uri): boolean {
    const isPackage = (folder: string): boolean => existsSync(join(folder, '__init__.py'));
    return isSourceName(basename(uri.path)) && this.isInSources(uri, isPackage);
  }

  /** Whether what lies there lies in a folder of sources. `isPackage` is asked of full paths. */
  private isInSources(uri: vscode.Uri, isPackage: (folder: string) => boolean): boolean {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (root?.scheme !== 'file' || this.environments.some((folder) => uri.path.startsWith(folder)))
      return false;
    const folder = dirname(relative(root.path, uri.path));
    return areSourceFolders(folder === '.' ? '' : folder, (below) => isPackage(join(root.fsPath, below)));
  }

  private gather(set: Set<string>, uri: vscode.Uri): void {
    set.add(uri.fsPath);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // A file that went and came (many programs save that way) is read again: what is not there is forgotten then.
      const paths = [...this.deleted].filter((path) => !this.changed.has(path));
      if (paths.length > 0) this.post({ type: 'forget', paths });
      if (this.changed.size > 0) this.post({ type: 'read', files: [...this.changed] });
      this.deleted.clear();
      this.changed.clear();
    }, GATHER);
  }

  private beginProgress(): void {
    // Made here: VS Code calls back later, perhaps when all has been read.
    const ended = new Promise<void>((resolve) => (this.endProgress = resolve));
    const options = { location: vscode.ProgressLocation.Window, title: 'Coroscope' };
    void vscode.window.withProgress(options, (progress) => {
      this.report = () => progress.report({ message: this.text });
      this.report();
      return ended;
    });
  }
}
