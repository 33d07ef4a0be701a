import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { log } from '../log.ts';
import { editorColumn } from '../timeline/openPlace.ts';

/** Opens the line that a frame is at, and marks it as the debugger marks the line of a frame that is not the topmost. */
export class FrameHighlight implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.focusedStackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.focusedStackFrameHighlightBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private marked: vscode.TextEditor | undefined;

  /** `localFile` finds the file on this machine. The tree, or the picture, keeps the focus. */
  async show(place: FramePlace, localFile: (file: string) => string): Promise<void> {
    const { line } = place;
    const file = localFile(place.file);
    this.clear();
    try {
      const uri = vscode.Uri.file(file);
      const document = await vscode.workspace.openTextDocument(uri);
      const { range } = document.lineAt(Math.min(Math.max(line, 1), document.lineCount) - 1);
      const { activeTab, viewColumn: column } = vscode.window.tabGroups.activeTabGroup;
      // A picture that is looked at is not covered.
      const page = activeTab?.input instanceof vscode.TabInputWebview ? column : undefined;
      const editor = await vscode.window.showTextDocument(document, {
        viewColumn: editorColumn(uri, page),
        preserveFocus: true,
        selection: new vscode.Range(range.start, range.start),
      });
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      editor.setDecorations(this.decoration, [range]);
      this.marked = editor;
    } catch (error) {
      log.error(`opening ${file}`, error);
      vscode.window.showWarningMessage(
        `Cannot open ${printable(file, 300)}: it is not on this machine, or is no text file.`,
      );
    }
  }

  clear(): void {
    this.marked?.setDecorations(this.decoration, []);
    this.marked = undefined;
  }

  dispose(): void {
    this.decoration.dispose();
  }
}
