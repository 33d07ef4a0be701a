import type { Lane } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { createCells, dropFrom, type LaneCells } from './laneCells.ts';
import type { Track } from './laneCursor.ts';
import { widen } from './widenCells.ts';

const MOST_LANES = 160;

/**
 * So many cells are worked out for one picture when the zoom changes, and for so many milliseconds since it began; the lanes
 * that are left keep the cells of the zoom before for a picture longer, so that no picture comes late.
 */
const MOST_NEW = 600;
const MOST_TIME = 2;

/** So many times as much is worked out for a picture that stands still: whoever looks at it waits for it, not for the next one. */
const AT_REST = 4;

/** After so many milliseconds, lanes of which nothing is known get few wide cells, to be told better by the pictures that follow. */
const LATE = 8;

/** The clock is looked at for every so many cells. */
const LOOK_EVERY = 32;

/** Cells so many times wider than wanted may stand in. */
const MOST_OFF = 8;

/** So many times wider than wanted are the cells that stand in when the view becomes wider: fewer are new at its edges. */
const COARSE = 4;

/** A lane that needs no more new cells than this for a picture gets them. */
const FEW_NEW = 16;

/** The merged cells of the lanes that were drawn last. */
export class CellCache {
  private readonly lanes = new Map<Lane, LaneCells>();
  private left = MOST_NEW;
  private began = 0;
  private isOwed = false;
  private readonly now: () => number;
  /** The picture stands still. */
  isAtRest = false;

  /** `now`: a clock in milliseconds; without one, only the number of new cells is bounded. */
  constructor(now = (): number => 0) {
    this.now = now;
  }

  /** True when lanes of the last picture stood in for what was wanted: another picture would be another one. */
  get isBehind(): boolean {
    return this.isOwed;
  }

  /** A new picture begins. */
  begin(): void {
    this.left = MOST_NEW * (this.isAtRest ? AT_REST : 1);
    this.began = this.now();
    this.isOwed = false;
  }

  /** A cell was worked out. */
  spend(): void {
    if (
      --this.left > 0 &&
      this.left % LOOK_EVERY === 0 &&
      this.hasTaken(MOST_TIME * (this.isAtRest ? AT_REST : 1))
    )
      this.left = 0;
  }

  /** Whether to look at the lane for a cell that is taken from narrower ones: a later picture will else. */
  isWorthALook(): boolean {
    if (this.left > 0) return true;
    this.isOwed = true;
    return false;
  }

  /** How large the cells of a lane are to be in this picture: as wanted, or such as cost less. */
  sizeFor(lane: Lane, wanted: Nanos): Nanos {
    const known = this.lanes.get(lane);
    const size = known?.size ?? 0;
    if (size === wanted || this.left > 0) return wanted;
    if (known === undefined || size > wanted * MOST_OFF) {
      if (!this.hasTaken(LATE)) return wanted;
      this.isOwed = true;
      return wanted * COARSE;
    }
    if (size < wanted && known.spent <= FEW_NEW) return wanted;
    this.isOwed = true;
    return size < wanted ? wanted * COARSE : size;
  }

  private hasTaken(milliseconds: number): boolean {
    return this.now() - this.began > milliseconds;
  }

  /** The cells of a lane that are known; asked for once in a picture. */
  of({ lane, end, live }: Track, size: Nanos): LaneCells {
    const cells = this.lanes.get(lane) ?? (this.lanes.size < MOST_LANES ? createCells() : this.takeOldest());
    // What was asked for last is the youngest.
    this.lanes.delete(lane);
    this.lanes.set(lane, cells);
    cells.spent = 0;
    if (cells.first !== lane.first) cells.size = 0;
    const isSame =
      cells.length === lane.length && cells.end === end && Object.is(cells.live, live) && cells.size > 0;
    if (!isSame) {
      dropFrom(cells, cells.unsettled);
      cells.unsettled = Number.POSITIVE_INFINITY;
      cells.length = lane.length;
      cells.end = end;
      cells.live = live;
    }
    if (cells.size !== size) {
      if (cells.size > 0 && size > cells.size) widen(cells, size);
      else {
        dropFrom(cells, Number.NEGATIVE_INFINITY);
        cells.unsettled = Number.POSITIVE_INFINITY;
      }
      cells.size = size;
      cells.first = lane.first;
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
