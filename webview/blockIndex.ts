import { isNested } from '../src/core/wire.ts';
import { BLOCKING_FROM, BlockFinder, pausedBetween, type Block } from '../src/core/analysis/blocking.ts';
import type { Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex } from '../src/core/units.ts';

const NONE: readonly Block[] = [];

/** The blocks of a growing trace, arranged for drawing: is this run one, and which are there on a loop. */
export class BlockIndex {
  private readonly finder = new BlockFinder();
  private readonly isBlock = new Set<RunIndex>();
  private readonly byLoop = new Map<LoopId, Block[]>();
  private seen = 0;

  /** How many there are. */
  get count(): number {
    return this.seen;
  }

  update(trace: Trace): void {
    const blocks = this.finder.update(trace);
    for (; this.seen < blocks.length; this.seen++) {
      const block = blocks[this.seen]!;
      const loop = trace.runs.loop[block.run]!;
      this.isBlock.add(block.run);
      const list = this.byLoop.get(loop);
      if (list === undefined) this.byLoop.set(loop, [block]);
      else list.push(block);
    }
  }

  has(run: RunIndex): boolean {
    return this.isBlock.has(run);
  }

  /** The blocks of a loop of which at least a part lies in `[from, to)`, in order. */
  between(loop: LoopId, from: Nanos, to: Nanos): readonly Block[] {
    const list = this.byLoop.get(loop) ?? NONE;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle]!.end > from) high = middle;
      else low = middle + 1;
    }
    let end = low;
    while (end < list.length && list[end]!.begin < to) end++;
    return list.slice(low, end);
  }
}

/** Since when a loop has been blocked by what runs at this moment; NaN when it has not, or not long enough. */
export function blockedSince(trace: Trace, loop: LoopId): Nanos {
  const running = trace.running.get(loop);
  if (running === undefined || isNested(running.subject)) return Number.NaN;
  const ran = trace.now - running.begin - pausedBetween(trace.pauses, running.begin, trace.now);
  return ran >= BLOCKING_FROM ? running.begin : Number.NaN;
}
