import { factsOf } from '../links/factIndex.ts';
import type { Resource } from '../facts.ts';
import type { Task, Trace } from '../trace.ts';
import { RESOURCE_EVENTS } from '../wire.ts';
import type { FramePlace } from './snapshot.ts';

const ACQUIRED = RESOURCE_EVENTS.indexOf('acquired') + 1;

/**
 * Where a task took what it holds, as far as the trace tells: where it waited for that, or where the resource was used for
 * the first time, if this was it. Else it is somewhere in a step, and nobody knows where: null.
 */
export function takenAt(trace: Trace, resource: Resource, task: Task): FramePlace | null {
  const { at, event, task: by } = trace.resourceEvents;
  const taking = resource.events.findLast((each) => event[each] === ACQUIRED && by[each] === task.id);
  if (taking === undefined) return null;
  const isWhole = trace.epoch === 0 && trace.losses.length === 0;
  if (isWhole && taking === resource.events[0]) return trace.place(resource.place) ?? null;
  const time = at[taking]!;
  const before = task.lane.run(task.lane.endingAfter(time, 0) - 1);
  if (before < 0) return null;
  const [from, to] = [trace.runs.begin(before), trace.runs.end(before)];
  const waited = factsOf(trace)
    .waits.of(task.id)
    .some(
      (each) => trace.resourceEvents.resource[each] === resource.id && at[each]! >= from && at[each]! <= to,
    );
  return waited ? (trace.site(trace.runs.site(before))?.place ?? null) : null;
}
