import { ConvoyFinder, type Convoy } from '../analysis/convoys.ts';
import { DeadlockFinder, type Deadlock } from '../analysis/deadlocks.ts';
import type { Trace } from '../trace.ts';
import type { Nanos, TaskId } from '../units.ts';
import { separated } from './separated.ts';

/** Tasks that wait for each other: each for the next, the last for the first. `resource`: what the next holds; null for its end. */
export interface DumpDeadlock {
  readonly since: Nanos;
  readonly cycle: readonly {
    readonly task: TaskId;
    readonly resource: number | null;
    readonly since: Nanos;
  }[];
  readonly behind: readonly TaskId[];
}

/** The worst crowd in front of a lock; `waited` is the time of all tasks together. */
export interface DumpConvoy extends Omit<Convoy, 'resource'> {
  readonly resource: number;
}

/** The members `deadlocks` and `convoys` as JSON, in pieces, each with a comma behind it. */
export function* dumpFindings(trace: Trace): Generator<string> {
  const deadlocks = new DeadlockFinder();
  const convoys = new ConvoyFinder();
  while (!deadlocks.update(trace, Number.MAX_SAFE_INTEGER));
  while (!convoys.update(trace, Number.MAX_SAFE_INTEGER));
  yield '"deadlocks":[';
  yield* separated(deadlocks.deadlocks, (deadlock) => [JSON.stringify(dumpDeadlock(deadlock))]);
  yield '],\n"convoys":[';
  yield* separated(convoys.convoys, (convoy) => [JSON.stringify(dumpConvoy(convoy))]);
  yield '],\n';
}

function dumpDeadlock({ since, cycle, behind }: Deadlock): DumpDeadlock {
  return {
    since,
    cycle: cycle.map((stuck) => ({
      task: stuck.task,
      resource: stuck.resource?.id ?? null,
      since: stuck.since,
    })),
    behind,
  };
}

function dumpConvoy({ resource, ...sums }: Convoy): DumpConvoy {
  return { resource: resource.id, ...sums };
}
