import { pausedBetween, unpausedBetween } from '../analysis/pauses.ts';
import type { Lane, LaneSums, Loop, Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { LongestWait } from './longestWait.ts';
import { clearCell, setCell, type SeriesCells } from './series.ts';

/** So many runs that stand ready at a moment are looked at one by one; of more, so many, evenly spread. */
const LOOKED_AT = 32;
/** Runs stand ready in the order in which they run, but for a few: so many out of it are looked past. */
const OUT_OF_ORDER = 4;
/** So many runs are looked at one by one in a cell around a stop: what stood ready for the stop is among the first. */
const BEHIND_STOP = 1024;

/** The share of each cell's time that a loop ran something, what goes on included. */
export function fillBusy(trace: Trace, loop: Loop, from: Nanos, cell: Nanos, into: SeriesCells): void {
  const running = trace.running.get(loop.id)?.begin ?? Number.POSITIVE_INFINITY;
  const sums: LaneSums = { position: 0, busy: 0, ready: 0 };
  const busyAt = (at: Nanos): Nanos => {
    loop.lane.sums(at, cell / 8, sums.position, sums);
    const { busy } = sums;
    return busy + Math.max(0, at - running);
  };
  let border = Number.NaN;
  let before = 0;
  overCells(trace, loop, from, cell, into, (index, begin, end) => {
    if (border !== begin) before = busyAt(begin);
    const after = busyAt(end);
    const share = Math.min(1, Math.max(0, (after - before) / (end - begin)));
    setCell(into, index, share, share, share);
    [border, before] = [end, after];
  });
}

/**
 * How long what stood ready in each cell was kept waiting until it began, there or later: `high` the longest, `mean` on
 * average; 0 where nothing waited. So a delay is seen over the time in which it arose, under the block that made it.
 */
export function fillLag(trace: Trace, loop: Loop, from: Nanos, cell: Nanos, into: SeriesCells): void {
  const { lane } = loop;
  const waits = new LongestWait(lane);
  let border = Number.NaN;
  let standing = -1;
  overCells(trace, loop, from, cell, into, (index, begin, end) => {
    const first = border === begin ? standing : firstBegun(trace, lane, begin, 0);
    standing = firstBegun(trace, lane, end, first);
    border = end;
    // What stands ready at its end begins in the cell that follows, or much later.
    const next = standingEnd(trace, lane, end, standing);
    const count = next - first;
    const lag = {
      mean: count === 0 ? 0 : (lane.readyBefore(next) - lane.readyBefore(first)) / count,
      longest: count === 0 ? 0 : waits.of(first, next),
    };
    leaveOutStops(trace, lane, first, next, lag);
    setCell(into, index, 0, lag.longest, lag.mean);
  });
}

/** What stands ready while the debugger holds the program begins behind the stop: that does not count. */
function leaveOutStops(
  { pauses, runs }: Trace,
  lane: Lane,
  first: number,
  next: number,
  lag: { mean: Nanos; longest: Nanos },
): void {
  if (pauses.length === 0 || next === first) return;
  const begin = runs.begin(lane.run(first));
  if (pausedBetween(pauses, begin - lag.longest, runs.begin(lane.run(next - 1))) === 0) return;
  let [sum, longest] = [0, 0];
  const end = Math.min(next, first + BEHIND_STOP);
  for (let position = first; position < end; position++) {
    const run = lane.run(position);
    const waited = unpausedBetween(pauses, runs.ready(run), runs.begin(run));
    if (!(waited > 0)) continue;
    sum += waited;
    longest = Math.max(longest, waited);
  }
  lag.mean = sum / (end - first);
  lag.longest = longest;
}

/** How many steps and callbacks stood ready, on average over each cell. */
export function fillRunnable(trace: Trace, loop: Loop, from: Nanos, cell: Nanos, into: SeriesCells): void {
  let border = Number.NaN;
  let before: Standing = { total: 0, count: 0, position: 0 };
  overCells(trace, loop, from, cell, into, (index, begin, end) => {
    if (border !== begin) before = standingAt(trace, loop.lane, begin, 0);
    const after = standingAt(trace, loop.lane, end, before.position);
    border = end;
    const mean = Math.max(0, (after.total - before.total) / (end - begin));
    setCell(
      into,
      index,
      Math.min(mean, before.count, after.count),
      Math.max(mean, before.count, after.count),
      mean,
    );
    before = after;
  });
}

/** What stands ready at a moment. */
interface Standing {
  /** Nanoseconds that runs stood ready before the moment, those of runs that stand ready at it included. */
  readonly total: Nanos;
  /** How many stand ready at it. */
  readonly count: number;
  /** The first run of the lane that begins at the moment or later. */
  readonly position: number;
}

function standingAt(trace: Trace, lane: Lane, at: Nanos, near: number): Standing {
  const { runs } = trace;
  const position = firstBegun(trace, lane, at, near);
  const waitedAt = (index: number): Nanos => at - runs.ready(lane.run(index));
  const end = standingEnd(trace, lane, at, position);
  let total = lane.readyBefore(position);
  let count = 0;
  const looked = Math.min(end, position + LOOKED_AT);
  for (let index = position; index < looked; index++) {
    const waited = waitedAt(index);
    if (!(waited > 0)) continue;
    total += waited;
    count++;
  }
  // Of many, what they waited is known by looking at some of them.
  const further = end - looked;
  let sampled = 0;
  for (let sample = 0; sample < LOOKED_AT && further > 0; sample++)
    sampled += Math.max(0, waitedAt(looked + Math.floor(((sample + 0.5) * further) / LOOKED_AT)));
  return { total: total + (sampled / LOOKED_AT) * further, count: count + further, position };
}

/** One behind the last run that stands ready at a moment; `position` itself, the first that begins then or later, where none does. */
function standingEnd({ runs }: Trace, lane: Lane, at: Nanos, position: number): number {
  const isStanding = (index: number): boolean => at - runs.ready(lane.run(index)) > 0;
  let end = position;
  let strangers = 0;
  let next = position;
  for (; next < Math.min(lane.length, position + LOOKED_AT); next++)
    if (isStanding(next)) end = next + 1;
    else if (++strangers > OUT_OF_ORDER) return end;
  if (next === lane.length) return end;
  // Many: where they end is found by leaps.
  let stride = LOOKED_AT;
  let beyond = next;
  while (beyond < lane.length && isStanding(beyond)) {
    next = beyond + 1;
    beyond += stride;
    stride *= 2;
  }
  beyond = Math.min(beyond, lane.length);
  while (next < beyond) {
    const middle = (next + beyond) >>> 1;
    if (isStanding(middle)) next = middle + 1;
    else beyond = middle;
  }
  return next > position + LOOKED_AT ? next : end;
}

/** The first position of a lane whose run begins at a time or later. */
function firstBegun(trace: Trace, lane: Lane, at: Nanos, near: number): number {
  const position = lane.endingAfter(at, Math.max(0, near));
  return trace.runs.begin(lane.run(position)) < at ? position + 1 : position;
}

/** The cells in which a loop can be known, each with the part of it in which it is. */
function overCells(
  trace: Trace,
  loop: Loop,
  from: Nanos,
  cell: Nanos,
  into: SeriesCells,
  fill: (index: number, begin: Nanos, end: Nanos) => void,
): void {
  const known = Math.max(loop.at, trace.forgotten?.until ?? loop.at);
  for (let index = 0; index < into.length; index++) {
    const begin = Math.max(from + index * cell, known);
    const end = Math.min(from + (index + 1) * cell, trace.now);
    // What a loop does while the debugger holds it is not its own.
    const isHeld = end > begin && unpausedBetween(trace.pauses, begin, end) <= 0;
    if (end > begin && !isHeld) fill(index, begin, end);
    else clearCell(into, index);
  }
}
