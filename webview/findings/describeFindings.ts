import type { Deadlock, Stuck } from '../../src/core/analysis/deadlocks.ts';
import type { Resource } from '../../src/core/facts.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { Nanos, TaskId } from '../../src/core/units.ts';
import { taskLink, tonedFact, type Fact, type Part } from '../details.ts';
import { holdParts, waitedWords } from './convoyKind.ts';
import type { Findings } from './findings.ts';
import { findingFact, lookedFor } from './kinds.ts';

/** So many tasks of a circle are told one after the other. */
const MOST_TOLD = 8;
/** So many findings the summary of the trace names. */
const MOST_NAMED = 5;

/** What is the matter with a task: it is part of a deadlock, or waits behind one. */
export function deadlockFacts(trace: Trace, task: TaskId, findings: Findings | null): Fact[] {
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
  findings: Findings | null,
): Fact[] {
  const convoy = findings?.convoyOf(resource);
  return convoy === undefined || to < convoy.begin || from > convoy.end
    ? []
    : [
        tonedFact(
          'warning',
          'Lock convoy',
          { text: `${waitedWords(trace, convoy)} for it` },
          ...holdParts(trace, convoy),
        ),
      ];
}

/** The findings of the whole trace, each leading to where it is seen; where there is none, that nothing was found. */
export function allFindingFacts(trace: Trace, findings: Findings, isGrowing = false): Fact[] {
  const { all } = findings;
  if (all.length === 0)
    return findings.hasSeen(trace, isGrowing) && trace.tasks.length > 0
      ? [tonedFact('muted', 'Findings', { text: nothingFound(true, isGrowing) })]
      : [];
  const facts = all.slice(0, MOST_NAMED).map((finding) => findingFact(trace, finding));
  if (all.length > MOST_NAMED)
    facts.push(tonedFact('warning', 'Findings', { text: `and ${all.length - MOST_NAMED} more` }));
  return facts;
}

/** `Nothing found: no deadlock, lock convoy or block`. */
export function nothingFound(hasSeen: boolean, isGrowing: boolean): string {
  return hasSeen
    ? `Nothing found${isGrowing ? ' so far' : ''}: ${lookedFor()}`
    : 'Nothing found yet: still looking';
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
