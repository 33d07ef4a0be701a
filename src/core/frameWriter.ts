import { FRAME_HEAD } from './wire.ts';

/** The largest whole number of the wire. */
const MOST = Number.MAX_SAFE_INTEGER;

/** Writes one frame, as docs/wire.md has it, from front to back; the counterpart of `FrameReader`. */
export class FrameWriter {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private length = FRAME_HEAD;

  constructor(kind: number) {
    this.bytes[0] = kind;
  }

  /** The frame; nothing can be added any more. */
  finish(): Uint8Array {
    this.view.setUint32(1, this.length - FRAME_HEAD, true);
    return this.bytes.slice(0, this.length);
  }

  u8(value: number): this {
    const at = this.take(1);
    this.view.setUint8(at, value);
    return this;
  }

  u32(value: number): this {
    const at = this.take(4);
    this.view.setUint32(at, value, true);
    return this;
  }

  /** What is above 2^53 − 1 is written as that. */
  u64(value: number): this {
    this.put64(this.take(8), value);
    return this;
  }

  /** A column of whole numbers, in the narrowest width that holds all of them. */
  column(numbers: readonly number[]): this {
    let most = 0;
    for (const number of numbers) if (number > most) most = number;
    const width = most === 0 ? 0 : most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : most < 2 ** 32 ? 4 : 8;
    this.u8(width);
    let at = this.take(width * numbers.length);
    const { view } = this;
    for (const number of numbers) {
      if (width === 1) view.setUint8(at, number);
      else if (width === 2) view.setUint16(at, number, true);
      else if (width === 4) view.setUint32(at, number, true);
      else if (width === 8) this.put64(at, number);
      at += width;
    }
    return this;
  }

  texts(texts: readonly string[]): this {
    const encoded = texts.map(encodeUtf8);
    this.column(encoded.map(({ length }) => length));
    for (const bytes of encoded) {
      const at = this.take(bytes.length);
      this.bytes.set(bytes, at);
    }
    return this;
  }

  private put64(at: number, value: number): void {
    const bounded = Math.min(value, MOST);
    this.view.setUint32(at, bounded % 2 ** 32, true);
    this.view.setUint32(at + 4, Math.floor(bounded / 2 ** 32), true);
  }

  private take(length: number): number {
    const at = this.length;
    this.length += length;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.bytes.length));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
}

/** UTF-8 from text; a lone surrogate becomes U+FFFD. The core has neither the DOM's nor Node's `TextEncoder`. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const known = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (known < 0x80) bytes.push(known);
    else if (known < 0x800) bytes.push(0xc0 | (known >> 6), 0x80 | (known & 63));
    else if (known < 0x10000)
      bytes.push(0xe0 | (known >> 12), 0x80 | ((known >> 6) & 63), 0x80 | (known & 63));
    else
      bytes.push(
        0xf0 | (known >> 18),
        0x80 | ((known >> 12) & 63),
        0x80 | ((known >> 6) & 63),
        0x80 | (known & 63),
      );
  }
  return Uint8Array.from(bytes);
}
