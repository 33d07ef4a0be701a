import type { PieceMatcher } from '../src/core/query/pieceMatcher.ts';
import type { Lane } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

/** How many cells of a lane are kept: more than a screen is wide, so that those in sight never push out each other. */
export const CELLS = 4096;

const MOST_LANES = 160;

/**
 * So many cells are worked out for one picture when the zoom changes; the lanes that are left keep the cells of the zoom
 * before for a picture longer, so that no picture comes late.
 */
const MOST_NEW = 1000;

/** Cells so many times wider or narrower than wanted may stand in. */
const MOST_OFF = 8;

/**
 * Merged cells of one lane, all of one size: cell `n` of the grid is kept in slot `n % CELLS`. Because the grid is fixed
 * in trace time, and what lies before a lane's last runs never changes, a cell once worked out holds until runs are let go.
 */
export interface LaneCells {
  size: Nanos;
  /** The lane's first position when they were worked out. */
  first: number;
  /** Which cell a slot holds, by its begin; NaN for none. */
  readonly begin: Float64Array;
  readonly busy: Float32Array;
  readonly ready: Float32Array;
  readonly family: Uint8Array;
  /** 1: the next cell begins with a piece that is a box of its own. */
  readonly isLast: Uint8Array;
  /** The share that a query singles out, NaN as long as nobody asked; and which query, and of a task that had ended. */
  readonly match: Float32Array;
  matcher: PieceMatcher | null;
  wasOver: boolean;
}

/** The merged cells of the lanes that were drawn last. */
export class CellCache {
  private readonly lanes = new Map<Lane, LaneCells>();
  private left = MOST_NEW;
  private isOwed = false;

  /** True when lanes of the last picture stood in for what was wanted: another picture would be another one. */
  get isBehind(): boolean {
    return this.isOwed;
  }

  /** A new picture begins. */
  begin(): void {
    this.left = MOST_NEW;
    this.isOwed = false;
  }

  /** So many cells were worked out. */
  spend(count: number): void {
    this.left -= count;
  }

  /** How large the cells of a lane are to be in this picture: as wanted, or as those that are known. */
  sizeFor(lane: Lane, wanted: Nanos): Nanos {
    const size = this.lanes.get(lane)?.size ?? 0;
    if (size === wanted || this.left > 0 || size < wanted / MOST_OFF || size > wanted * MOST_OFF)
      return wanted;
    this.isOwed = true;
    return size;
  }

  of(lane: Lane, size: Nanos): LaneCells {
    const cells = this.lanes.get(lane) ?? (this.lanes.size < MOST_LANES ? create() : this.takeOldest());
    // What was asked for last is the youngest.
    this.lanes.delete(lane);
    this.lanes.set(lane, cells);
    if (cells.size !== size || cells.first !== lane.first) {
      cells.size = size;
      cells.first = lane.first;
      cells.begin.fill(Number.NaN);
      cells.match.fill(Number.NaN);
    }
    return cells;
  }

  private takeOldest(): LaneCells {
    const [lane, cells] = this.lanes.entries().next().value!;
    this.lanes.delete(lane);
    cells.size = 0;
    return cells;
  }
}

/** Makes the shares that a query singles out those of this one, of a task that has ended or may still go on. */
export function askedOf(cells: LaneCells, matcher: PieceMatcher, isOver: boolean): void {
  if (cells.matcher === matcher && cells.wasOver === isOver) return;
  cells.matcher = matcher;
  cells.wasOver = isOver;
  cells.match.fill(Number.NaN);
}

function create(): LaneCells {
  return {
    size: 0,
    first: 0,
    begin: new Float64Array(CELLS),
    busy: new Float32Array(CELLS),
    ready: new Float32Array(CELLS),
    family: new Uint8Array(CELLS),
    isLast: new Uint8Array(CELLS),
    match: new Float32Array(CELLS),
    matcher: null,
    wasOver: false,
  };
}
