import * as vscode from 'vscode';

/** The extension's output channel, made when something is first said: activation stays free of it. */
let channel: vscode.LogOutputChannel | undefined;

/** So many messages are kept for the diagnostics. */
const MOST_KEPT = 20;

const kept: string[] = [];

/** The one place where the host's messages and errors go. */
export const log = {
  info(message: string): void {
    keep(message);
    open().info(message);
  },

  /** An error that was met doing `what`, and that nobody else will hear of. */
  error(what: string, error: unknown): void {
    const text = `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    keep(text);
    open().error(text);
  },

  show(): void {
    open().show(true);
  },

  /** The newest messages with their times, oldest first; each may have several lines. */
  recent(): readonly string[] {
    return [...kept];
  },

  dispose(): void {
    channel?.dispose();
    channel = undefined;
  },
};

function keep(message: string): void {
  kept.push(`${new Date().toISOString()} ${message}`);
  if (kept.length > MOST_KEPT) kept.shift();
}

function open(): vscode.LogOutputChannel {
  return (channel ??= vscode.window.createOutputChannel('Coroscope', { log: true }));
}

/** For a promise that nobody awaits: its failure goes to the log. */
export function inBackground(what: string, promise: Thenable<unknown>): void {
  promise.then(undefined, (error: unknown) => log.error(what, error));
}
