import { taskOf, type Trace } from '../trace.ts';
import { MILLISECOND, type LoopId, type Nanos, type RunIndex, type TaskId } from '../units.ts';
import { wakerOf } from '../wakes.ts';
import { pausedBetween } from './pauses.ts';

/**
 * How many runs behind a block are looked at. Whoever stood ready meanwhile runs within the loop's next two turns, but
 * where a turn ends is not recorded.
 */
const LOOK_AHEAD = 4096;

/** What a block made ready itself in its last moments did not have to wait for it. */
const LEAST_WAIT: Nanos = MILLISECOND;

/**
 * Who had to wait while a loop was blocked: a task that stood ready, and one whose timer or other callback did, for it
 * would have been woken.
 */
export interface Delays {
  /** How long each had to wait during the block, longest first. */
  readonly tasks: readonly { readonly task: TaskId; readonly wait: Nanos }[];
  /** How many plain callbacks stood ready that woke no task. */
  readonly callbacks: number;
}

/** Whom a block made wait, as far as they have run by now: what still stands ready is not in the trace yet. */
export function delayedBy(
  trace: Trace,
  block: { readonly loop: LoopId; readonly begin: Nanos; readonly end: Nanos; readonly task: TaskId | null },
): Delays {
  const lane = trace.loop(block.loop)?.lane;
  const waits = new Map<TaskId, Nanos>();
  /** The callbacks that stood ready: since when, and whether they woke a task. */
  const late = new Map<RunIndex, { readonly ready: Nanos; hasWoken: boolean }>();
  if (lane === undefined) return { tasks: [], callbacks: 0 };
  const first = lane.endingAfter(block.end);
  for (let at = first; at < Math.min(first + LOOK_AHEAD, lane.length); at++) {
    const run = lane.run(at);
    const waker = late.size === 0 ? undefined : late.get(wakerOf(trace, run));
    const ready = waker?.ready ?? trace.runs.ready(run);
    if (!(ready < block.end)) continue;
    if (waker !== undefined) waker.hasWoken = true;
    const from = Math.max(ready, block.begin);
    const wait = block.end - from - pausedBetween(trace.pauses, from, block.end);
    if (wait < LEAST_WAIT) continue;
    const task = taskOf(trace, trace.runs.subject(run));
    if (task === undefined) late.set(run, { ready, hasWoken: false });
    else if (task.id !== block.task) waits.set(task.id, Math.max(wait, waits.get(task.id) ?? 0));
  }
  const callbacks = [...late.values()].filter(({ hasWoken }) => !hasWoken).length;
  return { tasks: longestFirst(waits), callbacks };
}

/** Whom several blocks made wait, each task with the sum of its waits: see {@link delayedBy}. */
export function delayedByRuns(trace: Trace, blocks: readonly RunIndex[]): Delays {
  const { runs } = trace;
  const waits = new Map<TaskId, Nanos>();
  let callbacks = 0;
  for (const run of blocks) {
    const task = taskOf(trace, runs.subject(run))?.id ?? null;
    const [loop, begin, end] = [runs.loop(run), runs.begin(run), runs.end(run)];
    const delays = delayedBy(trace, { loop, begin, end, task });
    for (const delay of delays.tasks) waits.set(delay.task, (waits.get(delay.task) ?? 0) + delay.wait);
    callbacks += delays.callbacks;
  }
  return { tasks: longestFirst(waits), callbacks };
}

function longestFirst(waits: ReadonlyMap<TaskId, Nanos>): Delays['tasks'] {
  return [...waits].map(([task, wait]) => ({ task, wait })).sort((a, b) => b.wait - a.wait);
}
