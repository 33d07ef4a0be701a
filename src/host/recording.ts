import type { Socket } from 'node:net';
import { FrameSplitter } from '../core/frameSplitter.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import type { Trace } from '../core/trace.ts';
import type { Nanos } from '../core/units.ts';
import { encodePause } from '../core/wire.ts';

/** At most this much goes into one message to a webview, in bytes. */
export const MOST_BYTES_A_MESSAGE = 1024 * 1024;

/**
 * One stream as the host keeps it: its bytes (a view that opens late gets them all) and the trace made of them, by the
 * same code as in the webview. The host adds one kind of frame, `pause`, between two of the probe's.
 */
export class Recording {
  private readonly builder = new TraceBuilder();
  private readonly splitter = new FrameSplitter();
  private readonly chunks: Uint8Array[] = [];
  private readonly onGrowth: () => void;
  private offset = Number.POSITIVE_INFINITY;

  constructor(onGrowth: () => void) {
    this.onGrowth = onGrowth;
  }

  get trace(): Trace {
    return this.builder;
  }

  /** Reads a probe's connection to its end. */
  read(socket: Socket, onEnd: () => void): void {
    socket.on('data', (bytes) => {
      this.append(this.splitter.push(bytes));
      // The present on the probe's clock cannot be later than what just arrived: the least difference seen is the best.
      this.offset = Math.min(this.offset, hostNow() - this.builder.now);
    });
    socket.once('close', () => {
      this.append(this.splitter.rest());
      onEnd();
    });
    socket.resume();
  }

  /** Notes that the debugger stopped the program just now, or let it go on. */
  pause(stopped: boolean): void {
    if (Number.isFinite(this.offset)) this.append(encodePause(Math.max(0, this.probeNow()), stopped));
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
    this.chunks.push(bytes);
    this.builder.push(bytes);
    this.onGrowth();
  }

  private probeNow(): Nanos {
    return Math.round(hostNow() - this.offset);
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
