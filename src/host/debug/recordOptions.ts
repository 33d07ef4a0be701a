import * as vscode from 'vscode';
import { thresholdFrom, type ProbeOptions } from '../../entry/probeEntry.ts';
import type { Ticket } from '../listener.ts';
import { WHY, type Why } from './whyNothing.ts';

/** Why no program is recorded in this window, if that is so. */
export function whyNoRecording(): Why | null {
  if (!vscode.workspace.isTrusted) return WHY.untrusted;
  return vscode.workspace.getConfiguration('coroscope').get<boolean>('enabled', true) ? null : WHY.disabled;
}

/** What the probe is told that reports with a ticket: what the user's settings say. */
export function optionsFor(ticket: Ticket, children: true | 'forked'): ProbeOptions {
  const settings = vscode.workspace.getConfiguration('coroscope');
  const megabytes = settings.get('bufferMegabytes', 32);
  const threshold = thresholdFrom(settings.get<unknown>('blockingMilliseconds'));
  return { ...ticket, buffer: megabytes * 1024 * 1024, threshold, children };
}
