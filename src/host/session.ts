import type { Socket } from 'node:net';
import type { SessionInfo, SessionState } from '../core/messages.ts';
import { Recording } from './recording.ts';

/**
 * One run of a debug session and its recording, from before the program starts. Its state is what the timeline says
 * above the lanes; a probe that reports after all turns `failed` into `live`:
 *
 *     waiting → live ⇄ paused → ended
 *        └──→ failed ──→ live
 */
export class Session {
  readonly id: string;
  readonly name: string;
  readonly recording: Recording;
  private readonly onChange: (what: 'state' | 'bytes') => void;
  private state: SessionState = 'waiting';
  private message: string | null = null;
  private isStopped = false;

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
    this.become(this.isStopped ? 'paused' : 'live');
    this.recording.read(socket, () => this.close());
  }

  /** The debugger stopped the program, or let it go on. */
  pause(stopped: boolean): void {
    if (this.isStopped === stopped) return;
    this.isStopped = stopped;
    if (this.state !== 'live' && this.state !== 'paused') return;
    this.recording.pause(stopped);
    this.become(stopped ? 'paused' : 'live');
  }

  /** The debug session is over. `whyNothing`: what to say when the probe never reported. */
  terminate(whyNothing: string): void {
    if (this.state === 'waiting') this.fail(whyNothing);
    else if (this.state !== 'failed') this.close();
  }

  /** There will be no trace. `message`: why, and what to do. */
  fail(message: string): void {
    if (this.state === 'waiting') this.become('failed', message);
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
    if (this.recording.isFull)
      return 'The recording reached its limit and stopped; the program runs on. Raise coroscope.recordingMegabytes, or record to a file: coroscope record.';
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
