import * as vscode from 'vscode';
import { TIMELINE } from './locations.ts';
import { TimelineHost, type TimelineParts } from './timelineHost.ts';

/** The context key that says whether the view is there; see its `when` in package.json. */
const PRESENCE = 'coroscope.timelineView';

/** The timeline as a view: in the panel, or wherever it was dragged to. */
export class ViewPlace implements vscode.WebviewViewProvider {
  readonly host: TimelineHost;
  private readonly registration: vscode.Disposable;
  private view: vscode.WebviewView | undefined;
  private presence: 'there' | 'away' | 'whenNeeded' = 'whenNeeded';

  /** `onUse` is called when the timeline gets the focus. */
  constructor(parts: TimelineParts, onUse: () => void) {
    this.host = new TimelineHost(parts, onUse);
    this.registration = vscode.window.registerWebviewViewProvider(TIMELINE, this);
  }

  get isOpen(): boolean {
    return this.view !== undefined;
  }

  get isVisible(): boolean {
    return this.view?.visible === true;
  }

  /** Shows the timeline. The focus stays where it is. */
  async show(): Promise<void> {
    if (this.view !== undefined) return this.view.show(true);
    await this.be('there');
    await vscode.commands.executeCommand(`${TIMELINE}.focus`, { preserveFocus: true });
  }

  /** Takes the view away: the timeline moved out of it. */
  async leave(): Promise<void> {
    await this.be('away');
  }

  /** The timeline is no longer where it moved to: the view is there again while there is something to show. */
  async comeBack(): Promise<void> {
    if (this.presence === 'away') await this.be('whenNeeded');
  }

  resolveWebviewView(view: vscode.WebviewView, { state }: vscode.WebviewViewResolveContext): void {
    this.view = view;
    view.onDidChangeVisibility(() => {
      if (this.view === view && !view.visible) this.host.hide();
    });
    view.onDidDispose(() => {
      if (this.view !== view) return;
      this.view = undefined;
      this.host.detach();
    });
    this.host.attach(view, state);
  }

  dispose(): void {
    this.registration.dispose();
    this.host.dispose();
  }

  private async be(presence: ViewPlace['presence']): Promise<void> {
    this.presence = presence;
    await vscode.commands.executeCommand('setContext', PRESENCE, presence);
  }
}
