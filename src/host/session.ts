import type { Readable } from 'node:stream';
import type { SessionInfo, SessionState, StopPlace } from '../core/messages.ts';
import type { ProcessIndex } from '../core/units.ts';
import type { PathMappings } from './debug/pathMappings.ts';
import { Recording } from './recording.ts';

/** How long the last bytes of a program that ended may take. */
const LAST_BYTES_MILLISECONDS = 1_000;

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
  /** How paths of the program's and of this machine come to be each other; as they are where they do not differ. */
  paths: PathMappings | null = null;
  /** Ends the recording while the program goes on; null where that was started from here, and ends with it. */
  leave: (() => void) | null = null;
  private readonly onChange: (what: 'state' | 'bytes') => void;
  private state: SessionState = 'waiting';
  private message: string | null = null;
  /** Whether the main process is recorded now, and how many of its children are. */
  private isMainOpen = false;
  private children = 0;
  /** The debug sessions that stand, with where, once that is known. */
  private readonly stopped = new Map<string, StopPlace | null>();
  private isDetached = false;

  constructor(id: string, name: string, limit: number, onChange: (what: 'state' | 'bytes') => void) {
    this.id = id;
    this.name = name;
    this.onChange = onChange;
    this.recording = new Recording(limit, () => this.onChange('bytes'));
  }

  get info(): SessionInfo {
    const { id, name, state, message } = this;
    const stop = state === 'paused' ? [...this.stopped.values()].find((place) => place !== null) : undefined;
    return { id, name, state, message, ...(stop ? { stop } : {}) };
  }

  /** The probe is there: from now on its stream is recorded. */
  connect(stream: Readable): void {
    if (this.state !== 'waiting' && this.state !== 'failed') return void stream.destroy();
    this.become(this.stopped.size > 0 ? 'paused' : 'live');
    this.isMainOpen = true;
    this.recording.read(stream, () => {
      this.isMainOpen = false;
      this.processEnded();
    });
  }

  /** The probe of a child process is there. */
  connectChild(stream: Readable): void {
    const isOpen = this.state === 'live' || this.state === 'paused';
    const onEnd = (): void => {
      this.children--;
      this.processEnded();
    };
    if (!isOpen || !this.recording.readChild(stream, onEnd)) return void stream.destroy();
    this.children++;
  }

  /** The debugger stopped one of the program's processes, or let it go on; `debug`: whose debug session. */
  pause(debug: string, stopped: boolean): void {
    const before = this.stopped.size > 0;
    if (stopped) this.stopped.set(debug, null);
    else this.stopped.delete(debug);
    const after = this.stopped.size > 0;
    if (before === after || this.state === 'ended') return;
    this.recording.pause(after);
    if (this.state === 'live' || this.state === 'paused') this.become(after ? 'paused' : 'live');
  }

  /** The debugger told where one of the program's processes stands. */
  standsAt(debug: string, place: StopPlace): void {
    if (!this.stopped.has(debug)) return;
    this.stopped.set(debug, place);
    if (this.state === 'paused') this.onChange('state');
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

  /**
   * The debugger has left a program that it had attached to. `livesOn`: as the user wanted, so that it is not recorded further;
   * otherwise what is on its way is still read. `whyNothing` as for {@link terminate}.
   */
  detach(livesOn: boolean, whyNothing: string): void {
    if (this.state === 'waiting') return this.fail(whyNothing);
    if (this.state === 'failed') return;
    this.isDetached ||= livesOn;
    if (this.state === 'ended') this.close();
    else if (livesOn) this.recording.close();
    // Where its own end does not come, only the debugger has gone. Its children may live on, and are recorded to their ends.
    else setTimeout(() => this.isMainOpen && this.detach(true, whyNothing), LAST_BYTES_MILLISECONDS);
  }

  /** The process that has, or had last, this number; null where none is recorded. */
  processOf(pid: number): ProcessIndex | null {
    const process = this.recording.trace.processes.findLastIndex((each) => each.pid === pid);
    return process < 0 ? null : process;
  }

  /** The path on this machine of a file of the program's, which may run in a container or on another one. */
  localFile(file: string): string {
    return this.paths?.toLocal(file, this.workingFolder) ?? file;
  }

  /** The program's path of a file on this machine. */
  programFile(file: string): string {
    return this.paths?.toProgram(file, this.workingFolder) ?? file;
  }

  /** There will be no trace. `message`: why, and what to do. */
  fail(message: string): void {
    if (this.state === 'waiting') this.become('failed', message);
  }

  private get workingFolder(): string {
    return this.recording.trace.process?.cwd ?? '';
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
    if (this.isDetached && this.recording.trace.finished === null) return 'Detached: the program runs on.';
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
