import { FRAME_HEAD, MAGIC, MAX_PAYLOAD } from './wire.ts';

/** The pieces of what is not whole yet: a long frame is put together once, not with every piece of it that comes. */
export class FramePieces {
  /** Bytes that are held. */
  size = 0;
  private pieces: Uint8Array[] = [];

  /** Takes a piece; it is not to change afterwards. */
  hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.push(bytes);
    this.size += bytes.length;
  }

  /** How many bytes more make what is held worth reading: the end of the magic, of a head, or of a frame. */
  missing(isStarted: boolean): number {
    if (!isStarted) return Math.max(0, MAGIC.length - this.size);
    if (this.size < FRAME_HEAD) return FRAME_HEAD - this.size;
    if (this.pieces[0]!.length < FRAME_HEAD) this.pieces = [join(this.pieces)];
    const head = this.pieces[0]!;
    const length = new DataView(head.buffer, head.byteOffset, FRAME_HEAD).getUint32(1, true);
    return length > MAX_PAYLOAD ? 0 : Math.max(0, FRAME_HEAD + length - this.size);
  }

  /** Hands out all that is held. */
  take(): Uint8Array {
    const [only] = this.pieces;
    const whole = this.pieces.length === 1 ? only! : join(this.pieces);
    this.pieces = [];
    this.size = 0;
    return whole;
  }
}

/** Pieces one behind the other, as a copy. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
