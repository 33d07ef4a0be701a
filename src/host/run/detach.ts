import * as vscode from 'vscode';
import { printable } from '../../core/format.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/** Context key: whether a program is recorded that was attached to. */
const CAN_DETACH = 'coroscope.canDetach';

/** The command **Detach Task Timeline**: ends the recording of a program that was attached to, which goes on. */
export function watchDetaching(sessions: Sessions): vscode.Disposable {
  let told = false;
  const tell = (): void => {
    const canDetach = attached(sessions).length > 0;
    if (canDetach === told) return;
    told = canDetach;
    void vscode.commands.executeCommand('setContext', CAN_DETACH, canDetach);
  };
  return vscode.Disposable.from(
    sessions.onChange(({ what }) => {
      if (what === 'sessions') tell();
    }),
    vscode.commands.registerCommand('coroscope.detach', () => detach(sessions)),
  );
}

function attached(sessions: Sessions): readonly Session[] {
  return sessions.all.filter(
    ({ leave, info }) => leave !== null && (info.state === 'live' || info.state === 'paused'),
  );
}

async function detach(sessions: Sessions): Promise<void> {
  const all = attached(sessions);
  const items = all.map((session) => ({ label: printable(session.name, 100), session }));
  const chosen =
    items.length > 1
      ? await vscode.window.showQuickPick(items, {
          title: 'Detach Task Timeline',
          placeHolder: 'The program whose recording ends',
        })
      : items[0];
  if (items.length === 0)
    void vscode.window.showInformationMessage('No program that was attached to is being recorded.');
  chosen?.session.leave?.();
}
