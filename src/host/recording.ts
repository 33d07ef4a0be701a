import type { Socket } from 'node:net';
import { FrameSplitter } from '../core/frameSplitter.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import type { Trace } from '../core/trace.ts';
import { SECOND, type Nanos } from '../core/units.ts';
import { encodePause } from '../core/wire.ts';

/** At most this much goes into one message to a webview, in bytes. */
export const MOST_BYTES_A_MESSAGE = 1024 * 1024;

/** How long the best guess of the difference between two clocks holds, in nanoseconds: clocks drift, and machines sleep. */
const GUESS_HOLDS: Nanos = 10 * SECOND;

/**
 * One stream as the host keeps it: its bytes (a view that opens late gets them all) and the trace made of them, by the
 * same code as in the webview. The host adds one kind of frame, `pause`, between two of the probe's.
 */
export class Recording {
  private readonly builder = new TraceBuilder();
  private readonly splitter = new FrameSplitter();
  private readonly chunks: Uint8Array[] = [];
  private readonly onGrowth: () => void;
  private readonly limit: number;
  private size = 0;
  /** Host's time less probe's: the least seen in this stretch of time, and in the one before. */
  private guess = { begin: 0, least: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };

  /** `limit`: bytes, after which nothing more is taken. */
  constructor(limit: number, onGrowth: () => void) {
    this.limit = limit;
    this.onGrowth = onGrowth;
  }

  /** Whether the limit was reached, and the rest of the stream refused. */
  get isFull(): boolean {
    return this.size > this.limit;
  }

  get trace(): Trace {
    return this.builder;
  }

  /** Reads a probe's connection to its end. */
  read(socket: Socket, onEnd: () => void): void {
    socket.on('data', (bytes) => {
      this.append(this.splitter.push(bytes));
      this.compareClocks();
      // The probe takes itself out of the program when nobody listens any more.
      if (this.isFull) socket.destroy();
    });
    socket.once('close', () => {
      this.append(this.splitter.rest());
      onEnd();
    });
    socket.resume();
  }

  /** Notes that the debugger stopped the program just now, or let it go on. */
  pause(stopped: boolean): void {
    const offset = Math.min(this.guess.least, this.guess.before);
    if (Number.isFinite(offset))
      this.append(encodePause(Math.max(0, Math.round(hostNow() - offset)), stopped));
  }

  /** The next bytes behind a position that a former call answered (0 for the first), and the position behind them. */
  bytesFrom(position: Position): { bytes: Uint8Array; next: Position } | null {
    const pieces: Uint8Array[] = [];
    let { chunk, at } = position;
    let size = 0;
    while (chunk < this.chunks.length && size < MOST_BYTES_A_MESSAGE) {
      const bytes = this.chunks[chunk]!;
      const piece = bytes.subarray(at, at + MOST_BYTES_A_MESSAGE - size);
      pieces.push(piece);
      size += piece.length;
      at += piece.length;
      if (at === bytes.length) {
        chunk++;
        at = 0;
      }
    }
    if (size === 0) return null;
    // A webview message sends the whole buffer that an array looks into: copy to one of exactly this size.
    const bytes = new Uint8Array(size);
    let filled = 0;
    for (const piece of pieces) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    return { bytes, next: { chunk, at } };
  }

  private append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.size += bytes.length;
    this.chunks.push(bytes);
    this.builder.push(bytes);
    this.onGrowth();
  }

  /** What just arrived cannot be later than the present on the probe's clock: the least difference is the best guess. */
  private compareClocks(): void {
    const now = hostNow();
    if (now - this.guess.begin > GUESS_HOLDS)
      this.guess = { begin: now, least: Number.POSITIVE_INFINITY, before: this.guess.least };
    this.guess.least = Math.min(this.guess.least, now - this.builder.now);
  }
}

/** A place in a recording's bytes. */
export interface Position {
  readonly chunk: number;
  readonly at: number;
}

export const START: Position = { chunk: 0, at: 0 };

function hostNow(): Nanos {
  return performance.now() * 1e6;
}
