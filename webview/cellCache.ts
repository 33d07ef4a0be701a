import type { Lane } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

/** How many cells of a lane are kept: more than a screen is wide, so that those in sight never push out each other. */
export const CELLS = 4096;

const MOST_LANES = 160;

/**
 * Merged cells of one lane, all of one size: cell `n` of the grid is kept in slot `n % CELLS`. Because the grid is fixed
 * in trace time, and what lies before a lane's last runs never changes, a cell once worked out holds for ever.
 */
export interface LaneCells {
  size: Nanos;
  /** Which cell a slot holds, by its begin; NaN for none. */
  readonly begin: Float64Array;
  readonly position: Int32Array;
  readonly busy: Float32Array;
  readonly ready: Float32Array;
  /** 1: the next cell begins with a piece that is a box of its own. */
  readonly isLast: Uint8Array;
}

/** The merged cells of the lanes that were drawn last. */
export class CellCache {
  private readonly lanes = new Map<Lane, LaneCells>();

  of(lane: Lane, size: Nanos): LaneCells {
    let cells = this.lanes.get(lane);
    if (cells === undefined) {
      cells = this.lanes.size < MOST_LANES ? create() : this.takeOldest();
      this.lanes.set(lane, cells);
    }
    if (cells.size !== size) {
      cells.size = size;
      cells.begin.fill(Number.NaN);
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

function create(): LaneCells {
  return {
    size: 0,
    begin: new Float64Array(CELLS),
    position: new Int32Array(CELLS),
    busy: new Float32Array(CELLS),
    ready: new Float32Array(CELLS),
    isLast: new Uint8Array(CELLS),
  };
}
