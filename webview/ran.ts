import type { Pause } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

// Where in a trace the program ran: a debugger may have held it for most of the time.

/** A length of time. */
interface Stretch {
  readonly begin: Nanos;
  readonly end: Nanos;
}

/**
 * The earliest time in `[from, until]` since when the program ran for at least half of the time until `until`; `until` where
 * there is none.
 */
export function ranSince(pauses: readonly Pause[], from: Nanos, until: Nanos): Nanos {
  const stops = stopsIn(pauses, from, until);
  let paused = stops.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (2 * paused <= until - from) return from;
  for (const { begin, end } of stops) {
    paused -= end - begin;
    const more = until - end - 2 * paused;
    if (more >= 0) return end - more;
  }
  return until;
}

/**
 * Where stops take more than half of a length of time: the longest stretch that the program ran in it, and what joins it so that
 * stops take no more than half. Null where they take less, or all.
 */
export function mostlyRan(pauses: readonly Pause[], { begin: from, end: until }: Stretch): Stretch | null {
  const stops = stopsIn(pauses, from, until);
  const paused = stops.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (2 * paused <= until - from) return null;
  const edges = [from, ...stops.flatMap(({ begin, end }) => [begin, end]), until];
  const ran = stretches(edges).filter(({ begin, end }) => end > begin);
  if (ran.length === 0) return null;
  let first = ran.reduce((best, each, at) => (lengthOf(each) > lengthOf(ran[best]!) ? at : best), 0);
  let last = first;
  let spare = lengthOf(ran[first]!);
  /** How much more ran than was stopped once the next stretch is taken in, too; negative where that is none. */
  const spareWith = (at: number, stop: Nanos): Nanos =>
    ran[at] === undefined ? -1 : spare + lengthOf(ran[at]) - stop;
  for (;;) {
    const before = spareWith(first - 1, ran[first]!.begin - (ran[first - 1]?.end ?? 0));
    const after = spareWith(last + 1, (ran[last + 1]?.begin ?? 0) - ran[last]!.end);
    if (before < 0 && after < 0) return { begin: ran[first]!.begin, end: ran[last]!.end };
    spare = Math.max(before, after);
    if (before >= after) first--;
    else last++;
  }
}

/** The stops in a length of time, cut at its ends, in order. */
function stopsIn(pauses: readonly Pause[], from: Nanos, until: Nanos): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let at = pauses.length - 1; at >= 0; at--) {
    const { begin, end } = pauses[at]!;
    if ((end ?? until) <= from) break;
    if (begin < until) found.push({ begin: Math.max(begin, from), end: Math.min(end ?? until, until) });
  }
  return found.reverse();
}

function stretches(edges: readonly Nanos[]): readonly Stretch[] {
  return edges.flatMap((begin, at) => (at % 2 === 0 ? { begin, end: edges[at + 1]! } : []));
}

function lengthOf({ begin, end }: Stretch): Nanos {
  return end - begin;
}
