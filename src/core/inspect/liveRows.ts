import { unpausedBetween } from '../analysis/pauses.ts';
import { resourceName } from '../resourceName.ts';
import { factsOf } from '../links/factIndex.ts';
import { taskOf, type Task, type Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';
import type { FramePlace } from './snapshot.ts';
import { keyOfLoop, keyOfTask } from './taskKeys.ts';
import type { TaskKey, TaskRow } from './taskRows.ts';

/** What the trace says of live tasks: `tasks` are those of one process, or of all; `program` as in a Snapshot. */
export function liveRows(trace: Trace, tasks: readonly Task[], program: string): readonly TaskRow[] {
  const running = runningTasks(trace);
  const keys = new Map(tasks.map((task) => [task.id, keyOfTask(trace, task, program)] as const));
  const waits = tasks.map((task) => (running.has(task.id) ? [] : waitsOf(trace, task)));
  const awaitedBy = new Map<TaskId, TaskKey[]>();
  tasks.forEach((task, at) => {
    for (const awaited of waits[at]!) {
      const known = awaitedBy.get(awaited);
      if (known === undefined) awaitedBy.set(awaited, [keys.get(task.id)!]);
      else known.push(keys.get(task.id)!);
    }
  });
  const alive = (id: TaskId): TaskKey | null => keys.get(id) ?? null;
  return tasks.map((task, at): TaskRow => {
    const begun = running.get(task.id);
    const isNew = begun === undefined && task.lane.length === 0;
    const site = trace.site(trace.runs.site(lastRun(task)));
    const stack = begun === undefined && !isNew ? (site?.stack ?? []) : [];
    const loop = trace.loop(task.loop);
    return {
      key: keys.get(task.id)!,
      isExact: false,
      task: task.id,
      loop: loop === undefined ? '' : keyOfLoop(trace, loop, program),
      name: task.name,
      coroutine: task.coroutine,
      state: begun !== undefined ? 'running' : isNew ? 'new' : 'suspended',
      age: Math.max(
        0,
        unpausedBetween(trace.pauses, begun ?? (isNew ? task.created : task.lane.end), trace.now),
      ),
      kind: begun === undefined && !isNew ? (site?.kind ?? null) : null,
      resource: begun === undefined && !isNew ? waitedResource(trace, task) : null,
      isCurrent: begun !== undefined,
      isCancelling: false,
      isMine: stack.length === 0 ? isOwn(trace, task) : stack.some(({ scope }) => scope === 'user'),
      parent: alive(task.parent),
      stack: stack.map(framePlace),
      waitsFor: waits[at]!.flatMap((id) => alive(id) ?? []),
      awaitedBy: awaitedBy.get(task.id) ?? [],
    };
  });
}

/** The tasks that are in a step at this moment, and since when. */
export function runningTasks(trace: Trace): ReadonlyMap<TaskId, Nanos> {
  const found = new Map<TaskId, Nanos>();
  for (const { subject, begin } of trace.running.values()) {
    const task = taskOf(trace, subject);
    if (task !== undefined && begin >= task.lane.end) found.set(task.id, begin);
  }
  return found;
}

/** The resource that a suspended task waits for, by name; null where it waits for none. */
function waitedResource(trace: Trace, task: Task): string | null {
  const begin = trace.runs.begin(lastRun(task));
  const last = factsOf(trace).waits.of(task.id).at(-1);
  if (last === undefined || !(trace.resourceEvents.at[last]! >= begin)) return null;
  const resource = trace.resources[trace.resourceEvents.resource[last]! - 1];
  return resource === undefined ? null : resourceName(resource);
}

function waitsOf(trace: Trace, task: Task): readonly TaskId[] {
  const run = lastRun(task);
  return run < 0 ? [] : trace.group(trace.runs.group(run));
}

function lastRun(task: Task): number {
  return task.lane.run(task.lane.length - 1);
}

/** A task whose frames are not known counts as the user's when it was created in the user's code. */
function isOwn(trace: Trace, task: Task): boolean {
  return trace.place(task.place)?.scope === 'user';
}

function framePlace({ file, line, function: name, scope }: FramePlace): FramePlace {
  return { file, line, function: name, scope };
}
