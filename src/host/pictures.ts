import * as vscode from 'vscode';
import type { FromView } from '../core/messages.ts';
import { saveAs } from './saveAs.ts';

type SaveFile = FromView & { readonly type: 'saveFile' };

/** What a page may have saved, by what it says it is. */
const KINDS = {
  png: 'PNG Picture',
  svg: 'SVG Picture',
} as const;

/** More than any picture of a window takes, in bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

const OPEN = 'Open';

/** Saves the picture that the page made where the user says. */
export async function saveFile({ kind, bytes }: SaveFile): Promise<void> {
  const content = new Uint8Array(bytes);
  if (!Object.hasOwn(KINDS, kind) || content.length === 0 || content.length > MOST_BYTES) return;
  const target = await saveAs({
    title: 'Save the Timeline',
    file: `timeline.${kind}`,
    kind: KINDS[kind],
    ending: kind,
    content: () => content,
  });
  if (target === undefined) return;
  const answer = await vscode.window.showInformationMessage(`Saved ${target.path}.`, OPEN);
  if (answer === OPEN) await vscode.commands.executeCommand('vscode.open', target);
}
