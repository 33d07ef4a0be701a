import type { Pause } from '../trace.ts';
import type { Nanos } from '../units.ts';

/** Nanoseconds of `[from, to)` in which the debugger held the program. */
export function pausedBetween(pauses: readonly Pause[], from: Nanos, to: Nanos): Nanos {
  let paused = 0;
  for (const pause of pauses) {
    const overlap = Math.min(pause.end ?? to, to) - Math.max(pause.begin, from);
    if (overlap > 0) paused += overlap;
  }
  return paused;
}
