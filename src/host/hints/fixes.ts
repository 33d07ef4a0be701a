import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import type { Edit, Fix } from '../../lint/finding.ts';
import { currentPlaces, placeRange, type HintParts } from './editorHints.ts';
import { editorRange, HINTED, isHinted } from './hintDocument.ts';
import { isBlockingCall, type HintPlace } from './hintPlaces.ts';
import { addCall, isAddedToWorkspace } from './hintSettings.ts';
import type { MeasuredLine } from './measured/measuredLine.ts';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('coroscope');

/** The fixes at the lamp, those on save, and the command that does them all. */
export function registerFixes(parts: HintParts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(HINTED, new Fixes(parts), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
    }),
    vscode.commands.registerCommand('coroscope.fixAll', () => fixAll(parts)),
    vscode.commands.registerCommand('coroscope.addCall', addCall),
  );
}

class Fixes implements vscode.CodeActionProvider {
  private readonly parts: HintParts;

  constructor(parts: HintParts) {
    this.parts = parts;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only, diagnostics }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const places = await currentPlaces(this.parts, document, token);
    const actions: vscode.CodeAction[] = [];
    if (only?.contains(FIX_ALL) === true) {
      const edits = await this.parts.service.fixAll(document);
      if (edits.length > 0) actions.push(fixAllAction(document, edits));
    }
    if (only !== undefined && !only.contains(vscode.CodeActionKind.QuickFix)) return actions;
    for (const place of places) {
      const where = placeRange(place, document);
      if (!where.intersection(range)) continue;
      const mended = diagnostics.filter((each) => each.source === 'Coroscope' && each.range.isEqual(where));
      for (const action of await this.actionsFor(document, place)) {
        action.diagnostics = mended;
        actions.push(action);
      }
    }
    return actions;
  }

  private async actionsFor(document: vscode.TextDocument, place: HintPlace): Promise<vscode.CodeAction[]> {
    const { finding, measured } = place;
    if (finding === null) {
      if (measured === null) return [];
      const call = await this.parts.service.unknownCall(document, insideCall(document, measured));
      return call === null ? [] : [settingAction('Always report', 'blockingCalls', call)];
    }
    const fixes = await this.parts.service.fixes(document, finding);
    const actions = fixes.map((fix, index) => fixAction(document, fix, index === 0));
    if (isBlockingCall(finding) && finding.call !== null)
      actions.push(settingAction('Never report', 'ignoredCalls', finding.call));
    return actions;
  }
}

/** A position within the call that a run measured: before its last bracket, or else where its function is named. */
function insideCall(document: vscode.TextDocument, { line, end, callee }: MeasuredLine): vscode.Position {
  if (end !== null) return end.translate(0, end.character > 0 ? -1 : 0);
  const name = callee?.split('.').at(-1) ?? '';
  return new vscode.Position(line, Math.max(0, document.lineAt(line).text.indexOf(`${name}(`)));
}

function fixAction(document: vscode.TextDocument, fix: Fix, isFirst: boolean): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = editOf(document, fix.edits);
  action.isPreferred = isFirst && fix.isSafe;
  return action;
}

function fixAllAction(document: vscode.TextDocument, edits: readonly Edit[]): vscode.CodeAction {
  const action = new vscode.CodeAction('Fix all blocking calls', FIX_ALL);
  action.edit = editOf(document, edits);
  return action;
}

function settingAction(
  verb: string,
  list: 'blockingCalls' | 'ignoredCalls',
  call: string,
): vscode.CodeAction {
  const where = isAddedToWorkspace() ? 'in this workspace' : 'in any folder';
  const title = `${verb} ${printable(call)} ${where}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: 'coroscope.addCall', title, arguments: [list, call] };
  return action;
}

function editOf({ uri }: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) edit.replace(uri, editorRange(range), text);
  return edit;
}

async function fixAll({ service }: HintParts): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isHinted(document)) {
    vscode.window.showInformationMessage('Open the Python file that is to be fixed.');
    return;
  }
  const edits = await service.fixAll(document);
  if (edits.length > 0) await vscode.workspace.applyEdit(editOf(document, edits));
  else vscode.window.setStatusBarMessage('Coroscope: nothing in this file can be fixed safely', 5_000);
}
