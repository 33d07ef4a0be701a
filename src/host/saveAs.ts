import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { log } from './log.ts';

/** A file that the user is asked where to put. */
interface Saving {
  readonly title: string;
  /** What it is called unless the user says otherwise. */
  readonly file: string;
  /** What such a file is. */
  readonly kind: string;
  readonly ending: string;
  /** Asked for once the user has said where. */
  readonly content: () => Uint8Array;
}

/** Where something was saved last. */
let saved: string | undefined;

/** Writes a file where the user says: only they name it. Answers where; undefined where there is none. */
export async function saveAs({
  title,
  file,
  kind,
  ending,
  content,
}: Saving): Promise<vscode.Uri | undefined> {
  const folder = saved ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, file)),
    filters: { [kind]: [ending] },
    title,
  });
  if (target === undefined) return undefined;
  try {
    await vscode.workspace.fs.writeFile(target, content());
  } catch (error) {
    log.error(`saving ${target.toString(true)}`, error);
    vscode.window.showErrorMessage(`Cannot save ${target.path}: ${(error as Error).message}`);
    return undefined;
  }
  saved = dirname(target.fsPath);
  return target;
}
