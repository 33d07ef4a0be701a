import type { Straggler } from '../../src/core/analysis/stragglers.ts';
import { formatDuration } from '../../src/core/format.ts';
import type { Site, Trace } from '../../src/core/trace.ts';
import { placePart } from '../details.ts';
import { placeLabel } from '../labels.ts';
import type { Selection } from '../selection.ts';
import { GRAVITY, type FindingKind, type FindingOf } from './finding.ts';
import { nameOf } from './names.ts';

/** How much longer one must go on to be told anew: a quarter of a doubling. */
const STEPS_A_DOUBLING = 4;

/** Who awaits several, and is held up by one of them. */
export const STRAGGLER_KIND: FindingKind<FindingOf<'straggler'>> = {
  noun: 'straggler',
  gravity: () => GRAVITY.straggler,
  isGrave: () => false,
  signature: ({ straggler: { waiter, position, late, until, waited, times } }) => [
    waiter,
    position,
    late,
    until,
    Math.round(STEPS_A_DOUBLING * Math.log2(waited)),
    times,
  ],
  words: (trace, { straggler }) => {
    const place = latePlace(trace, straggler);
    return {
      kind: 'Straggler',
      what: what(trace, straggler),
      where: place ? placePart(place) : null,
      cost: straggler.times > 1 ? `the worst of ${straggler.times.toLocaleString('en')} there` : '',
    };
  },
  places: (_, { straggler: { waiter, position, late, suspension } }) => {
    const held: Selection = { kind: 'suspension', task: waiter, position };
    const [last] = late;
    return suspension === null ? [held] : [{ kind: 'suspension', task: last!, position: suspension }, held];
  },
  notes: () => [],
  moment: ({ straggler: { since } }) => since,
};

/** `gather at server.py:14 waited 1.51 s for fetch-11 alone, the other 15 took 219 ms`. */
function what(trace: Trace, { site: id, waited, until, late, awaited, others }: Straggler): string {
  const site = trace.site(id);
  const at = site?.place ? ` at ${placeLabel(site.place)}` : '';
  const name = nameOf(trace, late[0]!);
  const alone = late.length === 1 ? `${name} alone` : `${name} and ${late.length - 1} more`;
  const wait = `${until === null ? 'has waited' : 'waited'} ${formatDuration(waited)}`;
  return `${waiting(site)}${at} ${wait} for ${alone}, the other ${awaited - late.length} took ${formatDuration(others)}`;
}

/** What awaits them, as the program has it. */
function waiting(site: Site | undefined): string {
  if (site === undefined) return 'it';
  const calls = site.stack.map(({ function: name }) => name);
  if (calls.some((name) => name.startsWith('TaskGroup.'))) return 'TaskGroup';
  if (calls.some((name) => /^_?as_?completed/i.test(name))) return 'as_completed';
  return site.kind === 'timeout' ? 'wait_for' : site.kind;
}

/** The line at which the last one waited. */
function latePlace(trace: Trace, { late: [last], suspension }: Straggler): Site['place'] {
  const lane = trace.task(last!)?.lane;
  if (lane === undefined || suspension === null) return null;
  return trace.site(trace.runs.site(lane.run(suspension - 1)))?.place ?? null;
}
