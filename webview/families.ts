import type { Family } from '../src/core/awaitFamilies.ts';

export { FAMILIES, familyOf, type Family } from '../src/core/awaitFamilies.ts';

/** What a family is called in the legend. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  timer: 'Timer',
  io: 'I/O',
  task: 'Task',
  lock: 'Lock, event',
  queue: 'Queue',
  executor: 'Executor',
  other: 'Other',
};
