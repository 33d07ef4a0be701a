import { describe, expect, it } from 'vitest';
import { CELLS, createCells, type LaneCells } from '../../webview/laneCells.ts';
import { NO_FAMILY } from '../../webview/picture.ts';
import { widen } from '../../webview/widenCells.ts';

const SIZE = 8;

interface Cell {
  readonly number: number;
  readonly busy?: number;
  readonly ready?: number;
  readonly family?: number;
  readonly isLast?: boolean;
}

function cellsOf(...known: readonly Cell[]): LaneCells {
  const cells = createCells();
  cells.size = SIZE;
  for (const { number, busy = 0, ready = 0, family = NO_FAMILY, isLast = false } of known) {
    const slot = number % CELLS;
    cells.begin[slot] = number * SIZE;
    cells.busy[slot] = busy;
    cells.ready[slot] = ready;
    cells.family[slot] = family;
    cells.isLast[slot] = isLast ? 1 : 0;
  }
  return cells;
}

function knownOf(cells: LaneCells): Required<Cell>[] {
  return [...cells.begin.keys()]
    .filter((slot) => !Number.isNaN(cells.begin[slot]))
    .map((slot) => ({
      number: cells.begin[slot]! / cells.size,
      busy: cells.busy[slot]!,
      ready: cells.ready[slot]!,
      family: cells.family[slot]!,
      isLast: cells.isLast[slot] === 1,
    }));
}

describe('wider cells', () => {
  it('say of both that they cover what these say on average', () => {
    const cells = cellsOf(
      { number: 6, busy: 0.5, ready: 0.25, family: 2 },
      { number: 7, busy: 0.25, family: 4 },
    );
    widen(cells, 2 * SIZE);
    expect(knownOf(cells)).toEqual([{ number: 3, busy: 0.375, ready: 0.125, family: 4, isLast: false }]);
    expect(cells.isGuess[3]).toBe(1);
  });

  it('are not made of one alone, nor next to a piece that is a box', () => {
    const cells = cellsOf({ number: 1 }, { number: 2 }, { number: 4 }, { number: 5, isLast: true });
    widen(cells, 2 * SIZE);
    expect(knownOf(cells)).toEqual([]);
  });

  it('are found where they belong, however far from the begin, and several times as wide', () => {
    const first = 5 * CELLS - 4;
    const cells = cellsOf(...[0, 1, 2, 3].map((at) => ({ number: first + at, busy: at / 4 })));
    widen(cells, 4 * SIZE);
    expect(knownOf(cells)).toMatchObject([{ number: first / 4, busy: 0.375 }]);
    expect(cells.begin[(first / 4) % CELLS]).toBe(first * SIZE);
  });

  it('depend on the last steps of a lane where one that they cover does', () => {
    const cells = cellsOf({ number: 2 }, { number: 3 });
    cells.unsettled = 3 * SIZE;
    widen(cells, 2 * SIZE);
    expect(cells.unsettled).toBe(2 * SIZE);
  });

  it('have no tint where there is no room for one', () => {
    const cells = cellsOf({ number: 0, busy: 1, family: 1 }, { number: 1, busy: 1, family: 1 });
    widen(cells, 2 * SIZE);
    expect(knownOf(cells)).toMatchObject([{ family: NO_FAMILY }]);
  });
});
