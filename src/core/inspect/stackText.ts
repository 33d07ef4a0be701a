import { countedTasks, describeAwait, formatCount, formatDuration, printable } from '../format.ts';
import type { Nanos } from '../units.ts';
import type { TaskPicture, TaskRow } from './taskRows.ts';

/** Text may get into a terminal or a bug report: no line of it is longer. */
const LONGEST = 300;

/** Names that asyncio gives tasks that have none. */
const GIVEN_NAME = /^Task-\d+$/;

/** A task's name; where it has none of its own, its coroutine's. */
export function titleOf({ name, coroutine }: Pick<TaskRow, 'name' | 'coroutine'>): string {
  return printable(GIVEN_NAME.test(name) || name === '' ? coroutine : name, 60);
}

/** As {@link titleOf}, and told from other tasks of that coroutine where it has no name of its own: `fetch (Task-12)`. */
export function distinctTitle(task: Pick<TaskRow, 'name' | 'coroutine'>): string {
  const isGiven = GIVEN_NAME.test(task.name) && task.coroutine !== '';
  return isGiven ? `${titleOf(task)} (${printable(task.name, 60)})` : titleOf(task);
}

/** A task for a row or a box: its name first, then the coroutine where that name is only a number: `Task-12 fetch`. */
export function rowTitle(task: Pick<TaskRow, 'name' | 'coroutine'>): string {
  const isGiven = GIVEN_NAME.test(task.name) && task.coroutine !== '';
  return isGiven ? `${printable(task.name, 60)} ${titleOf(task)}` : titleOf(task);
}

/** What a task does, as a sentence: `awaits a queue to have an item (Queue 3), 1.24 s`; its age in whole `unit`s. */
export function describeState(row: TaskRow, unit: Nanos = 1): string {
  const age = ageText(row.age, unit);
  return age === '' ? stateWords(row) : `${stateWords(row)}, ${age}`;
}

/** The same as short as it can be told, the telling part first: `Queue 3 · get`. */
export function shortState({ state, kind, resource }: TaskRow): string {
  if (state === 'running') return 'running';
  if (state === 'ready') return 'ready';
  if (state === 'new') return 'not started';
  const [what, how] = kind === null ? ['suspended', ''] : kind.split('.');
  return [resource ?? what, how ?? ''].filter((part) => part !== '').join(' · ');
}

/** For how long, in whole `unit`s; empty where that is not known, or less than one. */
export function ageText(age: Nanos | null, unit: Nanos = 1): string {
  return age === null || age < unit ? '' : formatDuration(Math.floor(age / unit) * unit);
}

function stateWords({ state, kind, resource }: TaskRow): string {
  if (state === 'running') return 'running';
  if (state === 'ready') return 'ready to run';
  if (state === 'new') return 'not started';
  const what = kind === null ? '' : ` ${describeAwait(kind)}`;
  return resource === null ? `awaits${what || ' something'}` : `awaits${what} (${resource})`;
}

/** A task's stack as text, the innermost frame last, as Python's own tracebacks have it. */
export function stackText(picture: TaskPicture, row: TaskRow, unit: Nanos = 1): string {
  const head = `Task ${quoted(row.name)} (${printable(row.coroutine, LONGEST)}): ${describeState(row, unit)}`;
  const frames = row.stack.map(
    ({ file, line, function: name }) =>
      `  File "${printable(file, LONGEST)}", line ${line}, in ${printable(name, LONGEST)}`,
  );
  const awaiters = row.awaitedBy.flatMap((key) => picture.rows.get(key) ?? []);
  const by =
    awaiters.length === 0 ? [] : [`  awaited by ${awaiters.map(({ name }) => quoted(name)).join(', ')}`];
  return [head, ...frames, ...by].join('\n');
}

/** All tasks' stacks as text, process by process and loop by loop. */
export function allStacksText(picture: TaskPicture): string {
  const parts: string[] = [];
  for (const process of picture.processes) {
    for (const loop of process.loops) {
      const rows = [...picture.rows.values()].filter((row) => row.loop === loop.key);
      if (rows.length === 0) continue;
      const title = `${printable(process.name, LONGEST)} (pid ${process.pid}), ${printable(loop.class, LONGEST)} in ${printable(loop.thread, LONGEST)}`;
      parts.push(`${title}: ${countedTasks(rows.length)}`);
      for (const row of rows) parts.push(stackText(picture, row));
    }
    if (process.cut > 0)
      parts.push(`${formatCount(process.cut)} more tasks of pid ${process.pid} are not listed.`);
  }
  return `${parts.join('\n\n')}\n`;
}

function quoted(name: string): string {
  return `"${printable(name, LONGEST)}"`;
}
