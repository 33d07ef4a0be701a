import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { FromView } from '../core/messages.ts';
import { log } from './log.ts';

type SaveFile = FromView & { readonly type: 'saveFile' };

/** What a page may have saved, by what it says it is. */
const KINDS = {
  png: { name: 'PNG Picture', file: 'timeline.png' },
  svg: { name: 'SVG Picture', file: 'timeline.svg' },
  csv: { name: 'Table', file: 'timeline.csv' },
} as const;

/** More than any picture of a window takes, in bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

const OPEN = 'Open';

/** Saves what the page made where the user says. Only they name the file. */
export async function saveFile({ kind, bytes }: SaveFile): Promise<void> {
  const content = new Uint8Array(bytes);
  if (!Object.hasOwn(KINDS, kind) || content.length === 0 || content.length > MOST_BYTES) return;
  const { name, file } = KINDS[kind];
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder(), file)),
    filters: { [name]: [kind] },
    title: 'Save the Timeline',
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    log.error(`saving ${target.toString(true)}`, error);
    vscode.window.showErrorMessage(`Cannot save ${target.path}: ${(error as Error).message}`);
    return;
  }
  saved = dirname(target.fsPath);
  const answer = await vscode.window.showInformationMessage(`Saved ${target.path}.`, OPEN);
  if (answer === OPEN) await vscode.commands.executeCommand('vscode.open', target);
}

/** Where something was saved last. */
let saved: string | undefined;

function folder(): string {
  return saved ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
}
