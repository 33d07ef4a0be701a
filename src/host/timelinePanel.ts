import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromView, ToView, ViewAction } from '../core/messages.ts';
import { START, type Position } from '../core/retention.ts';
import type { PlaceId, RunIndex, TaskId } from '../core/units.ts';
import { readExcerpts } from './excerpts.ts';
import { inBackground, log } from './log.ts';
import { saveFile } from './pictures.ts';
import { MOST_BYTES_A_MESSAGE } from './recording.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export const TIMELINE_VIEW = 'coroscope.timeline';

/** The context key that says that there is a recording, or will be. */
const HAS_SESSIONS = 'coroscope.hasSessions';

/** When the view has all there is, it gets more at most this often, in milliseconds. */
const BEAT = 30;

/** While it has not, so many messages are on their way to it: as one is taken in there, the next is made here. */
const MOST_ON_THE_WAY = 2;

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly sessions: Sessions;
  readonly runSample: () => Promise<void>;
}

/**
 * The one Task Timeline of the window. A page that becomes visible is new and knows nothing (VS Code throws a hidden
 * one away): it says `ready`, gets the shown session's bytes from the first, then what is added.
 */
export class TimelinePanel implements vscode.WebviewPanelSerializer {
  private readonly parts: Parts;
  private readonly disposables: vscode.Disposable[] = [];
  private panel: vscode.WebviewPanel | undefined;
  private shown: string | null = null;
  private isReady = false;
  private generation = 0;
  private position: Position = START;
  private isPumping = false;
  /** What the page is asked to show, until it has what that may be about. */
  private pending: ToView | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.disposables.push(
      vscode.window.registerWebviewPanelSerializer(TIMELINE_VIEW, this),
      parts.sessions.onChange((event) => {
        if (event.what === 'sessions') this.showSessions();
        else if (event.session.id === this.shown) this.pump();
      }),
    );
  }

  /** Shows the timeline, beside the editor when it is not there yet. */
  show(): void {
    if (this.panel !== undefined) return this.panel.reveal(undefined, true);
    this.adopt(
      vscode.window.createWebviewPanel(
        TIMELINE_VIEW,
        'Task Timeline',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        this.options(),
      ),
    );
  }

  /** Shows the timeline, and in it the suspensions of a line. */
  reveal(file: string, line: number): void {
    this.ask({ type: 'reveal', file, line });
  }

  /** Shows the timeline, and in it the block after (1) or before (−1) the selected. */
  walkBlocks(by: 1 | -1): void {
    this.ask({ type: 'walkBlocks', by });
  }

  /** Shows the timeline, and has it do what a command says. */
  navigate(action: ViewAction): void {
    this.ask({ type: 'navigate', action });
  }

  /** Shows the timeline of one of the sessions. */
  showSession(id: string): void {
    this.choose(id);
    this.show();
  }

  /** Shows the timeline, and in it a run of one of the sessions. */
  showRun(id: string, run: RunIndex): void {
    const session = this.parts.sessions.find(id);
    if (session === undefined) return;
    this.choose(id);
    if (run >= session.recording.trace.runs.first) return this.ask({ type: 'showRun', run });
    this.show();
    vscode.window.showInformationMessage(
      'That step is no longer in the recording: it had reached its limit, coroscope.recordingMegabytes.',
    );
  }

  /** Shows the timeline, and in it a task of one of the sessions. */
  showTask(id: string, task: TaskId): void {
    if (this.parts.sessions.find(id) === undefined) return;
    this.choose(id);
    this.ask({ type: 'showTask', task });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.panel?.dispose();
    panel.webview.options = this.options();
    this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private options(): vscode.WebviewOptions {
    const roots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(this.parts.extensionUri, folder));
    return { enableScripts: true, localResourceRoots: roots };
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.isReady = false;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.parts.extensionUri, 'media', 'timeline-light.svg'),
      dark: vscode.Uri.joinPath(this.parts.extensionUri, 'media', 'timeline-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: FromView) => this.receive(message));
    panel.onDidChangeViewState(() => {
      // Hidden, the page is gone; visible again, it is loaded anew and says so.
      if (!panel.visible) this.isReady = false;
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.isReady = false;
    });
    panel.webview.html = page(panel.webview, this.parts.extensionUri);
  }

  private receive(message: FromView): void {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.shown ??= this.parts.sessions.find(message.shown)?.id ?? this.parts.sessions.newest?.id ?? null;
        this.sendSessions();
        this.restart();
        return this.sendPending();
      case 'showSession':
        // Also the one that is shown: the page asks for its stream anew.
        if (this.parts.sessions.find(message.id) === undefined) return;
        this.shown = message.id;
        this.sendSessions();
        return this.restart();
      case 'readPlaces':
        return inBackground('reading source', this.sendExcerpts(message.generation, message.places));
      case 'saveFile':
        return inBackground('saving a file', saveFile(message));
      case 'openPlace':
        return inBackground('opening a source line', this.openPlace(message.place));
      case 'runSample':
        return inBackground('running the sample', this.parts.runSample());
      case 'showLog':
        return log.show();
      case 'fault':
        return log.error('in the timeline', message.message);
    }
  }

  /** A session came or changed its state: the newest one is shown when it is new. */
  private showSessions(): void {
    const { newest } = this.parts.sessions;
    const isNew = newest !== undefined && newest.info.state === 'waiting' && newest.id !== this.shown;
    if (isNew) this.shown = newest.id;
    void vscode.commands.executeCommand('setContext', HAS_SESSIONS, newest !== undefined);
    this.sendSessions();
    if (isNew) this.restart();
  }

  /** Turns to another session. */
  private choose(id: string): void {
    if (this.shown === id) return;
    this.shown = id;
    this.sendSessions();
    this.restart();
  }

  private async sendExcerpts(generation: number, places: readonly PlaceId[]): Promise<void> {
    const session = this.parts.sessions.find(this.shown);
    if (generation !== this.generation || session === undefined) return;
    const excerpts = await readExcerpts(session.recording.trace, places, openText);
    await this.post({ type: 'excerpts', generation, excerpts });
  }

  private sendSessions(): void {
    void this.post({
      type: 'sessions',
      sessions: this.parts.sessions.all.map((session) => session.info),
      shown: this.shown,
    });
  }

  private restart(): void {
    const session = this.parts.sessions.find(this.shown);
    if (!this.isReady || session === undefined) return;
    this.position = START;
    this.begin(session);
    this.pump();
  }

  private begin({ id }: Session): void {
    void this.post({ type: 'begin', id, generation: ++this.generation });
  }

  /** Sends what the page does not have yet, a piece at a time, and no faster than it takes them. */
  private pump(): void {
    const session = this.parts.sessions.find(this.shown);
    if (this.isPumping || !this.isReady || session === undefined) return;
    this.isPumping = true;
    inBackground(
      'sending to the timeline',
      this.send(session)
        .finally(() => (this.isPumping = false))
        .then(() => this.pumpIfBehind()),
    );
  }

  private async send(session: Session): Promise<void> {
    const onTheWay: Promise<void>[] = [];
    while (session.id === this.shown && this.isReady) {
      const more = session.recording.bytesFrom(this.position);
      if (more === null) break;
      this.position = more.next;
      // What came next for the page has been let go meanwhile: it begins again, with what there is.
      if (more.restart) this.begin(session);
      const { generation } = this;
      onTheWay.push(this.post({ type: 'bytes', generation, bytes: more.bytes }));
      if (more.bytes.length === MOST_BYTES_A_MESSAGE) {
        if (onTheWay.length >= MOST_ON_THE_WAY) await onTheWay.shift();
        continue;
      }
      await Promise.all(onTheWay.splice(0));
      if (generation === this.generation) this.sendPending(true);
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
    await Promise.all(onTheWay);
  }

  /** Bytes may have come, or another session been chosen, between the last look and the end of the pump. */
  private pumpIfBehind(): void {
    const session = this.parts.sessions.find(this.shown);
    if (this.isReady && session?.recording.bytesFrom(this.position)) this.pump();
    else this.sendPending();
  }

  /** Shows the timeline, and has the page show something in it. */
  private ask(message: ToView): void {
    this.pending = message;
    this.show();
    this.sendPending();
  }

  /** Asks the page once it has the whole of the recording so far: on a part of it, it would answer for the part. */
  private sendPending(isCaughtUp = !this.isPumping): void {
    if (!this.isReady || !isCaughtUp || this.pending === undefined) return;
    void this.post(this.pending);
    this.pending = undefined;
  }

  private async openPlace(id: number): Promise<void> {
    const place = this.parts.sessions.find(this.shown)?.recording.trace.place(id);
    if (place === undefined) return;
    const uri = vscode.Uri.file(place.file);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      const line = document.lineAt(Math.min(place.line, document.lineCount) - 1);
      const start = line.range.start.with({ character: line.firstNonWhitespaceCharacterIndex });
      const editor = await vscode.window.showTextDocument(document, { viewColumn: this.editorColumn(uri) });
      // From the end on: the cursor is at the begin, and a long line is not scrolled sideways to its end.
      editor.selection = new vscode.Selection(line.range.end, start);
      editor.revealRange(
        new vscode.Range(start, start),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    } catch (error) {
      log.error(`opening ${place.file}`, error);
      vscode.window.showWarningMessage(
        `Cannot open ${place.file}: it is not on this machine, or is no text file.`,
      );
    }
  }

  /** The column that shows the file already, else one that is not the timeline's. */
  private editorColumn(uri: vscode.Uri): vscode.ViewColumn {
    const shows = (tab: vscode.Tab): boolean =>
      tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
    const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(shows));
    const other = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== this.panel?.viewColumn);
    return group?.viewColumn ?? other?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  /** Sends a message when there is a page to get it. Never rejects: a page may close at any moment. */
  private async post(message: ToView): Promise<void> {
    try {
      if (this.isReady) await this.panel?.webview.postMessage(message);
    } catch (error) {
      log.error('sending to the timeline', error);
    }
  }
}

/** The text of a file that is open in an editor: what it says now may not be saved yet. */
function openText(file: string): string | null {
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === vscode.Uri.file(file).fsPath,
  );
  return document?.getText() ?? null;
}

function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('hex');
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${uri('media', 'timeline.css')}" />
    <title>Task Timeline</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${uri('dist', 'webview.js')}"></script>
  </body>
</html>`;
}
