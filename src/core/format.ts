import { MICROSECOND, MILLISECOND, SECOND, type Nanos } from './units.ts';
import { callbackOf, taskOf, type Site, type Task, type Trace } from './trace.ts';

/** A length of time as text with three significant digits: `870 ns`, `12.3 µs`, `1.24 s`, `2 min 5.0 s`. */
export function formatDuration(nanos: Nanos): string {
  const size = Math.abs(nanos);
  if (size < MICROSECOND) return `${Math.round(nanos)} ns`;
  if (size < 999_500) return `${significant(nanos / MICROSECOND)} µs`;
  if (size < 999_500_000) return `${significant(nanos / MILLISECOND)} ms`;
  if (size < 60 * SECOND) return `${significant(nanos / SECOND)} s`;
  const minutes = Math.floor(size / (60 * SECOND));
  return `${nanos < 0 ? '-' : ''}${minutes} min ${((size - minutes * 60 * SECOND) / SECOND).toFixed(1)} s`;
}

/** A length of time for where there is little room, with two significant digits: `870 ns`, `12 µs`, `1.2 s`, `2 min 5 s`. */
export function shortDuration(nanos: Nanos): string {
  if (nanos < MICROSECOND) return `${Math.round(nanos)} ns`;
  if (nanos < 999_500) return `${brief(nanos / MICROSECOND)} µs`;
  if (nanos < 999_500_000) return `${brief(nanos / MILLISECOND)} ms`;
  if (nanos < 59.5 * SECOND) return `${brief(nanos / SECOND)} s`;
  const seconds = Math.round(nanos / SECOND);
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
}

function brief(value: number): string {
  return value.toFixed(value < 9.95 ? 1 : 0);
}

function significant(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

/** A number with its thousands set apart: `10,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 task`, `1,001 tasks`. */
export function countedTasks(count: number): string {
  return count === 1 ? '1 task' : `${formatCount(count)} tasks`;
}

/** The last part of a path, of either system's kind. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/**
 * Text of any origin made fit to be shown on one line: control and direction-changing characters are drawn as their
 * escapes, and what is longer than `limit` characters is cut with an ellipsis.
 */
export function printable(text: string, limit = 80): string {
  // No more of it than can be seen: a name may be megabytes long.
  const shown = text
    .slice(0, limit + 1)
    .replace(
      /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
      (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    );
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}

/** A task for a label: its name when it has one of its own, and its coroutine. */
export function taskTitle(task: Task): string {
  return `${printable(task.name)} · ${printable(task.coroutine)}`;
}

/** Who ran: the task's title, or the callback's name. */
export function subjectTitle(trace: Trace, subject: number): string {
  const task = taskOf(trace, subject);
  if (task !== undefined) return taskTitle(task);
  return printable(callbackOf(trace, subject)?.name ?? '') || 'callback';
}

const AWAITS: Readonly<Record<Site['kind'], string>> = {
  sleep: 'sleep',
  task: 'another task',
  gather: 'gather',
  wait: 'several tasks',
  timeout: 'a call with a timeout',
  lock: 'a lock',
  event: 'an event',
  condition: 'a condition',
  semaphore: 'a semaphore',
  barrier: 'a barrier',
  'queue.get': 'a queue to have an item',
  'queue.put': 'a queue to have room',
  stream: 'a stream',
  socket: 'a socket',
  subprocess: 'a subprocess',
  executor: 'an executor',
  future: 'a future',
  yield: 'its next turn (bare yield)',
};

/** What a suspension waits for, in words: `a queue to have an item`. */
export function describeAwait(kind: Site['kind']): string {
  return AWAITS[kind];
}
