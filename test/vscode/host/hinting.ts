/** What VS Code's own commands say of a document's hints, and waiting for it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { writeFile } from './debugRun.ts';

/** Opens a file of the workspace, made with that text, in an editor. */
export async function openPython(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(writeFile(name, text));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The hints in the text: `line:character text`, both from 0. */
export async function inlayHints(document: vscode.TextDocument): Promise<string[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    whole,
  );
  return hints
    .filter(({ label }) => typeof label === 'string' && label.startsWith(' ⚠'))
    .map(({ position, label }) => `${position.line}:${position.character}${label as string}`);
}

export function problems(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Coroscope');
}

/** The problems in short: `line rule` or `line measured`, lines from 0, in the text's order. */
export function rules(uri: vscode.Uri): string[] {
  return problems(uri)
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map(
      ({ range, code }) =>
        `${range.start.line} ${String((code as { value?: string | number } | undefined)?.value ?? 'measured')}`,
    );
}

export async function hover(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents as vscode.MarkdownString[])
    .map(({ value }) => value)
    .join('\n');
}

/** The fixes offered somewhere, with their edits. */
export function fixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: string,
): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind,
    100,
  );
}

/** The fix of that title; fails with the titles there are. */
export async function fixTitled(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const all = await fixes(document, range);
  const found = all.find((each) => title.test(each.title));
  assert.ok(found, `no fix ${title.source} in: ${all.map((each) => each.title).join(' | ')}`);
  return found;
}

export async function apply({ edit, command }: vscode.CodeAction): Promise<void> {
  if (edit) assert.ok(await vscode.workspace.applyEdit(edit));
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments as unknown[]));
}

/** Waits until a look gives what is expected; fails with what it gave last. */
export async function eventually<T>(look: () => T | Thenable<T>, expected: T): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    try {
      return assert.deepEqual(seen, expected);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Runs something with a setting of the workspace changed, and changes it back. */
export async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  try {
    await run();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
}
