import type { Nanos } from '../units.ts';

/** Steps an octave is cut into. */
const STEPS = 32;
const STEP_BITS = 5;

/** Below, each nanosecond has a bin of its own. */
const EXACT = 2 * STEPS;

const FIRST_CAPACITY = 512;

/** A stretch of a histogram. */
export interface Bin {
  readonly from: Nanos;
  /** Not included. */
  readonly to: Nanos;
  readonly count: number;
}

/**
 * Lengths of time, counted in bins that grow with them, 32 to an octave: a quantile is told within 2 percent whatever the
 * lengths are, in a few kilobytes.
 */
export class Histogram {
  count = 0;
  total: Nanos = 0;
  /** The shortest; 0 when there is none. */
  least: Nanos = 0;
  most: Nanos = 0;
  /** Made when something comes in: many histograms stay empty. */
  private counts: Uint32Array | null = null;

  /** Counts a length; what is not a length of time counts as none. */
  add(nanos: Nanos): void {
    const length = nanos > 0 ? nanos : 0;
    const bin = binOf(length);
    if (this.counts === null || bin >= this.counts.length) this.grow(bin);
    this.counts![bin]!++;
    this.least = this.count === 0 || length < this.least ? length : this.least;
    if (length > this.most) this.most = length;
    this.total += length;
    this.count++;
  }

  /** Counts all that another one has. */
  merge(other: Histogram): void {
    if (other.count === 0) return;
    this.least = this.count === 0 ? other.least : Math.min(this.least, other.least);
    this.most = Math.max(this.most, other.most);
    this.total += other.total;
    this.count += other.count;
    other.counts?.forEach((count, bin) => {
      if (count === 0) return;
      if (this.counts === null || bin >= this.counts.length) this.grow(bin);
      this.counts![bin]! += count;
    });
  }

  /** The mean of all; 0 when there is none. */
  get mean(): Nanos {
    return this.count === 0 ? 0 : this.total / this.count;
  }

  /** The length that the part `q`, 0 to 1, of all does not pass; 0 when there is none. */
  quantile(q: number): Nanos {
    if (this.count === 0) return 0;
    const rank = Math.max(1, Math.ceil(q * this.count));
    if (rank >= this.count) return this.most;
    let below = 0;
    const bin = this.counts!.findIndex((count) => (below += count) >= rank);
    const [from, to] = [beginOf(bin), beginOf(bin + 1)];
    const middle = bin < EXACT ? from : (from + to) / 2;
    return Math.min(Math.max(middle, this.least), this.most);
  }

  /** How many are shorter than a length; those of its own bin count half. */
  below(nanos: Nanos): number {
    if (this.count === 0 || nanos <= this.least) return 0;
    const bin = binOf(nanos);
    const own = (this.counts![bin] ?? 0) - 1;
    return this.counts!.subarray(0, bin).reduce((sum, count) => sum + count, Math.max(0, own) / 2);
  }

  /**
   * `count` bins of equal width on a logarithmic scale, from the shortest to the longest. A bin's borders are those of the
   * histogram's own, so that what is counted is exact; there are fewer where those are too few.
   */
  bins(count: number): readonly Bin[] {
    if (this.count === 0) return [];
    const [first, last] = [binOf(this.least), binOf(this.most)];
    const width = Math.max(1, Math.ceil((last + 1 - first) / Math.max(1, count)));
    const bins: Bin[] = [];
    for (let bin = first; bin <= last; bin += width) {
      let inside = 0;
      for (let i = bin; i < bin + width; i++) inside += this.counts![i] ?? 0;
      bins.push({ from: beginOf(bin), to: beginOf(bin + width), count: inside });
    }
    return bins;
  }

  private grow(bin: number): void {
    let capacity = this.counts?.length ?? FIRST_CAPACITY;
    while (capacity <= bin) capacity *= 2;
    const grown = new Uint32Array(capacity);
    if (this.counts !== null) grown.set(this.counts);
    this.counts = grown;
  }
}

/** The bin of a length: itself when it is small, else its octave's, and the five bits behind the first. */
function binOf(length: Nanos): number {
  if (length < EXACT) return Math.floor(length);
  if (length < 2 ** 32) {
    const shift = 31 - Math.clz32(length) - STEP_BITS;
    return shift * STEPS + (length >>> shift);
  }
  const shift = Math.min(63, Math.floor(Math.log2(length))) - STEP_BITS;
  return shift * STEPS + Math.min(EXACT - 1, Math.max(STEPS, Math.floor(length / 2 ** shift)));
}

function beginOf(bin: number): Nanos {
  if (bin < EXACT) return bin;
  const shift = Math.floor(bin / STEPS) - 1;
  return (bin - shift * STEPS) * 2 ** shift;
}
