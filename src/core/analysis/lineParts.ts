import type { Place, Stack, Trace } from '../trace.ts';
import type { Nanos, SampleIndex } from '../units.ts';
import { coroutinePlace, culpritPlace } from './culprits.ts';

/** `culprit`: the line itself held the loop; `coroutine`: the line of a coroutine or callback that called into it. */
export type Role = 'culprit' | 'coroutine';

/** A sample and the part of its run's time that it answers for: the program's own, and the garbage collector's. */
export interface PartTime {
  readonly sample: SampleIndex;
  readonly time: Nanos;
  readonly collected: Nanos;
}

/** The part of one run that falls to one line. */
export interface Part {
  readonly role: Role;
  /** Less what the garbage collector took. */
  time: Nanos;
  /** What the garbage collector took. */
  collected: Nanos;
  /** Where it was longest: the line's frame, and the whole stack. */
  place: Place;
  stack: Stack;
  longest: Nanos;
  /** No other line of the run has more. */
  isMost: boolean;
  readonly ends: Map<string, Nanos>;
}

/** What of a run falls to which line: of each sample to that which `placeOf` names. */
export function partsOf(
  trace: Trace,
  times: readonly PartTime[],
  role: Role,
  placeOf: (stack: Stack) => Place | null,
): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const { sample, time, collected } of times) {
    const stack = trace.stack(trace.samples.stack[sample]!);
    const place = placeOf(stack);
    if (place === null || onlySuspends(stack)) continue;
    const key = `${place.file}\n${place.line}`;
    let part = parts.get(key);
    if (part === undefined) {
      part = { role, time: 0, collected: 0, place, stack, longest: 0, isMost: false, ends: new Map() };
      parts.set(key, part);
    }
    part.time += time;
    part.collected += collected;
    if (time > part.longest) Object.assign(part, { place, stack, longest: time });
    const end = place.end === null ? '' : `${place.end.line}:${place.end.column}`;
    part.ends.set(end, (part.ends.get(end) ?? 0) + time);
  }
  const found = [...parts.values()];
  const most = Math.max(...found.map((part) => part.time));
  for (const part of found) part.isMost = part.time === most;
  return found;
}

/**
 * Whether the culprit of a stack awaits one of asyncio's own coroutines, such as `sleep`, which does nothing but suspend: what
 * takes long in there is a busy machine, the collector or another thread, and no cost of the line.
 */
export function onlySuspends(stack: Stack): boolean {
  const place = culpritPlace(stack);
  const called = place === null ? [] : stack.slice(stack.lastIndexOf(place) + 1);
  return called[0]?.coroutine === true && called.every(isAsyncio);
}

function isAsyncio({ scope, file }: Place): boolean {
  return scope === 'stdlib' && /[\\/]asyncio[\\/]\w+\.py$/.test(file);
}

/** The coroutine's line, where it is not the culprit itself. */
export function callerPlace(stack: Stack): Place | null {
  const culprit = culpritPlace(stack);
  const caller = coroutinePlace(stack);
  return caller?.file === culprit?.file && caller?.line === culprit?.line ? null : caller;
}
