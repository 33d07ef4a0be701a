import type { Convoy } from '../../src/core/analysis/convoys.ts';
import type { Deadlock, Stuck } from '../../src/core/analysis/deadlocks.ts';
import type { Resource } from '../../src/core/facts.ts';
import { formatDuration } from '../../src/core/format.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos, TaskId } from '../../src/core/units.ts';
import { plural, taskLink, tonedFact, type Fact, type Part } from '../details.ts';
import { findingWords } from './findingWords.ts';
import { placesOf } from './findingPlaces.ts';
import type { WaitFindings } from './waitFindings.ts';

/** So many tasks of a circle are told one after the other. */
const MOST_TOLD = 8;
/** So many findings the summary of the trace names. */
const MOST_NAMED = 5;

/** What is the matter with a task: it is part of a deadlock, or waits behind one. */
export function deadlockFacts(trace: Trace, task: TaskId, findings: WaitFindings | null): Fact[] {
  const deadlock = findings?.deadlockOf(task);
  if (deadlock === undefined) return [];
  const at = deadlock.cycle.findIndex((stuck) => stuck.task === task);
  if (at >= 0) return [tonedFact('bad', 'Deadlock', ...circleParts(trace, deadlock, at))];
  const [first, second] = deadlock.cycle;
  const others =
    second === undefined
      ? []
      : [{ text: deadlock.cycle.length > 2 ? 'and others:' : 'and' }, stuckLink(trace, second)];
  return [tonedFact('bad', 'Stuck', { text: 'behind the deadlock of' }, stuckLink(trace, first!), ...others)];
}

/** The convoy that a wait for a resource was part of. */
export function convoyFacts(
  trace: Trace,
  resource: Resource,
  from: Nanos,
  to: Nanos,
  findings: WaitFindings | null,
): Fact[] {
  const convoy = findings?.convoyOf(resource);
  return convoy === undefined || to < convoy.begin || from > convoy.end
    ? []
    : [tonedFact('warning', 'Lock convoy', { text: convoyText(convoy) }, ...holderParts(trace, convoy))];
}

/** The findings of the whole trace, each leading to where it is seen. */
export function allFindingFacts(trace: Trace, { all }: WaitFindings): Fact[] {
  const facts = all.slice(0, MOST_NAMED).map((finding) => {
    const { kind, what } = findingWords(trace, finding);
    const [place] = placesOf(trace, [finding]);
    const link = place && { link: { select: place.selection } };
    if (finding.kind === 'convoy')
      return tonedFact('warning', kind, { text: what, ...link }, ...holderParts(trace, finding.convoy));
    const { behind } = finding.deadlock;
    const others =
      behind.length === 0 ? [] : [{ text: `${plural(behind.length, 'other task')} stuck behind` }];
    return tonedFact('bad', kind, { text: what, ...link }, ...others);
  });
  if (all.length > MOST_NAMED)
    facts.push(tonedFact('warning', 'Findings', { text: `and ${all.length - MOST_NAMED} more` }));
  return facts;
}

/** `order-4 waits for Lock 2, held by order-5, which waits for Lock 1, held by order-4`, from one of them on. */
function circleParts(trace: Trace, { cycle }: Deadlock, at: number): Part[] {
  const told = Math.min(cycle.length, MOST_TOLD);
  const parts: Part[] = [];
  for (let step = 0; step < told; step++) {
    const stuck = cycle[(at + step) % cycle.length]!;
    const { resource } = stuck;
    if (step === 0) parts.push(stuckLink(trace, stuck));
    const waits = `${step === 0 ? 'waits' : ', which waits'} for`;
    parts.push({ text: resource === null ? waits : `${waits} ${resourceName(resource)}, held by` });
    parts.push(stuckLink(trace, cycle[(at + step + 1) % cycle.length]!));
  }
  if (cycle.length > told) parts.push({ text: `and so on, ${cycle.length} tasks in a circle` });
  return parts;
}

function stuckLink(trace: Trace, { task, position }: Stuck): Part {
  return { ...taskLink(trace, task), link: { select: { kind: 'suspension', task, position } } };
}

function convoyText({ tasks, waited, begin, end }: Convoy): string {
  return `${plural(tasks, 'task')} waited for it for ${formatDuration(waited)} in all, within ${formatDuration(end - begin)}`;
}

function holderParts(trace: Trace, { longestHold }: Convoy): Part[] {
  if (longestHold === null || longestHold.task === 0) return [];
  return [
    { text: '· longest holder' },
    taskLink(trace, longestHold.task),
    { text: `(${formatDuration(longestHold.length)})` },
  ];
}
