import { runAt, type Loop, type Place, type Stack, type Trace } from '../trace.ts';
import type { LoopId, Nanos, RunIndex, SampleIndex } from '../units.ts';
import { pausedBetween } from './pauses.ts';

/**
 * Who held the loop. The watchdog looks at the thread every few milliseconds; a look that finds what the look before it
 * found may not have been sent. So a sample answers for the time from the look before it until the next sample's: the
 * first one from the run's begin, the last one until its end.
 */

/** One line of the program that a run was seen at. */
export interface Culprit {
  /** The line: {@link culpritPlace} of the stack. */
  readonly place: Place;
  /** The stack that was seen there longest. */
  readonly stack: Stack;
  /** How long the run was there, of the time that the debugger did not hold the program. */
  readonly time: Nanos;
  /** The part of the run's time that this is, from 0 to 1. */
  readonly share: number;
}

/** A sample and the part of its run's time that it answers for. */
export interface SampledTime {
  readonly sample: SampleIndex;
  readonly from: Nanos;
  readonly until: Nanos;
  /** From one to the other, less what the debugger held. */
  readonly time: Nanos;
}

/** The lines at which a run was seen, the one with the most time first; empty where no sample tells. */
export function culpritsOf(trace: Trace, loop: LoopId, begin: Nanos, end: Nanos): readonly Culprit[] {
  const lines = new Map<string, { place: Place; time: Nanos; stacks: Map<Stack, Nanos> }>();
  let total = 0;
  for (const { sample, time } of sampledTimes(trace, loop, begin, end)) {
    total += time;
    const stack = trace.stack(trace.samples.stack[sample]!);
    const place = culpritPlace(stack);
    if (place === null) continue;
    const key = `${place.file}\n${place.line}`;
    let line = lines.get(key);
    if (line === undefined) lines.set(key, (line = { place, time: 0, stacks: new Map() }));
    line.time += time;
    line.stacks.set(stack, (line.stacks.get(stack) ?? 0) + time);
  }
  return [...lines.values()]
    .map(({ time, stacks }) => {
      const [stack] = [...stacks].reduce((most, next) => (next[1] > most[1] ? next : most));
      return { place: culpritPlace(stack)!, stack, time, share: total > 0 ? time / total : 0 };
    })
    .sort((a, b) => b.time - a.time);
}

/** The samples of a run, in order, each with its part of the run's time. Those taken while the debugger held it are none. */
export function sampledTimes(trace: Trace, loop: LoopId, begin: Nanos, end: Nanos): readonly SampledTime[] {
  const { at, weight } = trace.samples;
  const taken = samplesOf(trace, trace.loop(loop), begin).filter(
    (sample) => at[sample]! <= end && pausedBetween(trace.pauses, at[sample]!, at[sample]! + 1) === 0,
  );
  const from = taken.map((sample, i) =>
    i === 0 ? begin : Math.max(at[taken[i - 1]!]!, at[sample]! - weight[sample]!),
  );
  return taken.map((sample, i) => {
    const [begun, until] = [from[i]!, from[i + 1] ?? end];
    const time = until - begun - pausedBetween(trace.pauses, begun, until);
    return { sample, from: begun, until, time };
  });
}

/**
 * The line to show for a stack: the innermost frame of the user's code that is in a file (code made by `exec` is not:
 * the line that executes it stands for it); of a library's code where there is none of the user's.
 */
export function culpritPlace(stack: Stack): Place | null {
  return (
    stack.findLast(isInUsersFile) ??
    stack.findLast((place) => place.scope === 'user') ??
    stack.findLast((place) => place.scope === 'library') ??
    stack.at(-1) ??
    null
  );
}

/**
 * The line of the user's coroutine that called into what a stack shows, where an `await` could stand: of the innermost
 * one. In a plain callback it is the callback's own line. Null where the stack has no frame of the user's.
 */
export function coroutinePlace(stack: Stack): Place | null {
  return (
    stack.findLast((place) => place.coroutine && isInUsersFile(place)) ?? stack.find(isInUsersFile) ?? null
  );
}

/** The run of a loop that began exactly then, -1 when it has not ended or was lost. */
export function runBegunAt(trace: Trace, loop: Loop, begin: Nanos): RunIndex {
  const run = runAt(trace, loop.lane, begin);
  return run >= 0 && trace.runs.begin(run) === begin ? run : -1;
}

function isInUsersFile(place: Place): boolean {
  return place.scope === 'user' && !place.file.startsWith('<');
}

function samplesOf(trace: Trace, loop: Loop | undefined, begin: Nanos): SampleIndex[] {
  if (loop === undefined) return [];
  const { samples } = loop;
  const begins = trace.samples.begin;
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (begins[samples[middle]!]! < begin) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < samples.length && begins[samples[end]!]! === begin) end++;
  return samples.slice(low, end);
}
