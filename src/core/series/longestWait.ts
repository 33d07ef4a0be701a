import type { Lane } from '../trace.ts';
import type { Nanos } from '../units.ts';

/** A multiple of so many runs is where a block of a loop's lane begins, which knows its longest. */
const BLOCK = 64;

/**
 * The longest time that one of a loop's runs stood ready, of stretches of its lane that move on: each block is looked at once,
 * however many of the stretches it is in.
 */
export class LongestWait {
  private readonly lane: Lane;
  /** Blocks of the last stretch, in their order, each longer than all behind it: those before were in it, too. */
  private starts: number[] = [];
  private longest: Nanos[] = [];
  private first = 0;
  /** From where, and up to where, blocks were looked at. */
  private begin = 0;
  private until = 0;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  /** Of the runs at the positions `from` … `to` − 1; neither lies before that of the last time, or all begins anew. */
  of(from: number, to: number): Nanos {
    const { lane } = this;
    const begin = Math.ceil(from / BLOCK) * BLOCK;
    const end = Math.floor(to / BLOCK) * BLOCK;
    if (end <= begin) return lane.longestReady(from, to);
    if (begin > this.until || end < this.until || begin < this.begin) this.reset(begin);
    this.begin = begin;
    for (; this.until < end; this.until += BLOCK)
      this.add(this.until, lane.longestReady(this.until, this.until + BLOCK));
    while (this.starts[this.first]! < begin) this.first++;
    return Math.max(
      lane.longestReady(from, begin),
      this.longest[this.first] ?? 0,
      lane.longestReady(end, to),
    );
  }

  private add(start: number, longest: Nanos): void {
    while (this.starts.length > this.first && this.longest.at(-1)! <= longest) {
      this.starts.pop();
      this.longest.pop();
    }
    this.starts.push(start);
    this.longest.push(longest);
  }

  private reset(begin: number): void {
    this.starts = [];
    this.longest = [];
    this.first = 0;
    this.until = begin;
  }
}
