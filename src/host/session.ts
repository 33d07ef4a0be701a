import type { Socket } from 'node:net';
import type { SessionInfo, SessionState } from '../core/messages.ts';
import { Recording } from './recording.ts';

/**
 * One run of a debug session and its recording, from before the program starts until the last of its processes has
 * ended; or a recording that was opened from a file, and has ended from the first. Its state is what the timeline says above the lanes; a probe that reports after all turns `failed` into `live`:
 *
 *     waiting → live ⇄ paused → ended
 *        └──→ failed ──→ live
 */
export class Session {
  readonly id: string;
  readonly name: string;
  readonly recording: Recording;
  /** Whether it was opened from a file: then nobody knows what the sources said when it was made. */
  isFromFile = false;
  private readonly onChange: (what: 'state' | 'bytes') => void;
  private state: SessionState = 'waiting';
  private message: string | null = null;
  /** Whether the main process is recorded now, how many of its children are, and the debug sessions that hold theirs. */
  private isMainOpen = false;
  private children = 0;
  private readonly stopped = new Set<string>();

  constructor(id: string, name: string, limit: number, onChange: (what: 'state' | 'bytes') => void) {
    this.id = id;
    this.name = name;
    this.onChange = onChange;
    this.recording = new Recording(limit, () => this.onChange('bytes'));
  }

  get info(): SessionInfo {
    return { id: this.id, name: this.name, state: this.state, message: this.message };
  }

  /** The probe is there: from now on its stream is recorded. */
  connect(socket: Socket): void {
    if (this.state !== 'waiting' && this.state !== 'failed') return void socket.destroy();
    this.become(this.stopped.size > 0 ? 'paused' : 'live');
    this.isMainOpen = true;
    this.recording.read(socket, () => {
      this.isMainOpen = false;
      this.processEnded();
    });
  }

  /** The probe of a child process is there. */
  connectChild(socket: Socket): void {
    const isOpen = this.state === 'live' || this.state === 'paused';
    const onEnd = (): void => {
      this.children--;
      this.processEnded();
    };
    if (!isOpen || !this.recording.readChild(socket, onEnd)) return void socket.destroy();
    this.children++;
  }

  /** The debugger stopped one of the program's processes, or let it go on; `debug`: whose debug session. */
  pause(debug: string, stopped: boolean): void {
    const before = this.stopped.size > 0;
    if (stopped) this.stopped.add(debug);
    else this.stopped.delete(debug);
    const after = this.stopped.size > 0;
    if (before === after || (this.state !== 'live' && this.state !== 'paused')) return;
    this.recording.pause(after);
    this.become(after ? 'paused' : 'live');
  }

  /** The recording was read from a file, and is whole. */
  open(): void {
    this.isFromFile = true;
    this.become('ended', this.lastWords());
  }

  /** The debug session is over. `whyNothing`: what to say when the probe never reported. */
  terminate(whyNothing: string): void {
    if (this.state === 'waiting') this.fail(whyNothing);
    else if (this.state !== 'failed' && this.children === 0) this.close();
  }

  /** There will be no trace. `message`: why, and what to do. */
  fail(message: string): void {
    if (this.state === 'waiting') this.become('failed', message);
  }

  private processEnded(): void {
    if (!this.isMainOpen && this.children === 0) this.close();
  }

  private close(): void {
    if (this.state === 'ended') {
      // The debug session ended first; now the last bytes are in, and what they said of the end counts.
      if (this.message !== this.lastWords()) this.become('ended', this.lastWords());
      return;
    }
    if (this.state === 'paused') this.recording.pause(false);
    this.become('ended', this.lastWords());
  }

  private lastWords(): string | null {
    return this.recording.trace.finished === null
      ? 'The program ended without saying goodbye: it was stopped, killed or crashed. What it did in its last moments may be missing.'
      : null;
  }

  private become(state: SessionState, message: string | null = null): void {
    this.state = state;
    this.message = message;
    this.onChange('state');
  }
}
