import type { Lane, LaneSums, Task, Trace } from '../../src/core/trace.ts';
import type { Nanos } from '../../src/core/units.ts';

/** So many cells are worked out together. */
export const TILE = 512;

/** What tasks did together in {@link TILE} cells of equal size; shares and numbers are of a cell's whole time. */
export interface TileCells {
  readonly busy: Float32Array;
  /** How many tasks stood ready, on average. */
  readonly runnable: Float32Array;
  readonly alive: Uint16Array;
}

/**
 * Adds up what tasks did in a stretch of time, a few tasks at a time. A task costs as many looks as there are cells in
 * which it did something, however many steps it made.
 */
export class TileSum {
  private readonly tasks: Int32Array;
  private readonly begin: Nanos;
  private readonly size: Nanos;
  private readonly busy = new Float64Array(TILE);
  private readonly ready = new Float64Array(TILE);
  /** By how many more tasks there are than in the cell before. */
  private readonly comes = new Int32Array(TILE + 1);
  private readonly before: LaneSums = { position: 0, busy: 0, ready: 0 };
  private readonly after: LaneSums = { position: 0, busy: 0, ready: 0 };
  private next = 0;

  constructor(tasks: Int32Array, begin: Nanos, size: Nanos) {
    this.tasks = tasks;
    this.begin = begin;
    this.size = size;
  }

  get isComplete(): boolean {
    return this.next >= this.tasks.length;
  }

  /** Goes on until about so many looks are done; answers how many were. */
  add(trace: Trace, most: number): number {
    let looks = 0;
    while (looks < most && this.next < this.tasks.length) {
      const task = trace.tasks[this.tasks[this.next++]!];
      looks += task === undefined ? 1 : 1 + this.addTask(trace, task);
    }
    return looks;
  }

  /** The cells, once all is added up. */
  cells(): TileCells {
    const busy = new Float32Array(TILE);
    const runnable = new Float32Array(TILE);
    const alive = new Uint16Array(TILE);
    let there = 0;
    for (let cell = 0; cell < TILE; cell++) {
      there += this.comes[cell]!;
      alive[cell] = Math.min(there, 0xffff);
      busy[cell] = Math.max(0, this.busy[cell]! / this.size);
      runnable[cell] = Math.max(0, this.ready[cell]! / this.size);
    }
    return { busy, runnable, alive };
  }

  private addTask(trace: Trace, task: Task): number {
    const first = Math.max(0, this.cellAt(task.created));
    const last = task.ended === null ? TILE - 1 : this.cellAt(task.ended);
    if (first >= TILE || last < 0) return 0;
    this.comes[first]!++;
    if (last < TILE) this.comes[last + 1]!--;
    return this.addLane(trace, task.lane, first);
  }

  private addLane(trace: Trace, lane: Lane, first: number): number {
    const { size, begin, busy, ready, before, after } = this;
    // An eighth of a cell more or less at its edges is not seen, and spares looking at every run there.
    const coarse = size / 8;
    let looks = 1;
    lane.sums(begin + first * size, coarse, lane.first, before);
    let cell = first;
    while (cell < TILE) {
      const start = startOf(trace, lane, before.position);
      if (Number.isNaN(start)) break;
      cell = Math.max(cell, this.cellAt(start));
      if (cell >= TILE) break;
      lane.sums(begin + (cell + 1) * size, coarse, before.position, after);
      busy[cell]! += after.busy - before.busy;
      ready[cell]! += after.ready - before.ready;
      before.position = after.position;
      before.busy = after.busy;
      before.ready = after.ready;
      cell++;
      looks++;
    }
    return looks;
  }

  private cellAt(at: Nanos): number {
    return Math.floor((at - this.begin) / this.size);
  }
}

/** Since when the run at a position could run, or ran; NaN when there is none. */
function startOf({ runs }: Trace, lane: Lane, position: number): Nanos {
  const run = lane.run(position);
  if (run < 0) return Number.NaN;
  const ready = runs.ready(run);
  return Number.isNaN(ready) ? runs.begin(run) : ready;
}
