import { FrameWriter } from './frameWriter.ts';
import { KeptProcess } from './keptProcess.ts';
import type { Nanos, ProcessIndex, RunIndex } from './units.ts';
import { FRAME, FRAME_HEAD, MAGIC, encodeProcess } from './wire.ts';

/** What is let go at once: this share of the limit. */
const STEP = 1 / 16;

/** However much there is that cannot be let go, this share of the limit is for what happened last. */
const LEAST = 1 / 4;

/** A place in a stream that stays right when what lies before it is let go. */
export interface Position {
  /** How often something had been let go, where it is in what was kept of that; else 0. */
  readonly trims: number;
  /** The number of a piece since the stream's begin; −1: in what was kept of the pieces that were let go. */
  readonly piece: number;
  readonly at: number;
}

/** Where whoever has nothing begins. */
export const START: Position = { trims: 0, piece: -1, at: 0 };

/** What stands behind a position. */
export interface Reading {
  readonly bytes: Uint8Array;
  readonly next: Position;
  /** What the position stood on is gone: these bytes are the first of the stream as it is now. */
  readonly restart: boolean;
}

/** Whole frames of one process, as they came. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly process: ProcessIndex;
  readonly firstRun: RunIndex;
  /** The newest moment that the trace knew of before. */
  readonly before: Nanos;
}

/**
 * Keeps a stream below a size by leaving out its oldest frames, so that what is left is still a stream: of those that
 * are let go, all definitions stay, and whatever of the rest the newer ones refer to. Who reads the whole gets what was
 * kept of them, a `forget` frame, and the others; who has the older ones already reads on and comes to the same frame.
 */
export class Retention {
  private readonly limit: number;
  /** The pieces that are held; the first of them has the number `cut`. */
  private pieces: Piece[] = [];
  private cut = 0;
  private trims = 0;
  /** What is kept of the pieces that were let go, as a stream's begin; empty as long as there are none. */
  private head: Uint8Array = new Uint8Array(0);
  private readonly kept: Uint8Array[] = [];
  private readonly processes = new Map<ProcessIndex, KeptProcess>();
  private problems = 0;
  /** Whose frames `kept` ends with. */
  private lastKept: ProcessIndex = 0;
  private held = 0;

  /** `limit`: bytes. What may not be let go is kept beyond it. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** In bytes. */
  get size(): number {
    return this.head.length + this.held;
  }

  /**
   * Takes whole frames of the process whose frames these are, the stream's first eight bytes before the first of them.
   * `firstRun`: the number of the first run that they hold; `now`: the newest moment of the trace without them.
   */
  add(bytes: Uint8Array, process: ProcessIndex, firstRun: RunIndex, now: Nanos): void {
    this.pieces.push({ bytes, process, firstRun, before: now });
    this.held += bytes.length;
  }

  /**
   * When over the limit, lets go of the oldest frames: answers what says so to whoever follows the stream. `nextRun`: the
   * number that the next run will have; `now`: the newest moment of the trace.
   */
  trim(nextRun: RunIndex, now: Nanos): Uint8Array | null {
    const room = Math.max(this.limit - this.head.length, this.limit * LEAST);
    if (this.held <= room) return null;
    let count = 0;
    // The newest piece stays in any case.
    while (this.held > room - this.limit * STEP && count < this.pieces.length - 1)
      this.held -= this.pieces[count++]!.bytes.length;
    if (count === 0) return null;
    const gone = this.pieces.slice(0, count);
    this.pieces = this.pieces.slice(count);
    for (const piece of gone) this.keepOf(piece);
    this.cut += count;
    this.trims++;
    const { before, firstRun, process } = this.pieces[0]!;
    // What the pieces told of happened at `before` at the latest.
    const forget = new FrameWriter(FRAME.forget)
      .u64(before + 1)
      .u64(firstRun)
      .finish();
    this.head = this.writeHead([forget, encodeNow(before)], process);
    const last = this.pieces.at(-1)!;
    const news =
      last.process === 0 ? forget : concat([encodeProcess(0), forget, encodeProcess(last.process)]);
    this.add(news, last.process, nextRun, now);
    return news;
  }

  /** At most so many bytes behind a position that a former call answered; null where there are none yet. */
  from(position: Position, most: number): Reading | null {
    const isGone =
      position.piece >= 0 ? position.piece < this.cut : position.at > 0 && position.trims !== this.trims;
    const parts: Uint8Array[] = [];
    let { piece, at } = isGone ? START : position;
    let size = 0;
    const take = (bytes: Uint8Array): boolean => {
      const part = bytes.subarray(at, at + most - size);
      parts.push(part);
      size += part.length;
      at += part.length;
      if (at < bytes.length) return false;
      at = 0;
      return true;
    };
    if (piece < 0 && take(this.head)) piece = this.cut;
    while (piece >= 0 && piece - this.cut < this.pieces.length && size < most)
      if (take(this.pieces[piece - this.cut]!.bytes)) piece++;
    if (size === 0) return null;
    return { bytes: concat(parts), next: { trims: this.trims, piece, at }, restart: isGone };
  }

  /** Looks at frames for the last time. */
  private keepOf({ bytes, process }: Piece): void {
    const of = this.processes.get(process) ?? new KeptProcess();
    const isNew = !this.processes.has(process);
    this.processes.set(process, of);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const isFirst = this.trims === 0 && this.kept.length === 0;
    const raw: Uint8Array[] = [];
    let at = isFirst ? MAGIC.length : 0;
    while (at + FRAME_HEAD <= bytes.length) {
      const end = at + FRAME_HEAD + view.getUint32(at + 1, true);
      const kind = view.getUint8(at);
      if (of.keep(kind, bytes.subarray(at + FRAME_HEAD, end)) && this.hasRoomFor(kind))
        raw.push(bytes.subarray(at, end));
      at = end;
    }
    if (isFirst) this.kept.push(MAGIC);
    // Processes are numbered in the order in which they are first named.
    if (process !== this.lastKept && (isNew || raw.length > 0)) {
      this.kept.push(encodeProcess(process));
      this.lastKept = process;
    }
    // Copies: a part would hold on to all of the piece.
    if (raw.length > 0) this.kept.push(concat(raw));
  }

  /** A trace has a bounded number of problems. */
  private hasRoomFor(kind: number): boolean {
    return kind !== FRAME.problem || this.problems++ < 100;
  }

  private writeHead(begin: readonly Uint8Array[], next: ProcessIndex): Uint8Array {
    const definitions = concat(this.kept.splice(0));
    this.kept.push(definitions);
    const parts = [definitions.subarray(0, MAGIC.length), ...begin, definitions.subarray(MAGIC.length)];
    for (const [index, of] of this.processes) parts.push(encodeProcess(index), ...of.frames());
    parts.push(encodeProcess(next));
    return concat(parts);
  }
}

/** A beat in which nothing runs. */
function encodeNow(now: Nanos): Uint8Array {
  return new FrameWriter(FRAME.beat).u64(now).u32(0).column([]).column([]).column([]).finish();
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  // A webview message sends the whole buffer that an array looks into: so this is one of exactly that size.
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
