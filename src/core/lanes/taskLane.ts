import type { RunChunks } from '../runChunks.ts';
import type { Nanos, RunIndex } from '../units.ts';
import { BlockArena } from './blockArena.ts';
import { BlockLane } from './blockLane.ts';

const SHIFT = 4;
const SIZE = 2 ** SHIFT;

/** Room for the blocks of all tasks' lanes. */
export function taskArena(): BlockArena {
  return new BlockArena(SIZE);
}

/** The runs of a task, which lie among those of all others: their numbers stand in the blocks. */
export class TaskLane extends BlockLane {
  constructor(runs: RunChunks, arena: BlockArena) {
    super(runs, arena, SHIFT);
  }

  /** Appends a run that began when the last one had ended, or later. */
  push(run: RunIndex, end: Nanos, ran: Nanos, waited: Nanos): void {
    const at = this.length & (SIZE - 1);
    this.arena.setRun(this.append(end, ran, waited), at, run);
  }

  run(position: number): RunIndex {
    if (!(position >= this.first && position < this.length)) return -1;
    return this.arena.run(this.blocks[this.indexOf(position)]!, position & (SIZE - 1));
  }

  protected positionFrom(run: RunIndex): number {
    let low = this.first;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.run(middle) < run) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
