import { twice } from './grow.ts';

const FIRST_CAPACITY = 64;

/**
 * A column of 32-bit numbers, most of which are 0 in most programs: only the others are kept, with their places, until they
 * are so many that all of them take less.
 */
export class SparseColumn {
  private readonly length: number;
  /** Of those in `values`, ascending; null when these are all. */
  private places: Uint16Array | null = new Uint16Array(FIRST_CAPACITY);
  private values = new Uint32Array(FIRST_CAPACITY);
  private count = 0;

  /** `length`: how long the column is, at most 2^16. */
  constructor(length: number) {
    this.length = length;
  }

  get(at: number): number {
    if (this.places === null) return this.values[at]!;
    const found = this.firstFrom(this.places, at);
    return found < this.count && this.places[found] === at ? this.values[found]! : 0;
  }

  /** Writes a number that is not 0, behind those that were written before. */
  set(at: number, value: number): void {
    if (this.places !== null && this.count === this.places.length) this.grow(this.places);
    if (this.places === null) {
      this.values[at] = value;
    } else {
      this.places[this.count] = at;
      this.values[this.count++] = value;
    }
  }

  /** Copies the numbers from `from` to before `until` to where `to` is in another column. */
  read(from: number, until: number, into: Uint32Array, to: number): void {
    if (this.places === null) {
      into.set(this.values.subarray(from, until), to);
      return;
    }
    into.fill(0, to, to + until - from);
    for (let i = this.firstFrom(this.places, from); i < this.count && this.places[i]! < until; i++)
      into[to + this.places[i]! - from] = this.values[i]!;
  }

  private grow(places: Uint16Array): void {
    // With its place, a number takes half as much again.
    if (this.count * 2 < this.length) {
      this.places = twice(places);
      this.values = twice(this.values);
      return;
    }
    const all = new Uint32Array(this.length);
    for (let i = 0; i < this.count; i++) all[places[i]!] = this.values[i]!;
    this.values = all;
    this.places = null;
  }

  private firstFrom(places: Uint16Array, at: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
