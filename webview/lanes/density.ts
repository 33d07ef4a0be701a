import type { Trace } from '../../src/core/trace.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import type { Bunch, DensityCells, DensitySource } from '../rowTypes.ts';
import { TILE, TileSum, type TileCells } from './densityTile.ts';

/** How many tiles are kept. */
const MOST_TILES = 512;

/** How many pictures back a tile may have been asked for last to be worked on still. */
const PATIENCE = 3;

/** How old, in the trace's time, a tile may be whose end is not known yet. */
const FRESH: Nanos = 250 * MILLISECOND;

/** How many zooms farther out are looked through for what stands in until the right one is known. */
const FARTHEST = 14;

/** The cells of a bunch from one tile's begin to its end: those that are known, and the sum that will replace them. */
interface Tile {
  readonly begin: Nanos;
  readonly size: Nanos;
  cells: TileCells | null;
  /** While it is worked on. */
  sum: TileSum | null;
  /** Tells apart of what tasks the sum, or else the cells, are; and which list of tasks was last found to be that. */
  print: number;
  list: number;
  /** Up to when what the cells say was known. */
  until: Nanos;
  isFinal: boolean;
  /** For which picture it was last asked for. */
  asked: number;
}

/**
 * What the tasks of groups do together. Cells are worked out in tiles, in slices of time, and only for what was asked
 * for; until then, the tile of a zoom farther out stands in.
 */
export class GroupDensity implements DensitySource {
  private readonly tiles = new Map<string, Tile>();
  private readonly owed = new Set<Tile>();
  /** A number for each list of tasks that was seen: tiles that outlive a list must not hold it. */
  private readonly lists = new WeakMap<Int32Array, number>();
  private listed = 0;
  /** How many times all was asked for that a picture needs: it is worked on in between. */
  private pictures = 0;
  private hasWorked = true;
  private epoch = -1;
  private complete: Nanos = 0;

  /** True when something was asked for that is not worked out yet. */
  get isOwed(): boolean {
    return this.owed.size > 0;
  }

  /** Works on what was asked for, about `most` looks at a lane; answers whether something is still owed. */
  update(trace: Trace, most: number): boolean {
    this.begin(trace);
    this.hasWorked = true;
    let left = most;
    for (const tile of this.owed) {
      if (tile.asked < this.pictures - PATIENCE) {
        tile.sum = null;
        tile.print = Number.NaN;
        this.owed.delete(tile);
        continue;
      }
      if (tile.sum === null) continue;
      left -= tile.sum.add(trace, left);
      if (!tile.sum.isComplete) return true;
      this.finish(trace, tile, tile.sum);
      if (left <= 0) return this.owed.size > 0;
    }
    return this.owed.size > 0;
  }

  cells(trace: Trace, bunch: Bunch, size: Nanos, from: Nanos, count: number, into: DensityCells): boolean {
    this.begin(trace);
    if (this.hasWorked) this.pictures++;
    this.hasWorked = false;
    let isKnown = true;
    for (let cell = 0; cell < count;) {
      const at = from + cell * size;
      const begin = Math.floor(at / (size * TILE)) * size * TILE;
      const first = Math.round((at - begin) / size);
      const some = Math.min(count - cell, TILE - first);
      if (!this.fill(trace, bunch, size, begin, first, cell, some, into)) {
        isKnown = false;
        into.busy.fill(0, cell, cell + some);
        into.ready.fill(0, cell, cell + some);
        into.alive.fill(0, cell, cell + some);
      }
      cell += some;
    }
    return isKnown;
  }

  private begin(trace: Trace): void {
    if (trace.epoch !== this.epoch) {
      this.tiles.clear();
      this.owed.clear();
      this.epoch = trace.epoch;
    }
    this.complete = trace.now - FRESH;
    for (const { begin } of trace.running.values()) this.complete = Math.min(this.complete, begin);
    if (isOver(trace)) this.complete = Number.POSITIVE_INFINITY;
  }

  /** Copies cells of one tile; false when nothing is known of them. */
  private fill(
    trace: Trace,
    bunch: Bunch,
    size: Nanos,
    begin: Nanos,
    first: number,
    to: number,
    count: number,
    into: DensityCells,
  ): boolean {
    const tile = this.ask(trace, bunch, size, begin);
    let { cells } = tile;
    let scale = 1;
    let offset = first;
    for (let zoom = 1; cells === null && zoom <= FARTHEST; zoom++) {
      scale = 2 ** zoom;
      const wide = size * scale * TILE;
      const outer = Math.floor((begin + first * size) / wide) * wide;
      cells = this.tiles.get(keyOf(bunch, size * scale, outer))?.cells ?? null;
      offset = Math.round((begin - outer) / size) + first;
    }
    if (cells === null) return false;
    const { busy, runnable, alive } = cells;
    for (let cell = 0; cell < count; cell++) {
      const at = Math.floor((offset + cell) / scale);
      into.busy[to + cell] = Math.min(1, busy[at]!);
      into.ready[to + cell] = runnable[at]! / (1 + runnable[at]!);
      into.alive[to + cell] = alive[at]!;
    }
    return true;
  }

  private ask(trace: Trace, bunch: Bunch, size: Nanos, begin: Nanos): Tile {
    const key = keyOf(bunch, size, begin);
    const tile = this.tiles.get(key) ?? emptyTile(begin, size);
    // What is asked for is the youngest.
    this.tiles.delete(key);
    if (this.tiles.size >= MOST_TILES) this.dropOldest();
    this.tiles.set(key, tile);
    tile.asked = this.pictures;
    const isOther = this.isOther(trace, tile, bunch.tasks);
    const isOld = !tile.isFinal && (trace.now - tile.until >= FRESH || this.complete > trace.now);
    if (isOther || (tile.sum === null && isOld)) {
      tile.sum = new TileSum(bunch.tasks, begin, size);
      this.owed.add(tile);
    }
    return tile;
  }

  /** True when the tasks are not those that a tile was made of; who began to exist behind it does not matter. */
  private isOther(trace: Trace, tile: Tile, tasks: Int32Array): boolean {
    let list = this.lists.get(tasks);
    if (list === undefined) this.lists.set(tasks, (list = ++this.listed));
    if (tile.list === list && !Number.isNaN(tile.print)) return false;
    const print = printOf(trace, tasks, tile.begin + tile.size * TILE);
    const isOther = print !== tile.print;
    tile.list = list;
    tile.print = print;
    return isOther;
  }

  private finish(trace: Trace, tile: Tile, sum: TileSum): void {
    tile.cells = sum.cells();
    tile.sum = null;
    tile.until = trace.now;
    tile.isFinal = tile.begin + tile.size * TILE <= this.complete;
    this.owed.delete(tile);
  }

  private dropOldest(): void {
    const [key, tile] = this.tiles.entries().next().value!;
    this.tiles.delete(key);
    this.owed.delete(tile);
  }
}

function keyOf({ key }: Bunch, size: Nanos, begin: Nanos): string {
  return `${size} ${begin} ${key}`;
}

function emptyTile(begin: Nanos, size: Nanos): Tile {
  const print = Number.NaN;
  return { begin, size, cells: null, sum: null, print, list: 0, until: 0, isFinal: false, asked: 0 };
}

/** A number for the tasks of a list that existed before a time: alike lists have the same. */
function printOf({ tasks }: Trace, list: Int32Array, end: Nanos): number {
  let count = 0;
  let hash = 0;
  for (const index of list) {
    if ((tasks[index]?.created ?? end) >= end) continue;
    count++;
    hash = (Math.imul(hash, 31) + index) | 0;
  }
  return count * 2 ** 32 + (hash >>> 0);
}

function isOver({ processes }: Trace): boolean {
  return processes.length > 0 && processes.every(({ finished }) => finished !== null);
}
