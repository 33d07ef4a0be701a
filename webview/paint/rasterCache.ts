import type { Nanos } from '../../src/core/units.ts';
import type { Strips } from '../picture.ts';
import type { Px } from '../viewport.ts';
import { columnOf, fillStrip, loneOf } from './stripPixels.ts';
import type { StripColors } from './target.ts';

/** All that is kept takes no more bytes than this. */
const MOST_BYTES = 24 * 2 ** 20;

/** Rasters reach so far beyond the picture's edges: what is next there is moved in whole. */
const BESIDE: Px = 128;

/** How far, in device pixels, the edges of cells may be off those that are kept. */
const SAME = 0.01;

/** What the cells of a row must have in common with those that are kept of it. */
interface Like {
  readonly colors: StripColors;
  readonly height: Px;
  readonly ratio: number;
  /** The time of a cell, and how wide it is. */
  readonly size: Nanos;
  readonly cell: Px;
}

/** The pixels of one row's cells of one kind. Cell `n` of the grid is in slot `n % length`. */
interface RowRaster {
  like: Like | null;
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  /** Where one of the cells begins, in device pixels: all others are counted from there. */
  number: number;
  x: number;
  /** Which cell a slot holds, painted from one edge to the other; NaN for none. */
  readonly cell: Float64Array;
  readonly busy: Float32Array;
  readonly ready: Float32Array;
  readonly match: Float32Array;
  readonly family: Uint8Array;
  readonly isLone: Uint8Array;
}

/** Pixels of a stretch, and the column of the picture at which they begin. */
export interface Painted {
  readonly image: ImageData;
  readonly left: number;
}

/**
 * The pixels of merged cells, row by row. When the picture moves by whole device pixels, or only other rows change, cells
 * look as they did: they are moved along, and only those are painted that are new or say something else.
 */
export class RasterCache {
  private readonly rows = new Map<number, RowRaster>();
  private bytes = 0;
  private readonly columns: number;
  private readonly left: number;

  /** For a picture that is so wide, in device pixels. */
  constructor(width: number, ratio: number) {
    this.left = -Math.ceil(BESIDE * ratio);
    this.columns = width - 2 * this.left;
  }

  /** The pixels of a stretch's cells from one on. */
  of(strips: Strips, at: number, from: number, height: Px, colors: StripColors, ratio: number): Painted {
    const like = { colors, height, ratio, size: strips.size[at]!, cell: strips.cell[at]! };
    const lines = Math.round(height * ratio);
    const row = this.rasterOf(strips.row[at]! * 4 + strips.kind[at]!, lines);
    const first = Math.round(strips.from[at]! / like.size);
    this.moveTo(row, like, first, strips.x0[at]! * ratio);
    const raster = { stride: this.columns, columns: this.columns, lines, ratio };
    const lone = loneOf(strips, at, colors);
    const fill = (begin: number, end: number): void =>
      fillStrip(row.pixels, raster, strips, at, begin, height, colors, end, this.left, lone);
    const begin = strips.first[at]!;
    const end = begin + strips.count[at]!;
    let owed = -1;
    while (from < end && columnOf(strips, at, from, ratio) < this.left) from++;
    const slots = row.cell.length;
    let slot = (first + from - begin) % slots;
    for (let cell = from; cell < end; cell++, slot = slot + 1 === slots ? 0 : slot + 1) {
      const isLone = lone === null ? 0 : lone[cell - begin]!;
      const isSame = this.note(row, slot, strips, at, cell, first + cell - begin, isLone, ratio);
      if (!isSame && owed < 0) owed = cell;
      if (!isSame || owed < 0) continue;
      fill(owed, cell);
      owed = -1;
    }
    if (owed >= 0) fill(owed, end);
    return { image: row.image, left: this.left };
  }

  /** Notes what a cell says; answers whether it is painted so. */
  private note(
    row: RowRaster,
    slot: number,
    strips: Strips,
    at: number,
    cell: number,
    number: number,
    isLone: number,
    ratio: number,
  ): boolean {
    const busy = strips.busy[cell]!;
    const ready = strips.ready[cell]!;
    const family = strips.family[cell]!;
    const match = strips.match[cell]!;
    const isSame =
      row.cell[slot] === number &&
      row.busy[slot] === busy &&
      row.ready[slot] === ready &&
      row.family[slot] === family &&
      row.match[slot] === match &&
      row.isLone[slot] === isLone;
    if (isSame) return true;
    const isWhole = columnOf(strips, at, cell + 1, ratio) - this.left <= this.columns;
    row.cell[slot] = isWhole ? number : Number.NaN;
    row.busy[slot] = busy;
    row.ready[slot] = ready;
    row.family[slot] = family;
    row.match[slot] = match;
    row.isLone[slot] = isLone;
    return false;
  }

  /** Moves what a row's raster holds to where the grid is now; empties it where that does not do. */
  private moveTo(row: RowRaster, like: Like, number: number, x: number): void {
    const by = x - row.x - (number - row.number) * like.cell * like.ratio;
    const shift = Math.round(by);
    const isAlike = row.like !== null && isSame(row.like, like, this.columns);
    const isFar = Math.abs(number - row.number) > row.cell.length || Math.abs(shift) >= this.columns;
    if (isAlike && !isFar && shift === 0 && Math.abs(by) <= SAME) return;
    row.like = like;
    row.number = number;
    const isMoved = isAlike && !isFar && Math.abs(by - shift) <= SAME;
    // What it is off by adds up from move to move.
    row.x = isMoved ? x - by + shift : x;
    if (isMoved) this.shift(row, like, shift);
    else row.cell.fill(Number.NaN);
  }

  private shift({ cell, number, x: first, pixels }: RowRaster, like: Like, shift: number): void {
    const { columns } = this;
    // All lines at once: what comes from the end of another one is nobody's, and painted anew.
    pixels.copyWithin(Math.max(0, shift), Math.max(0, -shift));
    const to = Math.max(0, shift);
    const width = like.cell * like.ratio;
    for (let slot = 0; slot < cell.length; slot++) {
      const x = first + (cell[slot]! - number) * width - this.left;
      // Those that are cut off now are painted anew when they come back.
      if (!(x >= to + 1 && x + width <= columns + Math.min(0, shift) - 1)) cell[slot] = Number.NaN;
    }
  }

  private rasterOf(key: number, lines: number): RowRaster {
    let row = this.rows.get(key);
    if (row?.image.height === lines) {
      this.rows.delete(key);
      this.rows.set(key, row);
      return row;
    }
    if (row !== undefined) this.drop(key, row);
    row = create(this.columns, lines);
    this.bytes += row.pixels.byteLength;
    for (const [oldest, other] of this.rows) {
      if (this.bytes <= MOST_BYTES) break;
      this.drop(oldest, other);
    }
    this.rows.set(key, row);
    return row;
  }

  private drop(key: number, { pixels }: RowRaster): void {
    this.rows.delete(key);
    this.bytes -= pixels.byteLength;
  }
}

function isSame(one: Like, other: Like, columns: number): boolean {
  return (
    one.colors === other.colors &&
    one.height === other.height &&
    one.ratio === other.ratio &&
    one.size === other.size &&
    // So little that at the other end of the picture it is not seen.
    Math.abs(other.cell / one.cell - 1) * columns < SAME
  );
}

function create(columns: number, lines: number): RowRaster {
  const image = new ImageData(columns, lines);
  // A cell is wider than a pixel: more than are in sight at once.
  return {
    like: null,
    image,
    pixels: new Uint32Array(image.data.buffer),
    number: 0,
    x: 0,
    cell: new Float64Array(columns).fill(Number.NaN),
    busy: new Float32Array(columns),
    ready: new Float32Array(columns),
    match: new Float32Array(columns),
    family: new Uint8Array(columns),
    isLone: new Uint8Array(columns),
  };
}
