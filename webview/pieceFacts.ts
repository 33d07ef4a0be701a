import { pausedBetween, pausedSums, unpausedBetween } from '../src/core/analysis/pauses.ts';
import { formatDuration, printable } from '../src/core/format.ts';
import type { Place, Site, Task, Trace } from '../src/core/trace.ts';
import type { Nanos, RunIndex } from '../src/core/units.ts';
import { wakeFact } from './describeFacts.ts';
import { fact, type Fact, type Frame, type Part, type Shares } from './details.ts';
import { placeLabel } from './labels.ts';
import type { Track } from './laneCursor.ts';
import { formatMoment } from './moments.ts';

/** When a piece of a lane was. */
export interface Span {
  readonly from: Nanos;
  readonly to: Nanos;
  /** It goes on: `to` is the newest moment known of. */
  readonly isOpen: boolean;
}

/** Where the run at a position of a task's lane suspended. */
export function siteAfter(trace: Trace, task: Task, position: number): Site | undefined {
  return trace.site(trace.runs.site(task.lane.run(position)));
}

/** How long it was, and by how much longer because the debugger held it: `6.90 s, and 29.2 s held by the debugger`. */
export function lengthPart({ pauses }: Trace, from: Nanos, to: Nanos): Part {
  const held = pausedBetween(pauses, from, to);
  const own = formatDuration(to - from - held);
  return { text: held > 0 ? `${own}, and ${formatDuration(held)} held by the debugger,` : own };
}

/** How long, and from when to when. */
export function spanFact(trace: Trace, { from, to, isOpen }: Span): Fact {
  const since = formatMoment(trace, from);
  return fact('Duration', lengthPart(trace, from, to), {
    text: isOpen ? `since ${since}` : `from ${since} to ${formatMoment(trace, to)}`,
  });
}

/** How long a run stood ready, where that is known, and why it could run. */
export function beginFacts(trace: Trace, run: RunIndex): Fact[] {
  const ready = trace.runs.ready(run);
  const waited = unpausedBetween(trace.pauses, ready, trace.runs.begin(run));
  return [
    ...(Number.isNaN(ready) ? [] : [fact('Stood ready', { text: formatDuration(waited) })]),
    wakeFact(trace, run),
  ];
}

/** The user's frames from the innermost outwards, then those of libraries from the outermost inwards. */
export function framesOf(site: Site | undefined): Frame[] {
  if (site === undefined) return [];
  const own = site.stack.filter((place) => place.scope === 'user').reverse();
  const others = site.stack.filter((place) => place.scope !== 'user');
  // A recursive function stands in the chain more than once; only its innermost frame is the one to look at.
  const focus = own.length > 0 ? 0 : others.indexOf(site.place!);
  return [...own, ...others]
    .map((place, index): Frame => (index === focus ? { ...frameOf(place), role: 'focus' } : frameOf(place)))
    .sort((a, b) => Number(b.role === 'focus') - Number(a.role === 'focus'));
}

/** A place as a line of a stack. */
export function frameOf(place: Place): Frame {
  return {
    place: place.id,
    line: place.line,
    function: printable(place.function, 120),
    where: placeLabel(place),
    file: printable(place.file, 300),
    role: place.scope === 'user' ? 'user' : 'foreign',
  };
}

/** What a track's time went to, but for that in which the debugger held it. */
export function sharesOf(track: Track): Shares {
  const { lane, live, begin, end, hasReady } = track;
  const { pauses } = track.trace;
  const held = pausedSums(pauses, lane, begin, end);
  const goesOn = Number.isNaN(live) ? 0 : Math.max(0, unpausedBetween(pauses, live, end));
  const running = lane.busyBefore(lane.length) - held.busy + goesOn;
  const ready = hasReady ? lane.readyBefore(lane.length) - held.ready : 0;
  return { running, ready, suspended: Math.max(0, unpausedBetween(pauses, begin, end) - running - ready) };
}
