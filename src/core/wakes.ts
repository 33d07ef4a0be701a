import type { Wake } from './facts.ts';
import type { Loop, Trace } from './trace.ts';
import type { Nanos, RunIndex } from './units.ts';
import { CAUSE, isNested } from './wire.ts';

/**
 * Why a run could run. The stream names the run that scheduled another one only by a moment at which it went on; which
 * one that was is found when somebody asks, by bisection. So a waker costs a stream nothing.
 */
export function wakeOf(trace: Trace, run: RunIndex): Wake {
  const detail = trace.runs.detail(run);
  switch (trace.runs.cause(run)) {
    case CAUSE.soon: {
      const waker = wakerOf(trace, run);
      return waker < 0 ? { kind: 'unknown' } : { kind: 'run', run: waker };
    }
    case CAUSE.timer:
      return { kind: 'timer', run: wakerOf(trace, run), made: timerMade(trace, run) };
    case CAUSE.readable:
      return { kind: 'readable', fd: detail };
    case CAUSE.writable:
      return { kind: 'writable', fd: detail };
    case CAUSE.signal:
      return { kind: 'signal', signal: detail };
    case CAUSE.thread:
      return { kind: 'thread', thread: trace.thread(detail) ?? null };
    case CAUSE.loop:
      return { kind: 'loop', loop: detail, run: wakerOf(trace, run) };
    default:
      return { kind: 'unknown' };
  }
}

/**
 * The run that scheduled this one, or made the timer that did: the waker. -1 where it was no run, or one that is unknown,
 * lost, or still going on.
 */
export function wakerOf(trace: Trace, run: RunIndex): RunIndex {
  const { runs } = trace;
  switch (runs.cause(run)) {
    case CAUSE.soon:
      return wakingRun(trace, trace.loop(runs.loop(run)), runs.ready(run), run);
    case CAUSE.timer:
      return wakingRun(trace, trace.loop(runs.loop(run)), timerMade(trace, run) ?? Number.NaN, run);
    case CAUSE.loop:
      return wakingRun(trace, trace.loop(runs.detail(run)), runs.ready(run), run);
    default:
      return -1;
  }
}

/** When the timer that a run is for was made; null when unknown. */
function timerMade(trace: Trace, run: RunIndex): Nanos | null {
  const since = trace.runs.detail(run);
  return since === 0 ? null : trace.runs.begin(run) - (since - 1);
}

/**
 * The innermost run of a loop that went on at a moment and can have woken another one. Runs are nested properly, so the
 * innermost is the one that ended first, where two only touch the earlier one.
 */
function wakingRun(trace: Trace, loop: Loop | undefined, at: Nanos, woken: RunIndex): RunIndex {
  if (loop === undefined || Number.isNaN(at)) return -1;
  const outermost = outermostAt(trace, loop, at, woken);
  const nested = nestedAt(trace, loop, at, woken);
  return nested >= 0 && (outermost < 0 || nested < outermost) ? nested : outermost;
}

function outermostAt(trace: Trace, loop: Loop, at: Nanos, woken: RunIndex): RunIndex {
  // The first that ends no earlier: times are whole.
  const run = loop.lane.run(loop.lane.endingAfter(at - 1));
  return trace.runs.begin(run) <= at && canWake(trace, run, woken) ? run : -1;
}

function nestedAt(trace: Trace, loop: Loop, at: Nanos, woken: RunIndex): RunIndex {
  const { runs, outer } = loop.nested;
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trace.runs.end(runs[middle]!) >= at) high = middle;
    else low = middle + 1;
  }
  // What went on then and ended later is around the first that ended then or later.
  for (let i = low; i >= 0 && i < runs.length; i = outer[i]!) {
    const run = runs[i]!;
    if (trace.runs.begin(run) <= at && canWake(trace, run, woken)) return run;
  }
  return -1;
}

/** No run wakes itself, and only a nested one is woken by one that ended later, the one around it. */
function canWake(trace: Trace, run: RunIndex, woken: RunIndex): boolean {
  const { runs } = trace;
  const isOther = runs.loop(run) !== runs.loop(woken);
  return isOther || run < woken || (run !== woken && isNested(runs.subject(woken)));
}
