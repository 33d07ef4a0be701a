import type { Leak } from '../../src/core/analysis/leaks.ts';
import { formatDuration, printable } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import { placePart } from '../details.ts';
import type { Selection } from '../selection.ts';
import { GRAVITY, type FindingKind, type FindingOf } from './finding.ts';

/** How much longer they must have waited to be told anew: a quarter of a doubling. */
const STEPS_A_DOUBLING = 4;

/** Tasks that outlive what began them, and wait for what does not come. */
export const LEAK_KIND: FindingKind<FindingOf<'leak'>> = {
  noun: 'leak',
  gravity: () => GRAVITY.leak,
  isGrave: () => false,
  signature: ({ leak: { loop, site, count, longest } }) => [
    loop,
    site,
    count,
    Math.round(STEPS_A_DOUBLING * Math.log2(longest)),
  ],
  words: (trace, { leak }) => {
    const place = trace.site(leak.site)?.place;
    return {
      kind: 'Task leak',
      what: what(leak),
      where: place ? placePart(place) : null,
      cost: `the oldest for ${formatDuration(leak.longest)}`,
    };
  },
  places: (trace, { leak: { tasks } }) =>
    tasks.flatMap((id): Selection[] => {
      const lane = trace.task(id)?.lane;
      return lane === undefined ? [] : [{ kind: 'suspension', task: id, position: waitOf(trace, id) }];
    }),
  notes: () => [],
  moment: ({ leak: { since } }) => since,
};

/** `24 watch_disconnect tasks outlive their handle tasks`. */
function what({ count, coroutine, creator }: Leak): string {
  const began = creator === null ? 'what began them' : `their ${printable(creator, 40)} tasks`;
  return `${count.toLocaleString('en')} ${printable(coroutine, 40)} tasks outlive ${began}`;
}

/** The suspension that it is in; of one that the end of the loop cancelled, the one before that. */
function waitOf(trace: Trace, id: number): number {
  const { lane, outcome } = trace.task(id)!;
  return outcome === 'pending' ? lane.length : Math.max(lane.first, lane.length - 1);
}
