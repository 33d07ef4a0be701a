import { taskOf, type Pause, type Trace } from '../trace.ts';
import { isNested } from '../wire.ts';
import { MILLISECOND, type Nanos, type RunIndex, type TaskId } from '../units.ts';

/** A run shorter than this does not count as blocking its loop. */
export const BLOCKING_FROM: Nanos = 100 * MILLISECOND;

/** A run that held its event loop for {@link BLOCKING_FROM} or longer: nothing else on that loop could run. */
export interface Block {
  readonly run: RunIndex;
  readonly begin: Nanos;
  readonly end: Nanos;
  /** The task that ran; null for a plain callback. */
  readonly task: TaskId | null;
}

/**
 * Finds the blocks of a growing trace. Time that the debugger held the program does not count: a step in which a
 * breakpoint stood for a minute did not block for a minute.
 */
export class BlockFinder {
  private readonly found: Block[] = [];
  private seen = 0;

  /** All blocks so far, in the order in which they ended. Looks only at the runs that came since the last call. */
  update(trace: Trace): readonly Block[] {
    const { begin, end, subject, length } = trace.runs;
    for (; this.seen < length; this.seen++) {
      const run = this.seen;
      if (end[run]! - begin[run]! < BLOCKING_FROM || isNested(subject[run]!)) continue;
      const ran = end[run]! - begin[run]! - pausedBetween(trace.pauses, begin[run]!, end[run]!);
      if (ran >= BLOCKING_FROM)
        this.found.push({
          run,
          begin: begin[run]!,
          end: end[run]!,
          task: taskOf(trace, subject[run]!)?.id ?? null,
        });
    }
    return this.found;
  }
}

/** Nanoseconds of `[from, to)` in which the debugger held the program. */
export function pausedBetween(pauses: readonly Pause[], from: Nanos, to: Nanos): Nanos {
  let paused = 0;
  for (const pause of pauses) {
    const overlap = Math.min(pause.end ?? to, to) - Math.max(pause.begin, from);
    if (overlap > 0) paused += overlap;
  }
  return paused;
}
