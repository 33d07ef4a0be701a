import type { Deadlock, Stuck } from '../../src/core/analysis/deadlocks.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Place, Trace } from '../../src/core/trace.ts';
import { placePart, plural } from '../details.ts';
import { placeLabel } from '../labels.ts';
import { formatMoment } from '../moments.ts';
import { GRAVITY, type FindingKind, type FindingOf, type FindingWords } from './finding.ts';
import { listed, nameOf } from './names.ts';

/** So many tasks of one circle are walked. */
const MOST_WALKED = 100;

/** Tasks that wait for each other for ever. */
export const DEADLOCK_KIND: FindingKind<FindingOf<'deadlock'>> = {
  noun: 'deadlock',
  gravity: () => GRAVITY.deadlock,
  isGrave: () => true,
  signature: ({ deadlock: { cycle, behind } }) => [
    cycle.map(({ task, position }) => [task, position]),
    behind,
  ],
  words: (trace, { deadlock }) => ({
    kind: 'Deadlock',
    what: what(trace, deadlock),
    ...where(trace, deadlock),
    cost: `stuck from ${formatMoment(trace, deadlock.since)} on`,
  }),
  places: (_, { deadlock: { cycle } }) =>
    cycle.slice(0, MOST_WALKED).map(({ task, position }) => ({ kind: 'suspension', task, position })),
  notes: (_, { deadlock: { behind } }) =>
    behind.length === 0 ? [] : [{ text: `· ${plural(behind.length, 'other task')} stuck behind` }],
  moment: ({ deadlock: { since } }) => since,
};

function what(trace: Trace, { cycle }: Deadlock): string {
  const [first] = cycle;
  const names = cycle.map(({ task }) => nameOf(trace, task));
  if (cycle.length === 1)
    return `${names[0]!} waits for ${first!.resource ? resourceName(first!.resource) : 'what'}, which it holds itself`;
  if (cycle.length > 2) return `${listed(names)} wait for each other in a circle`;
  const areLocks = cycle.every(({ resource }) => resource?.kind === 'lock');
  return `${listed(names)} wait for each other${areLocks ? '’s lock' : ''}`;
}

/** The line that they wait at; of several, that of the one that has waited longest. */
function where(trace: Trace, { cycle }: Deadlock): Pick<FindingWords, 'where' | 'before'> {
  const places = cycle.map((stuck) => placeOf(trace, stuck));
  const [first] = places;
  if (!first) return { where: null };
  const areSame = places.every((place) => place && placeLabel(place) === placeLabel(first));
  const before = !areSame || cycle.length === 1 ? 'at' : cycle.length === 2 ? 'both at' : 'all at';
  return { where: placePart(first), before };
}

function placeOf(trace: Trace, { task, position }: Stuck): Place | null {
  const run = trace.task(task)?.lane.run(position - 1) ?? -1;
  return trace.site(trace.runs.site(run))?.place ?? null;
}
