import type { Readable } from 'node:stream';
import { FrameSplitter } from '../core/frameSplitter.ts';
import { Retention, START, type Position, type Reading } from '../core/retention.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import type { Trace } from '../core/trace.ts';
import { SECOND, type Nanos, type ProcessIndex } from '../core/units.ts';
import { FRAME, FRAME_HEAD, MAGIC, encodeFinish, encodePause, encodeProcess } from '../core/wire.ts';

/** At most this much goes into one message to a webview, in bytes. */
export const MOST_BYTES_A_MESSAGE = 1024 * 1024;

/** How long the best guess of the difference between two clocks holds, in nanoseconds: clocks drift, and machines sleep. */
const GUESS_HOLDS: Nanos = 10 * SECOND;

/** So many child processes' streams are taken at a time; each one's probe may hold a buffer of its own. */
export const MOST_CHILDREN = 64;

/**
 * The streams of a program's processes as the host keeps them: one stream, of bytes (a view that opens late gets them
 * all) and the trace made of them, by the same code as in the webview. The host adds frames between two of the probes':
 * `process` where another process's follow, `pause`, `finish` of a child that did not say goodbye, `problem` where it could not
 * take what came, and `forget` where it let the oldest go, because the recording had reached its limit.
 */
export class Recording {
  private readonly builder = new TraceBuilder();
  /** Connections that are open; those of children wait until the main process's stream has begun. */
  private readonly streams = new Set<Readable>();
  /** Whose frames came last, and how many processes' there were. */
  private current = 0;
  private processes = 1;
  private openChildren = 0;
  private turnedAway = false;
  private readonly retention: Retention;
  private readonly onGrowth: () => void;
  /** In the host's time, since when the program stands, where the stream does not tell yet. */
  private stoppedAt: Nanos | null = null;
  /** Host's time less probe's: the least seen in this stretch of time, and in the one before. */
  private guess = { begin: 0, least: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };

  /** `limit`: bytes, beyond which the oldest is let go. */
  constructor(limit: number, onGrowth: () => void) {
    this.retention = new Retention(limit);
    this.onGrowth = onGrowth;
  }

  get trace(): Trace {
    return this.builder;
  }

  /** Reads the main process's connection to its end. */
  read(stream: Readable, onEnd: () => void): void {
    this.follow(stream, (bytes) => this.append(bytes), onEnd);
    stream.resume();
  }

  /** Reads a child's connection to its end. Answers whether there is room for one. */
  readChild(stream: Readable, onEnd: () => void): boolean {
    if (this.openChildren >= MOST_CHILDREN) {
      if (!this.turnedAway)
        this.note(
          'children',
          `more than ${MOST_CHILDREN} child processes at a time: those that came later are not recorded`,
        );
      this.turnedAway = true;
      return false;
    }
    this.openChildren++;
    let toSkip = MAGIC.length;
    let index = 0;
    this.follow(
      stream,
      (bytes) => {
        const frames = bytes.subarray(toSkip);
        if (bytes.length > 0) toSkip = 0;
        if (frames.length > 0 && index === 0) index = this.processes++;
        this.append(frames, index);
      },
      (isWhole) => {
        this.openChildren--;
        if (isWhole && index > 0) this.finish(index);
        onEnd();
      },
    );
    if (this.retention.size > 0) stream.resume();
    return true;
  }

  /** Notes that the debugger stopped the program just now, or let it go on. A stop may be older than the stream. */
  pause(stopped: boolean): void {
    const { present } = this;
    this.stoppedAt = stopped && present === null ? hostNow() : null;
    if (present !== null) this.append(encodePause(Math.max(0, Math.round(present)), stopped));
  }

  /** Reads no further: the connections are closed, which ends the probes' recordings. */
  close(): void {
    for (const stream of [...this.streams]) stream.destroy();
  }

  /** Takes the bytes of a trace file, as they stand in it: a stream that somebody else has received. */
  load(bytes: Uint8Array): void {
    this.keep(bytes, 0);
    this.onGrowth();
  }

  /** The next bytes behind a position that a former call answered (`START` for the first); null where there are none yet. */
  bytesFrom(position: Position): Reading | null {
    return this.retention.from(position, MOST_BYTES_A_MESSAGE);
  }

  /** The whole stream as it is now: what a trace file has. */
  whole(): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let more = this.bytesFrom(START); more !== null; more = this.bytesFrom(more.next))
      pieces.push(more.bytes);
    return Buffer.concat(pieces);
  }

  /** Notes that a child has ended, where it did not say so: it was killed, or a signal ended it. */
  private finish(process: ProcessIndex): void {
    const { processes, now } = this.trace;
    const info = processes[process];
    if (info?.finished !== null) return;
    const at = Math.max(this.present ?? 0, now);
    this.append(encodeFinish(Math.max(0, Math.round(at - info.origin))), process);
  }

  /** The present in the trace's time, as well as it can be guessed; null before anything came. */
  private get present(): Nanos | null {
    return this.timeAt(hostNow());
  }

  /** A moment of the host's in the trace's time, as {@link present}. */
  private timeAt(moment: Nanos): Nanos | null {
    const offset = Math.min(this.guess.least, this.guess.before);
    return this.trace.process !== null && Number.isFinite(offset) ? moment - offset : null;
  }

  /** Says what could not be said before the stream began. */
  private noteStop(): void {
    const at = this.stoppedAt === null ? null : this.timeAt(this.stoppedAt);
    if (at === null) return;
    this.stoppedAt = null;
    this.append(encodePause(Math.max(0, Math.round(at)), true));
  }

  /**
   * Takes the whole frames of a connection, and nothing behind what is no frame. `onEnd` is told whether it was the process that
   * closed it, and not this side.
   */
  private follow(
    stream: Readable,
    take: (bytes: Uint8Array) => void,
    onEnd: (isWhole: boolean) => void,
  ): void {
    const splitter = new FrameSplitter();
    this.streams.add(stream);
    stream.on('data', (bytes: Uint8Array) => {
      take(splitter.push(bytes));
      this.compareClocks();
      this.noteStop();
      if (splitter.fault !== null) {
        this.note('stream', splitter.fault);
        stream.destroy();
      }
    });
    stream.once('close', () => {
      this.streams.delete(stream);
      onEnd(stream.readableEnded);
    });
  }

  private append(bytes: Uint8Array, process = 0): void {
    if (bytes.length === 0) return;
    const isFirst = this.retention.size === 0;
    if (process !== this.current) this.keep(encodeProcess(process), process);
    this.current = process;
    this.keep(bytes, process);
    const { builder } = this;
    const forget = this.retention.trim(builder.runs.length, builder.now);
    if (forget !== null) builder.push(forget);
    this.onGrowth();
    if (isFirst) for (const stream of this.streams) stream.resume();
  }

  private keep(bytes: Uint8Array, process: number): void {
    this.retention.add(bytes, process, this.builder.runs.length, this.builder.now);
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

function hostNow(): Nanos {
  return performance.now() * 1e6;
}
