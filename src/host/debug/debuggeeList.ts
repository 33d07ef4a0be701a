import * as vscode from 'vscode';
import type { Session } from '../session.ts';
import { DebuggedProcess } from './debuggee.ts';
import type { Debuggee, DebuggeeChange, Debuggees } from './debuggees.ts';
import type { Why } from './whyNothing.ts';

/** The debuggees of this window. */
export class DebuggeeList implements Debuggees, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<DebuggeeChange>();
  private debuggees: readonly DebuggedProcess[] = [];
  readonly onChange = this.emitter.event;

  get all(): readonly Debuggee[] {
    return this.debuggees;
  }

  find(debugId: string): DebuggedProcess | undefined {
    return this.debuggees.findLast(({ id }) => id === debugId);
  }

  /** Those that are recorded together. */
  of(session: Session): readonly DebuggedProcess[] {
    return this.debuggees.filter((each) => each.session === session);
  }

  /** A debug session begins, under an id that a former one may have had: it was restarted. */
  add(debug: vscode.DebugSession, session: Session | null, why: Why | null): DebuggedProcess {
    this.remove(debug.id);
    const debuggee: DebuggedProcess = new DebuggedProcess(debug, session, why, (what) =>
      this.emitter.fire({ what, debuggee }),
    );
    this.debuggees = [...this.debuggees, debuggee];
    this.emitter.fire({ what: 'list', debuggee });
    return debuggee;
  }

  /** A debug session is over. */
  remove(debugId: string): void {
    const gone = this.debuggees.filter(({ id }) => id === debugId);
    this.debuggees = this.debuggees.filter(({ id }) => id !== debugId);
    for (const debuggee of gone) {
      debuggee.ended();
      this.emitter.fire({ what: 'list', debuggee });
    }
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
