import * as vscode from 'vscode';
import type { Place } from '../../core/trace.ts';
import { log } from '../log.ts';
import { cellOf, showCell, whyNotOpened } from '../notebooks/cells.ts';

/**
 * Opens a source line in an editor: in the column that shows the file already, else in one that is not `timeline`, the
 * timeline's. What a Jupyter kernel ran is shown in the notebook's cell. Says it to the user where there is no such file.
 */
export async function openPlace(place: Place, timeline: vscode.ViewColumn | undefined): Promise<void> {
  const uri = vscode.Uri.file(place.file);
  try {
    const cell = cellOf(place.file);
    if (cell !== undefined) {
      await showCell(cell, place.line, { viewColumn: editorColumn(cell.notebook.uri, timeline) });
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const line = document.lineAt(Math.min(place.line, document.lineCount) - 1);
    const start = line.range.start.with({ character: line.firstNonWhitespaceCharacterIndex });
    const viewColumn = editorColumn(uri, timeline);
    const editor = await vscode.window.showTextDocument(document, { viewColumn });
    // From the end on: the cursor is at the begin, and a long line is not scrolled sideways to its end.
    editor.selection = new vscode.Selection(line.range.end, start);
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    log.error(`opening ${place.file}`, error);
    vscode.window.showWarningMessage(whyNotOpened(place.file));
  }
}

function editorColumn(uri: vscode.Uri, timeline: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const shows = (tab: vscode.Tab): boolean =>
    (tab.input instanceof vscode.TabInputText || tab.input instanceof vscode.TabInputNotebook) &&
    tab.input.uri.toString() === uri.toString();
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const group = all.find(({ tabs }) => tabs.some(shows));
  const free = [activeTabGroup, ...all].find(({ viewColumn }) => viewColumn !== timeline);
  return group?.viewColumn ?? free?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The text of a file, or of a notebook's cell, that is open in an editor: what it says now may not be saved yet. */
export function openText(file: string): string | null {
  const cell = cellOf(file);
  if (cell !== undefined) return cell.document.getText();
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === vscode.Uri.file(file).fsPath,
  );
  return document?.getText() ?? null;
}
