import * as vscode from 'vscode';
import type { Measured } from './measuredLine.ts';

/** Colours of package.json's `contributes.colors`. */
const BLOCK = new vscode.ThemeColor('coroscope.blockingLine');
const BLOCK_BACKGROUND = new vscode.ThemeColor('coroscope.blockingLineBackground');
const HOLD = new vscode.ThemeColor('coroscope.holdingLine');

/** Marks the lines that held the loop, without a word: in the text's margin, and in the ruler of the whole file. */
export class MeasuredHeat implements vscode.Disposable {
  private readonly measured: Measured;
  private readonly blocks = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: BLOCK_BACKGROUND,
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    borderColor: BLOCK,
    overviewRulerColor: BLOCK,
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly holds = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    borderColor: HOLD,
    overviewRulerColor: HOLD,
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly subscriptions: vscode.Disposable;
  /** Editors that have decorations now: an editor without is not asked to have none. */
  private readonly marked = new WeakSet<vscode.TextEditor>();

  constructor(measured: Measured) {
    this.measured = measured;
    this.subscriptions = vscode.Disposable.from(
      measured.onDidChange((uri) => {
        for (const editor of vscode.window.visibleTextEditors)
          if (uri === undefined || editor.document.uri.toString() === uri.toString()) this.mark(editor);
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.mark(editor);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.blocks.dispose();
    this.holds.dispose();
  }

  private mark(editor: vscode.TextEditor): void {
    const lines = this.measured.linesOf(editor.document);
    if (lines.length === 0 && !this.marked.has(editor)) return;
    const ranges = (isBlock: boolean): vscode.Range[] =>
      lines.filter((line) => line.isBlock === isBlock).map(({ line }) => new vscode.Range(line, 0, line, 0));
    editor.setDecorations(this.blocks, ranges(true));
    editor.setDecorations(this.holds, ranges(false));
    if (lines.length > 0) this.marked.add(editor);
    else this.marked.delete(editor);
  }
}
