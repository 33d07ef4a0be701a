import * as vscode from 'vscode';
import type { FromView, ToView } from '../../core/messages.ts';
import type { PlaceId, TaskId } from '../../core/units.ts';
import { readExcerpts } from '../excerpts.ts';
import { inBackground, log } from '../log.ts';
import { saveFile } from '../pictures.ts';
import { saveRecording } from '../saveRecording.ts';
import { Feed } from './feed.ts';
import { openPlace, openText } from './openPlace.ts';
import { pageHtml, pageOptions } from './page.ts';
import type { ShownSession } from './shownSession.ts';

/** What all timelines of a window share. */
export interface TimelineParts {
  readonly extensionUri: vscode.Uri;
  readonly shown: ShownSession;
  readonly runSample: () => Promise<void>;
  /** Shows a task in the view of all tasks: the recording's id, and the task's number in it. */
  readonly revealTask: (session: string, task: TaskId) => void;
}

/** What a page is shown in: an editor, or a view. */
export interface Surface {
  readonly webview: vscode.Webview;
  /** Of an editor: its column. */
  readonly viewColumn?: vscode.ViewColumn | undefined;
}

/**
 * The conversation with the page of one place, whether it is open or not. A page that becomes visible is new and knows
 * nothing (VS Code throws a hidden one away): it says `ready`, gets the shown session's bytes from the first, then what
 * is added.
 */
export class TimelineHost {
  private readonly parts: TimelineParts;
  private readonly feed: Feed;
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly onFocus: () => void;
  private surface: Surface | undefined;
  private isReady = false;
  /** What the page is asked to show, until it has what that may be about. */
  private pending: ToView | undefined;
  /** What the page keeps; whether it has yet to take that over. */
  private kept: unknown;
  private isArriving = false;

  /** `onFocus` is called when the page gets the focus. */
  constructor(parts: TimelineParts, onFocus: () => void) {
    this.parts = parts;
    this.onFocus = onFocus;
    this.feed = new Feed(
      (message) => this.post(message),
      () => this.sendPending(true),
    );
    const onChange = parts.shown.onChange((what) => {
      if (what === 'bytes') this.feed.pump();
      else if (what === 'list') this.sendSessions();
      else this.begin();
    });
    this.subscriptions = [onChange, vscode.workspace.onDidGrantWorkspaceTrust(() => this.sendSessions())];
  }

  /** What the page keeps: where its user is, and how it is arranged. Undefined while that is as at first. */
  get state(): unknown {
    return this.kept;
  }

  /** Loads the page into what was opened for it; `saved` is what VS Code kept for it. */
  attach(surface: Surface, saved: unknown): void {
    const { webview } = surface;
    this.surface = surface;
    this.isReady = false;
    if (!this.isArriving) this.kept = saved;
    webview.options = pageOptions(this.parts.extensionUri);
    webview.onDidReceiveMessage((message: FromView) => {
      if (this.surface === surface) this.receive(message);
    });
    webview.html = pageHtml(webview, this.parts.extensionUri);
  }

  /** The page is hidden, and gone with that; visible again, it is loaded anew and says so. */
  hide(): void {
    this.isReady = false;
    this.feed.stop();
  }

  /** What the page was in is closed. */
  detach(): void {
    this.hide();
    this.surface = undefined;
    this.pending = undefined;
    this.isArriving = false;
    this.kept = undefined;
  }

  /** Has the page be as another one was, whose {@link state} it was. */
  takeOver(state: unknown): void {
    this.kept = state;
    this.isArriving = true;
    this.begin();
  }

  /**
   * Has the page show something, as soon as it has the whole of the recording so far: on a part of it, it would answer
   * for the part.
   */
  ask(message: ToView): void {
    this.pending = message;
    this.sendPending();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.detach();
  }

  private receive(message: FromView): void {
    const { shown, runSample, revealTask } = this.parts;
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        shown.remember(message.shown);
        this.begin();
        return this.sendPending();
      case 'focus':
        return this.onFocus();
      case 'keep':
        this.kept = message.state;
        this.isArriving = false;
        return;
      case 'showSession':
        if (shown.sessions.find(message.id) === undefined) return;
        if (shown.id !== message.id) return shown.choose(message.id);
        // The one that is shown: the page asks for its stream anew.
        return this.begin();
      case 'readPlaces':
        return inBackground('reading source', this.sendExcerpts(message.generation, message.places));
      case 'saveFile':
        return inBackground('saving a file', saveFile(message));
      case 'saveRecording':
        return inBackground('saving a recording', saveRecording(shown.session));
      case 'openPlace': {
        const { session } = shown;
        const place = session?.recording.trace.place(message.place);
        if (session === undefined || place === undefined) return;
        const local = { ...place, file: session.localFile(place.file) };
        return inBackground('opening a source line', openPlace(local, this.surface?.viewColumn));
      }
      case 'revealTask':
        if (shown.session?.recording.trace.task(message.task) === undefined) return;
        return revealTask(shown.session.id, message.task);
      case 'runSample':
        return inBackground('running the sample', runSample());
      case 'showLog':
        return log.show();
      case 'manageTrust':
        return inBackground(
          'showing the workspace’s trust',
          vscode.commands.executeCommand('workbench.trust.manage'),
        );
      case 'fault':
        return log.error('in the timeline', message.message);
    }
  }

  private async sendExcerpts(generation: number, places: readonly PlaceId[]): Promise<void> {
    const { session } = this.parts.shown;
    if (generation !== this.feed.generation || session === undefined) return;
    const localFile = (file: string): string => session.localFile(file);
    const excerpts = await readExcerpts(session.recording.trace, places, openText, localFile);
    await this.post({ type: 'excerpts', generation, excerpts });
  }

  /** Tells the page all anew. */
  private begin(): void {
    if (!this.isReady) return;
    // A page may be loaded again before it gets to it: it says so by keeping it.
    if (this.isArriving) void this.post({ type: 'takeOver', state: this.kept });
    this.sendSessions();
    const { session } = this.parts.shown;
    if (session !== undefined) this.feed.start(session);
  }

  private sendSessions(): void {
    const { sessions, id } = this.parts.shown;
    const infos = sessions.all.map((session) => session.info);
    const isRestricted = !vscode.workspace.isTrusted;
    void this.post({ type: 'sessions', sessions: infos, shown: id, isRestricted });
  }

  private sendPending(isCaughtUp = this.feed.isCaughtUp): void {
    if (!this.isReady || !isCaughtUp || this.pending === undefined) return;
    void this.post(this.pending);
    this.pending = undefined;
  }

  /** Sends a message when there is a page to get it. Never rejects: a page may close at any moment. */
  private async post(message: ToView): Promise<void> {
    try {
      if (this.isReady) await this.surface?.webview.postMessage(message);
    } catch (error) {
      log.error('sending to the timeline', error);
    }
  }
}
