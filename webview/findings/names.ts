import { printable } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { TaskId } from '../../src/core/units.ts';
import { shortName } from '../labels.ts';

/** So many are named one after the other. */
const MOST_NAMED = 3;

/** A task by its name, fit for a sentence. */
export function nameOf(trace: Trace, id: TaskId): string {
  const task = trace.task(id);
  return task === undefined ? `task ${id}` : shortName(task);
}

/** `order-1, order-2, order-3 and 4 more`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  const shown = names.slice(0, MOST_NAMED);
  const last = names.length > MOST_NAMED ? `${names.length - MOST_NAMED} more` : shown.pop()!;
  return `${shown.join(', ')} and ${last}`;
}

/** As {@link nameOf}, with the coroutine of one that has only the name that asyncio gave it: `fetch (Task-2)`. */
export function fullNameOf(trace: Trace, id: TaskId): string {
  const task = trace.task(id);
  const name = nameOf(trace, id);
  return task !== undefined && /^Task-\d+$/.test(name) ? `${printable(task.coroutine, 40)} (${name})` : name;
}
