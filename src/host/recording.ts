import type { Socket } from 'node:net';
import { FrameSplitter } from '../core/frameSplitter.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import type { Trace } from '../core/trace.ts';
import { SECOND, type Nanos } from '../core/units.ts';
import { FRAME, FRAME_HEAD, MAGIC, encodePause, encodeProcess } from '../core/wire.ts';

/** At most this much goes into one message to a webview, in bytes. */
export const MOST_BYTES_A_MESSAGE = 1024 * 1024;

/** How long the best guess of the difference between two clocks holds, in nanoseconds: clocks drift, and machines sleep. */
const GUESS_HOLDS: Nanos = 10 * SECOND;

/** So many child processes' streams are taken; each one's probe may hold a buffer of its own. */
export const MOST_CHILDREN = 64;

/**
 * The streams of a program's processes as the host keeps them: one stream, of bytes (a view that opens late gets them
 * all) and the trace made of them, by the same code as in the webview. The host adds frames between two of the probes':
 * `process` where another process's follow, `pause`, and `problem` where it could not take what came.
 */
export class Recording {
  private readonly builder = new TraceBuilder();
  /** Connections that are open; those of children wait until the main process's stream has begun. */
  private readonly sockets = new Set<Socket>();
  /** Whose frames came last, and how many processes' there were. */
  private current = 0;
  private processes = 1;
  private children = 0;
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

  /** Reads the main process's connection to its end. */
  read(socket: Socket, onEnd: () => void): void {
    this.follow(socket, (bytes) => this.append(bytes), onEnd);
    socket.resume();
  }

  /** Reads a child's connection to its end. Answers whether there is room for one. */
  readChild(socket: Socket, onEnd: () => void): boolean {
    if (this.children++ >= MOST_CHILDREN) {
      if (this.children === MOST_CHILDREN + 1)
        this.note('children', `more than ${MOST_CHILDREN} child processes: only the first ones are recorded`);
      return false;
    }
    let toSkip = MAGIC.length;
    let index = 0;
    this.follow(
      socket,
      (bytes) => {
        const frames = bytes.subarray(toSkip);
        if (bytes.length > 0) toSkip = 0;
        if (frames.length > 0 && index === 0) index = this.processes++;
        this.append(frames, index);
      },
      onEnd,
    );
    if (this.size > 0) socket.resume();
    return true;
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

  /** Takes the whole frames of a connection, and nothing behind what is no frame. */
  private follow(socket: Socket, take: (bytes: Uint8Array) => void, onEnd: () => void): void {
    const splitter = new FrameSplitter();
    this.sockets.add(socket);
    socket.on('data', (bytes) => {
      take(splitter.push(bytes));
      this.compareClocks();
      if (splitter.fault !== null) {
        this.note('stream', splitter.fault);
        socket.destroy();
      }
      // The probe takes itself out of the program when nobody listens any more.
      if (this.isFull) for (const open of this.sockets) open.destroy();
    });
    socket.once('close', () => {
      this.sockets.delete(socket);
      onEnd();
    });
  }

  private append(bytes: Uint8Array, process = 0): void {
    if (bytes.length === 0) return;
    const isFirst = this.size === 0;
    if (process !== this.current) this.add(encodeProcess(process));
    this.current = process;
    this.add(bytes);
    this.onGrowth();
    if (isFirst) for (const socket of this.sockets) socket.resume();
  }

  private add(bytes: Uint8Array): void {
    this.size += bytes.length;
    this.chunks.push(bytes);
    this.builder.push(bytes);
  }

  /** Says in the trace what the host could not do. */
  private note(where: string, message: string): void {
    const payload = Buffer.from(JSON.stringify({ where, message }));
    const frame = Buffer.alloc(FRAME_HEAD);
    frame.writeUInt8(FRAME.problem);
    frame.writeUInt32LE(payload.length, 1);
    this.append(Buffer.concat([frame, payload]));
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
