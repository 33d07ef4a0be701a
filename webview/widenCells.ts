import type { Nanos } from '../src/core/units.ts';
import { CELLS, type LaneCells } from './laneCells.ts';
import { NO_FAMILY } from './picture.ts';

/** A cell in which a lane did so much has no room for a tint of what it waited for. */
export const FULL = 0.98;

/** Filled again and again. */
const begin = new Float64Array(CELLS);
const busy = new Float32Array(CELLS);
const ready = new Float32Array(CELLS);
const family = new Uint8Array(CELLS);

/**
 * Makes cells of them that are a power of two times as wide, each of the two or more that it covers. One of which a part
 * is not known, or next to a piece that is a box of its own, is not made: there it takes a look at the lane. For where a
 * lane has a short piece for narrow cells, it has for wider ones.
 */
export function widen(cells: LaneCells, size: Nanos): void {
  while (cells.size < size) doubleCells(cells);
  cells.match.fill(Number.NaN);
}

function doubleCells(cells: LaneCells): void {
  const size = cells.size * 2;
  begin.fill(Number.NaN);
  for (let slot = 0; slot < CELLS; slot += 2) {
    const from = cells.begin[slot]!;
    // An even number of cells is kept: those of a pair lie side by side, and the first one has an even number.
    if (cells.begin[slot + 1] !== from + cells.size) continue;
    if (cells.isLast[slot] === 1 || cells.isLast[slot + 1] === 1) continue;
    // A power of two: so the remainder takes a tenth of the time.
    const number = from / size;
    const to = number - Math.floor(number / CELLS) * CELLS;
    begin[to] = from;
    busy[to] = (cells.busy[slot]! + cells.busy[slot + 1]!) / 2;
    ready[to] = (cells.ready[slot]! + cells.ready[slot + 1]!) / 2;
    family[to] = busy[to] + ready[to] > FULL ? NO_FAMILY : familyOfTwo(cells, slot);
  }
  cells.begin.set(begin);
  cells.busy.set(busy);
  cells.ready.set(ready);
  cells.family.set(family);
  cells.isLast.fill(0);
  cells.isGuess.fill(1);
  cells.size = size;
  cells.unsettled = Math.floor(cells.unsettled / size) * size;
}

/** What the one of two cells side by side waited for that waited longer. */
function familyOfTwo({ busy, ready, family }: LaneCells, slot: number): number {
  const [left, right] = [family[slot]!, family[slot + 1]!];
  if (left === right || right === NO_FAMILY) return left;
  if (left === NO_FAMILY) return right;
  return busy[slot]! + ready[slot]! <= busy[slot + 1]! + ready[slot + 1]! ? left : right;
}
