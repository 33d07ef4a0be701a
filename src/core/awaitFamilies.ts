import type { AwaitKind } from './wire.ts';

/** The kinds of await, by what it takes to end them: what a suspension's tint and glyph say. */
export const FAMILIES = ['timer', 'io', 'task', 'lock', 'queue', 'executor', 'other'] as const;

export type Family = (typeof FAMILIES)[number];

const FAMILY_OF: Readonly<Record<AwaitKind, Family>> = {
  sleep: 'timer',
  timeout: 'timer',
  task: 'task',
  gather: 'task',
  wait: 'task',
  lock: 'lock',
  event: 'lock',
  condition: 'lock',
  semaphore: 'lock',
  barrier: 'lock',
  'queue.get': 'queue',
  'queue.put': 'queue',
  stream: 'io',
  socket: 'io',
  subprocess: 'io',
  executor: 'executor',
  future: 'other',
  yield: 'other',
};

/** The family of an await. */
export function familyOf(kind: AwaitKind): Family {
  return FAMILY_OF[kind];
}
