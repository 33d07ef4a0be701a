import type { Lane, Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import type { Nanos, RunIndex } from '../../src/core/units.ts';
import { TraceWriter } from './traceWriter.ts';

/** Builds a trace from a whole stream. */
export function build(bytes: Uint8Array): TraceBuilder {
  const builder = new TraceBuilder();
  builder.push(bytes);
  return builder;
}

/** Has a finder follow a trace that grows by `size` bytes at a time, looking at `most` things at once. Answers the finder. */
export function followed<F extends { update(trace: Trace, most: number): boolean }>(
  finder: F,
  bytes: Uint8Array,
  size: number,
  most: number,
): F {
  const growing = new TraceBuilder();
  for (let at = 0; at < bytes.length; at += size) {
    growing.push(bytes.slice(at, at + size));
    while (!finder.update(growing, most));
  }
  return finder;
}

/**
 * One trace with every kind of frame but facts in it: `main` creates `child` and awaits it, `child` sleeps and fails; the timer's
 * callback wakes `child`, whose end wakes `main`. `more` is written before its last frames.
 */
export function smallTrace(more?: (writer: TraceWriter) => void): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const inMain = writer.place('/app/main.py', 12, 'main');
  const inChild = writer.place('/app/main.py', 5, 'child');
  const inSleep = writer.place('/usr/lib/python3.12/asyncio/tasks.py', 655, 'sleep', 2);
  const awaitsChild = writer.site('task', inMain);
  const sleeps = writer.site('sleep', inChild, inSleep);
  const stack = writer.stack(writer.sampledPlace('/app/main.py', 11, 'main', { end: 8, coroutine: true }));
  const timer = writer.callback('futures._set_result_unless_cancelled');
  writer
    .task(1, { created: 100, place: inMain })
    .task(2, { created: 1_500, coroutine: 'child', name: 'worker', parent: 1, place: inMain });
  const child = writer.group(2);
  writer
    .samples([{ task: 1, begin: 1_000, at: 1_500, weight: 400, stack }])
    .runs([
      { task: 1, begin: 1_000, end: 2_000, ready: 200, site: awaitsChild, group: child },
      { task: 2, begin: 2_100, end: 3_000, ready: 1_600, site: sleeps },
      { callback: timer, begin: 9_000, end: 9_100, ready: 8_900, cause: 'timer', made: 2_900 },
      { task: 2, begin: 9_200, end: 9_900, ready: 9_050 },
    ])
    .end(2, 9_900, 'error', { error: 'ValueError: no' })
    .runs([{ task: 1, begin: 10_000, end: 10_400, ready: 9_850 }])
    .end(1, 10_400, 'result');
  more?.(writer);
  return writer
    .beat(11_000)
    .pause(11_100, true)
    .pause(11_500, false)
    .loss(11_600, 11_700, 3, 4)
    .problem('hooks', 'removed itself')
    .finish(12_000);
}

/** The runs of a lane, in order. */
export function runsOf(lane: Lane): RunIndex[] {
  return Array.from({ length: lane.length - lane.first }, (_, i) => lane.run(lane.first + i));
}

/** Nanoseconds of `[from, to)` in which the lane ran. */
export function busyBetween(trace: Trace, lane: Lane, from: Nanos, to: Nanos): Nanos {
  return busyUntil(trace, lane, to) - busyUntil(trace, lane, from);
}

function busyUntil(trace: Trace, lane: Lane, at: Nanos): Nanos {
  const next = lane.endingAfter(at);
  const before = lane.busyBefore(next);
  const run = lane.run(next);
  return run < 0 ? before : before + Math.max(0, at - trace.runs.begin(run));
}
