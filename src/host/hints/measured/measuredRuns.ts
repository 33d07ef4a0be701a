import * as vscode from 'vscode';
import type { Nanos } from '../../../core/units.ts';
import { inBackground, log } from '../../log.ts';
import type { Session } from '../../session.ts';
import type { Sessions } from '../../sessions.ts';
import { fileIdentity } from './fileIdentity.ts';
import { splitLines } from './lineTracker.ts';
import { MeasuredFile } from './measuredFile.ts';
import type { Measured, MeasuredLine } from './measuredLine.ts';
import { MeasuredRun } from './measuredRun.ts';
import { measuredText } from './measuredText.ts';
import { ShownLine } from './shownLine.ts';

/** Running programs are looked at, at most this often, in milliseconds. */
const BEAT = 100;

/** Sooner when there is more to take in than one look does: after a long run that nobody looked at, in milliseconds. */
const CATCHING_UP = 10;

/** And numbers that only grow are shown anew so often: an eye reads no faster. */
const GROWTH = 200;

/** What is shown in a document. */
interface Shown {
  readonly run: MeasuredRun;
  readonly identity: string;
  readonly file: MeasuredFile;
  /** Which lines are shown, and as what. */
  lines: string;
  /** What they say. */
  texts: string;
  /** When that was told last, in milliseconds. */
  told: number;
}

/**
 * What the runs of this window cost, on the lines of the documents that are visible. Of a file the newest run that ran
 * code of it counts, also when it cost nothing. Nothing is computed while no Python file is visible.
 */
export class MeasuredRuns implements Measured {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly onDidChange = this.emitter.event;
  private readonly sessions: Sessions;
  private readonly disposables: readonly { dispose(): unknown }[];
  private runs: readonly MeasuredRun[] = [];
  private readonly cleared = new WeakSet<Session>();
  private readonly shown = new Map<string, Shown>();
  private timer: NodeJS.Timeout | undefined;
  private next = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private isBeating = false;
  /** How often somebody asked for another look. */
  private asked = 0;

  constructor(sessions: Sessions) {
    this.sessions = sessions;
    this.disposables = [
      this.emitter,
      sessions.onChange(({ what }) => {
        if (what === 'sessions') this.followSessions();
        this.schedule();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.schedule()),
      vscode.workspace.onDidChangeTextDocument((event) => this.edit(event)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('coroscope.hints')) return;
        this.emitter.fire(undefined);
        this.schedule();
      }),
    ];
  }

  linesOf(document: vscode.TextDocument): readonly MeasuredLine[] {
    const shown = this.shown.get(document.uri.toString());
    if (shown === undefined || !isEnabled()) return [];
    return shown.file
      .placed((line) => document.lineAt(line).text)
      .map((placed) => new ShownLine(placed, shown.run));
  }

  async ready(document: vscode.TextDocument): Promise<void> {
    if (!visibleDocuments().includes(document) || this.shown.has(document.uri.toString())) return;
    await this.inTurn(document);
  }

  longestStep(document: vscode.TextDocument, qualifiedName: string): Nanos | null {
    const shown = this.shown.get(document.uri.toString());
    if (shown?.file.hasUnchanged(qualifiedName) !== true || !isEnabled()) return null;
    return shown.run.longestStep(shown.identity, qualifiedName);
  }

  /** Forgets what the runs up to now measured. */
  clear(): void {
    for (const session of this.sessions.all) this.cleared.add(session);
    this.shown.clear();
    this.emitter.fire(undefined);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private followSessions(): void {
    const known = new Map(this.runs.map((run) => [run.session, run]));
    // What the sources said when a recording was made that was opened from a file, nobody knows.
    const sessions = this.sessions.all.filter(({ isFromFile }) => !isFromFile);
    this.runs = sessions.map((session) => known.get(session) ?? new MeasuredRun(session));
  }

  private schedule(): void {
    this.asked++;
    if (this.timer !== undefined || this.isBeating || visibleDocuments().length === 0) return;
    const due = Math.max(0, this.next - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      inBackground('measuring lines', this.beat());
    }, due);
  }

  private async beat(): Promise<void> {
    if (!isEnabled()) return;
    this.isBeating = true;
    const { asked } = this;
    let isAll = true;
    for (const document of visibleDocuments()) isAll = (await this.inTurn(document)) && isAll;
    this.next = performance.now() + (isAll ? BEAT : CATCHING_UP);
    this.isBeating = false;
    if (!isAll || this.asked !== asked) this.schedule();
  }

  /** Looks at one document at a time: two looks would take in each other's halves. */
  private inTurn(document: vscode.TextDocument): Promise<boolean> {
    const look = this.turn
      .then(() => this.look(document))
      .catch((error: unknown) => {
        log.error(`measuring the lines of ${document.uri.fsPath}`, error);
        return true;
      });
    this.turn = look;
    return look;
  }

  /** Brings up to date what is shown in a document. Answers false when there is more to take in. */
  private async look(document: vscode.TextDocument): Promise<boolean> {
    const identity = await fileIdentity(document.uri.fsPath);
    let isAll = true;
    for (const run of this.runs.toReversed()) {
      if (this.cleared.has(run.session)) continue;
      isAll = (await run.update()) && isAll;
      if (!run.ran(identity)) continue;
      const measured = await run.texts.linesOf(identity);
      this.show(document, measured === null ? null : { run, identity, measured });
      return isAll;
    }
    this.show(document, null);
    return isAll;
  }

  private show(
    document: vscode.TextDocument,
    found: { run: MeasuredRun; identity: string; measured: readonly string[] } | null,
  ): void {
    const key = document.uri.toString();
    let shown = this.shown.get(key);
    if (found === null || this.cleared.has(found.run.session)) {
      if (this.shown.delete(key)) this.emitter.fire(document.uri);
      return;
    }
    if (document.isClosed) return;
    if (shown?.run !== found.run) {
      const file = new MeasuredFile(found.measured, splitLines(document.getText()));
      shown = { run: found.run, identity: found.identity, file, lines: '', texts: '', told: 0 };
      this.shown.set(key, shown);
    }
    shown.file.costs = found.run.costsOf(found.identity, found.measured);
    this.tell(document, shown);
  }

  /** Tells of what is new: at once when a line comes, goes, or begins or ends to block. */
  private tell(document: vscode.TextDocument, shown: Shown): void {
    const { run, file } = shown;
    const lines = JSON.stringify([
      [run.isLive, run.hasAllSteps],
      ...file.costs.map(({ line, end, live }) => [line, end, live !== null]),
    ]);
    const texts = file.costs.map(measuredText).join('\n');
    if (lines === shown.lines && texts === shown.texts) return;
    const isEarly = performance.now() < shown.told + GROWTH;
    if (lines === shown.lines && isEarly) return this.schedule();
    Object.assign(shown, { lines, texts, told: performance.now() });
    this.emitter.fire(document.uri);
  }

  private edit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const shown = this.shown.get(document.uri.toString());
    if (shown === undefined || contentChanges.length === 0) return;
    if (shown.file.edit(contentChanges, () => splitLines(document.getText())))
      this.emitter.fire(document.uri);
  }
}

function isEnabled(): boolean {
  const settings = vscode.workspace.getConfiguration('coroscope.hints');
  return settings.get('enabled') !== false && settings.get('measured') !== false;
}

function visibleDocuments(): vscode.TextDocument[] {
  const documents = vscode.window.visibleTextEditors
    .map(({ document }) => document)
    .filter(({ languageId, uri }) => languageId === 'python' && uri.scheme === 'file');
  return [...new Set(documents)];
}
