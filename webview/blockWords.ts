import type { Block, BlockNow } from '../src/core/analysis/blocking.ts';
import type { Culprit } from '../src/core/analysis/culprits.ts';
import { pausedBetween } from '../src/core/analysis/pauses.ts';
import { formatDuration, printable } from '../src/core/format.ts';
import type { Place, Stack, Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { placeLabel } from './labels.ts';

/** For how long a block held its loop until a time; what the debugger held does not count. */
export function blockLength(trace: Trace, { begin, end }: Block | BlockNow, until = end): Nanos {
  return until - begin - pausedBetween(trace.pauses, begin, until);
}

/** A block in a few words: `resize · images.py:31 · 520 ms`. */
export function blockTitle(trace: Trace, block: Block): string {
  return blockLabels(block.culprits[0], blockLength(trace, block))[0]!;
}

/** What may be written into a block, the longest first: `subprocess.run · app.py:12 · 236 ms`, `app.py:12 · 236 ms`, `236 ms`. */
export function blockLabels(culprit: Culprit | undefined, length: Nanos): readonly string[] {
  const duration = formatDuration(length);
  if (culprit === undefined) return [`blocked the loop ${duration}`, duration];
  const place = placeLabel(culprit.place);
  return [`${callOf(culprit)} · ${place} · ${duration}`, `${place} · ${duration}`, duration];
}

/** The culprit in a few words: `subprocess.run · app.py:12`. */
export function culpritWords(culprit: Culprit): string {
  return `${callOf(culprit)} · ${placeLabel(culprit.place)}`;
}

/**
 * What a culprit's line calls, by the frame below it; where there is none, as of a function written in C and of pure
 * computing, the function that the line is in.
 */
export function callOf({ place, stack }: Culprit): string {
  const callee = stack[stack.lastIndexOf(place) + 1];
  const name = callee === undefined ? place.function : calleeName(callee);
  // Where a function was defined is not how it is called.
  return printable(name.replace(/^.*<locals>\./, ''), 40);
}

/** The frames below a culprit's own: what its line called, from there inwards. */
export function calledBy({ place, stack }: Culprit): Stack {
  return stack.slice(stack.lastIndexOf(place) + 1);
}

/** The function as one would call it: `subprocess.run`, `requests.get`; of the user's own just its name. */
function calleeName({ file, function: name, scope }: Place): string {
  const path = file.replaceAll('\\', '/').replace(/(\/__init__)?\.\w+$/, '');
  const parts =
    /\/(?:site|dist)-packages\/(.+)$/.exec(path) ?? /\/[Ll]ib(?:\/python3[^/]*)?\/(.+)$/.exec(path);
  if (scope === 'user' || parts === null) return name;
  const modules = parts[1]!.split('/');
  // A library's function is known by the package it is imported from, not by the file that it is in.
  return `${scope === 'stdlib' ? modules.join('.') : modules[0]!}.${name}`;
}
