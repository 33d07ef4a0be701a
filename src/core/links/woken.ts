import type { Lane, Trace } from '../trace.ts';
import type { LoopId, RunIndex } from '../units.ts';
import { wakerOf } from '../wakes.ts';
import { CAUSE } from '../wire.ts';

/**
 * How many runs behind a run are looked at for those that it woke: whom it made ready runs within its loop's next two
 * turns, but where a turn ends is not recorded. Of another loop, and of timers, as many.
 */
const LOOK_AHEAD = 4096;

/** The runs that a run woke, or whose timer it made, in the order in which they ran: those among the next 4,096. */
export function wokenBy(trace: Trace, run: RunIndex, most = 64): readonly RunIndex[] {
  const { runs } = trace;
  const begin = runs.begin(run);
  if (Number.isNaN(begin)) return [];
  const woken = new Set<RunIndex>();
  for (const loop of trace.loops) {
    const first = Math.max(loop.lane.first, loop.lane.endingAfter(begin));
    lookThrough(trace, run, loop.lane, loop.id, first, woken, most);
  }
  return [...woken].sort((a, b) => runs.begin(a) - runs.begin(b) || a - b).slice(0, most);
}

function lookThrough(
  trace: Trace,
  waker: RunIndex,
  lane: Lane,
  loop: LoopId,
  first: number,
  woken: Set<RunIndex>,
  most: number,
): void {
  const { runs } = trace;
  const isOwn = runs.loop(waker) === loop;
  const [begin, end] = [runs.begin(waker), runs.end(waker)];
  const last = Math.min(first + LOOK_AHEAD, lane.length);
  for (let at = first; at < last && woken.size < most * 2; at++) {
    const run = lane.run(at);
    const cause = runs.cause(run);
    if (isOwn ? cause !== CAUSE.soon && cause !== CAUSE.timer : cause !== CAUSE.loop) continue;
    // Whoever is woken at once is ready from a moment within the waker on: the rest need not be looked up.
    const ready = runs.ready(run);
    if (cause !== CAUSE.timer && !(ready >= begin && ready <= end)) continue;
    if (wakerOf(trace, run) === waker) woken.add(run);
  }
}
