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
const MOST_NEW = 800;
const MOST_TIME = 2;

/** So many times as much is worked out for a picture that stands still: whoever looks at it waits for it, not for the next one. */
const AT_REST = 4;

/** After so many milliseconds, lanes of which nothing is known get few wide cells, to be told better by the pictures that follow. */
const LATE = 8;

/** The clock is looked at for every so many cells. */
const LOOK_EVERY = 32;

/** Cells so many times wider than wanted may stand in: while the view becomes narrower, and where it jumped there. */
const MOST_OFF = 32;
const MOST_OFF_JUMP = 8;

/** A view so many times narrower than the one before was not zoomed into step by step. */
const JUMP = 4;

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
  /** The size that was wanted last, and whether this picture wants a much smaller one. */
  private wanted: Nanos = 0;
  private isJump = false;
  /** How many lanes were asked for in this picture, and how many times too wide the worst one's cells are, in the last one's. */
  private asked = 0;
  private worst = 1;
  private worstBefore = 1;
  /** The lanes take turns in getting narrower cells: the one to begin with, and the first that has to wait for the next picture. */
  private turn = 0;
  private waiting = -1;
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
    this.isJump = false;
    this.worstBefore = this.worst;
    this.worst = 1;
    this.turn = Math.max(0, this.waiting);
    this.waiting = -1;
    this.asked = 0;
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

  /** Whether a cell at the edge of what is known of a lane is to be told roughly: a later picture tells it better. */
  isRough({ isKept }: LaneCells): boolean {
    if (!isKept || this.isAtRest || this.left > 0) return false;
    this.isOwed = true;
    return true;
  }

  /** How large the cells of a lane are to be in this picture: as wanted, or such as cost less. */
  sizeFor(lane: Lane, wanted: Nanos): Nanos {
    if (wanted !== this.wanted) {
      this.isJump = wanted * JUMP <= this.wanted;
      this.wanted = wanted;
    }
    const at = this.asked++;
    const known = this.lanes.get(lane);
    const size = known?.size ?? 0;
    if (size === wanted) return wanted;
    if (size > wanted && !(this.isJump && size > wanted * MOST_OFF_JUMP))
      return this.narrower(at, size, wanted);
    if (this.left > 0) return wanted;
    if (known === undefined || size > wanted) {
      if (!this.hasTaken(LATE)) return wanted;
      this.isOwed = true;
      return wanted * COARSE;
    }
    if (known.spent <= FEW_NEW) return wanted;
    this.isOwed = true;
    return wanted * COARSE;
  }

  /**
   * Which size a lane's cells are to have that are too wide. As long as others are much too wide, none gets the narrowest:
   * all of them slightly too wide is a better picture than few of them as wanted, and no picture has more to do than others.
   */
  private narrower(at: number, size: Nanos, wanted: Nanos): Nanos {
    const off = size / wanted;
    const finest = wanted * (this.worstBefore >= 16 ? 4 : this.worstBefore >= 8 ? 2 : 1);
    if (at >= this.turn && this.left > 0 && finest < size) {
      if (finest > wanted) this.isOwed = true;
      this.worst = Math.max(this.worst, finest / wanted);
      return finest;
    }
    this.isOwed = true;
    if (this.waiting < 0 && at >= this.turn && finest < size) this.waiting = at;
    this.worst = Math.max(this.worst, off);
    return off > MOST_OFF ? wanted * COARSE : size;
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
    cells.isKept = cells.size > 0 && size >= cells.size;
    if (cells.size !== size) {
      if (cells.isKept) widen(cells, size);
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
