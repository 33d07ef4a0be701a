import { FramePieces, join } from './framePieces.ts';
import { FRAME, FRAME_HEAD, MAGIC, MAX_PAYLOAD } from './wire.ts';

/**
 * Cuts a probe's stream at the ends of its frames, so that a receiver can put frames of its own, or another process's,
 * between two of them. What it gives out, together, is the longest part of what came in that ends with a whole frame.
 */
export class FrameSplitter {
  /** Why nothing more is given out, ever; null as long as that is not so. */
  fault: string | null = null;
  private readonly held = new FramePieces();
  private started = false;

  /** Takes further bytes; answers all that forms whole frames now, as a copy. */
  push(bytes: Uint8Array): Uint8Array {
    const whole: Uint8Array[] = [];
    let from = 0;
    while (this.fault === null && this.held.size > 0 && from < bytes.length) {
      const next = Math.min(bytes.length, from + this.held.missing(this.started));
      this.held.hold(bytes.slice(from, next));
      from = next;
      if (this.held.missing(this.started) === 0) whole.push(this.split(this.held.take()));
    }
    const rest = bytes.subarray(from);
    if (this.fault === null && rest.length > 0) whole.push(this.split(rest));
    return join(whole);
  }

  /** Answers what of some bytes is whole, and holds what is not. */
  private split(data: Uint8Array): Uint8Array {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = 0;
    if (!this.started && data.length >= MAGIC.length) {
      this.started = true;
      if (MAGIC.some((byte, index) => data[index] !== byte))
        this.fault = 'not a stream of this version of the probe';
      at = MAGIC.length;
    }
    while (this.started && this.fault === null && data.length - at >= FRAME_HEAD) {
      const length = view.getUint32(at + 1, true);
      if (length > MAX_PAYLOAD) this.fault = `a frame of ${length} bytes: the rest of the stream was refused`;
      // Only receivers say whose frames follow, and what is let go.
      else if (data[at] === FRAME.process || data[at] === FRAME.forget)
        this.fault = 'a frame that no probe writes: the rest of the stream was refused';
      else if (data.length - at < FRAME_HEAD + length) break;
      else at += FRAME_HEAD + length;
    }
    if (this.fault === null) this.held.hold(data.slice(at));
    return data.subarray(0, at);
  }
}
