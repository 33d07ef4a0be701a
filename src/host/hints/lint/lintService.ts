import * as vscode from 'vscode';
import type { Edit, Finding, Fix } from '../../../lint/finding.ts';
import { inBackground, log } from '../../log.ts';
import type { Sessions } from '../../sessions.ts';
import { FoundFindings } from './foundFindings.ts';
import { enginePosition, engineRange, isHinted, keyOf } from '../hintDocument.ts';
import { hintSettings } from '../hintSettings.ts';
import { LintClient } from './lintClient.ts';
import type { FileKey, FromWorker, LintOptions } from './lintProtocol.ts';
import { findPython } from '../pythonVersion.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** Longer documents are data in Python's clothes: they get no hints, in characters. */
const MOST_TEXT = 20_000_000;

/**
 * Keeps the worker's picture of the open Python documents the same as the editor's. The worker starts with the first
 * Python document.
 */
export class LintService {
  readonly found = new FoundFindings();
  private readonly client: LintClient;
  private readonly sessions: Sessions;
  private readonly ends = new Map<FileKey, vscode.EndOfLine>();
  private readonly disposables: readonly { dispose(): unknown }[];
  private files: WorkspaceFiles | undefined;
  private options: LintOptions | undefined;
  private configured = '';

  constructor(extensionPath: string, sessions: Sessions) {
    this.sessions = sessions;
    const dist = (name: string): string =>
      vscode.Uri.joinPath(vscode.Uri.file(extensionPath), 'dist', name).fsPath;
    this.client = new LintClient({
      script: dist('lintWorker.cjs'),
      data: { runtime: dist('web-tree-sitter.wasm'), grammar: dist('tree-sitter-python.wasm') },
      onMessage: (message) => this.receive(message),
      onStart: () => this.tellAll(),
      onDeath: (error, restarts) => this.mourn(error, restarts),
    });
    this.disposables = [
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('coroscope.hints')) this.configure();
      }),
      // The Python extension may have been activated, or another interpreter chosen, or a run begun.
      vscode.window.onDidChangeActiveTextEditor(() => this.configure()),
      sessions.onChange(({ what }) => {
        if (what === 'sessions') this.configure();
      }),
    ];
    // Not within activation: reading documents takes time.
    setImmediate(() => vscode.workspace.textDocuments.forEach((document) => this.opened(document)));
  }

  /** The ways to mend a finding, the best one first, and at last the comment that silences it. */
  async fixes(document: vscode.TextDocument, finding: Finding): Promise<readonly Fix[]> {
    const index = this.found.of(document.uri)?.indexOf(finding) ?? -1;
    const subject = this.subject(document);
    const [fixes, suppression] = await Promise.all([
      this.client.ask({ ...subject, what: 'fixes', index }),
      this.client.ask({ ...subject, what: 'suppression', index }),
    ]);
    return [...(fixes ?? []), ...(suppression === null ? [] : [suppression])];
  }

  async fixAll(document: vscode.TextDocument): Promise<readonly Edit[]> {
    return (await this.client.ask({ ...this.subject(document), what: 'fixAll' })) ?? [];
  }

  /** Canonical name of the function that is called there, if that is certain and not known to block. */
  unknownCall(document: vscode.TextDocument, position: vscode.Position): Promise<string | null> {
    return this.client.ask({
      ...this.subject(document),
      what: 'unknownCall',
      position: enginePosition(position),
    });
  }

  dispose(): void {
    this.stop();
    this.found.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private subject({ uri, version }: vscode.TextDocument): { key: FileKey; version: number } {
    return { key: keyOf(uri), version };
  }

  private opened(document: vscode.TextDocument): void {
    if (!isHinted(document) || this.found.isWatched(document)) return;
    this.found.watch(document);
    this.tell(document);
    this.configure();
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!this.found.isWatched(document)) return;
    if (document.eol !== this.ends.get(keyOf(document.uri))) return this.tell(document);
    if (contentChanges.length === 0) return;
    this.client.post({
      type: 'change',
      ...this.subject(document),
      changes: contentChanges.map(({ range, text }) => ({ range: engineRange(range), text })),
    });
  }

  private closed(document: vscode.TextDocument): void {
    if (!this.found.isWatched(document)) return;
    this.ends.delete(keyOf(document.uri));
    this.client.post({ type: 'close', key: keyOf(document.uri) });
    this.found.unwatch(document);
  }

  /** Sends the whole text. */
  private tell(document: vscode.TextDocument): void {
    const text = document.getText();
    if (text.length > MOST_TEXT) return this.found.unwatch(document);
    this.ends.set(keyOf(document.uri), document.eol);
    this.client.post({ type: 'open', ...this.subject(document), text });
  }

  /** The worker is new. */
  private tellAll(): void {
    const { scanWorkspace, diagnosticsScope } = hintSettings();
    const reportAll = diagnosticsScope === 'workspace';
    if (this.options !== undefined) this.client.post({ type: 'configure', options: this.options, reportAll });
    for (const document of this.found.open) this.tell(document);
    this.forgetFiles();
    if (scanWorkspace) this.files = new WorkspaceFiles((message) => this.client.post(message));
  }

  /** Brings the worker in line with the settings: starts it, stops it, or tells it what has changed. */
  private configure(): void {
    inBackground('reading the settings of hints', this.applySettings());
  }

  private async applySettings(): Promise<void> {
    if (this.found.open.length === 0 && !this.client.isRunning) return;
    const python = await findPython(hintSettings().pythonVersion, this.sessions);
    const { enabled, blockingCalls, ignoredCalls, ignoredRules, scanWorkspace, diagnosticsScope } =
      hintSettings();
    this.options = { python, blockingCalls, ignoredCalls, ignoredRules };
    this.found.isOff = !enabled || this.client.isDead;
    // Only a new worker knows nothing of the files it is not to read any more.
    if (!enabled || (this.files !== undefined && !scanWorkspace)) this.stop();
    if (!enabled) return;
    const reportAll = diagnosticsScope === 'workspace';
    const configured = JSON.stringify([this.options, reportAll]);
    const isNews = configured !== this.configured;
    this.configured = configured;
    if (!this.client.isRunning) return this.client.start();
    if (isNews) this.client.post({ type: 'configure', options: this.options, reportAll });
    if (!reportAll) this.found.forgetElsewhere();
    if (scanWorkspace) this.files ??= new WorkspaceFiles((message) => this.client.post(message));
  }

  private stop(): void {
    this.forgetFiles();
    if (!this.client.isRunning) return;
    inBackground('ending the worker', this.client.stop());
    this.found.forget();
  }

  private forgetFiles(): void {
    this.files?.dispose();
    this.files = undefined;
  }

  private receive(message: Exclude<FromWorker, { type: 'answer' }>): void {
    switch (message.type) {
      case 'fault':
        return log.error('in the hints’ worker', message.message);
      case 'progress':
        return this.files?.progress(message.read, message.total);
      case 'findings':
        return this.found.found(message.key, message.version, message.findings);
    }
  }

  private mourn(error: unknown, restarts: boolean): void {
    log.error(restarts ? 'the hints’ worker died, and starts anew' : 'the hints’ worker died again', error);
    this.found.isOff = !restarts;
    this.forgetFiles();
    this.found.forget();
  }
}
