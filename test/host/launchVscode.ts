/**
 * What stands for VS Code where `watchLaunches` is tested:
 * `vi.mock('vscode', async () => (await import('./launchVscode.ts')).vscodeOfLaunches)`.
 */
import type * as vscode from 'vscode';

/** What the product registered for debug sessions. */
export const registered: {
  tracker?: vscode.DebugAdapterTrackerFactory;
  terminated?: (debug: vscode.DebugSession) => void;
  /** By debug type. */
  readonly providers: Map<string, vscode.DebugConfigurationProvider>;
} = { providers: new Map() };

/** What the window says, by section and name, and under `isTrusted`; what stands for nothing here is at its default. */
export const settings: Record<string, unknown> = {};

/** The module. */
export const vscodeOfLaunches = {
  EventEmitter: class {
    readonly event = (): void => undefined;
    readonly fire = (): void => undefined;
  },
  Disposable: { from: (): void => undefined },
  debug: {
    registerDebugConfigurationProvider: (type: string, provider: vscode.DebugConfigurationProvider): void => {
      registered.providers.set(type, provider);
    },
    registerDebugAdapterTrackerFactory: (_: string, factory: vscode.DebugAdapterTrackerFactory): void => {
      registered.tracker = factory;
    },
    onDidStartDebugSession: (): void => undefined,
    onDidTerminateDebugSession: (listener: (debug: vscode.DebugSession) => void): void => {
      registered.terminated = listener;
    },
  },
  window: {
    createOutputChannel: (): object => ({
      info: () => undefined,
      trace: () => undefined,
      error: (text: string) => console.error(text),
    }),
  },
  workspace: {
    get isTrusted(): unknown {
      return settings['isTrusted'] ?? true;
    },
    getConfiguration: (section: string): object => ({
      get: (name: string, value: unknown) => settings[`${section}.${name}`] ?? value,
    }),
    notebookDocuments: [],
  },
};
