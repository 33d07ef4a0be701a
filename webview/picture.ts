import { twice } from '../src/core/grow.ts';
import type { Outcome } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import type { Px } from './viewport.ts';

const FIRST_CAPACITY = 4096;
const FIRST_STRIPS = 256;

/**
 * The picture as data: what layout says and the painter draws. Boxes are columns that are used again for every frame,
 * because a frame may have fifty thousand of them and objects would be garbage sixty times a second.
 */
export class Boxes {
  length = 0;
  row = new Int32Array(FIRST_CAPACITY);
  /** The top of its row. */
  y = new Float32Array(FIRST_CAPACITY);
  style = new Uint8Array(FIRST_CAPACITY);
  /** The run that the box shows, or comes before: a position in the row's lane. */
  position = new Int32Array(FIRST_CAPACITY);
  from = new Float64Array(FIRST_CAPACITY);
  to = new Float64Array(FIRST_CAPACITY);
  x0 = new Float64Array(FIRST_CAPACITY);
  x1 = new Float64Array(FIRST_CAPACITY);
  /** 1: there is a query, and this is not what it singles out. */
  dimmed = new Uint8Array(FIRST_CAPACITY);
  /** What may be written into a box, the longest first, by the box's position here. */
  readonly labels = new Map<number, readonly string[]>();

  private styles = 0;

  clear(): void {
    this.length = 0;
    this.styles = 0;
    this.labels.clear();
  }

  /** Adds a box that is not dimmed; answers its position. */
  add(row: number, y: Px, style: number, position: number, from: Nanos, to: Nanos, x0: Px, x1: Px): number {
    if (this.length === this.row.length) this.grow();
    const at = this.length++;
    this.row[at] = row;
    this.y[at] = y;
    this.dimmed[at] = 0;
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
    this.y = twice(this.y);
    this.dimmed = twice(this.dimmed);
    this.style = twice(this.style);
    this.position = twice(this.position);
    this.from = twice(this.from);
    this.to = twice(this.to);
    this.x0 = twice(this.x0);
    this.x1 = twice(this.x1);
  }
}

/** What a merged cell says of its family where nothing was waited for in it. */
export const NO_FAMILY = 255;

/** Whose lane a stretch of merged cells is of; `below`: what is below a collapsed task, as a line at the row's foot. */
export const STRIP_KIND = { task: 0, loop: 1, group: 2, below: 3 } as const;

/** Merged cells as stretches of equal ones: stretch s has the cells first[s] … first[s] + count[s] − 1. */
export class Strips {
  length = 0;
  /** All cells of all stretches. */
  cells = 0;
  row = new Int32Array(FIRST_STRIPS);
  /** The top of its row; of a line below, so that it is in the middle of a row that would begin there. */
  y = new Float32Array(FIRST_STRIPS);
  /** One of {@link STRIP_KIND}. */
  kind = new Uint8Array(FIRST_STRIPS);
  /** Cell n of a stretch begins at x0 + n × cell. */
  x0 = new Float64Array(FIRST_STRIPS);
  cell = new Float64Array(FIRST_STRIPS);
  /** The time of its first cell, a multiple of the time that a cell has. */
  from = new Float64Array(FIRST_STRIPS);
  size = new Float64Array(FIRST_STRIPS);
  first = new Int32Array(FIRST_STRIPS);
  count = new Int32Array(FIRST_STRIPS);
  /** Of a cell: the share of its time that the lane ran; a group's, of its loop's time. */
  busy = new Float32Array(FIRST_CAPACITY);
  /** Of a cell: the share of its time that the lane stood ready; a group's, runnable tasks / (1 + runnable tasks). */
  ready = new Float32Array(FIRST_CAPACITY);
  /** Of a cell: the family most waited for; {@link NO_FAMILY} for none. */
  family = new Uint8Array(FIRST_CAPACITY);
  /** Of a cell: the share that the query singles out; 1 without a query. */
  match = new Float32Array(FIRST_CAPACITY);

  clear(): void {
    this.length = 0;
    this.cells = 0;
  }

  /** Begins a stretch; {@link addCell} puts cells into it. Answers its position. */
  add(row: number, y: Px, kind: number, from: Nanos, size: Nanos, x0: Px, cell: Px): number {
    if (this.length === this.row.length) this.grow();
    const at = this.length++;
    this.row[at] = row;
    this.y[at] = y;
    this.kind[at] = kind;
    this.from[at] = from;
    this.size[at] = size;
    this.x0[at] = x0;
    this.cell[at] = cell;
    this.first[at] = this.cells;
    this.count[at] = 0;
    return at;
  }

  /** Puts one more cell at the end of the last stretch. */
  addCell(busy: number, ready: number, family: number, match: number): void {
    if (this.cells === this.busy.length) this.growCells();
    const at = this.cells++;
    this.busy[at] = busy;
    this.ready[at] = ready;
    this.family[at] = family;
    this.match[at] = match;
    this.count[this.length - 1]!++;
  }

  private grow(): void {
    this.row = twice(this.row);
    this.y = twice(this.y);
    this.kind = twice(this.kind);
    this.x0 = twice(this.x0);
    this.cell = twice(this.cell);
    this.from = twice(this.from);
    this.size = twice(this.size);
    this.first = twice(this.first);
    this.count = twice(this.count);
  }

  private growCells(): void {
    this.busy = twice(this.busy);
    this.ready = twice(this.ready);
    this.family = twice(this.family);
    this.match = twice(this.match);
  }
}

/** A row's background and the line along which it exists. */
export interface RowBand {
  readonly row: number;
  readonly kind: 'loop' | 'task' | 'group';
  readonly y: Px;
  /** Where its owner begins and ends to exist; outside of the view when it does so there. */
  readonly x0: Px;
  readonly x1: Px;
  /** How it ended, once it did; `pending`: the recording ended before it; `lost`: it was destroyed. */
  readonly ended: Outcome | 'lost' | null;
  /** Since when the debugger holds it in a step that goes on; null where it does not. */
  readonly heldFrom: Px | null;
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
  /** Where these begin and end, however far above or below the picture. */
  readonly top: Px;
  readonly bottom: Px;
  readonly label: string;
}

/** Where on the page's width a time is drawn. */
export interface PxSpan {
  readonly x0: Px;
  readonly x1: Px;
}

/** A sign for something short: in a row, or, where `y` is null, in all of them. */
export interface Marker {
  readonly kind: 'gc' | 'stop' | 'block' | 'lost' | 'cancel' | 'failed' | 'finding' | 'grave';
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
  readonly strips: Strips;
  readonly bands: readonly TimeBand[];
  readonly ticks: readonly Tick[];
  /** From here on, nothing has happened yet. */
  readonly nowX: Px;
  /** Where the program stands that the debugger holds; null while it runs. */
  readonly stopX: Px | null;
  /** How far down the rows reach that stay in sight. */
  readonly pinnedHeight: Px;
  readonly markers: readonly Marker[];
  /** The length of time that is summed up. */
  readonly range: PxSpan | null;
  /** There is a query: some of it may be dimmed. */
  readonly isQueried: boolean;
  /** Signs say how tasks ended, where no column of names does. */
  readonly hasEndSigns: boolean;
}
