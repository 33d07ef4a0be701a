import { FRAME_HEAD, MAGIC, MAX_PAYLOAD } from './wire.ts';

/**
 * Cuts a stream at the ends of its frames, so that the host can put a frame of its own between two of the probe's.
 * What it gives out, together, is what came in.
 */
export class FrameSplitter {
  private held: Uint8Array = new Uint8Array(0);
  private started = false;

  /** Takes further bytes; answers all that forms whole frames now. */
  push(bytes: Uint8Array): Uint8Array {
    const data = new Uint8Array(this.held.length + bytes.length);
    data.set(this.held);
    data.set(bytes, this.held.length);
    const view = new DataView(data.buffer);
    let at = 0;
    if (!this.started && data.length >= MAGIC.length) {
      this.started = true;
      at = MAGIC.length;
    }
    while (this.started && data.length - at >= FRAME_HEAD) {
      const length = view.getUint32(at + 1, true);
      // No frame can end here: the decoder will say so, and nothing may be put behind it anyway.
      if (length > MAX_PAYLOAD) {
        at = data.length;
        break;
      }
      if (data.length - at < FRAME_HEAD + length) break;
      at += FRAME_HEAD + length;
    }
    this.held = data.slice(at);
    return data.subarray(0, at);
  }

  /** What is left of an unfinished frame, when nothing more will come. */
  rest(): Uint8Array {
    const rest = this.held;
    this.held = new Uint8Array(0);
    return rest;
  }
}
