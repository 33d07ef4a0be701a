import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { log } from './log.ts';
import { MOST_BYTES_A_MESSAGE } from './recording.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** A larger file would take more memory than the extension host may have, in bytes. */
const LARGEST = 1024 * 1024 * 1024;

/**
 * Reads a trace file as a session that has ended; asks which one when none is named. Says what is wrong with a file that
 * is none. Answers the session; undefined where there is none.
 */
export async function openRecording(sessions: Sessions, named?: vscode.Uri): Promise<Session | undefined> {
  const uri = named ?? (await ask());
  if (uri === undefined) return undefined;
  const name = basename(uri.fsPath);
  try {
    const { size } = await stat(uri.fsPath);
    if (size > LARGEST) throw new Error('it is larger than 1 GiB');
    const session = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `Opening ${name}` },
      () => sessions.open(name, (take) => readPieces(uri.fsPath, take)),
    );
    const { trace } = session.recording;
    if (trace.process === null && trace.problems[0] !== undefined) throw new Error(trace.problems[0].message);
    sessions.show(session);
    return session;
  } catch (error) {
    log.error(`opening ${uri.fsPath}`, error);
    vscode.window.showErrorMessage(`Cannot open ${name}: ${(error as Error).message}.`);
    return undefined;
  }
}

async function ask(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    filters: { 'Coroscope Recording': ['tasktrace'] },
    openLabel: 'Open Recording',
    title: 'Open a Recording',
  });
  return chosen?.[0];
}

/** Gives the pieces of a file to whoever takes them, and the editor a turn between two of them. */
async function readPieces(file: string, take: (bytes: Uint8Array) => void): Promise<void> {
  const handle = await open(file);
  try {
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES_A_MESSAGE));
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
