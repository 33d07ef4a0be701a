import type { Frame } from './frames.ts';
import { readFrame } from './readFrame.ts';
import { FRAME_HEAD, MAGIC, MAX_PAYLOAD, WIRE_VERSION } from './wire.ts';

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
        return stop(`made by version ${seen[wrong]!} of the protocol; this reads version ${WIRE_VERSION}`);
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

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
