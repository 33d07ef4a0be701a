import type { TaskRow } from './taskRows.ts';
import type { TaskFilter } from './taskTree.ts';

/** Shows every task. */
export const NO_FILTER: TaskFilter = { mine: false, waiting: false, longerThan: 0, text: '' };

export function isFiltered({ mine, waiting, longerThan, text }: TaskFilter): boolean {
  return mine || waiting || longerThan > 0 || text !== '';
}

/** Whether a task passes on its own account. A time that is not known is long enough for nothing. */
export function passes(row: TaskRow, filter: TaskFilter): boolean {
  if (filter.mine && !row.isMine) return false;
  if (filter.waiting && row.state !== 'suspended') return false;
  if (filter.longerThan > 0 && (row.age === null || row.age < filter.longerThan)) return false;
  const text = filter.text.toLowerCase();
  return text === '' || textsOf(row).some((part) => part.toLowerCase().includes(text));
}

function textsOf({ name, coroutine, resource, stack }: TaskRow): readonly string[] {
  const frames = stack.flatMap((frame) => [frame.function, `${frame.file}:${frame.line}`]);
  return [name, coroutine, ...(resource === null ? [] : [resource]), ...frames];
}
