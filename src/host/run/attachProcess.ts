import * as vscode from 'vscode';
import { bootExpression } from '../../entry/probeEntry.ts';
import { printable } from '../../core/format.ts';
import { optionsFor } from '../debug/recordOptions.ts';
import type { Ticket } from '../listener.ts';
import { log } from '../log.ts';
import type { Session } from '../session.ts';
import { programName, pythonProcess, pythonProcesses, type PythonProcess } from './processList.ts';
import { canBeEntered, NoEntry, remoteExec, Script, versionOf } from './remoteExec.ts';
import type { RunParts } from './runs.ts';

/** A busy process runs the script in less, in milliseconds. */
const SOON = 500;
/** How often a process that has yet to run the script is looked at, in milliseconds. */
const BEAT = 1_000;

const NOT_ENTERED = 'The process could not be entered. The log says why.';

/** The command **Attach Task Timeline to Process…**: into a program that runs, without a debugger. Python 3.14, Linux. */
export function watchAttaching(parts: RunParts): vscode.Disposable {
  const armed = new Set<Script>();
  return vscode.Disposable.from(
    vscode.commands.registerCommand('coroscope.attachProcess', () => attachProcess(parts, armed)),
    new vscode.Disposable(() => {
      for (const script of armed) script.disarm();
    }),
  );
}

async function attachProcess(parts: RunParts, armed: Set<Script>): Promise<void> {
  const why = whyNot();
  const target = why === null ? await pick() : undefined;
  if (why !== null) await vscode.window.showWarningMessage(why);
  if (target === undefined) return;
  try {
    await new Attaching(parts, target, armed).run();
  } catch (error) {
    if (!(error instanceof NoEntry)) log.error('entering a process', error);
    await vscode.window.showErrorMessage(error instanceof NoEntry ? error.message : NOT_ENTERED);
  }
}

function whyNot(): string | null {
  if (!vscode.workspace.isTrusted)
    return 'Restricted Mode: programs are not recorded. Trust this workspace first.';
  return process.platform === 'linux'
    ? null
    : 'Attaching without a debugger works on Linux only. Attach with the debugger instead, by a launch configuration.';
}

async function pick(): Promise<PythonProcess | undefined> {
  const picked = await vscode.window.showQuickPick(choices(), {
    title: 'Attach Task Timeline to Process',
    placeHolder: 'A Python process of yours',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.canEnter) return picked?.process;
  await vscode.window.showErrorMessage(
    `That process runs Python ${picked.version ?? 'of an unknown version'}. Without a debugger only Python 3.14 or later can be attached to: attach with the debugger instead, by a launch configuration.`,
  );
  return undefined;
}

interface Choice extends vscode.QuickPickItem {
  readonly process: PythonProcess;
  readonly version: string | null;
  readonly canEnter: boolean;
}

/** Those that can be entered first, the newest on top. */
async function choices(): Promise<Choice[]> {
  const all = await pythonProcesses();
  const executables = [...new Set(all.map(({ executable }) => executable))];
  const versions = new Map(
    await Promise.all(executables.map(async (each) => [each, await versionOf(each)] as const)),
  );
  const found = all.map((process): Choice => {
    const version = versions.get(process.executable) ?? null;
    return {
      label: printable(programName(process)),
      description: `${process.pid} · Python ${version ?? '?'}`,
      detail: printable(process.command.join(' '), 300),
      process,
      version,
      canEnter: canBeEntered(version),
    };
  });
  return [...found.filter(({ canEnter }) => canEnter), ...found.filter(({ canEnter }) => !canEnter)];
}

/** One process, from the moment it was chosen until its probe reports, or never will. */
class Attaching {
  private readonly parts: RunParts;
  private readonly target: PythonProcess;
  private readonly armed: Set<Script>;
  private readonly session: Session;
  private isNudged = false;

  constructor(parts: RunParts, target: PythonProcess, armed: Set<Script>) {
    this.parts = parts;
    this.target = target;
    this.armed = armed;
    const session = parts.sessions.add(`${printable(programName(target))} (${target.pid})`);
    session.leave = () => session.detach(true, '');
    this.session = session;
  }

  async run(): Promise<void> {
    const script = await this.enter();
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Attaching to ${this.session.name}`,
        cancellable: true,
      },
      (progress, cancel) => this.wait(script, progress, cancel),
    );
  }

  /** Asks the process to run the script. Where that cannot be, the session says why. */
  private async enter(): Promise<Script> {
    const { listener, probeFolder, showSession } = this.parts;
    const { session, target } = this;
    let script: Script | undefined;
    try {
      const ticket = await listener.issue();
      const options = { ...optionsFor(ticket, true), join: true } as const;
      script = await Script.write(bootExpression(probeFolder, options));
      this.armed.add(script);
      this.expect(ticket);
      showSession(session.id);
      await remoteExec(target, script.file);
      return script;
    } catch (error) {
      session.fail(error instanceof NoEntry ? error.message : NOT_ENTERED);
      if (script !== undefined) await this.forget(script);
      throw error;
    }
  }

  /** Until the probe reports, the process ends, or the user has enough of it. */
  private async wait(
    script: Script,
    progress: vscode.Progress<{ message?: string }>,
    cancel: vscode.CancellationToken,
  ): Promise<void> {
    const { target } = this;
    for (let wait = SOON; this.isWaiting(); wait = BEAT) {
      await this.hello(wait, cancel);
      if (!this.isWaiting()) break;
      if (cancel.isCancellationRequested) {
        // The program may get to the script yet.
        script.disarm();
        this.armed.delete(script);
        return this.session.fail('Attaching was cancelled.');
      }
      const now = await pythonProcess(target.pid);
      if (now?.started !== target.started) {
        await this.forget(script);
        return this.session.fail('The program ended before the probe reported.');
      }
      if (now.isStopped)
        progress.report({ message: 'the program is stopped, and is entered when it goes on.' });
      else if (!this.isNudged) this.nudge(now, progress);
    }
    await this.forget(script);
  }

  /**
   * A program that sleeps in a system call notices nothing until that returns. To be stopped and continued makes it return. A shell
   * that waits for the program would see that and take the terminal back, so there the user decides.
   */
  private nudge(target: PythonProcess, progress: vscode.Progress<{ message?: string }>): void {
    this.isNudged = true;
    progress.report({
      message:
        'the program sleeps, or is in a call into C. It is entered when its main thread next runs Python.',
    });
    if (!target.hasTerminal) return wakeUp(target.pid);
    const wake = 'Wake It Up';
    void vscode.window
      .showInformationMessage(
        `${this.session.name} sleeps, and is entered when it next does something. It can be woken up by being stopped and continued; a shell that it runs in may then put it into the background.`,
        wake,
      )
      .then(async (answer) => {
        const now = await pythonProcess(target.pid);
        const isSame = now?.started === target.started && !now.isStopped;
        if (answer === wake && isSame && this.isWaiting()) wakeUp(target.pid);
      });
  }

  /** Until the session's state changes, for so many milliseconds at most. */
  private hello(milliseconds: number, cancel: vscode.CancellationToken): Promise<void> {
    return new Promise((done) => {
      const end = (): void => {
        clearTimeout(timer);
        change.dispose();
        cancelled.dispose();
        done();
      };
      const timer = setTimeout(end, milliseconds);
      const change = this.parts.sessions.onChange(() => {
        if (!this.isWaiting()) end();
      });
      const cancelled = cancel.onCancellationRequested(end);
    });
  }

  private isWaiting(): boolean {
    return this.session.info.state === 'waiting';
  }

  private async forget(script: Script): Promise<void> {
    this.armed.delete(script);
    await script.remove();
  }

  /** Lets the program's processes in, until its recording has ended. */
  private expect(ticket: Ticket): void {
    const { listener, sessions } = this.parts;
    const { session } = this;
    listener.expect(ticket, {
      onMain: (stream) => session.connect(stream),
      onChild: (stream) => session.connectChild(stream),
    });
    const watch = sessions.onChange(() => {
      if (session.info.state !== 'ended' && session.info.state !== 'failed') return;
      watch.dispose();
      listener.forget(ticket);
    });
  }
}

function wakeUp(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP');
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    log.error('waking up a program', error);
  }
}
