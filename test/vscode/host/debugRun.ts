/** Runs programs under the debugger through VS Code's API, and notes what the debugger says. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** What a run did, as far as the debugger tells. */
export interface Run {
  /** By category, such as `stdout`: the texts in one piece, because where they are cut is chance. */
  readonly output: Readonly<Record<string, string>>;
  /** The configuration that reached the debug adapter. */
  readonly configuration: vscode.DebugConfiguration;
  /** The program's exit code, when the adapter told it. */
  readonly exitCode: number | undefined;
  /** What `whenStopped` answered, one for each stop. */
  readonly stops: readonly unknown[];
}

/** Options of {@link debugRun}. */
export interface RunOptions {
  readonly noDebug?: boolean;
  /** Called at every stop; has to let the program go on. */
  readonly whenStopped?: (session: vscode.DebugSession, threadId: number) => Promise<unknown>;
}

interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly body?: { category?: string; output?: string; exitCode?: number; threadId?: number };
}

/** The folder that is open. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need an open folder.');
  return folder;
}

/** Writes a file into the open folder, and returns its path. */
export function writeFile(name: string, text: string): string {
  const path = join(workspaceFolder().uri.fsPath, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Starts a launch configuration and follows it to its end. */
export async function debugRun(
  config: Partial<vscode.DebugConfiguration>,
  { noDebug = false, whenStopped }: RunOptions = {},
): Promise<Run> {
  const output: Record<string, string> = {};
  const stops: unknown[] = [];
  let exitCode: number | undefined;
  let failure: unknown;
  const name = `run ${String(++count)}`;
  const full = { type: 'debugpy', request: 'launch', console: 'internalConsole', ...config, name };
  const listen = (session: vscode.DebugSession, { type, event, body }: Message): void => {
    if (type !== 'event') return;
    const category = body?.category ?? 'console';
    if (event === 'output' && category !== 'telemetry') {
      output[category] = (output[category] ?? '') + (body?.output ?? '');
    }
    if (event === 'exited') exitCode = body?.exitCode;
    if (event === 'stopped' && whenStopped)
      void whenStopped(session, body?.threadId ?? 0).then(
        (answer) => stops.push(answer),
        (error: unknown) => (failure = error),
      );
  };
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory(full.type, {
    createDebugAdapterTracker: (session) =>
      session.name === name
        ? { onDidSendMessage: (message: Message) => listen(session, message) }
        : undefined,
  });
  try {
    const ended = endOf(name);
    if (!(await vscode.debug.startDebugging(workspaceFolder(), full, { noDebug })))
      throw new Error('VS Code did not start debugging.');
    const configuration = await ended;
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error(JSON.stringify(failure));
    return { output, configuration, exitCode, stops };
  } finally {
    tracker.dispose();
  }
}

/** Does something with the product switched off by its setting. */
export async function withoutProduct<T>(action: () => Promise<T>): Promise<T> {
  const settings = vscode.workspace.getConfiguration('coroscope');
  await settings.update('enabled', false, vscode.ConfigurationTarget.Global);
  try {
    return await action();
  } finally {
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
  }
}

let count = 0;

function endOf(name: string): Promise<vscode.DebugConfiguration> {
  return new Promise((resolve) => {
    const listener = vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.name !== name) return;
      listener.dispose();
      resolve(session.configuration);
    });
  });
}
