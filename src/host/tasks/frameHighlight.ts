import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import type { FramePlace } from '../../core/inspect/snapshot.ts';
import { log } from '../log.ts';
import { cellOf, showCell, whyNotOpened } from '../notebooks/cells.ts';

/** Opens the line that a frame is at, and marks it as the debugger marks the line of a frame that is not the topmost. */
export class FrameHighlight implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.focusedStackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.focusedStackFrameHighlightBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private marked: vscode.TextEditor | undefined;

  /** `localFile` finds the file on this machine. The tree keeps the focus. */
  async show(place: FramePlace, localFile: (file: string) => string): Promise<void> {
    const { line } = place;
    const file = localFile(place.file);
    this.clear();
    try {
      const cell = cellOf(file);
      const editor =
        cell === undefined ? await showLine(file, line) : await showCell(cell, line, { preserveFocus: true });
      if (editor === undefined) return;
      const { range } = editor.document.lineAt(Math.min(Math.max(line, 1), editor.document.lineCount) - 1);
      editor.setDecorations(this.decoration, [range]);
      this.marked = editor;
    } catch (error) {
      log.error(`opening ${file}`, error);
      vscode.window.showWarningMessage(whyNotOpened(printable(file, 300)));
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

async function showLine(file: string, line: number): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const { range } = document.lineAt(Math.min(Math.max(line, 1), document.lineCount) - 1);
  const editor = await vscode.window.showTextDocument(document, {
    preserveFocus: true,
    selection: new vscode.Range(range.start, range.start),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}
