import type { Nanos, RunIndex } from '../units.ts';

/** Blocks a page has room for, as a power of two. */
const PAGE_SHIFT = 10;
const PAGE_SIZE = 2 ** PAGE_SHIFT;
const MASK = PAGE_SIZE - 1;

/** Where the numbers of a block stand: of its 64-bit ones, then, counted in 32 bits, of the others. */
const END = 0;
const BUSY = 1;
const READY = 2;
const LONGEST_RUN = 6;
const LONGEST_READY = 7;
const RUNS = 8;
/** In the place of a longest time that does not fit. */
const LARGE = 0xffffffff;

/** One buffer, seen as 64-bit and as 32-bit numbers: all that a block knows lies together. */
interface Page {
  readonly times: Float64Array;
  readonly words: Uint32Array;
}

/**
 * Room for blocks of a lane's consecutive runs, in pages that are never copied. A block knows when its last run ended, how
 * long the lane's runs up to that one ran and stood ready, the longest of its own, and, where asked for, their numbers.
 */
export class BlockArena {
  /** Of a block, in each of the two views of a page. */
  private readonly times: number;
  private readonly words: number;
  private readonly pages: Page[] = [];
  private readonly free: number[] = [];
  private used = 0;

  /** `runs`: so many numbers of runs fit into a block; even. */
  constructor(runs: number) {
    this.words = RUNS + runs;
    this.times = this.words / 2;
  }

  /** A block for the runs behind those of another one; −1: for a lane's first. */
  take(before: number): number {
    const block = this.free.pop() ?? this.used++;
    if (block >>> PAGE_SHIFT === this.pages.length) {
      const buffer = new ArrayBuffer(PAGE_SIZE * this.words * 4);
      this.pages.push({ times: new Float64Array(buffer), words: new Uint32Array(buffer) });
    }
    const { times, words } = this.pages[block >>> PAGE_SHIFT]!;
    const at = (block & MASK) * this.times;
    times[at + END] = before < 0 ? 0 : this.end(before);
    times[at + BUSY] = before < 0 ? 0 : this.busy(before);
    times[at + READY] = before < 0 ? 0 : this.ready(before);
    words.fill(0, (block & MASK) * this.words + LONGEST_RUN, (block & MASK) * this.words + RUNS);
    return block;
  }

  /** Takes a block back. */
  release(block: number): void {
    this.free.push(block);
  }

  /** Takes a block's next run into account. */
  add(block: number, end: Nanos, ran: Nanos, waited: Nanos): void {
    const { times, words } = this.pages[block >>> PAGE_SHIFT]!;
    const at = (block & MASK) * this.times;
    const word = (block & MASK) * this.words;
    times[at + END] = end;
    times[at + BUSY]! += ran;
    times[at + READY]! += waited;
    if (ran > words[word + LONGEST_RUN]!) words[word + LONGEST_RUN] = ran < LARGE ? ran : LARGE;
    if (waited > words[word + LONGEST_READY]!) words[word + LONGEST_READY] = waited < LARGE ? waited : LARGE;
  }

  setRun(block: number, at: number, run: RunIndex): void {
    this.pages[block >>> PAGE_SHIFT]!.words[(block & MASK) * this.words + RUNS + at] = run;
  }

  run(block: number, at: number): RunIndex {
    return this.pages[block >>> PAGE_SHIFT]!.words[(block & MASK) * this.words + RUNS + at]!;
  }

  /** When its last run ended. */
  end(block: number): Nanos {
    return this.pages[block >>> PAGE_SHIFT]!.times[(block & MASK) * this.times + END]!;
  }

  /** How long all runs of the lane up to its last one ran. */
  busy(block: number): Nanos {
    return this.pages[block >>> PAGE_SHIFT]!.times[(block & MASK) * this.times + BUSY]!;
  }

  /** How long all runs of the lane up to its last one stood ready. */
  ready(block: number): Nanos {
    return this.pages[block >>> PAGE_SHIFT]!.times[(block & MASK) * this.times + READY]!;
  }

  /** How long the longest of its runs ran; NaN when it must be asked for. */
  longestRun(block: number): Nanos {
    return this.longest(block, LONGEST_RUN);
  }

  /** How long the one of its runs that stood ready longest did; NaN when it must be asked for. */
  longestReady(block: number): Nanos {
    return this.longest(block, LONGEST_READY);
  }

  private longest(block: number, column: number): Nanos {
    const longest = this.pages[block >>> PAGE_SHIFT]!.words[(block & MASK) * this.words + column]!;
    return longest === LARGE ? Number.NaN : longest;
  }
}
