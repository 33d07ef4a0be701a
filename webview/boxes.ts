import type { Outcome } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { FAMILIES } from './families.ts';
import { twice } from '../src/core/grow.ts';
import type { Px } from './viewport.ts';

/** The height of every row; `--row` in the style sheet says the same. */
export const ROW_HEIGHT: Px = 24;

/**
 * The picture as data: what layout says and the painter draws. Boxes are columns that are used again for every frame,
 * because a frame may have fifty thousand of them and objects would be garbage sixty times a second.
 */
export class Boxes {
  length = 0;
  row = new Int32Array(FIRST_CAPACITY);
  style = new Uint8Array(FIRST_CAPACITY);
  /** The run that the box shows, or comes before: a position in the row's lane. */
  position = new Int32Array(FIRST_CAPACITY);
  from = new Float64Array(FIRST_CAPACITY);
  to = new Float64Array(FIRST_CAPACITY);
  x0 = new Float64Array(FIRST_CAPACITY);
  x1 = new Float64Array(FIRST_CAPACITY);
  /** For merged boxes: the share of their time that the lane ran. */
  busy = new Float32Array(FIRST_CAPACITY);
  /** For merged boxes: the share of their time that the lane stood ready. */
  ready = new Float32Array(FIRST_CAPACITY);
  /** What may be written into a box, the longest first, by the box's position here. */
  readonly labels = new Map<number, readonly string[]>();

  private styles = 0;

  clear(): void {
    this.length = 0;
    this.styles = 0;
    this.labels.clear();
  }

  /** Adds a box; answers its position. */
  add(row: number, style: number, position: number, from: Nanos, to: Nanos, x0: Px, x1: Px): number {
    if (this.length === this.row.length) this.grow();
    const at = this.length++;
    this.row[at] = row;
    this.style[at] = style;
    this.styles |= 1 << style;
    this.position[at] = position;
    this.from[at] = from;
    this.to[at] = to;
    this.x0[at] = x0;
    this.x1[at] = x1;
    return at;
  }

  /** True when there is a box of this style. */
  has(style: number): boolean {
    return (this.styles & (1 << style)) !== 0;
  }

  private grow(): void {
    this.row = twice(this.row);
    this.style = twice(this.style);
    this.position = twice(this.position);
    this.from = twice(this.from);
    this.to = twice(this.to);
    this.x0 = twice(this.x0);
    this.x1 = twice(this.x1);
    this.busy = twice(this.busy);
    this.ready = twice(this.ready);
  }
}

const FIRST_CAPACITY = 4096;

/** What a box shows. Below {@link STYLE.notStarted}: suspended, by the position in {@link FAMILIES}. */
export const STYLE = {
  notStarted: FAMILIES.length,
  ready: FAMILIES.length + 1,
  running: FAMILIES.length + 2,
  blocking: FAMILIES.length + 3,
  /** A block that goes on. */
  blockingNow: FAMILIES.length + 4,
  callback: FAMILIES.length + 5,
  loopStep: FAMILIES.length + 6,
  merged: FAMILIES.length + 7,
  mergedLoop: FAMILIES.length + 8,
  /** Blocks too short for a box of their own; over all others, so that no texture hides them. */
  blockMark: FAMILIES.length + 9,
} as const;

/** How many styles there are. */
export const STYLES = FAMILIES.length + 10;

/** A row's background and the line along which it exists. */
export interface RowBand {
  readonly row: number;
  readonly isLoop: boolean;
  readonly y: Px;
  /** Where its owner begins and ends to exist; outside of the view when it does so there. */
  readonly x0: Px;
  readonly x1: Px;
  /** How it ended, once it did; `pending`: the program ended before it. */
  readonly ended: Outcome | null;
}

/** A length of time that concerns many rows: a pause, a loss, a blocked loop. */
export interface TimeBand {
  readonly kind: 'pause' | 'loss' | 'block';
  readonly x0: Px;
  readonly x1: Px;
  /** The rows it covers; for all rows 0 and the number of them. */
  readonly firstRow: number;
  readonly endRow: number;
  readonly label: string;
}

/** A mark on the time axis. */
export interface Tick {
  readonly x: Px;
  readonly label: string;
}

/** All there is to paint, except what the pointer and the selection add. */
export interface Picture {
  readonly width: Px;
  readonly height: Px;
  readonly rows: readonly RowBand[];
  readonly boxes: Boxes;
  readonly bands: readonly TimeBand[];
  readonly ticks: readonly Tick[];
  /** From here on, nothing has happened yet. */
  readonly nowX: Px;
}

/** Where row 0 stands, however far above the picture. */
export function originOf({ rows }: Picture): Px {
  const first = rows[0];
  return first === undefined ? 0 : first.y - first.row * ROW_HEIGHT;
}
