import type { RunChunks } from '../runChunks.ts';
import type { Lane, LaneSums } from '../trace.ts';
import type { Nanos, RunIndex } from '../units.ts';
import type { BlockArena } from './blockArena.ts';

/** Of a lane without a run: a list of its own would be most of what its task takes. */
const NONE: number[] = [];

/** A time that runs have: the longest of a block, NaN when each must be asked for, and that of one. */
interface Longest {
  readonly ofBlock: (arena: BlockArena, block: number) => Nanos;
  readonly ofRun: (runs: RunChunks, run: RunIndex) => Nanos;
}

const RUNNING: Longest = {
  ofBlock: (arena, block) => arena.longestRun(block),
  ofRun: (runs, run) => runs.ran(run),
};
const READY: Longest = {
  ofBlock: (arena, block) => arena.longestReady(block),
  ofRun: (runs, run) => runs.waited(run),
};

/**
 * A lane as blocks of a power of two of runs. What lies before a run is what lies before the end of its block, less the
 * block's later runs: so a block can be let go as soon as its runs are, and those behind it are as they were.
 */
export abstract class BlockLane implements Lane {
  first = 0;
  length = 0;
  protected readonly runs: RunChunks;
  protected readonly arena: BlockArena;
  /** Those that are held, and the last one always: it knows what the lane came to. */
  protected blocks = NONE;
  /** The last one again, for runs come to random lanes, and each look elsewhere costs as much as the rest; −1 for none. */
  private tail = -1;
  /** Runs of a block, as a power of two, and as a number. */
  private readonly shift: number;
  private readonly size: number;

  constructor(runs: RunChunks, arena: BlockArena, shift: number) {
    this.runs = runs;
    this.arena = arena;
    this.shift = shift;
    this.size = 1 << shift;
  }

  abstract run(position: number): RunIndex;

  /** The first position, of those that are held, whose run is that one or a later one. */
  protected abstract positionFrom(run: RunIndex): number;

  get end(): Nanos {
    return this.tail < 0 ? 0 : this.arena.end(this.tail);
  }

  positionOf(run: RunIndex): number {
    const position = this.positionFrom(run);
    return run >= 0 && this.run(position) === run ? position : -1;
  }

  busyBefore(position: number): Nanos {
    const { arena, blocks, runs } = this;
    if (blocks.length === 0) return 0;
    const at = Math.min(Math.max(position, this.first), this.length - 1);
    const index = this.indexOf(at);
    let busy = arena.busy(blocks[index]!);
    for (let later = this.endOf(index) - 1; later >= Math.max(position, this.first); later--)
      busy -= runs.ran(this.run(later));
    return busy;
  }

  readyBefore(position: number): Nanos {
    const { arena, blocks, runs } = this;
    if (blocks.length === 0) return 0;
    const at = Math.min(Math.max(position, this.first), this.length - 1);
    const index = this.indexOf(at);
    let ready = arena.ready(blocks[index]!);
    for (let later = this.endOf(index) - 1; later >= Math.max(position, this.first); later--)
      ready -= runs.waited(this.run(later));
    return ready;
  }

  endingAfter(at: Nanos, near = 0): number {
    const index = this.blockEndingAfter(at, near);
    return index === this.blocks.length ? this.length : this.endingAfterIn(index, at);
  }

  sums(at: Nanos, coarse: Nanos, near: number, into: LaneSums): void {
    const { arena, blocks, runs } = this;
    const index = this.blockEndingAfter(at, near);
    if (index === blocks.length) {
      into.position = this.length;
      into.busy = this.busyBefore(this.length);
      into.ready = this.readyBefore(this.length);
      return;
    }
    const end = arena.end(blocks[index]!);
    let isNearBegin = false;
    if (index > 0) {
      const from = arena.end(blocks[index - 1]!);
      const span = end - from;
      if (span <= coarse && this.isFull(index)) return this.share(index, (at - from) / span, into);
      isNearBegin = at - from < span / 2;
    }
    // Where a block has much to do, half of it is looked at, run by run: less than to find the one, and then add up.
    const run = isNearBegin ? this.sumsFromBegin(index, at, into) : this.sumsFromEnd(index, at, into);
    const [begin, since] = [runs.begin(run), runs.ready(run)];
    if (begin < at) into.busy += at - begin;
    if (since < at) into.ready += Math.min(at, begin) - since;
  }

  longestReady(first: number, end: number): Nanos {
    return this.longest(first, end, READY);
  }

  longestRun(first: number, end: number): Nanos {
    return this.longest(first, end, RUNNING);
  }

  /** Lets go of the positions whose runs are before one. */
  forgetBefore(run: RunIndex): void {
    if (this.length === 0) return;
    this.first = this.positionFrom(run);
    const gone = Math.min(this.indexOf(this.first), this.blocks.length - 1);
    if (gone <= 0) return;
    for (const block of this.blocks.slice(0, gone)) this.arena.release(block);
    this.blocks = this.blocks.slice(gone);
  }

  /** Lets go of everything: the lane is not used any more. */
  release(): void {
    for (const block of this.blocks) this.arena.release(block);
    this.blocks = NONE;
    this.tail = -1;
    this.first = this.length;
  }

  /** Appends the run's times to the last block, or to a new one; answers it. */
  protected append(end: Nanos, ran: Nanos, waited: Nanos): number {
    if ((this.length++ & (this.size - 1)) === 0) {
      this.tail = this.arena.take(this.tail);
      if (this.blocks.length === 0) this.blocks = [this.tail];
      else this.blocks.push(this.tail);
    }
    this.arena.add(this.tail, end, ran, waited);
    return this.tail;
  }

  private longest(first: number, end: number, { ofBlock, ofRun }: Longest): Nanos {
    const until = Math.min(end, this.length);
    let most = 0;
    for (let at = Math.max(first, this.first); at < until;) {
      const index = this.indexOf(at);
      const behind = this.endOf(index);
      const known = this.isWhole(index, at, until) ? ofBlock(this.arena, this.blocks[index]!) : Number.NaN;
      if (known > most) most = known;
      if (known >= 0) at = behind;
      else for (; at < Math.min(behind, until); at++) most = Math.max(most, ofRun(this.runs, this.run(at)));
    }
    return most;
  }

  /** The place among the held blocks of that with a position. */
  protected indexOf(position: number): number {
    return (position >>> this.shift) - this.blocksBefore();
  }

  /** The position of a held block's first run, held or not. */
  protected beginOf(index: number): number {
    return (index + this.blocksBefore()) << this.shift;
  }

  /** One behind the position of a held block's last run. */
  private endOf(index: number): number {
    return Math.min(this.beginOf(index + 1), this.length);
  }

  private blocksBefore(): number {
    return ((this.length + this.size - 1) >>> this.shift) - this.blocks.length;
  }

  private isFull(index: number): boolean {
    return this.beginOf(index + 1) <= this.length;
  }

  /** Whether all of a block's runs are among those from one to before another. */
  private isWhole(index: number, from: number, until: number): boolean {
    return from === this.beginOf(index) && this.endOf(index) <= until;
  }

  /** The first block of which a run ends after a time; quick when it is not far behind a position. */
  private blockEndingAfter(at: Nanos, near: number): number {
    const { arena, blocks } = this;
    const { length } = blocks;
    let low = Math.min(Math.max(this.indexOf(near), 0), length);
    if (low > 0 && arena.end(blocks[low - 1]!) > at) low = 0;
    let stride = 1;
    let high = low;
    while (high < length && arena.end(blocks[high]!) <= at) {
      low = high + 1;
      high += stride;
      stride *= 2;
    }
    if (high > length) high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (arena.end(blocks[middle]!) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first position of a block, one of whose runs does so, whose run ends after a time. */
  private endingAfterIn(index: number, at: Nanos): number {
    let low = Math.max(this.beginOf(index), this.first);
    let high = this.endOf(index);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.runs.end(this.run(middle)) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Sums up what lies before the first run that ends after a time, from the block's begin on; answers that run. */
  private sumsFromBegin(index: number, at: Nanos, into: LaneSums): RunIndex {
    const { arena, runs } = this;
    const before = this.blocks[index - 1]!;
    let [busy, ready] = [arena.busy(before), arena.ready(before)];
    let position = this.beginOf(index);
    let run = this.run(position);
    while (runs.end(run) <= at) {
      busy += runs.ran(run);
      ready += runs.waited(run);
      run = this.run(++position);
    }
    into.position = position;
    into.busy = busy;
    into.ready = ready;
    return run;
  }

  /** The same from the block's end on, backwards. */
  private sumsFromEnd(index: number, at: Nanos, into: LaneSums): RunIndex {
    const { arena, runs } = this;
    const block = this.blocks[index]!;
    const begin = Math.max(this.beginOf(index), this.first);
    let [busy, ready] = [arena.busy(block), arena.ready(block)];
    let position = this.endOf(index);
    let run = -1;
    while (position > begin) {
      const earlier = this.run(position - 1);
      if (runs.end(earlier) <= at) break;
      run = earlier;
      position--;
      busy -= runs.ran(run);
      ready -= runs.waited(run);
    }
    into.position = position;
    into.busy = busy;
    into.ready = ready;
    return run;
  }

  /** As if a block's runs, and the times in which they stood ready, were spread evenly over the time since the block before. */
  private share(index: number, part: number, into: LaneSums): void {
    const { arena, blocks } = this;
    const [before, block] = [blocks[index - 1]!, blocks[index]!];
    const [busy, ready] = [arena.busy(before), arena.ready(before)];
    into.position = this.beginOf(index) + Math.floor(part * this.size);
    into.busy = busy + part * (arena.busy(block) - busy);
    into.ready = ready + part * (arena.ready(block) - ready);
  }
}
