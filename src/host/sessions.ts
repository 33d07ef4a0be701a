import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Session } from './session.ts';

/** What happened: the list or a state changed, or a session's recording grew. */
export type SessionsEvent =
  { readonly what: 'sessions' } | { readonly what: 'bytes'; readonly session: Session };

/** So many ended sessions are kept, with their traces; of more, those in which there is nothing to see go first. */
const MOST_ENDED = 5;

/** The debug sessions of this window that are recorded or were, newest last. */
export class Sessions {
  private readonly emitter = new vscode.EventEmitter<SessionsEvent>();
  private readonly sessions: Session[] = [];
  readonly onChange = this.emitter.event;

  get all(): readonly Session[] {
    return this.sessions;
  }

  get newest(): Session | undefined {
    return this.sessions.at(-1);
  }

  find(id: string | null): Session | undefined {
    return this.sessions.find((session) => session.id === id);
  }

  /** Adds a session, under an id of its own: a debug session that is restarted keeps its id, and is recorded anew. */
  add(name: string): Session {
    const session: Session = new Session(randomUUID(), name, recordingLimit(), (what) =>
      this.emitter.fire(what === 'bytes' ? { what, session } : { what: 'sessions' }),
    );
    this.sessions.push(session);
    this.forgetOldest();
    this.emitter.fire({ what: 'sessions' });
    return session;
  }

  /** A session whose recording is in a file: `read` gives its bytes to the function it gets. It is not among {@link all} yet. */
  async open(name: string, read: (take: (bytes: Uint8Array) => void) => Promise<void>): Promise<Session> {
    const session = new Session(randomUUID(), name, Infinity, () => undefined);
    await read((bytes) => session.recording.load(bytes));
    session.open();
    return session;
  }

  /** Adds a session that was opened. */
  show(session: Session): void {
    this.sessions.push(session);
    this.forgetOldest();
    this.emitter.fire({ what: 'sessions' });
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private forgetOldest(): void {
    const ended = this.sessions.filter(({ info }) => info.state === 'ended' || info.state === 'failed');
    const [empty, others] = [ended.filter(isEmpty), ended.filter((session) => !isEmpty(session))];
    for (const session of [...empty, ...others].slice(0, Math.max(0, ended.length - MOST_ENDED)))
      this.sessions.splice(this.sessions.indexOf(session), 1);
  }
}

/** Whether the program never ran an event loop, or was not recorded at all. */
function isEmpty({ recording }: Session): boolean {
  return recording.trace.loops.length === 0;
}

/** In bytes. The host keeps some times as much memory, for the trace that is made of them. */
function recordingLimit(): number {
  return vscode.workspace.getConfiguration('coroscope').get('recordingMegabytes', 128) * 1024 * 1024;
}
