import type { RunChunks } from '../runChunks.ts';
import type { Nanos, RunIndex } from '../units.ts';
import { BlockArena } from './blockArena.ts';
import { BlockLane } from './blockLane.ts';

const SHIFT = 6;

/** Room for the blocks of all loops' lanes. */
export function loopArena(): BlockArena {
  return new BlockArena(0);
}

/** The runs of a loop: nearly all of them follow each other, so that only where a stretch of them begins is kept. */
export class LoopLane extends BlockLane {
  /** Of each stretch, the position of its first run, and that run. */
  private positions: number[] = [];
  private starts: RunIndex[] = [];
  /** The stretch that was asked for last. */
  private recent = 0;

  constructor(runs: RunChunks, arena: BlockArena) {
    super(runs, arena, SHIFT);
  }

  /** Appends a run that began when the last one had ended, or later. */
  push(run: RunIndex, end: Nanos, ran: Nanos, waited: Nanos): void {
    const { positions, starts, length } = this;
    const last = positions.length - 1;
    if (last < 0 || run - length !== starts[last]! - positions[last]!) {
      positions.push(length);
      starts.push(run);
    }
    this.append(end, ran, waited);
  }

  run(position: number): RunIndex {
    if (!(position >= this.first && position < this.length)) return -1;
    const { positions } = this;
    const { recent } = this;
    const isRecent = position >= positions[recent]! && !(position >= positions[recent + 1]!);
    if (!isRecent) this.recent = lastUpTo(positions, position);
    return this.starts[this.recent]! + position - positions[this.recent]!;
  }

  override forgetBefore(run: RunIndex): void {
    super.forgetBefore(run);
    const gone = lastUpTo(this.positions, this.first);
    if (gone <= 0) return;
    this.positions = this.positions.slice(gone);
    this.starts = this.starts.slice(gone);
    this.recent = 0;
  }

  protected positionFrom(run: RunIndex): number {
    const { positions, starts } = this;
    const stretch = lastUpTo(starts, run);
    if (stretch < 0) return this.first;
    const position = positions[stretch]! + run - starts[stretch]!;
    return Math.max(this.first, Math.min(position, positions[stretch + 1] ?? this.length));
  }
}

/** The place of the last of some ascending numbers that is not greater than one; −1 when all are. */
function lastUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
