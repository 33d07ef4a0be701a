import { join } from 'node:path';
import * as vscode from 'vscode';
import { runSample, watchLaunches } from './launch.ts';
import { Listener } from './listener.ts';
import { inBackground, log } from './log.ts';
import { Sessions } from './sessions.ts';
import { TimelinePanel } from './timelinePanel.ts';

/** Builds the parts and connects them; there is no logic here. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const listener = new Listener();
  const sessions = new Sessions();
  const sample = join(extensionUri.fsPath, 'src', 'sample', 'coffee_shop.py');
  const startSample = (): Promise<void> => runSample(sample);
  const timeline = new TimelinePanel({ extensionUri, sessions, runSample: startSample });
  const probeFolder = join(extensionUri.fsPath, 'src', 'probe');

  context.subscriptions.push(
    log,
    sessions,
    timeline,
    watchLaunches({ listener, sessions, probeFolder }),
    new vscode.Disposable(() => inBackground('closing the probe’s socket', listener.close())),
    vscode.commands.registerCommand('coroscope.showTimeline', () => timeline.show()),
    vscode.commands.registerCommand('coroscope.runSample', async () => {
      timeline.show();
      await startSample();
    }),
    vscode.commands.registerCommand('coroscope.showLog', () => log.show()),
    // From the gutter's menu VS Code tells the line that was clicked; the cursor may be elsewhere.
    vscode.commands.registerTextEditorCommand(
      'coroscope.revealLine',
      (editor, _edit, gutter?: { lineNumber?: number }) =>
        timeline.reveal(editor.document.uri.fsPath, gutter?.lineNumber ?? editor.selection.active.line + 1),
    ),
  );
}
