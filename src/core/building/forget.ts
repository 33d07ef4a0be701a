import type { TaskScope } from '../facts.ts';
import type { Nanos, RunIndex } from '../units.ts';
import type { GrowingTrace, WritableLoop, WritableTask } from './growingTrace.ts';
import type { ProcessPart } from './processPart.ts';

/**
 * Lets go of the runs before one, of the tasks that ended before a time and have no other runs, and of the facts before it.
 * Definitions, loops, processes, threads and resources stay, and so does whatever has not ended.
 */
export function forgetBefore(
  trace: GrowingTrace,
  parts: readonly ProcessPart[],
  first: RunIndex,
  until: Nanos,
): void {
  trace.runs.forgetBefore(first);
  for (const task of trace.tasks) task.lane.forgetBefore(first);
  for (const loop of trace.loops) forgetRuns(loop, first);
  const tasks = forgetTasks(trace, parts, until);
  forgetScopes(trace, parts, until);
  forgetSamples(trace, until);
  forgetResourceEvents(trace, until);
  trace.collections.forgetBefore(until);
  keep(trace.cancels, ({ at }) => at >= until);
  keep(trace.lost, ({ at }) => at >= until);
  keep(trace.bands, ({ end }) => end === null || end >= until);
  forgetJobs(trace, parts, until);
  const before = trace.forgotten;
  trace.forgotten = {
    until: Math.max(until, before?.until ?? 0),
    runs: trace.runs.first,
    tasks: tasks + (before?.tasks ?? 0),
  };
  trace.epoch++;
}

function forgetRuns(loop: WritableLoop, first: RunIndex): void {
  loop.lane.forgetBefore(first);
  const { nested } = loop;
  const held = nested.runs.findIndex((run) => run >= first);
  const gone = held < 0 ? nested.runs.length : held;
  if (gone === 0) return;
  nested.runs.splice(0, gone);
  nested.outer.splice(0, gone);
  nested.outer.forEach((outer, i) => {
    if (outer >= 0) nested.outer[i] = outer - gone;
  });
  loop.inner = loop.inner.map((position) => position - gone).filter((position) => position >= 0);
}

/** Answers how many. */
function forgetTasks(trace: GrowingTrace, parts: readonly ProcessPart[], until: Nanos): number {
  const isGone = ({ ended, destroyed, lane }: WritableTask): boolean =>
    (ended ?? destroyed ?? until) < until && lane.first === lane.length;
  const gone = trace.tasks.filter(isGone);
  if (gone.length === 0) return 0;
  keep(trace.tasks, (task) => !isGone(task));
  trace.tasks.forEach((task, index) => (task.index = index));
  for (const { lane } of gone) lane.release();
  trace.removeTasks(gone);
  const ids = new Set(gone.map(({ id }) => id));
  for (const part of parts) part.forgetTasks(ids);
  for (const { members } of trace.scopes) keep(members, (id) => !ids.has(id));
  trace.groups.forEach((group, id) => {
    if (group.some((task) => ids.has(task)) && group.every((task) => trace.task(task) === undefined))
      trace.groups[id] = [];
  });
  return gone.length;
}

/** Those that were left, and whose tasks are all gone. */
function forgetScopes(trace: GrowingTrace, parts: readonly ProcessPart[], until: Nanos): void {
  const isGone = ({ ended, members }: TaskScope): boolean => (ended ?? until) < until && members.length === 0;
  for (const { scopes } of parts) for (const [own, scope] of scopes) if (isGone(scope)) scopes.delete(own);
  keep(trace.scopes, (scope) => !isGone(scope));
}

function forgetSamples(trace: GrowingTrace, until: Nanos): void {
  const gone = trace.samples.forgetBefore(until);
  if (gone === 0) return;
  for (const loop of trace.loops) shift(loop.samples, gone);
}

function forgetResourceEvents(trace: GrowingTrace, until: Nanos): void {
  const gone = trace.resourceEvents.forgetBefore(until);
  if (gone === 0) return;
  for (const { events } of trace.resources) shift(events, gone);
}

function forgetJobs(trace: GrowingTrace, parts: readonly ProcessPart[], until: Nanos): void {
  const isGone = ({ end }: { readonly end: Nanos | null }): boolean => end !== null && end < until;
  for (const part of parts) for (const [own, job] of part.jobs) if (isGone(job)) part.jobs.delete(own);
  keep(trace.jobs, (job) => !isGone(job));
}

/** Leaves those in a list for which a condition holds. */
function keep<T>(list: T[], isKept: (item: T) => boolean): void {
  let kept = 0;
  for (const item of list) if (isKept(item)) list[kept++] = item;
  list.length = kept;
}

/** Ascending positions in a column of which the first ones were let go. */
function shift(positions: number[], gone: number): void {
  keep(positions, (position) => position >= gone);
  positions.forEach((position, i) => (positions[i] = position - gone));
}
