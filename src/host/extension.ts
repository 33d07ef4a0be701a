import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ViewAction } from '../core/messages.ts';
import { DebuggeeList } from './debug/debuggeeList.ts';
import { runSample, watchLaunches } from './debug/launches.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { watchEditors } from './hints/hints.ts';
import { MeasuredHeat } from './hints/measured/measuredHeat.ts';
import { MeasuredRuns } from './hints/measured/measuredRuns.ts';
import { SHOW_RUN } from './hints/measured/shownLine.ts';
import { Listener } from './listener.ts';
import { inBackground, log } from './log.ts';
import { openRecording } from './openRecording.ts';
import { watchDetaching } from './run/detach.ts';
import { watchAttaching } from './run/attachProcess.ts';
import { watchRuns } from './run/runs.ts';
import { saveRecording } from './saveRecording.ts';
import { Sessions } from './sessions.ts';
import { TasksView } from './tasks/tasksView.ts';
import type { Location } from './timeline/locations.ts';
import { Timeline } from './timeline/timeline.ts';

/** Commands that the timeline's page does. */
const ACTIONS: Readonly<Record<string, ViewAction>> = {
  'coroscope.goBack': 'back',
  'coroscope.goForward': 'forward',
  'coroscope.search': 'search',
  'coroscope.exportPng': 'exportPng',
  'coroscope.exportSvg': 'exportSvg',
  'coroscope.copyPicture': 'copyPicture',
};

/** Commands that move the timeline. */
const MOVES: Readonly<Record<string, Location>> = {
  'coroscope.moveTimelineToEditor': 'editor',
  'coroscope.moveTimelineToPanel': 'panel',
  'coroscope.moveTimelineToWindow': 'window',
};

/** Builds the parts and connects them; there is no logic here. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const listener = new Listener();
  const sessions = new Sessions();
  const debuggees = new DebuggeeList();
  const sample = join(extensionUri.fsPath, 'src', 'sample', 'coffee_shop.py');
  const startSample = (): Promise<void> => runSample(sample);
  const timeline = new Timeline({
    extensionUri,
    sessions,
    runSample: startSample,
    revealTask: (session, task) => inBackground('showing a task', tasks.showTask(session, task)),
  });
  const tasks = new TasksView({
    extensionUri,
    debuggees,
    showTask: (session, task) => timeline.showTask(session, task),
  });
  const measured = new MeasuredRuns(sessions);
  const probeFolder = join(extensionUri.fsPath, 'src', 'probe');

  const showSession = (id: string): void => timeline.showSession(id);
  const runs = { listener, sessions, probeFolder, showSession };

  context.subscriptions.push(
    log,
    sessions,
    timeline,
    debuggees,
    watchLaunches({ listener, sessions, debuggees, probeFolder }),
    watchRuns(runs),
    watchAttaching(runs),
    watchDetaching(sessions),
    registerDiagnostics({ extension: context.extension, sessions, debuggees }),
    watchEditors({ extensionUri, sessions, measured }),
    tasks,
    measured,
    new MeasuredHeat(measured),
    new vscode.Disposable(() => listener.close()),
    vscode.commands.registerCommand('coroscope.showTimeline', () => timeline.show()),
    vscode.commands.registerCommand('coroscope.runSample', async () => {
      timeline.show();
      await startSample();
    }),
    // From the explorer's menu VS Code tells the file.
    vscode.commands.registerCommand('coroscope.openRecording', async (file?: vscode.Uri) => {
      const session = await openRecording(sessions, file);
      if (session !== undefined) timeline.showSession(session.id);
    }),
    vscode.commands.registerCommand('coroscope.saveRecording', () => saveRecording(timeline.session)),
    ...Object.entries(ACTIONS).map(([command, action]) =>
      vscode.commands.registerCommand(command, () => timeline.navigate(action)),
    ),
    ...Object.entries(MOVES).map(([command, location]) =>
      vscode.commands.registerCommand(command, () => timeline.move(location)),
    ),
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
        timeline.reveal(editor.document, gutter?.lineNumber ?? editor.selection.active.line + 1),
    ),
  );
}
