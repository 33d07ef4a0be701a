import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Guests, Listener, Ticket } from '../listener.ts';
import { inBackground, log } from '../log.ts';
import { bootExpression, type ProbeOptions } from '../../entry/probeEntry.ts';
import { lookAtCells } from '../notebooks/cells.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { Attachment } from './attachment.ts';
import type { DebuggedProcess, Entry } from './debuggee.ts';
import type { DebuggeeList } from './debuggeeList.ts';
import { isKernel, KERNEL_TYPES, PROGRAM_TYPES } from './debugTypes.ts';
import { launchEnvironment } from './launchEnvironment.ts';
import { PathMappings } from './pathMappings.ts';
import { optionsFor, whyNoRecording } from './recordOptions.ts';
import { leavesProgram, readDap, saysEnd } from './tracker.ts';
import { isolatingFlag, whyIsolated, WHY, type Why } from './whyNothing.ts';

interface Parts {
  readonly listener: Listener;
  readonly sessions: Sessions;
  readonly debuggees: DebuggeeList;
  readonly probeFolder: string;
}

/** Watches the launches of Python programs, and gets the probe into them. */
export function watchLaunches(parts: Parts): vscode.Disposable {
  const launches = new Launches(parts);
  return vscode.Disposable.from(
    // Those of all types are asked last, when the debugger's own have put together the program's environment.
    vscode.debug.registerDebugConfigurationProvider('*', launches),
    ...[...PROGRAM_TYPES, ...KERNEL_TYPES].map((type) =>
      vscode.debug.registerDebugAdapterTrackerFactory(type, launches),
    ),
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
    if (!PROGRAM_TYPES.includes(config.type) || config.request !== 'launch' || !config.noDebug) return config;
    if (whyNoRecording() !== null) return config;
    // The program would ignore the environment, but its children would not: they would report in its place.
    if (isolatingFlag(config) !== undefined) return config;
    try {
      const ticket = await this.parts.listener.issue();
      this.prepared.set(ticket.token, ticket);
      const options = optionsFor(ticket, true);
      return { ...config, env: await launchEnvironment(config, folder, this.parts.probeFolder, options) };
    } catch (error) {
      log.error('preparing a launch', error);
      return config;
    }
  }

  /** Called once per debug session, before its adapter starts. */
  async createDebugAdapterTracker(
    debug: vscode.DebugSession,
  ): Promise<vscode.DebugAdapterTracker | undefined> {
    if (isKernel(debug)) lookAtCells();
    else if (!PROGRAM_TYPES.includes(debug.type)) return undefined;
    const debuggee = await this.begin(debug);
    let hasEnded = false;
    return {
      onDidSendMessage: (message: unknown) => {
        // The debug session of a kernel's cell ends while the kernel lives on.
        hasEnded ||= !isKernel(debug) && saysEnd(message);
        readDap(message, debuggee);
      },
      onWillReceiveMessage: (message: unknown) => {
        const recorded = this.recorded.get(debug.id);
        // VS Code itself asks to leave a program that has ended.
        if (recorded !== undefined && !hasEnded && leavesProgram(message)) recorded.isLeft = true;
      },
    };
  }

  started(debug: vscode.DebugSession): void {
    if (this.recorded.has(debug.id)) log.info(`recording “${debug.name}”`);
  }

  terminated(debug: vscode.DebugSession): void {
    this.parts.debuggees.remove(debug.id);
    const recorded = this.recorded.get(debug.id);
    this.recorded.delete(debug.id);
    if (recorded === undefined || recorded.isChild === true) return;
    if (recorded.ticket !== undefined) this.parts.listener.forget(recorded.ticket);
    const { session, isLeft = false } = recorded;
    const why = isLeft ? WHY.leftBefore : (whyIsolated(debug.configuration) ?? WHY.endedBefore);
    if (isAttached(debug)) session.detach(isLeft, why.text);
    else session.terminate(why.text);
  }

  private async begin(debug: vscode.DebugSession): Promise<DebuggedProcess> {
    const { debuggees, sessions } = this.parts;
    const why = whyNoRecording();
    if (why !== null) return debuggees.add(debug, null, why);
    if (debug.parentSession !== undefined) return this.beginChild(debug, debug.parentSession);
    const session = sessions.add(debug.name);
    session.paths = new PathMappings(debug.configuration);
    if (isAttached(debug)) session.leave = () => this.leave(session);
    this.recorded.set(debug.id, { session });
    const debuggee = debuggees.add(debug, session, null);
    const refusal = await this.enter(debuggee, session);
    if (refusal !== null) debuggee.refuse(refusal);
    return debuggee;
  }

  /** Prepares the probe's way into a program. Answers why there is none. */
  private async enter(debuggee: DebuggedProcess, session: Session): Promise<Why | null> {
    const { debug } = debuggee;
    const { configuration } = debug;
    if (isAttached(debug) && !mayAttach()) return WHY.attachOff;
    const prepared = this.preparedTicket(configuration);
    if (prepared !== undefined) {
      this.expect(debug, prepared, session);
      return null;
    }
    if (configuration.noDebug === true) return whyIsolated(configuration) ?? WHY.notPrepared;
    try {
      const ticket = await this.parts.listener.issue();
      this.expect(debug, ticket, session);
      if (isAttached(debug)) {
        this.attach(debuggee, { ...optionsFor(ticket, 'forked'), join: true });
        return null;
      }
      // With `subProcess`, children that are started anew get debug sessions of their own.
      const children = configuration.subProcess === false || 'forked';
      const boot = bootExpression(this.parts.probeFolder, optionsFor(ticket, children));
      debuggee.entry = new Launch(debuggee, boot);
      return null;
    } catch (error) {
      log.error('opening the probe’s socket', error);
      return WHY.noSocket;
    }
  }

  /** Ends the recording of a program that the debugger attached to. The debugger stays. */
  private leave(session: Session): void {
    for (const debuggee of this.parts.debuggees.of(session)) {
      // Where it is recorded by events of the debugger, closing a connection tells it nothing.
      debuggee.ask({ what: 'leave' }).catch((error: unknown) => log.error('leaving a program', error));
      debuggee.refuse(WHY.detached);
    }
    session.detach(true, WHY.leftBefore.text);
  }

  /** The debugger attached to a child process of a program: if that one is recorded, so is this, in the same trace. */
  private beginChild(debug: vscode.DebugSession, parent: vscode.DebugSession): DebuggedProcess {
    const recorded = this.recorded.get(parent.id);
    const { debuggees } = this.parts;
    const debuggee = debuggees.add(debug, recorded?.session ?? null, debuggees.find(parent.id)?.why ?? null);
    if (recorded?.ticket === undefined) return debuggee;
    this.recorded.set(debug.id, { ...recorded, isChild: true });
    // In a forked child, where the probe is already, this does nothing.
    const options: ProbeOptions = { ...optionsFor(recorded.ticket, 'forked'), child: true };
    if (recorded.stream !== undefined) this.attach(debuggee, options);
    else debuggee.entry = new Launch(debuggee, bootExpression(this.parts.probeFolder, options));
    return debuggee;
  }

  /** Lets the probe into a process whose files and sockets may be those of another machine. */
  private attach(debuggee: DebuggedProcess, options: ProbeOptions): void {
    const recorded = this.recorded.get(debuggee.id);
    if (recorded === undefined) return;
    const { session } = recorded;
    const stream = (recorded.stream ??= randomBytes(8).toString('hex'));
    debuggee.entry = new Attachment({
      debuggee,
      probeFolder: this.parts.probeFolder,
      options: { ...options, stream },
      guests: guestsOf(session),
    });
  }

  private expect(debug: vscode.DebugSession, ticket: Ticket, session: Session): void {
    this.recorded.set(debug.id, { session, ticket });
    this.parts.listener.expect(ticket, guestsOf(session));
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
  /** By which the events of its probes are told from others', where it was attached to. */
  stream?: string;
  /** The user had the debugger leave the program. */
  isLeft?: boolean;
}

/** A session gets the streams of its program's processes, whichever way they come. */
function guestsOf(session: Session): Guests {
  return {
    onMain: (stream) => session.connect(stream),
    onChild: (stream) => session.connectChild(stream),
  };
}

/** Whether the program ran before the debugger came. */
function isAttached({ configuration }: vscode.DebugSession): boolean {
  return configuration.request === 'attach';
}

function mayAttach(): boolean {
  return vscode.workspace.getConfiguration('coroscope').get<boolean>('attach.enabled', true);
}

/** Starts the probe before the program's first line. */
class Launch implements Entry {
  private entered = false;
  private readonly debuggee: DebuggedProcess;
  private readonly boot: string;

  constructor(debuggee: DebuggedProcess, boot: string) {
    this.debuggee = debuggee;
    this.boot = boot;
  }

  begin(): void {
    if (this.entered) return;
    this.entered = true;
    this.debuggee.evaluateQuietly(this.boot).then(undefined, (error: unknown) => {
      log.error('starting the probe', error);
      this.debuggee.refuse(WHY.refusedByDebugger);
    });
  }

  own(): void {
    // A probe that has a socket says nothing else.
  }

  end(): void {
    // Its socket ends with the program.
  }
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
