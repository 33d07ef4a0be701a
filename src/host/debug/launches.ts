import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Listener, Ticket } from '../listener.ts';
import { inBackground, log } from '../log.ts';
import {
  bootEnvironment,
  bootExpression,
  readEnvFile,
  thresholdFrom,
  type ProbeOptions,
} from '../../entry/probeEntry.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/** The debug types that start Python programs: today's, and the one it had before 2024. */
const DEBUG_TYPES = ['debugpy', 'python'];

const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'goto', 'stepBack', 'reverseContinue']);

interface Parts {
  readonly listener: Listener;
  readonly sessions: Sessions;
  readonly probeFolder: string;
}

/** Watches the launches of Python programs, and gets the probe into them. */
export function watchLaunches(parts: Parts): vscode.Disposable {
  const launches = new Launches(parts);
  return vscode.Disposable.from(
    ...DEBUG_TYPES.flatMap((type) => [
      vscode.debug.registerDebugConfigurationProvider(type, launches),
      vscode.debug.registerDebugAdapterTrackerFactory(type, launches),
    ]),
    vscode.debug.onDidStartDebugSession((session) => launches.started(session)),
    vscode.debug.onDidTerminateDebugSession((session) => launches.terminated(session)),
  );
}

/**
 * With the debugger, the probe enters by an expression evaluated between the adapter's `initialized` event and VS Code's
 * `configurationDone`: that runs in the program's main thread before its first line, whatever the interpreter's flags,
 * and leaves the launch as it was. Without it ("Run Without Debugging") debugpy starts a plain interpreter: there only
 * the environment is left to enter by.
 */
class Launches implements vscode.DebugConfigurationProvider, vscode.DebugAdapterTrackerFactory {
  private readonly parts: Parts;
  /** By debug session: those of programs, and those of their child processes, which are recorded with them. */
  private readonly recorded = new Map<string, Recorded>();
  /** By token: the tickets that stand in the environment of a launch. They stay: a restart uses the same environment. */
  private readonly prepared = new Map<string, Ticket>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    config: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    if (config.request !== 'launch' || !config.noDebug || !mayRecord()) return config;
    // The program would ignore the environment, but its children would not: they would report in its place.
    if (isolatingFlag(config) !== undefined) return config;
    try {
      const ticket = await this.parts.listener.issue();
      this.prepared.set(ticket.token, ticket);
      const env = (config.env ?? {}) as Record<string, string | null | undefined>;
      const envFile = (config.envFile as string | undefined) ?? (folder && join(folder.uri.fsPath, '.env'));
      const own =
        'PYTHONPATH' in env
          ? env.PYTHONPATH
          : ((envFile && (await readEnvFile(envFile, 'PYTHONPATH'))) ?? process.env.PYTHONPATH);
      const added = bootEnvironment(this.parts.probeFolder, optionsFor(ticket, true), own ?? undefined);
      return { ...config, env: { ...env, ...added } };
    } catch (error) {
      log.error('preparing a launch', error);
      return config;
    }
  }

  /** Called once per debug session, before its adapter starts. */
  async createDebugAdapterTracker(
    debug: vscode.DebugSession,
  ): Promise<vscode.DebugAdapterTracker | undefined> {
    if (!mayRecord() || !DEBUG_TYPES.includes(debug.type)) return undefined;
    if (debug.parentSession !== undefined) return this.trackChild(debug, debug.parentSession);
    const session = this.parts.sessions.add(debug.name);
    this.recorded.set(debug.id, { session });
    if (debug.configuration.request !== 'launch') {
      session.fail(
        'This session attached to a program that was running already. Coroscope records programs from their start: launch the program with F5.',
      );
      return undefined;
    }
    const prepared = this.preparedTicket(debug.configuration);
    if (prepared !== undefined) {
      this.expect(debug, prepared, session);
      return undefined;
    }
    if (debug.configuration.noDebug) {
      session.fail(
        whyIsolated(debug.configuration) ??
          'The program could not be prepared for recording. The log says why.',
      );
      return undefined;
    }
    try {
      const ticket = await this.parts.listener.issue();
      this.expect(debug, ticket, session);
      // With `subProcess`, children that are started anew get debug sessions of their own.
      const children = debug.configuration.subProcess === false || 'forked';
      const boot = bootExpression(this.parts.probeFolder, optionsFor(ticket, children));
      return trackSession(debug, session, boot, (message) => session.fail(message));
    } catch (error) {
      log.error('opening the probe’s socket', error);
      session.fail('The socket on which the probe reports could not be opened. The log says why.');
      return undefined;
    }
  }

  started(debug: vscode.DebugSession): void {
    if (this.recorded.has(debug.id)) log.info(`recording “${debug.name}”`);
  }

  terminated(debug: vscode.DebugSession): void {
    const recorded = this.recorded.get(debug.id);
    this.recorded.delete(debug.id);
    if (recorded === undefined) return;
    recorded.session.pause(debug.id, false);
    if (recorded.isChild === true) return;
    if (recorded.ticket !== undefined) this.parts.listener.forget(recorded.ticket);
    recorded.session.terminate(whyNothing(debug.configuration));
  }

  /** The debugger attached to a child process of a program: if that one is recorded, so is this, in the same trace. */
  private trackChild(
    debug: vscode.DebugSession,
    parent: vscode.DebugSession,
  ): vscode.DebugAdapterTracker | undefined {
    const recorded = this.recorded.get(parent.id);
    if (recorded?.ticket === undefined) return undefined;
    this.recorded.set(debug.id, { ...recorded, isChild: true });
    // In a forked child, where the probe is already, this does nothing.
    const options: ProbeOptions = { ...optionsFor(recorded.ticket, 'forked'), child: true };
    return trackSession(
      debug,
      recorded.session,
      bootExpression(this.parts.probeFolder, options),
      () => undefined,
    );
  }

  private expect(debug: vscode.DebugSession, ticket: Ticket, session: Session): void {
    this.recorded.set(debug.id, { session, ticket });
    this.parts.listener.expect(ticket, {
      onMain: (socket) => session.connect(socket),
      onChild: (socket) => session.connectChild(socket),
    });
  }

  private preparedTicket(config: vscode.DebugConfiguration): Ticket | undefined {
    const options = (config.env as Record<string, unknown> | undefined)?.COROSCOPE_OPTIONS;
    const token = typeof options === 'string' ? /"token":"(\w+)"/.exec(options)?.[1] : undefined;
    return token === undefined ? undefined : this.prepared.get(token);
  }
}

/** What a debug session is recorded as. */
interface Recorded {
  readonly session: Session;
  /** With which its probe is let in. */
  readonly ticket?: Ticket;
  readonly isChild?: boolean;
}

function trackSession(
  debug: vscode.DebugSession,
  session: Session,
  boot: string,
  fail: (message: string) => void,
): vscode.DebugAdapterTracker {
  let entered = false;
  return {
    onDidSendMessage(message: DebugMessage): void {
      if (message.type === 'event' && message.event === 'initialized' && !entered) {
        entered = true;
        debug
          .customRequest('evaluate', { expression: boot, context: 'repl' })
          .then(undefined, (error: unknown) => {
            log.error('starting the probe', error);
            fail('The debugger refused to start the probe. The log says why.');
          });
      }
      if (message.type === 'event' && message.event === 'stopped') session.pause(debug.id, true);
      const resumed =
        message.type === 'event'
          ? message.event === 'continued'
          : message.type === 'response' && message.success === true && RESUMING.has(message.command ?? '');
      if (resumed) session.pause(debug.id, false);
    },
  };
}

/** The part of the Debug Adapter Protocol's messages that is looked at. */
interface DebugMessage {
  readonly type: 'event' | 'response' | 'request';
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
}

function mayRecord(): boolean {
  return vscode.workspace.isTrusted && vscode.workspace.getConfiguration('coroscope').get('enabled', true);
}

function optionsFor(ticket: Ticket, children: true | 'forked'): ProbeOptions {
  const settings = vscode.workspace.getConfiguration('coroscope');
  const megabytes = settings.get('bufferMegabytes', 32);
  const threshold = thresholdFrom(settings.get<unknown>('blockingMilliseconds'));
  return { ...ticket, buffer: megabytes * 1024 * 1024, threshold, children };
}

function whyNothing(config: vscode.DebugConfiguration): string {
  return (
    whyIsolated(config) ??
    'The program ended before the probe reported. If it should have run: look at its output, check that the interpreter is CPython 3.9 to 3.15, and see the log.'
  );
}

function whyIsolated(config: vscode.DebugConfiguration): string | undefined {
  const flag = config.noDebug ? isolatingFlag(config) : undefined;
  return flag === undefined
    ? undefined
    : `The interpreter was started with ${flag}, which keeps the probe out when running without debugging. Start the program with debugging (F5).`;
}

/** The interpreter's flag, if there is one, with which it ignores the environment or `sitecustomize`. */
function isolatingFlag(config: vscode.DebugConfiguration): string | undefined {
  const { python, pythonArgs } = config as { python?: unknown; pythonArgs?: unknown };
  const flags = [pythonArgs, Array.isArray(python) ? python.slice(1) : []].flat();
  return flags.find((flag): flag is string => typeof flag === 'string' && /^-[a-zA-Z]*[IES]/.test(flag));
}

/** Opens the shipped sample and runs it under the debugger. */
export async function runSample(program: string): Promise<void> {
  const canDebug = vscode.extensions.all.some((extension) =>
    (
      extension.packageJSON as { contributes?: { debuggers?: { type?: string }[] } }
    ).contributes?.debuggers?.some((debuggers) => debuggers.type === 'debugpy'),
  );
  if (!canDebug) {
    const install = 'Find Python Debugger';
    const answer = await vscode.window.showErrorMessage(
      'Running Python needs the Python Debugger extension.',
      install,
    );
    if (answer === install)
      await vscode.commands.executeCommand('workbench.extensions.search', 'ms-python.debugpy');
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(program), { viewColumn: vscode.ViewColumn.One });
  inBackground(
    'starting the sample',
    vscode.debug.startDebugging(undefined, {
      type: 'debugpy',
      request: 'launch',
      name: 'Coroscope sample',
      program,
      console: 'internalConsole',
    }),
  );
}
