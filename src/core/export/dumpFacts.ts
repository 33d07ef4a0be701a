import { fatesOf, type CancelFate } from '../analysis/cancellations.ts';
import { resourceAt } from '../analysis/resourceStates.ts';
import type {
  Band,
  Cancel,
  CancelOrigin,
  Child,
  Job,
  LostWork,
  Resource,
  TaskScope,
  ThreadInfo,
} from '../facts.ts';
import { callbackOf, taskOf, type ProcessInfo, type Trace } from '../trace.ts';
import type { Nanos, ProcessIndex, TaskId, ThreadId } from '../units.ts';
import { RESOURCE_EVENTS, type ResourceEvent } from '../wire.ts';
import { dumpPlace, type DumpPlace } from './dumpPlace.ts';
import { separated } from './separated.ts';

/**
 * The facts beside tasks and runs, as the dump prints them: those of the trace, with places written out, and null where
 * there is no task, thread or place.
 */
export interface DumpFacts {
  readonly processes: readonly ProcessInfo[];
  readonly threads: readonly ThreadInfo[];
  readonly scopes: readonly Told<TaskScope>[];
  readonly cancels: readonly DumpCancel[];
  readonly resources: readonly DumpResource[];
  readonly jobs: readonly DumpJob[];
  readonly children: readonly DumpChild[];
  readonly collections: readonly DumpCollection[];
  readonly lost: readonly Told<LostWork>[];
  readonly bands: readonly DumpBand[];
}

type Told<T> = Omit<T, 'task' | 'place'> & { readonly task: TaskId | null; readonly place: DumpPlace | null };

export interface DumpCancel {
  readonly process: ProcessIndex;
  readonly at: Nanos;
  /** Whom. */
  readonly task: TaskId;
  /** Who asked: a task's step, or a plain callback of that name. */
  readonly by: { readonly task: TaskId } | { readonly callback: string } | null;
  /** The line that asked. */
  readonly place: DumpPlace | null;
  readonly origin: CancelOrigin;
  readonly message: string;
  readonly fate: CancelFate;
  /** The task went on, and whoever asked did not mean it to. */
  readonly swallowed: boolean;
}

/** `holders`, `waiters` and `size` are how it stood in the end. */
export interface DumpResource extends Omit<Resource, 'events' | 'place'> {
  readonly place: DumpPlace | null;
  readonly holders: readonly TaskId[];
  readonly waiters: readonly TaskId[];
  readonly size: number | null;
  readonly history: readonly {
    readonly at: Nanos;
    readonly event: ResourceEvent;
    readonly task: TaskId | null;
    readonly value: number;
  }[];
}

export interface DumpJob extends Told<Omit<Job, 'thread'>> {
  readonly thread: ThreadId | null;
}

export interface DumpChild extends Told<Child> {
  /** Which of the `processes` it is; null where it was not recorded. */
  readonly recorded: ProcessIndex | null;
}

export interface DumpBand extends Omit<Band, 'task'> {
  readonly task: TaskId | null;
}

export interface DumpCollection {
  readonly process: ProcessIndex;
  readonly begin: Nanos;
  readonly end: Nanos;
  readonly generation: number;
  readonly collected: number;
  readonly thread: ThreadId | null;
}

/** The members of {@link DumpFacts} as JSON, in pieces, without the braces. */
export function* dumpFacts(trace: Trace): Generator<string> {
  const told = <T extends { task: TaskId; place: number }>(fact: T): Told<T> => ({
    ...fact,
    task: fact.task || null,
    place: dumpPlace(trace.place(fact.place)),
  });
  const toChild = (child: Child): DumpChild => ({
    ...told(child),
    recorded: recordedChild(trace, child)?.index ?? null,
  });
  const toJob = (job: Job): DumpJob => ({ ...told(job), thread: job.thread || null });
  const toBand = (band: Band): DumpBand => ({ ...band, task: band.task || null });
  const toCancel = cancelDumper(trace);
  const { processes, threads, scopes, cancels, resources, jobs, children, lost, bands } = trace;
  yield* list('processes', processes, (process) => process);
  yield* list('threads', threads, (thread) => thread);
  yield* list('scopes', scopes, told);
  yield* list('cancels', cancels, toCancel);
  yield '"resources":[';
  yield* separated(resources, (resource) => dumpResource(trace, resource));
  yield '],\n';
  yield* list('jobs', jobs, toJob);
  yield* list('children', children, toChild);
  yield* list('collections', collectionsOf(trace), (collection) => collection);
  yield* list('lost', lost, told);
  yield* list('bands', bands, toBand);
}

/** A function that dumps requests to cancel. */
export function cancelDumper(trace: Trace): (cancel: Cancel) => DumpCancel {
  const fateOf = fatesOf(trace);
  return (cancel) => {
    const fate = fateOf(cancel);
    const by = taskOf(trace, cancel.subject);
    const callback = callbackOf(trace, cancel.subject);
    return {
      ...cancel,
      by: by ? { task: by.id } : callback ? { callback: callback.name } : null,
      place: dumpPlace(trace.place(cancel.place)),
      fate,
      swallowed: fate === 'swallowed',
    };
  };
}

function* list<T>(
  name: keyof DumpFacts,
  items: Iterable<T>,
  toPlain: (item: T) => DumpFacts[typeof name][number],
): Generator<string> {
  yield `"${name}":[`;
  yield* separated(items, (item) => [JSON.stringify(toPlain(item))]);
  yield '],\n';
}

function* dumpResource(trace: Trace, resource: Resource): Generator<string> {
  const { events, ...facts } = resource;
  const head: Omit<DumpResource, 'history'> = {
    ...facts,
    place: dumpPlace(trace.place(resource.place)),
    ...resourceAt(trace, resource),
  };
  const { at, event, task, value } = trace.resourceEvents;
  yield `${JSON.stringify(head).slice(0, -1)},"history":[`;
  yield* separated(events, (index) => {
    const entry: DumpResource['history'][number] = {
      at: at[index]!,
      event: RESOURCE_EVENTS[event[index]! - 1]!,
      task: task[index]! || null,
      value: value[index]!,
    };
    return [JSON.stringify(entry)];
  });
  yield ']}';
}

function recordedChild(trace: Trace, child: Child): ProcessInfo | undefined {
  const parent = trace.processes[child.process]?.pid;
  return trace.processes.find(
    ({ index, pid, parent: its }) => index !== child.process && pid === child.pid && its === parent,
  );
}

function* collectionsOf({ collections }: Trace): Generator<DumpCollection> {
  const { begin, end, generation, collected, thread, process } = collections;
  for (let i = 0; i < collections.length; i++)
    yield {
      process: process[i]!,
      begin: begin[i]!,
      end: end[i]!,
      generation: generation[i]!,
      collected: collected[i]!,
      thread: thread[i]! || null,
    };
}
