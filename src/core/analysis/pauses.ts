import type { Lane, LaneSums, Pause } from '../trace.ts';
import type { Nanos } from '../units.ts';

/** Nanoseconds of `[from, to)` in which the debugger held the program. */
export function pausedBetween(pauses: readonly Pause[], from: Nanos, to: Nanos): Nanos {
  let paused = 0;
  for (let at = firstEndingAfter(pauses, from); at < pauses.length; at++) {
    const { begin, end } = pauses[at]!;
    if (begin >= to) break;
    const overlap = Math.min(end ?? to, to) - Math.max(begin, from);
    if (overlap > 0) paused += overlap;
  }
  return paused;
}

/** Nanoseconds of `[from, to)` that were the program's own; NaN where a bound is. */
export function unpausedBetween(pauses: readonly Pause[], from: Nanos, to: Nanos): Nanos {
  return to - from - (pauses.length === 0 ? 0 : pausedBetween(pauses, from, to));
}

/** How much of what a lane ran, and stood ready, in `[from, to)` was while the debugger held the program. */
export function pausedSums(
  pauses: readonly Pause[],
  lane: Lane,
  from: Nanos,
  to: Nanos,
): { readonly busy: Nanos; readonly ready: Nanos } {
  let [busy, ready] = [0, 0];
  const before: LaneSums = { position: 0, busy: 0, ready: 0 };
  const after: LaneSums = { position: 0, busy: 0, ready: 0 };
  for (let at = firstEndingAfter(pauses, from); at < pauses.length; at++) {
    const { begin, end } = pauses[at]!;
    if (begin >= to) break;
    lane.sums(Math.max(begin, from), 0, before.position, before);
    lane.sums(Math.min(end ?? to, to), 0, before.position, after);
    busy += after.busy - before.busy;
    ready += after.ready - before.ready;
  }
  return { busy, ready };
}

/** Pauses follow each other in time. */
function firstEndingAfter(pauses: readonly Pause[], time: Nanos): number {
  let [low, high] = [0, pauses.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pauses[middle]!.end ?? Number.POSITIVE_INFINITY) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
