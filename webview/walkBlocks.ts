import type { Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import type { BlockIndex } from './blockIndex.ts';
import { isWhole, rangeOf, type Selection } from './selection.ts';
import type { View } from './viewport.ts';

/** All blocks in the order of their begins, then those that go on, as what can be selected one after the other. */
export class BlockWalk {
  private readonly trace: Trace;
  private readonly blocks: BlockIndex;

  constructor(trace: Trace, blocks: BlockIndex) {
    this.trace = trace;
    this.blocks = blocks;
  }

  get length(): number {
    return this.blocks.all.blocks.length + this.blocks.now.length;
  }

  /** What to select for the block at a position; null outside of them. */
  at(position: number): Selection | null {
    const { now } = this.blocks;
    const all = this.blocks.all.blocks;
    const block = all[position];
    if (block !== undefined) return { kind: 'run', run: block.run };
    const going = now[position - all.length];
    return going ? { kind: 'running', loop: going.loop } : null;
  }

  /** The position of a selected block; −1 for anything else. */
  positionOf(selection: Selection | null): number {
    if (selection?.kind === 'run') {
      const block = this.blocks.of(selection.run);
      return block === undefined ? -1 : this.blocks.all.blocks.indexOf(block, this.firstFrom(block.begin));
    }
    if (selection?.kind !== 'running') return -1;
    const now = this.blocks.now.findIndex(({ loop }) => loop === selection.loop);
    return now < 0 ? -1 : this.blocks.all.blocks.length + now;
  }

  /**
   * The position after (1) or before (−1) the selected block, else that of what is selected or, where nothing is, in
   * sight; round and round. −1 when there is no block.
   */
  step(selection: Selection | null, view: View, by: 1 | -1): number {
    const { length } = this;
    if (length === 0) return -1;
    const current = this.positionOf(selection);
    if (current >= 0) return (current + by + length) % length;
    const isPiece = selection !== null && !isWhole(selection);
    const begin = isPiece ? rangeOf(this.trace, selection)?.begin : undefined;
    const next = this.firstFrom(begin ?? (by > 0 ? view.begin : view.end));
    return (by > 0 ? next : next - 1 + length) % length;
  }

  /** The position of the first that begins no earlier than a time. */
  private firstFrom(at: Nanos): number {
    const { now } = this.blocks;
    const all = this.blocks.all.blocks;
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (all[middle]!.begin >= at) high = middle;
      else low = middle + 1;
    }
    return low < all.length ? low : low + now.filter(({ begin }) => begin < at).length;
  }
}
