import { countBefore, dropFirst, twice } from './grow.ts';
import type { Samples } from './trace.ts';
import type { LoopId, Nanos, SampleIndex, StackId } from './units.ts';

const FIRST_CAPACITY = 256;

/** The columns of {@link Samples}, with room to grow, as those of the runs. */
export class GrowingSamples implements Samples {
  length = 0;
  loop = new Uint16Array(FIRST_CAPACITY);
  subject = new Uint32Array(FIRST_CAPACITY);
  begin = new Float64Array(FIRST_CAPACITY);
  at = new Float64Array(FIRST_CAPACITY);
  weight = new Float64Array(FIRST_CAPACITY);
  stack = new Uint32Array(FIRST_CAPACITY);

  /** Appends one sample; the arguments are the columns of {@link Samples}. Answers its position. */
  add(loop: LoopId, subject: number, begin: Nanos, at: Nanos, weight: Nanos, stack: StackId): SampleIndex {
    if (this.length === this.at.length) this.grow();
    const index = this.length++;
    this.loop[index] = loop;
    this.subject[index] = subject;
    this.begin[index] = begin;
    this.at[index] = at;
    this.weight[index] = weight;
    this.stack[index] = stack;
    return index;
  }

  /** Lets go of the first ones that are before a time; answers how many, by which all positions are less. */
  forgetBefore(until: Nanos): number {
    const gone = countBefore(this.at, this.length, until);
    if (gone === 0) return 0;
    for (const column of [this.loop, this.subject, this.begin, this.at, this.weight, this.stack])
      dropFirst(column, gone);
    this.length -= gone;
    return gone;
  }

  private grow(): void {
    this.loop = twice(this.loop);
    this.subject = twice(this.subject);
    this.begin = twice(this.begin);
    this.at = twice(this.at);
    this.weight = twice(this.weight);
    this.stack = twice(this.stack);
  }
}
