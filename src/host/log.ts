import * as vscode from 'vscode';

/** The extension's output channel, made when something is first said: activation stays free of it. */
let channel: vscode.LogOutputChannel | undefined;

/** The one place where the host's messages and errors go. */
export const log = {
  info(message: string): void {
    open().info(message);
  },

  /** An error that was met doing `what`, and that nobody else will hear of. */
  error(what: string, error: unknown): void {
    open().error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  },

  show(): void {
    open().show(true);
  },

  dispose(): void {
    channel?.dispose();
    channel = undefined;
  },
};

function open(): vscode.LogOutputChannel {
  return (channel ??= vscode.window.createOutputChannel('Coroscope', { log: true }));
}

/** For a promise that nobody awaits: its failure goes to the log. */
export function inBackground(what: string, promise: Thenable<unknown>): void {
  promise.then(undefined, (error: unknown) => log.error(what, error));
}
