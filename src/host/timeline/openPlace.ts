import * as vscode from 'vscode';
import type { Place } from '../../core/trace.ts';
import { log } from '../log.ts';

/**
 * Opens a source line in an editor: in the column that shows the file already, else in one that is not `timeline`, the
 * timeline's. Says it to the user where there is no such file.
 */
export async function openPlace(place: Place, timeline: vscode.ViewColumn | undefined): Promise<void> {
  const uri = vscode.Uri.file(place.file);
  try {
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
    vscode.window.showWarningMessage(
      `Cannot open ${place.file}: it is not on this machine, or is no text file.`,
    );
  }
}

/** The column for a file: where it is open already, else one that is not `page`, a page of ours. */
export function editorColumn(uri: vscode.Uri, page: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const shows = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const group = all.find(({ tabs }) => tabs.some(shows));
  const free = [activeTabGroup, ...all].find(({ viewColumn }) => viewColumn !== page);
  return group?.viewColumn ?? free?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The text of a file that is open in an editor: what it says now may not be saved yet. */
export function openText(file: string): string | null {
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === vscode.Uri.file(file).fsPath,
  );
  return document?.getText() ?? null;
}
