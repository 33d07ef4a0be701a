import type { PieceMatcher } from '../src/core/query/pieceMatcher.ts';
import type { Nanos } from '../src/core/units.ts';

/** How many cells of a lane are kept: more than a screen is wide, so that those in sight never push out each other. */
export const CELLS = 4096;

/**
 * Merged cells of one lane, all of one size: cell `n` of the grid is kept in slot `n % CELLS`. Because the grid is fixed
 * in trace time, and what lies before a lane's last runs never changes, a cell once worked out holds until runs are let
 * go. Those of the last runs hold as long as the lane is as it was.
 */
export interface LaneCells {
  size: Nanos;
  /** The lane's first position when they were worked out. */
  first: number;
  /** The lane's length and end, and since when it ran, when the cells of its last runs were worked out. */
  length: number;
  end: Nanos;
  live: Nanos;
  /** Those of the picture before, or wider ones made of them, are in it. */
  isKept: boolean;
  /** The begin of the first cell that depends on these; infinite for none. */
  unsettled: Nanos;
  /** How many that were not known at all were worked out for the last picture. */
  spent: number;
  /** Which cell a slot holds, by its begin; NaN for none. */
  readonly begin: Float64Array;
  readonly busy: Float32Array;
  readonly ready: Float32Array;
  readonly family: Uint8Array;
  /** 1: the next cell begins with a piece that is a box of its own. */
  readonly isLast: Uint8Array;
  /** 1: taken from narrower cells, until there is time to look at the lane. */
  readonly isGuess: Uint8Array;
  /** The share that a query singles out, NaN as long as nobody asked; and which query, and of a task that had ended. */
  readonly match: Float32Array;
  matcher: PieceMatcher | null;
  wasOver: boolean;
}

/** Makes the shares that a query singles out those of this one, of a task that has ended or may still go on. */
export function askedOf(cells: LaneCells, matcher: PieceMatcher, isOver: boolean): void {
  if (cells.matcher === matcher && cells.wasOver === isOver) return;
  cells.matcher = matcher;
  cells.wasOver = isOver;
  cells.match.fill(Number.NaN);
}

/** Forgets the cells that begin at a time or later. */
export function dropFrom({ begin, match }: LaneCells, from: Nanos): void {
  if (from === Number.POSITIVE_INFINITY) return;
  if (from === Number.NEGATIVE_INFINITY) begin.fill(Number.NaN);
  else for (let slot = 0; slot < CELLS; slot++) if (begin[slot]! >= from) begin[slot] = Number.NaN;
  match.fill(Number.NaN);
}

/** Room for the cells of a lane; none of them is known. */
export function createCells(): LaneCells {
  return {
    size: 0,
    first: 0,
    length: 0,
    end: 0,
    live: Number.NaN,
    isKept: false,
    unsettled: Number.POSITIVE_INFINITY,
    spent: 0,
    begin: new Float64Array(CELLS).fill(Number.NaN),
    busy: new Float32Array(CELLS),
    ready: new Float32Array(CELLS),
    family: new Uint8Array(CELLS),
    isLast: new Uint8Array(CELLS),
    isGuess: new Uint8Array(CELLS),
    match: new Float32Array(CELLS),
    matcher: null,
    wasOver: false,
  };
}
