import * as vscode from 'vscode';
import type { Severity } from '../../lint/rules.ts';

/** The settings under `coroscope.hints`, as they are now. */
export interface HintSettings {
  readonly enabled: boolean;
  readonly severity: Severity | 'automatic' | 'off';
  readonly blockingCalls: readonly string[];
  readonly ignoredCalls: readonly string[];
  readonly ignoredRules: readonly string[];
  /** `auto`, or such as `3.12`. */
  readonly pythonVersion: string;
  readonly scanWorkspace: boolean;
  readonly diagnosticsScope: 'openFiles' | 'workspace';
}

/** Reads the settings; a value of the wrong kind counts as its default. */
export function hintSettings(): HintSettings {
  const settings = vscode.workspace.getConfiguration('coroscope.hints');
  const list = (name: string): readonly string[] => {
    const value: unknown = settings.get(name);
    return Array.isArray(value)
      ? value.filter((each) => typeof each === 'string').map((each) => each.trim())
      : [];
  };
  const oneOf = <T extends string>(name: string, first: T, ...others: readonly T[]): T => {
    const value: unknown = settings.get(name);
    return [first, ...others].find((each) => each === value) ?? first;
  };
  return {
    enabled: settings.get('enabled') !== false,
    severity: oneOf('severity', 'automatic', 'error', 'warning', 'information', 'hint', 'off'),
    blockingCalls: list('blockingCalls'),
    ignoredCalls: list('ignoredCalls'),
    ignoredRules: list('ignoredRules'),
    pythonVersion: String(settings.get<unknown>('pythonVersion')),
    scanWorkspace: settings.get('scanWorkspace') !== false,
    diagnosticsScope: oneOf('diagnosticsScope', 'openFiles', 'workspace'),
  };
}

/** Whether {@link addCall} writes into the settings of the workspace: where there is one. */
export function isAddedToWorkspace(): boolean {
  return vscode.workspace.workspaceFolders !== undefined;
}

/** Adds a call's name to one of the lists, in the settings of the workspace if there is one, else of the user. */
export async function addCall(list: 'blockingCalls' | 'ignoredCalls', call: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('coroscope.hints');
  const known = hintSettings()[list];
  if (known.includes(call)) return;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await settings.update(list, [...known, call], isAddedToWorkspace() ? Workspace : Global);
}
