import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { log } from '../log.ts';
import { cellOf, showCell, whyNotOpened } from '../notebooks/cells.ts';
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
  /** Grows with all that makes what was asked for before out of date. */
  private turn = 0;

  /** `localFile` finds the file on this machine. The tree, or the picture, keeps the focus. */
  async show(place: FramePlace, localFile: (file: string) => string): Promise<void> {
    const { line } = place;
    const file = localFile(place.file);
    this.clear();
    const { turn } = this;
    const isWanted = (): boolean => turn === this.turn;
    try {
      const cell = cellOf(file);
      const editor =
        cell === undefined
          ? await showLine(file, line, isWanted)
          : await showCell(cell, line, where(cell.notebook.uri));
      if (editor === undefined || !isWanted()) return;
      const { range } = editor.document.lineAt(Math.min(Math.max(line, 1), editor.document.lineCount) - 1);
      editor.setDecorations(this.decoration, [range]);
      this.marked = editor;
    } catch (error) {
      log.error(`opening ${file}`, error);
      vscode.window.showWarningMessage(whyNotOpened(printable(file, 300)));
    }
  }

  /** Takes the mark away, and makes none where a line is still on its way. */
  clear(): void {
    this.turn++;
    this.marked?.setDecorations(this.decoration, []);
    this.marked = undefined;
  }

  dispose(): void {
    this.decoration.dispose();
  }
}

/** Shows nothing where another line is wanted by the time the file is there. */
async function showLine(
  file: string,
  line: number,
  isWanted: () => boolean,
): Promise<vscode.TextEditor | undefined> {
  const uri = vscode.Uri.file(file);
  const document = await vscode.workspace.openTextDocument(uri);
  if (!isWanted()) return undefined;
  const { range } = document.lineAt(Math.min(Math.max(line, 1), document.lineCount) - 1);
  const selection = new vscode.Range(range.start, range.start);
  const editor = await vscode.window.showTextDocument(document, { ...where(uri), selection });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/** A picture that is looked at is not covered. */
function where(uri: vscode.Uri): vscode.TextDocumentShowOptions {
  const { activeTab, viewColumn } = vscode.window.tabGroups.activeTabGroup;
  const page = activeTab?.input instanceof vscode.TabInputWebview ? viewColumn : undefined;
  return { viewColumn: editorColumn(uri, page), preserveFocus: true };
}
