import type { Task, Trace } from '../src/core/trace.ts';
import type { LoopId } from '../src/core/units.ts';
import { RowBuilder } from './lanes/buildRows.ts';
import { coroutineKey } from './lanes/groupings.ts';
import { headerKeysOf } from './lanes/headers.ts';
import { creatorOf } from './lanes/taskColumns.ts';
import { FIRST_NAVIGATION } from './navigation.ts';
import type { RowKey, RowOwner, Rows } from './rowTypes.ts';

/** The rows as they are at first: per event loop a header, then its tasks, each under the one that created it. */
export function buildRows(trace: Trace, collapsed: ReadonlySet<RowKey>): Rows {
  return new RowBuilder().update(trace, { ...FIRST_NAVIGATION, collapsed, keep: null });
}

/** What a row shows; undefined outside of them. */
export function ownerOf(trace: Trace, rows: Rows, row: number): RowOwner | undefined {
  if (row < 0 || row >= rows.length) return undefined;
  const index = rows.owner[row]!;
  if (index < 0) return rows.others[-1 - index];
  const task = trace.tasks[index];
  return task && { task };
}

/** The key under which a row is collapsed, and pinned. */
export function foldKey(owner: RowOwner): RowKey {
  if ('group' in owner) return owner.group.key;
  return 'task' in owner ? `task ${owner.task.id}` : `loop ${owner.loop.id}`;
}

/** The row of a loop, −1 when there is none. */
export function rowOfLoop(trace: Trace, rows: Rows, id: LoopId): number {
  return rows.ofLoop[trace.loops.findIndex((loop) => loop.id === id)] ?? -1;
}

/** The row of what is collapsed or pinned under a key; −1 when there is none. Of a pinned one, that at the top. */
export function rowOfKey(trace: Trace, rows: Rows, key: RowKey): number {
  const id = Number(key.slice(5));
  if (key.startsWith('task ')) return rows.ofTask[trace.task(id)?.index ?? -1] ?? -1;
  if (key.startsWith('loop ')) return rowOfLoop(trace, rows, id);
  const position = rows.others.findIndex((owner) => 'group' in owner && owner.group.key === key);
  return position < 0 ? -1 : rows.owner.subarray(0, rows.length).indexOf(-1 - position);
}

/** The rows from the header of the loop that a row belongs to, to what follows on it; a row of no loop's alone. */
export function rowsOfLoop({ heads, headEnds }: Rows, row: number): readonly [first: number, end: number] {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (heads[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  const end = headEnds[low - 1] ?? 0;
  return row < end ? [heads[low - 1]!, end] : [row, row + 1];
}

/** Everything that must be open for a task to have a row, however the rows are grouped. */
export function foldsAbove(trace: Trace, task: Task): RowKey[] {
  const loop = trace.loop(task.loop);
  const keys: RowKey[] = [`loop ${task.loop}`];
  const inside = new Set([task.id]);
  for (let above = creatorOf(trace, task); above !== undefined; above = creatorOf(trace, above)) {
    keys.push(`task ${above.id}`);
    inside.add(above.id);
  }
  if (loop !== undefined) keys.push(...headerKeysOf(trace, loop));
  keys.push(coroutineKey(task.loop, task.coroutine));
  for (const scope of trace.scopes) {
    if (!scope.members.some((id) => inside.has(id))) continue;
    keys.push(`scope ${scope.id}`);
    if (scope.task !== 0) keys.push(`task ${scope.task}`);
  }
  return keys;
}
