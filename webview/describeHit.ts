import { formatDuration, taskTitle } from '../src/core/format.ts';
import type { Trace } from '../src/core/trace.ts';
import { describe, type Known } from './describe.ts';
import type { BlockDetails, Details } from './details.ts';
import type { Hit } from './hitTest.ts';
import { busyUntil, readyUntil, trackOf } from './laneCursor.ts';
import { whole } from './moveSelection.ts';

/** A tooltip: a heading, what kind of thing it is, and lines of label and text. */
export interface Tip {
  readonly kind: string;
  readonly title: string;
  readonly lines: readonly (readonly [label: string, text: string])[];
}

/** So many of a block's lines are told. */
const MOST_CULPRITS = 3;

const SHOWN = new Set([
  'Duration',
  'Task',
  'Deadlock',
  'Stuck',
  'Lock convoy',
  'Woken by',
  'Stood ready',
  'Error',
  'Ended with',
  'Awaits task',
  'Waits for',
  'Held by',
  'Handed over',
  'Cancel asked',
  'GC pauses',
  'Lost work',
  'Coroutine',
  'Lived',
  'Busy',
  'Resumed at',
  'Ran until',
]);

/** What to say of the point under the pointer. */
export function describeHit(trace: Trace, hit: Hit, known: Known): Tip | null {
  if (hit.merged !== null) return describeMerged(trace, hit, hit.merged);
  // Beside a task's life there is nothing to say; its name stands on the left.
  if (hit.piece === null && 'task' in hit.owner) return null;
  const details = describe(trace, hit.piece ?? whole(hit.owner), known);
  return details && tipOf(details);
}

function tipOf({ kind, title, facts, frames, badge, block }: Details): Tip {
  const lines = facts
    .filter((fact) => SHOWN.has(fact.label))
    .map(({ label, parts }): readonly [string, string] => [
      label,
      parts
        .map((part) => part.text)
        .join(' ')
        .slice(0, 160),
    ]);
  const focus = frames.find((frame) => frame.role === 'focus');
  if (focus !== undefined && kind.startsWith('Suspension'))
    lines.unshift(['At', `${focus.where} in ${focus.function}`]);
  if (block !== undefined) lines.unshift(...blockLines(block));
  if (badge !== null) lines.push(['State', badge.text]);
  return { kind, title, lines };
}

function blockLines({ culprits, unseen, waiting }: BlockDetails): (readonly [string, string])[] {
  const seen = culprits
    .slice(0, MOST_CULPRITS)
    .map(({ words, percent, share, focus }): readonly [string, string] => [
      'In',
      `${words} · ${focus.where}${share > 0.995 ? '' : `, ${percent}`}`,
    ]);
  if (culprits.length === 0) seen.push(['In', unseen[0]?.text ?? 'not known']);
  return waiting === null ? seen : [...seen, ['Waited', waiting.text]];
}

function describeMerged(
  trace: Trace,
  { owner }: Hit,
  { from, to }: { readonly from: number; readonly to: number },
): Tip | null {
  const track = trackOf(trace, owner);
  if (track === null) return null;
  const first = track.lane.endingAfter(from);
  const last = track.lane.endingAfter(to, first);
  const busy = busyUntil(track, last, to) - busyUntil(track, first, from);
  const ready = track.hasReady ? readyUntil(track, last, to) - readyUntil(track, first, from) : 0;
  const count = last - first + (trace.runs.begin(track.lane.run(last)) < to ? 1 : 0);
  const size = to - from;
  const percent = (part: number): string =>
    `${formatDuration(part)} (${Math.round(Math.min(1, part / size) * 100)} %)`;
  const lines: (readonly [string, string])[] = [['Ran', percent(busy)]];
  if (track.hasReady)
    lines.push(['Stood ready', percent(ready)], ['Suspended', percent(Math.max(0, size - busy - ready))]);
  if ('task' in owner) lines.push(['Task', taskTitle(owner.task)]);
  const noun = 'task' in owner ? 'step' : 'callback';
  return {
    kind: `${formatDuration(size)} at this zoom`,
    title: `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'} here; zoom in to see ${count === 1 ? 'it' : 'them'}`,
    lines,
  };
}
