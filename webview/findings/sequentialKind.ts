import type { SequentialAwaits } from '../../src/core/analysis/sequentialAwaits.ts';
import { formatDuration, printable } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import { placePart } from '../details.ts';
import { GRAVITY, type FindingKind, type FindingOf } from './finding.ts';

/** Who awaits tasks one after the other that may not need each other: a hint, as the trace does not tell what they need. */
export const SEQUENTIAL_KIND: FindingKind<FindingOf<'sequential'>> = {
  noun: 'sequential awaits',
  gravity: () => GRAVITY.sequential,
  isGrave: () => false,
  signature: ({ sequential: { waiter, site, begin, count, times } }) => [waiter, site, begin, count, times],
  words: (trace, { sequential }) => {
    const place = trace.site(sequential.site)?.place;
    return {
      kind: 'Sequential awaits',
      what: what(trace, sequential),
      where: place ? placePart(place) : null,
      cost: 'if they do not need each other, gather them',
    };
  },
  places: (_, { sequential: { waiter, longest } }) => [
    { kind: 'suspension', task: waiter, position: longest.position },
  ],
  notes: (_, { sequential: { times } }) =>
    times === 1 ? [] : [{ text: `· the longest of ${times.toLocaleString('en')} such loops there` }],
  moment: ({ sequential: { begin } }) => begin,
};

/** `main awaits 14 fetch tasks one after the other, 1.52 s in all, the longest 151 ms`. */
function what(trace: Trace, { waiter, coroutine, count, total, longest }: SequentialAwaits): string {
  const who = printable(trace.task(waiter)?.coroutine ?? '', 40) || `task ${waiter}`;
  const tasks = [count.toLocaleString('en'), printable(coroutine, 40), 'tasks'].filter((word) => word !== '');
  return `${who} awaits ${tasks.join(' ')} one after the other, ${formatDuration(total)} in all, the longest ${formatDuration(longest.length)}`;
}
