import { decodeUtf8 } from './utf8.ts';
import { SPARE_ENTRIES } from './wire.ts';

/** A column of numbers as read from a frame. */
export type Column = Float64Array;

/**
 * Reads one frame's payload from front to back and never throws: the first read that the payload cannot satisfy sets
 * {@link fault}, and every later read returns zeros and empty columns. The caller looks at `fault` once, at the end.
 */
export class FrameReader {
  /** What is wrong with the payload, or null as long as nothing is. */
  fault: string | null = null;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.take(1) < 0 ? 0 : this.view.getUint8(this.at - 1);
  }

  u32(): number {
    return this.take(4) < 0 ? 0 : this.view.getUint32(this.at - 4, true);
  }

  u64(): number {
    return this.take(8) < 0 ? 0 : this.exact(this.at - 8);
  }

  /** A number of entries: a u32 within the protocol's bound. */
  count(): number {
    return this.bounded(this.u32());
  }

  /** The next column of `n` numbers. */
  column(n: number): Column {
    const width = this.u8();
    const column = new Float64Array(this.fault === null ? n : 0);
    if (width === 0 || this.fault !== null) return column;
    if (width !== 1 && width !== 2 && width !== 4 && width !== 8) {
      this.fail(`column width ${width}`);
      return column;
    }
    const start = this.take(n * width);
    if (start < 0) return new Float64Array(0);
    const { view } = this;
    if (width === 1) for (let i = 0; i < n; i++) column[i] = view.getUint8(start + i);
    else if (width === 2) for (let i = 0; i < n; i++) column[i] = view.getUint16(start + 2 * i, true);
    else if (width === 4) for (let i = 0; i < n; i++) column[i] = view.getUint32(start + 4 * i, true);
    else for (let i = 0; i < n; i++) column[i] = this.exact(start + 8 * i);
    return column;
  }

  /** The next text column of `n` texts. */
  texts(n: number): string[] {
    const lengths = this.column(n);
    const texts: string[] = [];
    for (let i = 0; i < lengths.length && this.fault === null; i++) texts.push(this.text(lengths[i] ?? 0));
    return texts;
  }

  /** The sum of a column of sizes, within the protocol's bound on entries. */
  total(sizes: Column): number {
    let sum = 0;
    for (const size of sizes) sum += size;
    return this.bounded(sum);
  }

  /** The rest of the payload as a JSON object. */
  json(): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(this.text(this.bytes.length - this.at));
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Readonly<Record<string, unknown>>;
      this.fail('not a JSON object');
    } catch {
      this.fail('not JSON');
    }
    return {};
  }

  /** Columns of width 0 have no bytes: without a bound, a few bytes could claim a million entries. */
  private bounded(n: number): number {
    if (n > this.bytes.length + SPARE_ENTRIES) this.fail(`${n} entries in ${this.bytes.length} bytes`);
    return this.fault === null ? n : 0;
  }

  private text(length: number): string {
    const start = this.take(length);
    return start < 0 ? '' : decodeUtf8(this.bytes.subarray(start, start + length));
  }

  private exact(at: number): number {
    const value = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
    if (Number.isSafeInteger(value)) return value;
    this.fail('a number above 2^53 - 1');
    return 0;
  }

  private take(length: number): number {
    if (this.fault !== null) return -1;
    if (this.at + length > this.bytes.length) {
      this.fail('cut short');
      return -1;
    }
    this.at += length;
    return this.at - length;
  }

  private fail(what: string): void {
    this.fault ??= what;
  }
}
