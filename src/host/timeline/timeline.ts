import * as vscode from 'vscode';
import type { ToView, ViewAction } from '../../core/messages.ts';
import type { Trace } from '../../core/trace.ts';
import type { RunIndex, TaskId } from '../../core/units.ts';
import { inBackground } from '../log.ts';
import { fileOfCell } from '../notebooks/cells.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { EditorPlace } from './editorPlace.ts';
import { chooseLocation, chosenLocation, type Location } from './locations.ts';
import { ShownSession } from './shownSession.ts';
import { ViewPlace } from './viewPlace.ts';

/** The context key that says that there is a recording, or will be. */
const HAS_SESSIONS = 'coroscope.hasSessions';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly sessions: Sessions;
  readonly runSample: () => Promise<void>;
  readonly revealTask: (session: string, task: TaskId) => void;
}

/**
 * The Task Timeline of the window: as an editor, as a view, or both, which then show the same session. What it is asked
 * for, the one does that is visible; of two, that which had the focus last.
 */
export class Timeline {
  private readonly shown: ShownSession;
  private readonly editor: EditorPlace;
  private readonly view: ViewPlace;
  private readonly subscription: vscode.Disposable;
  private used: EditorPlace | ViewPlace;

  constructor({ extensionUri, sessions, runSample, revealTask }: Parts) {
    this.shown = new ShownSession(sessions);
    const parts = { extensionUri, shown: this.shown, runSample, revealTask };
    this.view = new ViewPlace(parts, () => (this.used = this.view));
    this.editor = new EditorPlace(
      parts,
      () => (this.used = this.editor),
      () => inBackground('showing the timeline’s view', this.view.comeBack()),
    );
    this.used = this.editor;
    this.subscription = this.shown.onChange((what) => {
      if (what !== 'bytes')
        void vscode.commands.executeCommand('setContext', HAS_SESSIONS, sessions.newest !== undefined);
    });
  }

  /** The session that is shown, or would be: the newest one. */
  get session(): Session | undefined {
    return this.shown.session ?? this.shown.sessions.newest;
  }

  /** Shows the timeline: where it is visible, else where the user wants it. */
  show(): void {
    this.reach();
  }

  /** Shows the timeline in another place, as it is. There it opens from now on. */
  async move(location: Location): Promise<void> {
    const { editor, view } = this;
    const from = this.firstOf((place) => place.isVisible) ?? this.firstOf((place) => place.isOpen);
    const to = location === 'panel' ? view : editor;
    const state = from?.host.state;
    if (location === 'panel') await view.show();
    else if (location === 'window') await editor.showInNewWindow();
    else await editor.showInMainWindow();
    // An editor that is opened anew in the main window is another one, too.
    if (from !== undefined && (from !== to || location === 'editor')) to.host.takeOver(state);
    if (location === 'panel') editor.close();
    else await view.leave();
    this.used = to;
    await chooseLocation(location);
  }

  /** Shows the timeline, and in it the suspensions of a document's line. */
  reveal(document: vscode.TextDocument, line: number): void {
    const { session } = this.shown;
    const path = document.uri.fsPath;
    const cell = session && fileOfCell(document, namedFiles(session.recording.trace));
    this.ask({ type: 'reveal', file: cell ?? session?.programFile(path) ?? path, line });
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
    this.shown.choose(id);
    this.show();
  }

  /** Shows the timeline, and in it a run of one of the sessions. */
  showRun(id: string, run: RunIndex): void {
    const session = this.shown.sessions.find(id);
    if (session === undefined) return;
    this.shown.choose(id);
    if (run >= session.recording.trace.runs.first) return this.ask({ type: 'showRun', run });
    this.show();
    vscode.window.showInformationMessage(
      'That step is no longer in the recording: it had reached its limit, coroscope.recordingMegabytes.',
    );
  }

  /** Shows the timeline, and in it a task of one of the sessions. */
  showTask(id: string, task: TaskId): void {
    if (this.shown.sessions.find(id) === undefined) return;
    this.shown.choose(id);
    this.ask({ type: 'showTask', task });
  }

  dispose(): void {
    this.subscription.dispose();
    this.editor.dispose();
    this.view.dispose();
    this.shown.dispose();
  }

  private ask(message: ToView): void {
    this.reach().host.ask(message);
  }

  /** Brings the timeline into sight, and answers where it is. */
  private reach(): EditorPlace | ViewPlace {
    const location = chosenLocation();
    const place =
      this.firstOf(({ isVisible }) => isVisible) ?? (location === 'panel' ? this.view : this.editor);
    const isNew = place === this.editor && !this.editor.isOpen;
    inBackground(
      'showing the timeline',
      location === 'window' && isNew ? this.editor.showInNewWindow() : Promise.resolve(place.show()),
    );
    return place;
  }

  /** The first place for which that holds, beginning with the one that had the focus last. */
  private firstOf(holds: (place: EditorPlace | ViewPlace) => boolean): EditorPlace | ViewPlace | undefined {
    return [this.used, this.editor, this.view].find(holds);
  }
}

/** The files that a trace names. */
function* namedFiles(trace: Trace): Iterable<string> {
  const named = new Set<string>();
  for (let id = 1, place = trace.place(id); place !== undefined; place = trace.place(++id)) {
    if (named.has(place.file)) continue;
    named.add(place.file);
    yield place.file;
  }
}
