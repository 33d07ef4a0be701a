import { taskOf, type Trace } from '../trace.ts';
import { isNested } from '../wire.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from '../units.ts';
import { culpritsOf, type Culprit } from './culprits.ts';
import { pausedBetween } from './pauses.ts';

/** What holds its loop for {@link Trace.blockingFrom} or longer: nothing else on that loop can run. */
interface Hold {
  readonly loop: LoopId;
  readonly begin: Nanos;
  /** The task that runs; null for a plain callback. */
  readonly task: TaskId | null;
  /** The lines that it was seen at, the culprit first; empty where nothing was seen. */
  readonly culprits: readonly Culprit[];
}

/** A run that held its event loop, from its begin to its end. */
export interface Block extends Hold {
  readonly run: RunIndex;
  readonly end: Nanos;
}

/** A block that goes on; `end` is the newest moment known of. */
export interface BlockNow extends Hold {
  readonly end: Nanos;
}

/** So many runs of a loop's lane are passed over together where none of them is long. */
const STRIDE = 64;

/**
 * Finds the blocks of a growing trace. Time that the debugger held the program does not count: a step in which a
 * breakpoint stood for a minute did not block for a minute.
 */
export class BlockFinder {
  private readonly found: Block[] = [];
  /** By position of the loop: how far its lane was looked at. */
  private readonly seen: number[] = [];

  /**
   * All blocks so far, in the order in which they became known, those of runs that were let go since included. Looks only at
   * what came since the last call, and quickly passes over what ran shortly.
   */
  update(trace: Trace): readonly Block[] {
    const { runs } = trace;
    const long: RunIndex[] = [];
    for (let index = 0; index < trace.loops.length; index++) {
      const { lane } = trace.loops[index]!;
      let at = Math.max(this.seen[index] ?? 0, lane.first);
      while (at < lane.length) {
        const stop = Math.min(lane.length, at - (at % STRIDE) + STRIDE);
        if (lane.longestRun(at, stop) < trace.blockingFrom) at = stop;
        for (; at < stop; at++) {
          const run = lane.run(at);
          if (runs.end(run) - runs.begin(run) >= trace.blockingFrom) long.push(run);
        }
      }
      this.seen[index] = at;
    }
    for (const run of long.sort((a, b) => a - b)) {
      const [loop, begin, end] = [runs.loop(run), runs.begin(run), runs.end(run)];
      if (!isBlock(trace, begin, end)) continue;
      const task = taskOf(trace, runs.subject(run))?.id ?? null;
      this.found.push({ run, loop, begin, end, task, culprits: culpritsOf(trace, loop, begin, end) });
    }
    return this.found;
  }
}

/** The loops that are blocked at the newest moment known of, and by what. */
export function blocksNow(trace: Trace): readonly BlockNow[] {
  const found: BlockNow[] = [];
  for (const { loop, subject, begin } of [...trace.running.values()].map((run) => outermost(trace, run))) {
    if (isNested(subject) || !isBlock(trace, begin, trace.now)) continue;
    const task = taskOf(trace, subject)?.id ?? null;
    found.push({ loop, begin, end: trace.now, task, culprits: culpritsOf(trace, loop, begin, trace.now) });
  }
  return found;
}

interface Held {
  readonly loop: LoopId;
  readonly subject: number;
  readonly begin: Nanos;
}

/** A beat names the innermost of nested runs; the samples, the one that holds the loop. */
function outermost(trace: Trace, running: Held): Held {
  const last = trace.loop(running.loop)?.samples.at(-1);
  if (last === undefined || !isNested(running.subject)) return running;
  const { subject, begin } = trace.samples;
  return begin[last]! < trace.loop(running.loop)!.lane.end
    ? running
    : { loop: running.loop, subject: subject[last]!, begin: begin[last]! };
}

function isBlock(trace: Trace, begin: Nanos, end: Nanos): boolean {
  return end - begin - pausedBetween(trace.pauses, begin, end) >= trace.blockingFrom;
}
