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
  /** The pieces of the frame that is not whole yet: a long one is put together once, not with every piece. */
  private held: Uint8Array[] = [];
  private size = 0;
  private offset = 0;
  private started = false;

  /** Reads on: calls `onFrame` and `onProblem` in the stream's order, for all that is complete now. */
  push(bytes: Uint8Array, onFrame: (frame: Frame) => void, onProblem: (problem: Problem) => void): void {
    let from = 0;
    while (!this.stopped && this.size > 0 && from < bytes.length) {
      const next = Math.min(bytes.length, from + this.missing());
      this.hold(bytes.slice(from, next));
      from = next;
      if (this.started && this.missing() > 0) continue;
      const whole = join(this.held, this.size);
      this.held = [];
      this.size = 0;
      this.hold(whole.subarray(this.read(whole, onFrame, onProblem)));
    }
    if (this.stopped || from === bytes.length) return;
    const data = bytes.subarray(from);
    this.hold(data.slice(this.read(data, onFrame, onProblem)));
  }

  /** Reads what is whole; answers how many bytes that is. */
  private read(
    data: Uint8Array,
    onFrame: (frame: Frame) => void,
    onProblem: (problem: Problem) => void,
  ): number {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    const stop = (message: string): number => {
      this.stopped = true;
      onProblem({ offset: this.offset + at, message });
      return at;
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
      const length = view.getUint32(at + 1, true);
      if (length > MAX_PAYLOAD) return stop(`a frame of ${length} bytes; the rest is unreadable`);
      if (data.length - at < FRAME_HEAD + length) break;
      const payload = data.subarray(at + FRAME_HEAD, at + FRAME_HEAD + length);
      const frame = readFrame(view.getUint8(at), payload);
      if (typeof frame === 'string') onProblem({ offset: this.offset + at, message: frame });
      else if (frame !== null) onFrame(frame);
      at += FRAME_HEAD + length;
    }
    this.offset += at;
    return at;
  }

  private hold(bytes: Uint8Array): void {
    if (this.stopped || bytes.length === 0) return;
    this.held.push(bytes);
    this.size += bytes.length;
  }

  /** How many bytes more are to be held: up to the end of the magic, of a head, or of a frame. */
  private missing(): number {
    if (!this.started) return MAGIC.length - this.size;
    if (this.size < FRAME_HEAD) return FRAME_HEAD - this.size;
    if (this.held[0]!.length < FRAME_HEAD) this.held = [join(this.held, this.size)];
    const head = this.held[0]!;
    const length = new DataView(head.buffer, head.byteOffset, FRAME_HEAD).getUint32(1, true);
    return length > MAX_PAYLOAD ? 0 : FRAME_HEAD + length - this.size;
  }
}

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1) return only!;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
