import type { Trace } from '../trace.ts';
import { MILLISECOND, type LoopId, type Nanos, type ProcessIndex } from '../units.ts';

/** Shorter collections are not recorded. */
const LEAST: Nanos = MILLISECOND;

interface Pauses {
  readonly begin: Nanos[];
  readonly end: Nanos[];
}

/**
 * When the garbage collector held the processes of a growing trace. It begins at whichever line happens to make one object
 * too many, and goes through those of the whole program: what it takes is not what that line costs.
 */
export class CollectorPauses {
  private processes = new Map<ProcessIndex, Pauses>();
  private seen = 0;
  private epoch = 0;

  /** Takes in what came since the last call. */
  update({ collections, epoch }: Trace): void {
    if (this.epoch !== epoch) {
      this.epoch = epoch;
      this.seen = 0;
      this.processes = new Map();
    }
    for (; this.seen < collections.length; this.seen++) {
      const process = collections.process[this.seen]!;
      let pauses = this.processes.get(process);
      if (pauses === undefined) this.processes.set(process, (pauses = { begin: [], end: [] }));
      pauses.begin.push(collections.begin[this.seen]!);
      pauses.end.push(collections.end[this.seen]!);
    }
  }

  /** Nanoseconds of `[from, to)` in which the collector held a loop's process. */
  between(trace: Trace, loop: LoopId, from: Nanos, to: Nanos): Nanos {
    // Most runs are short, and asked about once each.
    if (to - from < LEAST || this.processes.size === 0) return 0;
    const pauses = this.processes.get(trace.loop(loop)?.process ?? -1);
    if (pauses === undefined) return 0;
    const { begin, end } = pauses;
    let held = 0;
    for (let at = firstAfter(end, from); at < begin.length && begin[at]! < to; at++)
      held += Math.min(end[at]!, to) - Math.max(begin[at]!, from);
    return held;
  }
}

/** The first position whose time is later; the times stand in order. */
function firstAfter(times: readonly Nanos[], time: Nanos): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
