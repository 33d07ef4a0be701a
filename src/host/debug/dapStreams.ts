import { Readable } from 'node:stream';
import type { Guests } from '../listener.ts';
import { fields } from './tracker.ts';

/** So many streams may be open in one debug session: those of a process, and of children that the debugger does not follow. */
const MOST_STREAMS = 256;

/**
 * The probe's bytes where no socket reaches: they come as events of the debugger, of which this makes streams. An event
 * has `stream` (which recording), `child`, `pid`, and either `bytes` in base64 with their number as `part`, or `end`.
 */
export class DapStreams {
  private readonly stream: string;
  private readonly guests: Guests;
  private readonly streams = new Map<string, { readonly readable: Readable; parts: number }>();

  /** `stream`: that of the recording; events of any other are left alone. */
  constructor(stream: string, guests: Guests) {
    this.stream = stream;
    this.guests = guests;
  }

  /** Takes the body of an event of the probe's, whatever it is. Returns whether it was of this recording's bytes. */
  take(body: unknown): boolean {
    const { stream, child, pid, part, bytes, end } = fields(body);
    if (stream !== this.stream || (bytes === undefined && end === undefined)) return false;
    const key = `${child === 1 ? 'child' : 'main'} ${typeof pid === 'number' ? String(pid) : ''}`;
    if (end !== undefined) {
      this.close(key);
      return true;
    }
    const open = this.streams.get(key) ?? (part === 0 ? this.begin(key, child === 1) : undefined);
    if (open === undefined || open.readable.destroyed) return true;
    // With a part missing, the rest means nothing.
    if (typeof bytes !== 'string' || part !== open.parts++) open.readable.destroy();
    else open.readable.push(Buffer.from(bytes, 'base64'));
    return true;
  }

  /** The debugger has left: nothing more comes. */
  end(): void {
    for (const key of [...this.streams.keys()]) this.close(key);
  }

  private close(key: string): void {
    const readable = this.streams.get(key)?.readable;
    this.streams.delete(key);
    if (readable?.destroyed === false) readable.push(null);
  }

  private begin(key: string, isChild: boolean): { readonly readable: Readable; parts: number } | undefined {
    if (this.streams.size >= MOST_STREAMS) return undefined;
    // It is pushed to; a reader that is slow has it keep what came.
    const readable = new Readable({ read: () => undefined });
    readable.pause();
    const open = { readable, parts: 0 };
    this.streams.set(key, open);
    (isChild ? this.guests.onChild : this.guests.onMain)(readable);
    return open;
  }
}
