import { endOfTest, outcomeOfTest, testsOf, type TestOutcome, type TestRun } from '../analysis/testRuns.ts';
import { TestTasks } from '../analysis/testTasks.ts';
import { ConvoyFinder, type Convoy } from '../analysis/convoys.ts';
import { DeadlockFinder, type Deadlock } from '../analysis/deadlocks.ts';
import { FailureFinder } from '../analysis/failures.ts';
import { LeakFinder, type Leak } from '../analysis/leaks.ts';
import type { Trace } from '../trace.ts';
import type { Nanos, ProcessIndex, TaskId } from '../units.ts';
import { dumpPlace, type DumpPlace } from './dumpPlace.ts';
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
export interface DumpConvoy extends Omit<Convoy, 'resource' | 'members'> {
  readonly resource: number;
}

/** Tasks that outlive what began them: the first of them, and where they wait. */
export interface DumpLeak extends Omit<Leak, 'site'> {
  readonly place: DumpPlace | null;
}

/** A test, which tasks began in it, and which of those that its call began outlived it. */
export interface DumpTest {
  readonly process: ProcessIndex;
  readonly name: string;
  readonly begin: Nanos;
  readonly end: Nanos | null;
  readonly outcome: TestOutcome | null;
  readonly began: readonly TaskId[];
  readonly left: readonly TaskId[];
}

/** The members `deadlocks`, `convoys`, `leaks`, `failures` and `tests` as JSON, in pieces, each with a comma behind it. */
export function* dumpFindings(trace: Trace): Generator<string> {
  const deadlocks = new DeadlockFinder();
  const convoys = new ConvoyFinder();
  while (!deadlocks.update(trace, Number.MAX_SAFE_INTEGER));
  while (!convoys.update(trace, Number.MAX_SAFE_INTEGER));
  yield '"deadlocks":[';
  yield* separated(deadlocks.deadlocks, (deadlock) => [JSON.stringify(dumpDeadlock(deadlock))]);
  yield '],\n"convoys":[';
  yield* separated(convoys.convoys, (convoy) => [JSON.stringify(dumpConvoy(convoy))]);
  const [leaks, failures] = [new LeakFinder(), new FailureFinder()];
  while (!leaks.update(trace, Number.MAX_SAFE_INTEGER));
  while (!failures.update(trace, Number.MAX_SAFE_INTEGER));
  yield '],\n"leaks":[';
  yield* separated(leaks.leaks, (leak) => [JSON.stringify(dumpLeak(trace, leak))]);
  yield '],\n"failures":[';
  yield* separated(failures.failures, (each) => [JSON.stringify(each)]);
  yield '],\n"tests":[';
  const tasks = new TestTasks();
  while (!tasks.update(trace, Number.MAX_SAFE_INTEGER));
  const all = testsOf(trace).processes.flatMap((tests) => tests.all);
  yield* separated(all, (test) => [JSON.stringify(dumpTest(test, tasks))]);
  yield '],\n';
}

function dumpTest(test: TestRun, tasks: TestTasks): DumpTest {
  const { process, name, begin } = test;
  const { begun, left } = tasks.of(test);
  return { process, name, begin, end: endOfTest(test), outcome: outcomeOfTest(test), began: begun, left };
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

function dumpConvoy(convoy: Convoy): DumpConvoy {
  const { resource, begin, end, tasks, waited, handovers, usualHold, longestHold, longestWait } = convoy;
  return { resource: resource.id, begin, end, tasks, waited, handovers, usualHold, longestHold, longestWait };
}

function dumpLeak(trace: Trace, { site, ...leak }: Leak): DumpLeak {
  return { ...leak, place: dumpPlace(trace.site(site)?.place) };
}
