import { FRAME_HEAD } from '../../../src/core/wire.ts';

/** A frame of docs/wire.md, from the parts of its payload. */
export function frameOf(kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const payload = parts.reduce((sum, part) => sum + part.length, 0);
  const frame = new Uint8Array(FRAME_HEAD + payload);
  const view = new DataView(frame.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, payload, true);
  let at = FRAME_HEAD;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** A frame whose payload is a JSON object. */
export function jsonFrame(kind: number, value: object): Uint8Array {
  return frameOf(kind, Buffer.from(JSON.stringify(value)));
}

/** A column of the narrowest width that holds all of its numbers, none of which passes 2^32 − 1. */
export function columnOf(numbers: ArrayLike<number>, count = numbers.length): Uint8Array {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, numbers[i]!);
  const width = most === 0 ? 0 : most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 4;
  const column = new Uint8Array(1 + width * count);
  column[0] = width;
  if (width === 0) return column;
  const view = new DataView(column.buffer);
  for (let i = 0, at = 1; i < count; i++, at += width)
    if (width === 1) column[at] = numbers[i]!;
    else if (width === 2) view.setUint16(at, numbers[i]!, true);
    else view.setUint32(at, numbers[i]!, true);
  return column;
}

/** A column of texts. */
export function textsOf(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((text) => Buffer.from(text));
  return Buffer.concat([columnOf(encoded.map((bytes) => bytes.length)), ...encoded]);
}

export function u8(number: number): Uint8Array {
  return Uint8Array.of(number);
}

export function u32(number: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

export function u64(number: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}
