import type { Loop, Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { seriesCells, setCell, type SeriesCells } from './series.ts';

/** How a cell of several loops follows from that of each. */
type Join = (all: SeriesCells, one: SeriesCells, at: number) => void;

/** The worst of all: what a user asks of lag and utilisation. */
export const WORST: Join = (all, one, at) =>
  setCell(
    all,
    at,
    Math.min(all.low[at]!, one.low[at]!),
    Math.max(all.high[at]!, one.high[at]!),
    Math.max(all.mean[at]!, one.mean[at]!),
  );

/** All together. */
export const SUM: Join = (all, one, at) =>
  setCell(all, at, all.low[at]! + one.low[at]!, all.high[at]! + one.high[at]!, all.mean[at]! + one.mean[at]!);

/** Fills cells with what all loops are together, from what fills those of one. */
export function fillAcross(
  trace: Trace,
  from: Nanos,
  cell: Nanos,
  into: SeriesCells,
  fill: (trace: Trace, loop: Loop, from: Nanos, cell: Nanos, into: SeriesCells) => void,
  join: Join,
): void {
  const [first, ...others] = trace.loops;
  if (first === undefined) {
    for (const column of [into.low, into.high, into.mean]) column.fill(Number.NaN);
    return;
  }
  fill(trace, first, from, cell, into);
  if (others.length === 0) return;
  const one = seriesCells(into.length);
  for (const loop of others) {
    fill(trace, loop, from, cell, one);
    for (let at = 0; at < into.length; at++)
      if (Number.isNaN(one.mean[at]!)) continue;
      else if (Number.isNaN(into.mean[at]!)) setCell(into, at, one.low[at]!, one.high[at]!, one.mean[at]!);
      else join(into, one, at);
  }
}
