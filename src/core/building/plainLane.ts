import type { Lane, LaneSums, Runs } from '../trace.ts';
import type { Nanos, RunIndex } from '../units.ts';

/** A lane as three lists: its runs, and how long these and all before them ran, and stood ready. */
export class PlainLane implements Lane {
  readonly first = 0;
  private readonly all: Runs;
  private readonly runs: RunIndex[] = [];
  private readonly busy: Nanos[] = [];
  private readonly ready: Nanos[] = [];

  constructor(all: Runs) {
    this.all = all;
  }

  get length(): number {
    return this.runs.length;
  }

  /** Appends a run that began when the last one had ended, or later. */
  push(run: RunIndex, ran: Nanos, waited: Nanos): void {
    this.busy.push(this.busyBefore(this.length) + ran);
    this.ready.push(this.readyBefore(this.length) + waited);
    this.runs.push(run);
  }

  run(position: number): RunIndex {
    return this.runs[position] ?? -1;
  }

  positionOf(run: RunIndex): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.runs[middle]! < run) low = middle + 1;
      else high = middle;
    }
    return this.runs[low] === run ? low : -1;
  }

  busyBefore(position: number): Nanos {
    return this.busy[position - 1] ?? 0;
  }

  readyBefore(position: number): Nanos {
    return this.ready[position - 1] ?? 0;
  }

  endingAfter(at: Nanos, near = 0): number {
    const { all, runs } = this;
    const { length } = runs;
    let low = Math.min(near, length);
    if (low > 0 && all.end(runs[low - 1]!) > at) low = 0;
    let stride = 1;
    let high = low;
    while (high < length && all.end(runs[high]!) <= at) {
      low = high + 1;
      high += stride;
      stride *= 2;
    }
    if (high > length) high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (all.end(runs[middle]!) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Exact however coarse it may be: there are no blocks to share out. */
  sums(at: Nanos, _coarse: Nanos, near: number, into: LaneSums): void {
    const position = this.endingAfter(at, near);
    const run = this.run(position);
    const [begin, ready] = [this.all.begin(run), this.all.ready(run)];
    into.position = position;
    into.busy = this.busyBefore(position) + (begin < at ? at - begin : 0);
    into.ready = this.readyBefore(position) + (ready < at ? Math.min(at, begin) - ready : 0);
  }

  longestReady(first: number, end: number): Nanos {
    const { all } = this;
    return this.most(first, end, (run) => all.begin(run) - all.ready(run));
  }

  longestRun(first: number, end: number): Nanos {
    const { all } = this;
    return this.most(first, end, (run) => all.end(run) - all.begin(run));
  }

  /** The greatest of a length of the runs `first` … `end` − 1; 0 where none is known. */
  private most(first: number, end: number, lengthOf: (run: RunIndex) => Nanos): Nanos {
    let most = 0;
    for (let position = Math.max(0, first); position < Math.min(end, this.length); position++) {
      const length = lengthOf(this.runs[position]!);
      if (length > most) most = length;
    }
    return most;
  }
}
