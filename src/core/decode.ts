import { FramePieces } from './framePieces.ts';
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
  private readonly held = new FramePieces();
  private offset = 0;
  private started = false;
  private readonly onProblem: (problem: Problem) => void;

  /** `onProblem` is called where it stands in the stream. */
  constructor(onProblem: (problem: Problem) => void) {
    this.onProblem = onProblem;
  }

  /** Reads on: all frames that are whole now, each read when it is asked for. To be gone through before more is read. */
  *read(bytes: Uint8Array): Generator<Frame, void> {
    let from = 0;
    while (!this.stopped && this.held.size > 0 && from < bytes.length) {
      const next = Math.min(bytes.length, from + this.held.missing(this.started));
      this.held.hold(bytes.slice(from, next));
      from = next;
      if (this.started && this.held.missing(true) > 0) continue;
      const whole = this.held.take();
      this.held.hold(whole.subarray(yield* this.framesOf(whole)));
    }
    const rest = bytes.subarray(from);
    if (this.stopped) this.held.take();
    else this.held.hold(rest.slice(yield* this.framesOf(rest)));
  }

  /** Reads what is whole; answers how many bytes that is. */
  private *framesOf(data: Uint8Array): Generator<Frame, number> {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    const stop = (message: string): number => {
      this.stopped = true;
      this.onProblem({ offset: this.offset + at, message });
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
      if (typeof frame === 'string') this.onProblem({ offset: this.offset + at, message: frame });
      else if (frame !== null) yield frame;
      at += FRAME_HEAD + length;
    }
    this.offset += at;
    return at;
  }
}
