import { join } from 'node:path';
import * as vscode from 'vscode';
import { watchEditors } from './hints/hints.ts';
import { MeasuredHeat } from './hints/measured/measuredHeat.ts';
import { MeasuredRuns } from './hints/measured/measuredRuns.ts';
import { SHOW_RUN } from './hints/measured/shownLine.ts';
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
  const measured = new MeasuredRuns(sessions);
  const probeFolder = join(extensionUri.fsPath, 'src', 'probe');

  context.subscriptions.push(
    log,
    sessions,
    timeline,
    watchLaunches({ listener, sessions, probeFolder }),
    watchEditors({ extensionUri, sessions, measured }),
    measured,
    new MeasuredHeat(measured),
    new vscode.Disposable(() => inBackground('closing the probe’s socket', listener.close())),
    vscode.commands.registerCommand('coroscope.showTimeline', () => timeline.show()),
    vscode.commands.registerCommand('coroscope.runSample', async () => {
      timeline.show();
      await startSample();
    }),
    vscode.commands.registerCommand('coroscope.showLog', () => log.show()),
    vscode.commands.registerCommand('coroscope.clearMeasured', () => measured.clear()),
    // Behind a link in a hover.
    vscode.commands.registerCommand(SHOW_RUN, ({ session, run }: { session: string; run: number }) =>
      timeline.showRun(session, run),
    ),
    vscode.commands.registerCommand('coroscope.nextBlock', () => timeline.walkBlocks(1)),
    vscode.commands.registerCommand('coroscope.previousBlock', () => timeline.walkBlocks(-1)),
    // From the gutter's menu VS Code tells the line that was clicked; the cursor may be elsewhere.
    vscode.commands.registerTextEditorCommand(
      'coroscope.revealLine',
      (editor, _edit, gutter?: { lineNumber?: number }) =>
        timeline.reveal(editor.document.uri.fsPath, gutter?.lineNumber ?? editor.selection.active.line + 1),
    ),
  );
}
