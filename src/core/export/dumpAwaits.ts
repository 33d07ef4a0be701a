import { SequentialFinder, type SequentialAwaits } from '../analysis/sequentialAwaits.ts';
import { StragglerFinder, type Straggler } from '../analysis/stragglers.ts';
import type { Trace } from '../trace.ts';
import { dumpPlace, type DumpPlace } from './dumpPlace.ts';
import { separated } from './separated.ts';

/**
 * A task that was held up by one of those that it awaits, or few, long after all others were done. `at` is where it awaits
 * them, `lateAt` where the last one waited longest meanwhile.
 */
export interface DumpStraggler extends Omit<Straggler, 'site' | 'position' | 'suspension'> {
  readonly at: DumpPlace | null;
  readonly lateAt: DumpPlace | null;
}

/** Tasks that one awaited one after the other, though nothing says that they need each other. */
export interface DumpSequence extends Omit<SequentialAwaits, 'site' | 'longest'> {
  readonly at: DumpPlace | null;
  readonly longest: Omit<SequentialAwaits['longest'], 'position'>;
}

/** The members `stragglers` and `sequentialAwaits` as JSON, in pieces, each with a comma behind it. */
export function* dumpAwaits(trace: Trace): Generator<string> {
  const stragglers = new StragglerFinder();
  const sequential = new SequentialFinder();
  while (!stragglers.update(trace, Number.MAX_SAFE_INTEGER));
  while (!sequential.update(trace, Number.MAX_SAFE_INTEGER));
  yield '"stragglers":[';
  yield* separated(stragglers.stragglers, (each) => [JSON.stringify(dumpStraggler(trace, each))]);
  yield '],\n"sequentialAwaits":[';
  yield* separated(sequential.found, (each) => [JSON.stringify(dumpSequence(trace, each))]);
  yield '],\n';
}

function dumpStraggler(trace: Trace, straggler: Straggler): DumpStraggler {
  const { waiter, site, awaited, late, others, since, until, waited, suspension, times } = straggler;
  const at = dumpPlace(trace.site(site)?.place);
  const lane = suspension === null ? undefined : trace.task(late[0]!)?.lane;
  const lateSite = lane && trace.site(trace.runs.site(lane.run(suspension! - 1)));
  const lateAt = dumpPlace(lateSite?.place);
  return { waiter, at, awaited, late, others, since, until, waited, lateAt, times };
}

function dumpSequence(trace: Trace, { site, longest, ...told }: SequentialAwaits): DumpSequence {
  const { task, length } = longest;
  return { ...told, at: dumpPlace(trace.site(site)?.place), longest: { task, length } };
}
