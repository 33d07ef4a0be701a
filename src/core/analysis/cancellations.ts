import type { Cancel, TaskScope } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { TaskId } from '../units.ts';

/** What became of a request to cancel a task. */
export type CancelFate =
  /** The task ended as cancelled. */
  | 'cancelled'
  /** Whoever asked catches it again, as meant: a timeout, a TaskGroup that stops its own body. */
  | 'caught'
  /** The task went on, and ended with a result or an error. */
  | 'swallowed'
  /** The task has not ended: nobody can tell cleaning up from going on. */
  | 'open';

/** Tells what became of requests to cancel, from how their tasks ended. */
export function fatesOf(trace: Trace): (cancel: Cancel) => CancelFate {
  const owned = new Map<TaskId, TaskScope[]>();
  for (const scope of trace.scopes) {
    const scopes = owned.get(scope.task);
    if (scopes === undefined) owned.set(scope.task, [scope]);
    else scopes.push(scope);
  }
  return (cancel) => fateOf(trace, cancel, owned.get(cancel.task) ?? []);
}

/** Tells what became of a request to cancel; `owned` are the scopes that the cancelled task entered. */
export function fateOf(trace: Trace, cancel: Cancel, owned: readonly TaskScope[]): CancelFate {
  const outcome = trace.task(cancel.task)?.outcome ?? 'pending';
  if (outcome === 'cancelled') return 'cancelled';
  if (cancel.origin === 'timeout') return 'caught';
  const isItsOwn = ({ at, ended }: TaskScope): boolean =>
    at <= cancel.at && (ended ?? cancel.at) >= cancel.at;
  if (cancel.origin === 'scope' && owned.some(isItsOwn)) return 'caught';
  return outcome === 'pending' ? 'open' : 'swallowed';
}
