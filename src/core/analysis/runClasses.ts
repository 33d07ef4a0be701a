import type { Trace } from '../trace.ts';
import type { Nanos, RunIndex } from '../units.ts';
import { isCallback, isNested } from '../wire.ts';
import type { CollectorPauses } from './collectorPauses.ts';
import { pausedBetween } from './pauses.ts';
import type { RunClass } from './tally.ts';

const DURATIONS = 32;

/**
 * Sorts runs that are no blocks into classes, so that those of one class most likely ran the same code: by where they
 * suspended (the coroutine or the callback where they did not), and by how long they ran, within a factor of four.
 */
export class RunClasses {
  private readonly classes = new Map<number, RunClass>();
  private readonly coroutines = new Map<string, number>();
  /** By position of a task: the number of its coroutine. */
  private coroutineOf: number[] = [];
  private seen = 0;
  private epoch = 0;

  /** Counts the runs that came since the last call, `most` of them at most; the collector's pauses are to be known by then. */
  update(trace: Trace, collector: CollectorPauses, most = Number.POSITIVE_INFINITY): void {
    const { runs } = trace;
    this.seen = Math.max(this.seen, runs.first);
    for (const stop = Math.min(runs.length, this.seen + most); this.seen < stop; this.seen++) {
      if (isNested(runs.subject(this.seen))) continue;
      const ran = timeOf(trace, collector, this.seen);
      if (ran >= trace.blockingFrom) continue;
      const runClass = this.of(trace, this.seen, ran);
      runClass.ran += ran;
      runClass.runs++;
    }
  }

  /** The class of a run that ran so long. */
  of(trace: Trace, run: RunIndex, ran: Nanos): RunClass {
    const duration = Math.floor(Math.log2(ran + 1) / 2);
    const key = this.codeKey(trace, run) * DURATIONS + duration;
    let found = this.classes.get(key);
    if (found === undefined) {
      // Python code that runs for less than 5 ms does not let the watchdog in: such runs may never be seen.
      const shorter = duration > 0 ? (this.classes.get(key - 1) ?? null) : null;
      found = { ran: 0, runs: 0, seen: 0, shorter };
      this.classes.set(key, found);
      const longer = duration < DURATIONS - 1 ? this.classes.get(key + 1) : undefined;
      if (longer !== undefined) longer.shorter = found;
    }
    return found;
  }

  private codeKey(trace: Trace, run: RunIndex): number {
    const site = trace.runs.site(run);
    if (site > 0) return 3 * site;
    const subject = trace.runs.subject(run);
    const id = Math.floor(subject / 4);
    if (isCallback(subject)) return 3 * id + 1;
    const task = trace.task(id);
    if (this.epoch !== trace.epoch) {
      this.epoch = trace.epoch;
      this.coroutineOf = [];
    }
    return task === undefined ? 2 : 3 * (this.coroutineOf[task.index] ??= this.coroutine(task.coroutine)) + 2;
  }

  private coroutine(name: string): number {
    let known = this.coroutines.get(name);
    if (known === undefined) this.coroutines.set(name, (known = this.coroutines.size + 1));
    return known;
  }
}

/** How long a run ran, less what the debugger held, and the garbage collector. */
export function timeOf(trace: Trace, collector: CollectorPauses, run: RunIndex): Nanos {
  const { runs } = trace;
  const [begin, end] = [runs.begin(run), runs.end(run)];
  const collected = collector.between(trace, runs.loop(run), begin, end);
  return Math.max(0, end - begin - pausedBetween(trace.pauses, begin, end) - collected);
}
