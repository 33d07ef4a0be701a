import * as vscode from 'vscode';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';

/** What happened: the list of sessions changed, or another one is shown, or the shown one's recording grew. */
export type ShownEvent = 'list' | 'choice' | 'bytes';

/** Which session the timelines show: all of them the same one, and a new one as soon as it starts. */
export class ShownSession {
  readonly sessions: Sessions;
  private readonly emitter = new vscode.EventEmitter<ShownEvent>();
  private readonly subscription: vscode.Disposable;
  private chosen: string | null = null;
  readonly onChange = this.emitter.event;

  constructor(sessions: Sessions) {
    this.sessions = sessions;
    this.subscription = sessions.onChange((event) => {
      if (event.what === 'sessions') this.follow();
      else if (event.session.id === this.chosen) this.emitter.fire('bytes');
    });
  }

  get id(): string | null {
    return this.chosen;
  }

  get session(): Session | undefined {
    return this.sessions.find(this.chosen);
  }

  /** Turns to another session. */
  choose(id: string): void {
    if (this.chosen === id) return;
    this.chosen = id;
    this.emitter.fire('choice');
  }

  /**
   * While nothing has been chosen, chooses the session that a page remembers, else the newest one. Tells nobody: no page
   * shows anything yet.
   */
  remember(id: string | null): void {
    this.chosen ??= this.sessions.find(id)?.id ?? this.sessions.newest?.id ?? null;
  }

  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
  }

  private follow(): void {
    const { newest } = this.sessions;
    if (newest?.info.state === 'waiting' && newest.id !== this.chosen) this.choose(newest.id);
    else this.emitter.fire('list');
  }
}
