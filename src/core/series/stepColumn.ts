import { twice } from '../grow.ts';
import type { Nanos } from '../units.ts';
import { clearCell, setCell, type SeriesCells } from './series.ts';

const BLOCK = 64;

/**
 * A count that changes at moments and stays the same between them, in the order of time. Least and greatest of every 64
 * changes are kept, so that a cell with a million of them costs little.
 */
export class StepColumn {
  length = 0;
  private at = new Float64Array(256);
  private value = new Float32Array(256);
  /** The count's sum over time up to each change, from the first on. */
  private area = new Float64Array(256);
  private low: number[] = [];
  private high: number[] = [];

  /** The moment of the last change; before all time when there is none. */
  get last(): Nanos {
    return this.length === 0 ? Number.NEGATIVE_INFINITY : this.at[this.length - 1]!;
  }

  /** The count after the last change. */
  get lastValue(): number {
    return this.length === 0 ? 0 : this.value[this.length - 1]!;
  }

  timeOf(position: number): Nanos {
    return this.at[position]!;
  }

  /** By how much the count changed there. */
  changeAt(position: number): number {
    return this.value[position]! - (position === 0 ? 0 : this.value[position - 1]!);
  }

  /** Appends a change; one that is not behind the last one counts as if it were at the same time. */
  push(at: Nanos, value: number): void {
    if (this.length === this.at.length) {
      this.at = twice(this.at);
      this.value = twice(this.value);
      this.area = twice(this.area);
    }
    const { length } = this;
    const time = Math.max(at, this.last);
    this.area[length] = length === 0 ? 0 : this.area[length - 1]! + this.lastValue * (time - this.last);
    this.at[length] = time;
    this.value[length] = value;
    this.length++;
    const block = Math.floor(length / BLOCK);
    this.low[block] = Math.min(this.low[block] ?? value, value);
    this.high[block] = Math.max(this.high[block] ?? value, value);
  }

  /** Takes back all but the first changes. */
  cut(length: number): void {
    if (length >= this.length) return;
    const from = Math.floor(length / BLOCK) * BLOCK;
    const kept = Array.from(this.value.subarray(from, length));
    this.length = length;
    this.low.length = this.high.length = from / BLOCK;
    if (kept.length === 0) return;
    this.low.push(Math.min(...kept));
    this.high.push(Math.max(...kept));
  }

  /** How many changes there are up to a time, that time included. */
  countUntil(at: Nanos): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** As {@link Series.fill}, between two times; `initial` is the count before the first change, NaN where it is not known. */
  fill(from: Nanos, cell: Nanos, into: SeriesCells, begin: Nanos, end: Nanos, initial: number): void {
    for (let index = 0; index < into.length; index++) {
      const first = Math.max(from + index * cell, begin);
      const last = Math.min(from + (index + 1) * cell, end);
      if (last <= first) clearCell(into, index);
      else this.fillCell(into, index, first, last, initial);
    }
  }

  private fillCell(into: SeriesCells, index: number, from: Nanos, to: Nanos, initial: number): void {
    const before = this.countUntil(from);
    const inside = this.countUntil(to);
    const value = before === 0 ? initial : this.value[before - 1]!;
    if (inside === before) return setCell(into, index, value, value, value);
    const [low, high] = this.extremes(before, inside);
    if (Number.isNaN(value)) return setCell(into, index, low, high, this.value[inside - 1]!);
    const area = this.areaAt(to, initial) - this.areaAt(from, initial);
    setCell(into, index, Math.min(low, value), Math.max(high, value), area / (to - from));
  }

  private areaAt(at: Nanos, initial: number): number {
    const count = this.countUntil(at);
    if (count === 0) return (at - (this.length === 0 ? at : this.at[0]!)) * initial;
    return this.area[count - 1]! + this.value[count - 1]! * (at - this.at[count - 1]!);
  }

  private extremes(first: number, end: number): [number, number] {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let position = first; position < end;) {
      const block = position / BLOCK;
      if (Number.isInteger(block) && position + BLOCK <= end) {
        low = Math.min(low, this.low[block]!);
        high = Math.max(high, this.high[block]!);
        position += BLOCK;
      } else {
        low = Math.min(low, this.value[position]!);
        high = Math.max(high, this.value[position]!);
        position++;
      }
    }
    return [low, high];
  }
}
