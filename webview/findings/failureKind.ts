import type { Failures } from '../../src/core/analysis/failures.ts';
import { printable } from '../../src/core/format.ts';
import type { Place, Task, Trace } from '../../src/core/trace.ts';
import type { TaskId } from '../../src/core/units.ts';
import { placePart } from '../details.ts';
import type { Selection } from '../selection.ts';
import { GRAVITY, type FindingKind, type FindingOf, type FindingWords } from './finding.ts';
import { fullNameOf, nameOf } from './names.ts';

/** So much of an exception is told. */
const MOST_TOLD = 80;

/** Tasks that ended with an exception. */
export const FAILURE_KIND: FindingKind<FindingOf<'failure'>> = {
  noun: 'failure',
  gravity: ({ failures: { ended, unretrieved } }) =>
    ended !== null ? GRAVITY.failure : unretrieved > 0 ? GRAVITY.lostFailure : GRAVITY.handledFailure,
  isGrave: ({ failures: { ended } }) => ended !== null,
  signature: ({ failures: { coroutine, type, count, ended, unretrieved, cancelled } }) => [
    coroutine,
    type,
    count,
    ended,
    unretrieved,
    cancelled,
  ],
  words: (trace, { failures }) => ({
    kind: failures.count === 1 ? 'Failure' : 'Failures',
    what: what(trace, failures),
    ...where(trace, failures),
    cost: cost(trace, failures),
  }),
  places: (trace, { failures }) =>
    [...new Set([toldOf(failures), ...failures.tasks])].map((id) => placeOf(trace, id)),
  notes: () => [],
  moment: ({ failures: { since } }) => since,
};

/** The one that is told of: the one that ended the program, else the first. */
function toldOf({ ended, tasks }: Failures): TaskId {
  return ended?.by ?? tasks[0]!;
}

/** `feed-1 failed: ConnectionError: reset`, `3 poll tasks failed · feed-1: ConnectionError: reset`. */
function what(trace: Trace, failures: Failures): string {
  const { count, coroutine } = failures;
  const id = toldOf(failures);
  const error = printable(trace.task(id)?.error ?? failures.type, MOST_TOLD) || 'unknown exception';
  return count === 1
    ? `${fullNameOf(trace, id)} failed: ${error}`
    : `${count.toLocaleString('en')} ${printable(coroutine, 40)} tasks failed · ${nameOf(trace, id)}: ${error}`;
}

/** The line that it awaited last, else the one that created it: the line that raised is not recorded. */
function where(trace: Trace, failures: Failures): Pick<FindingWords, 'where' | 'before'> {
  const task = trace.task(toldOf(failures));
  if (task === undefined) return { where: null };
  const awaited = lastAwaited(trace, task);
  if (awaited) return { where: placePart(awaited), before: 'last awaited' };
  const created = trace.place(task.place);
  return created ? { where: placePart(created), before: 'created at' } : { where: null };
}

function lastAwaited(trace: Trace, { lane }: Task): Place | null {
  const run = lane.run(lane.length - 2);
  return trace.site(trace.runs.site(run))?.place ?? null;
}

/** `ended Task-1, 27 others cancelled`. */
function cost(trace: Trace, { ended, unretrieved, cancelled, count }: Failures): string {
  const parts: string[] = [];
  if (ended !== null)
    parts.push(
      ended.main === ended.by ? 'it was the main task' : `ended the main task ${nameOf(trace, ended.main)}`,
    );
  if (unretrieved > 0)
    parts.push(
      count === 1
        ? 'the exception was never retrieved'
        : `${unretrieved.toLocaleString('en')} never retrieved`,
    );
  if (cancelled > 0)
    parts.push(`${cancelled.toLocaleString('en')} other${cancelled === 1 ? '' : 's'} cancelled`);
  return parts.join(', ');
}

/** The step in which it failed. */
function placeOf(trace: Trace, id: TaskId): Selection {
  const lane = trace.task(id)?.lane;
  const run = lane?.run(lane.length - 1) ?? -1;
  return run < 0 ? { kind: 'task', task: id } : { kind: 'run', run };
}
