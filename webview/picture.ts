import { twice } from '../src/core/grow.ts';
import type { Outcome } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { ROW_HEIGHT } from './boxes.ts';
import type { Px } from './viewport.ts';

const FIRST_CAPACITY = 4096;

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

/** Merged cells as stretches of equal ones: stretch s has the cells first[s] … first[s] + count[s] − 1. */
export interface Strips {
  readonly length: number;
  readonly row: Int32Array;
  readonly y: Float32Array;
  /** 0 a task's, 1 a loop's, 2 a group's. */
  readonly kind: Uint8Array;
  /** Cell n of a stretch begins at x0 + n × cell. */
  readonly x0: Float64Array;
  readonly cell: Float64Array;
  /** The time of its first cell, a multiple of the time that a cell has. */
  readonly from: Float64Array;
  readonly size: Float64Array;
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Of a cell: the share of its time that the lane ran; a group's, of its loop's time. */
  readonly busy: Float32Array;
  /** Of a cell: the share of its time that the lane stood ready; a group's, runnable tasks / (1 + runnable tasks). */
  readonly ready: Float32Array;
  /** Of a cell: the family most waited for; 255 for none. */
  readonly family: Uint8Array;
  /** Of a cell: the share that the query singles out; 1 without a query. */
  readonly match: Float32Array;
}

/** A row's background and the line along which it exists. */
export interface RowBand {
  readonly row: number;
  readonly kind: 'loop' | 'task' | 'group';
  readonly y: Px;
  /** Where its owner begins and ends to exist; outside of the view when it does so there. */
  readonly x0: Px;
  readonly x1: Px;
  /** How it ended, once it did; `pending`: the program ended before it; `lost`: it was destroyed. */
  readonly ended: Outcome | 'lost' | null;
  /** Nothing on it is what the query singles out. */
  readonly isDimmed: boolean;
  readonly isPinned: boolean;
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

/** Where on the page's width a time is drawn. */
export interface PxSpan {
  readonly x0: Px;
  readonly x1: Px;
}

/** A sign for something short: in a row, or, where `y` is null, in all of them. */
export interface Marker {
  readonly kind: 'gc' | 'stop' | 'block' | 'lost' | 'cancel' | 'failed';
  readonly x0: Px;
  readonly x1: Px;
  readonly y: Px | null;
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
  /** How far down the rows reach that stay in sight. */
  readonly pinnedHeight: Px;
  readonly markers: readonly Marker[];
  /** The length of time that is summed up. */
  readonly range: PxSpan | null;
  /** There is a query: some of it may be dimmed. */
  readonly isQueried: boolean;
}

/** Where row 0 stands, however far above the picture. */
export function originOf({ rows }: Picture): Px {
  const first = rows[0];
  return first === undefined ? 0 : first.y - first.row * ROW_HEIGHT;
}
