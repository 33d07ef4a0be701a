import * as vscode from 'vscode';
import { TIMELINE } from './locations.ts';
import { TimelineHost, type TimelineParts } from './timelineHost.ts';

/** How long to wait for VS Code to show an editor that was opened, in milliseconds. */
const PATIENCE = 5000;

/** The timeline as an editor, in the editor area or in a window of its own. */
export class EditorPlace implements vscode.WebviewPanelSerializer {
  readonly host: TimelineHost;
  private readonly parts: TimelineParts;
  private readonly onClose: () => void;
  private readonly registration: vscode.Disposable;
  private panel: vscode.WebviewPanel | undefined;

  /** `onUse` is called when the timeline gets the focus, `onClose` when it has been closed. */
  constructor(parts: TimelineParts, onUse: () => void, onClose: () => void) {
    this.parts = parts;
    this.onClose = onClose;
    this.host = new TimelineHost(parts, onUse);
    this.registration = vscode.window.registerWebviewPanelSerializer(TIMELINE, this);
  }

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  get isVisible(): boolean {
    return this.panel?.visible === true;
  }

  /** Shows the timeline where it is, else beside the active editor. The focus stays where it is. */
  show(): void {
    if (this.panel !== undefined) return this.panel.reveal(undefined, true);
    this.open({ viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  /** Opens the timeline anew in the editor area of the main window. */
  async showInMainWindow(): Promise<void> {
    this.close();
    // The first group is in the main window; beside an editor of another window it would open in that one.
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    this.open({ viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  /** Moves the timeline into a window of its own, and opens it for that. */
  async showInNewWindow(): Promise<void> {
    const isActive = becomesActive();
    if (this.panel === undefined) this.open({ viewColumn: vscode.ViewColumn.Active });
    else this.panel.reveal();
    // The command moves whichever editor is active.
    if (await isActive) await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
  }

  close(): void {
    this.panel?.dispose();
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.close();
    this.adopt(panel, state);
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    this.close();
    this.host.dispose();
  }

  private open(where: { viewColumn: vscode.ViewColumn; preserveFocus?: boolean }): void {
    this.adopt(vscode.window.createWebviewPanel(TIMELINE, 'Task Timeline', where), undefined);
  }

  private adopt(panel: vscode.WebviewPanel, saved: unknown): void {
    const { extensionUri } = this.parts;
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'timeline-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'timeline-dark.svg'),
    };
    panel.onDidChangeViewState(() => {
      if (this.panel === panel && !panel.visible) this.host.hide();
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.host.detach();
      this.onClose();
    });
    this.host.attach(panel, saved);
  }
}

/** Answers whether the timeline is the active editor, once it is. */
async function becomesActive(): Promise<boolean> {
  const { tabGroups } = vscode.window;
  const isActive = (): boolean => {
    const input = tabGroups.activeTabGroup.activeTab?.input;
    // VS Code puts a prefix of its own before the type.
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith(TIMELINE);
  };
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      resolve(answer);
    };
    const look = (): void => {
      if (isActive()) end(true);
    };
    const timer = setTimeout(() => end(false), PATIENCE);
    const subscriptions = [tabGroups.onDidChangeTabs(look), tabGroups.onDidChangeTabGroups(look)];
    look();
  });
}
