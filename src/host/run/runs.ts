import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { bootEnvironment } from '../../entry/probeEntry.ts';
import { optionsFor } from '../debug/recordOptions.ts';
import { WHY } from '../debug/whyNothing.ts';
import type { Listener } from '../listener.ts';
import { log } from '../log.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { interpreter, NoInterpreter, workingFolder, type Interpreter } from './interpreter.ts';
import { terminalPythonPath } from './terminalPath.ts';
import { readEnvironment, substitute } from './variables.ts';

/** What runs are recorded with, and shown by. */
export interface RunParts {
  readonly listener: Listener;
  readonly sessions: Sessions;
  readonly probeFolder: string;
  /** Shows the timeline of a session. */
  readonly showSession: (id: string) => void;
}

const TRUST = 'Manage Workspace Trust';

/** The command **Run Python File with Task Timeline**: a Python file in a terminal, recorded, without a debugger. */
export function watchRuns(parts: RunParts): vscode.Disposable {
  // From menus VS Code tells the file.
  return vscode.commands.registerCommand('coroscope.runFile', (file?: unknown) =>
    runFile(parts, file instanceof vscode.Uri ? file : undefined),
  );
}

async function runFile(parts: RunParts, resource: vscode.Uri | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const answer = await vscode.window.showWarningMessage(
      'Restricted Mode: programs are neither run nor recorded. Trust this workspace first.',
      TRUST,
    );
    if (answer === TRUST) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const file = await savedFile(resource);
  if (file === undefined) return;
  try {
    const python = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Looking for Python' },
      () => interpreter(file),
    );
    await start(parts, file, python);
  } catch (error) {
    if (!(error instanceof NoInterpreter)) log.error('running a file', error);
    const message =
      error instanceof NoInterpreter ? error.message : 'The file could not be run. The log says why.';
    await vscode.window.showErrorMessage(message);
  }
}

/** The file to run, saved: the one that is named, else that of the active editor. Undefined where there is none, or it was not saved. */
async function savedFile(resource: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri?.toString());
  if (uri === undefined || (document !== undefined && document.languageId !== 'python')) {
    await vscode.window.showErrorMessage('Open the Python file that is to be run.');
    return undefined;
  }
  const isSaved = document === undefined || !(document.isDirty || document.isUntitled);
  const saved = isSaved ? uri : await vscode.workspace.save(uri);
  return saved?.scheme === 'file' ? saved : undefined;
}

async function start(
  { listener, sessions, probeFolder, showSession }: RunParts,
  file: vscode.Uri,
  python: Interpreter,
): Promise<void> {
  const ticket = await listener.issue();
  const folder = workingFolder(file);
  const own = await ownEnvironment(file, folder);
  const env = {
    ...own,
    ...bootEnvironment(probeFolder, optionsFor(ticket, true), own['PYTHONPATH'] ?? process.env['PYTHONPATH']),
  };
  const session = sessions.add(basename(file.fsPath));
  listener.expect(ticket, {
    onMain: (stream) => session.connect(stream),
    onChild: (stream) => session.connectChild(stream),
  });
  showSession(session.id);
  const end = (): void => {
    listener.forget(ticket);
    session.terminate(WHY.endedBefore.text);
  };
  const task = taskFor(
    file,
    new vscode.ProcessExecution(python.path, [file.fsPath], {
      ...(folder !== undefined && { cwd: folder }),
      env,
    }),
    session,
  );
  let running: vscode.TaskExecution | undefined;
  const watch = vscode.tasks.onDidEndTask(({ execution }) => {
    if (execution !== running && execution.task.definition['session'] !== session.id) return;
    watch.dispose();
    end();
  });
  try {
    running = await vscode.tasks.executeTask(task);
  } catch (error) {
    watch.dispose();
    end();
    throw error;
  }
}

/** Each run is a task of its own: several may run at a time. */
function taskFor(file: vscode.Uri, execution: vscode.ProcessExecution, session: Session): vscode.Task {
  const scope = vscode.workspace.getWorkspaceFolder(file) ?? vscode.TaskScope.Global;
  const definition = { type: 'coroscope', session: session.id };
  const task = new vscode.Task(definition, scope, session.name, 'Coroscope', execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Shared,
    clear: true,
  };
  return task;
}

/** What the user's env file sets, and what the settings of the terminal set for PYTHONPATH, which the probe's would hide. */
async function ownEnvironment(file: vscode.Uri, folder: string | undefined): Promise<Record<string, string>> {
  const named = vscode.workspace.getConfiguration('python', file).get<unknown>('envFile');
  const envFile =
    typeof named === 'string' && named !== ''
      ? substitute(named, process.env, folder)
      : folder && join(folder, '.env');
  const found = envFile ? await readEnvironment(envFile, process.env, folder) : {};
  const set = terminalPythonPath(file, folder);
  return set === undefined ? found : { PYTHONPATH: set, ...found };
}
