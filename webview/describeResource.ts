import { resourceAt, type ResourceState } from '../src/core/analysis/resourceStates.ts';
import type { Resource } from '../src/core/facts.ts';
import { between, factsOf } from '../src/core/links/factIndex.ts';
import { resourceName } from '../src/core/resourceName.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Nanos, TaskId } from '../src/core/units.ts';
import { fact, listParts, placePart, taskLink, type Fact, type Part } from './details.ts';
import { convoyFacts } from './findings/describeFindings.ts';
import type { Findings } from './findings/findings.ts';

const MOST = 5;

/** The step in which a task may have begun to wait for something, and when that was over; null while it waits. */
export interface WaitSpan {
  readonly from: Nanos;
  readonly to: Nanos;
  readonly until: Nanos | null;
}

/** The position, among the events of resources, at which a task began to wait in a time; undefined where it did not. */
function waitIn(trace: Trace, task: TaskId, from: Nanos, to: Nanos): number | undefined {
  const { at } = trace.resourceEvents;
  return between(factsOf(trace).waits.of(task), (event) => at[event]!, from, to, 1)[0];
}

/** The lock, queue or other resource that a task began to wait for in a time. */
export function resourceWaitedFor(trace: Trace, task: TaskId, from: Nanos, to: Nanos): Resource | undefined {
  const event = waitIn(trace, task, from, to);
  // Resources are numbered from 1 in the order in which they became known.
  return event === undefined ? undefined : trace.resources[trace.resourceEvents.resource[event]! - 1];
}

/**
 * The resource that a task waits for, or waited: which one, who holds it now, or held it when the wait began, and who waited
 * before.
 */
export function resourceFacts(
  trace: Trace,
  task: TaskId,
  { from, to, until }: WaitSpan,
  findings: Findings | null,
): Fact[] {
  const event = waitIn(trace, task, from, to);
  const resource = resourceWaitedFor(trace, task, from, to);
  if (event === undefined || resource === undefined) return [];
  const at = trace.resourceEvents.at[event]!;
  const place = trace.place(resource.place);
  const { holders, waiters, size } = stateOf(trace, resource, at);
  const now = until === null ? findings?.standingOf(resource) : undefined;
  const holding = now === undefined ? holders : now.holders.map((stay) => stay.task);
  const others = waiters.filter((id) => id !== task);
  const facts = [
    fact(
      'Waits for',
      { text: resourceName(resource) },
      ...(place ? [{ text: 'first used at' }, placePart(place)] : []),
    ),
  ];
  if (holding.length > 0)
    facts.push(
      fact('Held by', ...taskList(trace, holding), { text: now === undefined ? 'when it began' : 'now' }),
    );
  if (size !== null && resource.kind.endsWith('ueue'))
    facts.push(
      fact('Queue size', { text: resource.capacity > 0 ? `${size} of ${resource.capacity}` : `${size}` }),
    );
  if (others.length > 0)
    facts.push(fact('Before it', ...taskList(trace, others), { text: 'waited already' }));
  return [...facts, ...convoyFacts(trace, resource, at, until ?? Number.POSITIVE_INFINITY, findings)];
}

const STATES = new WeakMap<Resource, { readonly at: Nanos; readonly state: ResourceState }>();

/** How a resource stood at a time: kept, as it takes a walk over all that happened to it before. */
function stateOf(trace: Trace, resource: Resource, at: Nanos): ResourceState {
  const known = STATES.get(resource);
  if (known?.at === at) return known.state;
  const state = resourceAt(trace, resource, at);
  STATES.set(resource, { at, state });
  return state;
}

function taskList(trace: Trace, tasks: readonly TaskId[]): Part[] {
  return listParts(
    tasks.map((id) => taskLink(trace, id)),
    MOST,
  );
}
