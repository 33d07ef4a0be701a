import { FRAME, FRAME_HEAD, MAGIC, MAX_PAYLOAD } from './wire.ts';
import { FrameReader, type Column } from './frameReader.ts';

type Json = Readonly<Record<string, unknown>>;

/** One frame of docs/wire.md, its columns read; ids in it are not yet checked against the trace. */
export type Frame =
  | { readonly kind: 'header' | 'loop' | 'problem'; readonly json: Json }
  | { readonly kind: 'strings'; readonly texts: readonly string[] }
  | {
      readonly kind: 'places';
      readonly file: Column;
      readonly line: Column;
      readonly function: Column;
      readonly scope: Column;
      readonly endLine: Column;
      readonly endColumn: Column;
      readonly coroutine: Column;
    }
  | { readonly kind: 'sites'; readonly await: Column; readonly depth: Column; readonly places: Column }
  | { readonly kind: 'groups'; readonly size: Column; readonly tasks: Column }
  | {
      readonly kind: 'tasks';
      readonly base: number;
      readonly id: Column;
      readonly parent: Column;
      readonly loop: Column;
      readonly created: Column;
      readonly coroutine: Column;
      readonly place: Column;
      readonly name: readonly string[];
    }
  | {
      readonly kind: 'runs';
      readonly loop: number;
      readonly base: number;
      readonly subject: Column;
      readonly begin: Column;
      readonly duration: Column;
      readonly wait: Column;
      readonly waker: Column;
      readonly wakerLoop: Column;
      readonly site: Column;
      readonly group: Column;
    }
  | { readonly kind: 'callbacks'; readonly name: Column; readonly place: Column }
  | {
      readonly kind: 'ends';
      readonly base: number;
      readonly task: Column;
      readonly at: Column;
      readonly outcome: Column;
      readonly error: Column;
      readonly name: readonly string[];
    }
  | {
      readonly kind: 'beat';
      readonly now: number;
      readonly loop: Column;
      readonly subject: Column;
      readonly since: Column;
    }
  | { readonly kind: 'loss'; readonly from: number; readonly to: number; readonly count: number }
  | { readonly kind: 'pause'; readonly at: number; readonly stopped: boolean }
  | { readonly kind: 'finish'; readonly at: number }
  | { readonly kind: 'stacks'; readonly depth: Column; readonly places: Column }
  | {
      readonly kind: 'samples';
      readonly loop: number;
      readonly base: number;
      readonly subject: Column;
      readonly at: Column;
      readonly since: Column;
      readonly weight: Column;
      readonly stack: Column;
    };

/** Something in the stream that could not be read, and where. */
export interface Problem {
  /** Bytes from the stream's begin to the frame. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Turns bytes into frames, however they are cut into pieces. Total: any bytes whatever give frames and problems, never
 * an exception. After a problem from which no next frame can be found, {@link Decoder.stopped} is true and further
 * bytes are ignored.
 */
export class Decoder {
  /** True once the stream cannot be read any further. */
  stopped = false;
  private pending: Uint8Array = new Uint8Array(0);
  private offset = 0;
  private started = false;

  /** Reads on: calls `onFrame` and `onProblem` in the stream's order, for all that is complete now. */
  push(bytes: Uint8Array, onFrame: (frame: Frame) => void, onProblem: (problem: Problem) => void): void {
    if (this.stopped) return;
    const data = this.pending.length === 0 ? bytes : concat(this.pending, bytes);
    let at = 0;
    const stop = (message: string): void => {
      this.stopped = true;
      this.pending = new Uint8Array(0);
      onProblem({ offset: this.offset + at, message });
    };

    if (!this.started) {
      const seen = data.subarray(0, MAGIC.length);
      const wrong = seen.findIndex((byte, i) => byte !== MAGIC[i]);
      if (wrong === MAGIC.length - 1)
        return stop(`made by version ${seen[wrong]!} of the protocol; this reads version 1`);
      if (wrong >= 0) return stop('not a Coroscope trace');
      if (seen.length === MAGIC.length) {
        this.started = true;
        at = MAGIC.length;
      }
    }
    while (this.started && data.length - at >= FRAME_HEAD) {
      const head = new DataView(data.buffer, data.byteOffset + at, FRAME_HEAD);
      const length = head.getUint32(1, true);
      if (length > MAX_PAYLOAD) return stop(`a frame of ${length} bytes; the rest is unreadable`);
      if (data.length - at < FRAME_HEAD + length) break;
      const payload = data.subarray(at + FRAME_HEAD, at + FRAME_HEAD + length);
      const frame = readFrame(head.getUint8(0), payload);
      if (typeof frame === 'string') onProblem({ offset: this.offset + at, message: frame });
      else if (frame !== null) onFrame(frame);
      at += FRAME_HEAD + length;
    }
    this.pending = data.slice(at);
    this.offset += at;
  }
}

/** The frame, null for a kind that this version does not know, or what is wrong with it. */
function readFrame(kind: number, payload: Uint8Array): Frame | string | null {
  const reader = new FrameReader(payload);
  const frame = readPayload(kind, reader);
  return reader.fault === null ? frame : `frame of kind ${kind}: ${reader.fault}`;
}

function readPayload(kind: number, r: FrameReader): Frame | null {
  let n: number;
  switch (kind) {
    case FRAME.header:
      return { kind: 'header', json: r.json() };
    case FRAME.loop:
      return { kind: 'loop', json: r.json() };
    case FRAME.problem:
      return { kind: 'problem', json: r.json() };
    case FRAME.strings:
      return { kind: 'strings', texts: r.texts(r.count()) };
    case FRAME.places:
      n = r.count();
      return {
        kind: 'places',
        file: r.column(n),
        line: r.column(n),
        function: r.column(n),
        scope: r.column(n),
        endLine: r.laterColumn(n),
        endColumn: r.laterColumn(n),
        coroutine: r.laterColumn(n),
      };
    case FRAME.sites: {
      n = r.count();
      const kinds = r.column(n);
      const depth = r.column(n);
      return { kind: 'sites', await: kinds, depth, places: r.column(r.total(depth)) };
    }
    case FRAME.groups: {
      const size = r.column(r.count());
      return { kind: 'groups', size, tasks: r.column(r.total(size)) };
    }
    case FRAME.tasks:
      n = r.count();
      return {
        kind: 'tasks',
        base: r.u64(),
        id: r.column(n),
        parent: r.column(n),
        loop: r.column(n),
        created: r.column(n),
        coroutine: r.column(n),
        place: r.column(n),
        name: r.texts(n),
      };
    case FRAME.runs: {
      const loop = r.u32();
      n = r.count();
      return {
        kind: 'runs',
        loop,
        base: r.u64(),
        subject: r.column(n),
        begin: r.column(n),
        duration: r.column(n),
        wait: r.column(n),
        waker: r.column(n),
        wakerLoop: r.column(n),
        site: r.column(n),
        group: r.column(n),
      };
    }
    case FRAME.callbacks:
      n = r.count();
      return { kind: 'callbacks', name: r.column(n), place: r.column(n) };
    case FRAME.ends:
      n = r.count();
      return {
        kind: 'ends',
        base: r.u64(),
        task: r.column(n),
        at: r.column(n),
        outcome: r.column(n),
        error: r.column(n),
        name: r.texts(n),
      };
    case FRAME.beat: {
      const now = r.u64();
      n = r.count();
      return { kind: 'beat', now, loop: r.column(n), subject: r.column(n), since: r.column(n) };
    }
    case FRAME.loss:
      return { kind: 'loss', from: r.u64(), to: r.u64(), count: r.u32() };
    case FRAME.pause:
      return { kind: 'pause', at: r.u64(), stopped: r.u8() === 1 };
    case FRAME.finish:
      return { kind: 'finish', at: r.u64() };
    case FRAME.stacks: {
      const depth = r.column(r.count());
      return { kind: 'stacks', depth, places: r.column(r.total(depth)) };
    }
    case FRAME.samples: {
      const loop = r.u32();
      n = r.count();
      return {
        kind: 'samples',
        loop,
        base: r.u64(),
        subject: r.column(n),
        at: r.column(n),
        since: r.column(n),
        weight: r.column(n),
        stack: r.column(n),
      };
    }
    default:
      return null;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
