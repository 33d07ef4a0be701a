import * as vscode from 'vscode';
import { saveAs } from './saveAs.ts';
import type { Session } from './session.ts';

const MOST_NAME = 100;

/** The command **Save Recording…**: a session's recording, as far as it is held, as a trace file where the user says. */
export async function saveRecording(session: Session | undefined): Promise<void> {
  if (session === undefined || session.recording.trace.process === null) {
    await vscode.window.showInformationMessage('There is no recording to save yet. Run a program first.');
    return;
  }
  const target = await saveAs({
    title: 'Save Recording',
    file: `${fileName(session.name)}.tasktrace`,
    kind: 'Coroscope Recording',
    ending: 'tasktrace',
    content: () => session.recording.whole(),
  });
  if (target === undefined) return;
  const { state } = session.info;
  const more =
    state === 'live' || state === 'paused'
      ? ' It has what was recorded until now; the recording goes on.'
      : '';
  await vscode.window.showInformationMessage(`Saved ${target.path}.${more}`);
}

/** A session's name as that of a file, without an ending. */
function fileName(name: string): string {
  const plain = name
    .replace(/\.(py|pyw|tasktrace)$/i, '')
    .replace(/[\\/:*?"<>|\p{C}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, MOST_NAME)
    .replace(/^[ .]+|[ .]+$/g, '');
  return plain === '' ? 'recording' : plain;
}
