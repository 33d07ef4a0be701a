import * as vscode from 'vscode';
import { formatCount } from '../../core/format.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import type { TaskKey } from '../../core/inspect/taskRows.ts';
import { waitPicture, type WaitPicture } from '../../core/inspect/waitPicture.ts';
import type { WaitFinding } from '../../core/inspect/waits.ts';
import type { FromWaits, ToWaits } from '../../core/waitMessages.ts';
import { inBackground, log } from '../log.ts';
import { pageHtml, pageOptions } from '../timeline/page.ts';
import type { TakenWaits, TaskWatch } from './taskWatch.ts';
import { waitText } from './waitText.ts';

/** Milliseconds after which a program that runs is asked again; and so many times as long as it took to answer. */
const BEAT = 1_500;
const SHARE = 20;

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly watch: TaskWatch;
  readonly openPlace: (place: FramePlace, key: TaskKey | null) => Promise<void>;
  readonly reveal: (key: TaskKey) => Promise<void>;
}

type Shown = Extract<ToWaits, { type: 'picture' }>;

/** The picture of who waits for whom, in an editor. It is asked for as long as it is visible. */
export class WaitsPanel implements vscode.Disposable {
  private readonly parts: Parts;
  private panel: vscode.WebviewPanel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReady = false;
  /** What was asked for while an answer was under way. */
  private isTaking = false;
  private isWanted = false;
  /** What the page shows, and the number that it knows that by. */
  private shown: { readonly taken: TakenWaits; readonly message: Shown } | undefined;
  private number = 0;
  /** Where the programs stood then, and what was found. */
  private stops = '';
  private found = new Set<string>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Opens the picture, or brings it up to date. */
  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return this.take();
    }
    const { extensionUri } = this.parts;
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel('coroscope.waits', 'Who Waits for Whom', column);
    this.panel = panel;
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'media', `waits-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const { webview } = panel;
    webview.options = pageOptions(extensionUri);
    webview.onDidReceiveMessage((message: FromWaits) => this.receive(message));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.isReady = false;
    });
    panel.onDidDispose(() => {
      clearTimeout(this.timer);
      this.panel = undefined;
      this.shown = undefined;
      this.isReady = false;
    });
    webview.html = pageHtml(webview, extensionUri, {
      title: 'Who Waits for Whom',
      style: 'waits.css',
      script: 'waits.js',
    });
  }

  /** Asks anew where the programs have come to stand elsewhere, or go on. */
  update(): void {
    if (this.isReady && this.parts.watch.stops !== this.stops) this.take();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
  }

  private receive(message: FromWaits): void {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        return this.take();
      case 'refresh':
        return this.take();
      case 'copy':
        if (this.shown === undefined) return;
        return inBackground(
          'copying who waits for whom',
          vscode.env.clipboard.writeText(waitText(this.shown.taken.tasks, this.shown.taken.graph)),
        );
      case 'openBox': {
        const box = this.pictureOf(message.number)?.boxes[message.box];
        if (box?.place) inBackground('opening a source line', this.parts.openPlace(box.place, box.key));
        return;
      }
      case 'revealBox': {
        const box = this.pictureOf(message.number)?.boxes[message.box];
        if (box?.kind === 'task') inBackground('showing a task', this.parts.reveal(box.key));
        return;
      }
      case 'openEvidence': {
        const finding = this.pictureOf(message.number)?.findings[message.finding];
        const place = finding?.evidence[message.evidence]?.place;
        if (place) inBackground('opening a source line', this.parts.openPlace(place, null));
        return;
      }
      case 'fault':
        return log.error('in the picture of who waits for whom', message.message);
    }
  }

  /** The picture that the page means; undefined where it has been another one since. */
  private pictureOf(number: number): WaitPicture | undefined {
    return number === this.number ? this.shown?.message.picture : undefined;
  }

  private take(): void {
    clearTimeout(this.timer);
    this.isWanted = true;
    if (!this.isTaking) inBackground('asking who waits for whom', this.takeNow());
  }

  private async takeNow(): Promise<void> {
    this.isTaking = true;
    const begin = performance.now();
    try {
      while (this.isWanted && this.isReady) {
        this.isWanted = false;
        this.stops = this.parts.watch.stops;
        await this.tell(await this.parts.watch.takeWaits());
      }
    } finally {
      this.isTaking = false;
    }
    // Of a program that stands nothing new is to be told; one that does not answer may do so yet.
    const isOver = this.parts.watch.isEmpty || this.shown?.taken.isStopped === true;
    if (this.isReady && !isOver)
      this.timer = setTimeout(() => this.take(), Math.max(BEAT, SHARE * (performance.now() - begin)));
  }

  private async tell(taken: TakenWaits): Promise<void> {
    const findings = this.steady(taken);
    const told = { ...taken, graph: { ...taken.graph, findings } };
    const { tasks, failures, isStopped } = told;
    if (tasks.rows.size === 0 || (failures.length > 0 && told.graph.nodes.length === 0)) {
      // What was shown last says more than that it is over.
      if (this.shown !== undefined && this.parts.watch.isEmpty)
        return this.post({ ...this.shown.message, notes: [ENDED] });
      this.shown = undefined;
      return this.post({ type: 'nothing', text: failures[0] ?? NOTHING });
    }
    const picture = waitPicture(told.graph, tasks);
    const cut = tasks.processes.reduce((sum, process) => sum + process.cut, 0);
    const notes = [...failures, ...(cut > 0 ? [`${formatCount(cut)} more tasks were not looked at.`] : [])];
    const number = ++this.number;
    const message: Shown = { type: 'picture', number, picture, tasks: tasks.rows.size, isStopped, notes };
    this.shown = { taken: told, message };
    await this.post(message);
  }

  /** While a program runs, a moment may deceive: only what was found twice is told. */
  private steady({ graph, isStopped }: TakenWaits): readonly WaitFinding[] {
    const former = this.found;
    this.found = new Set(graph.findings.map(idOf));
    return isStopped ? graph.findings : graph.findings.filter((finding) => former.has(idOf(finding)));
  }

  private async post(message: ToWaits): Promise<void> {
    try {
      if (this.isReady) await this.panel?.webview.postMessage(message);
    } catch (error) {
      log.error('sending who waits for whom', error);
    }
  }
}

const ENDED = 'The program has ended. This is how it stood last.';
const NOTHING =
  'There are no tasks. Start a program under the debugger: who waits for whom is shown as soon as there are some.';

function idOf(finding: WaitFinding): string {
  return finding.kind === 'deadlock' ? [...finding.cycle].sort().join('\n') : finding.task;
}
