import { STYLES } from '../boxes.ts';
import type { Boxes } from '../picture.ts';

const BUCKETS = STYLES * 2;

/** Boxes to be painted one after the other without a change of colour: `order[begin]` … `order[end − 1]`. */
export interface Bucket {
  readonly style: number;
  readonly isDimmed: boolean;
  readonly order: Int32Array;
  readonly begin: number;
  readonly end: number;
}

/** Sorts boxes by style, those that are dimmed before the others; its room is used again for every frame. */
export class Buckets {
  private order = new Int32Array(4096);
  private readonly starts = new Int32Array(BUCKETS + 1);
  private readonly next = new Int32Array(BUCKETS);

  /** The boxes from `first` to before `end`, in the order of painting; empty buckets are left out. */
  of(boxes: Boxes, first: number, end: number): Bucket[] {
    const { starts, next } = this;
    const { style, dimmed } = boxes;
    const { order } = this.reserve(end - first);
    starts.fill(0);
    for (let box = first; box < end; box++) starts[style[box]! * 2 + 2 - dimmed[box]!]!++;
    for (let at = 0; at < BUCKETS; at++) starts[at + 1]! += starts[at]!;
    next.set(starts.subarray(0, BUCKETS));
    for (let box = first; box < end; box++) order[next[style[box]! * 2 + 1 - dimmed[box]!]!++] = box;
    const buckets: Bucket[] = [];
    for (let at = 0; at < BUCKETS; at++) {
      const [from, to] = [starts[at]!, starts[at + 1]!];
      if (to > from) buckets.push({ style: at >> 1, isDimmed: (at & 1) === 0, order, begin: from, end: to });
    }
    return buckets;
  }

  private reserve(count: number): this {
    if (this.order.length < count) this.order = new Int32Array(2 ** Math.ceil(Math.log2(count)));
    return this;
  }
}
