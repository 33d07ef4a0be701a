import type { Loop, Task, Trace } from '../src/core/trace.ts';
import type { LoopId, TaskId } from '../src/core/units.ts';

/** What a row shows. */
export type RowOwner = { readonly loop: Loop } | { readonly task: Task };

/**
 * The rows from top to bottom: per event loop a header, then its tasks in the order of their creation, each under the
 * task that created it. Kept as columns, because a server's trace has a hundred thousand of them.
 */
export interface Rows {
  readonly length: number;
  /** Position of the task in the trace, or −1 − the position of the loop. */
  readonly owner: Int32Array;
  readonly depth: Uint16Array;
  /** 0: nothing below it; 1: open; 2: collapsed. */
  readonly fold: Uint8Array;
  /** The row of each task, by its position in the trace; −1 when it is inside a collapsed one. */
  readonly ofTask: Int32Array;
}

/** A row that can be collapsed: `loop 1`, `task 12`. */
export type FoldKey = `loop ${LoopId}` | `task ${TaskId}`;

const NOTHING: readonly number[] = [];

/** All rows, without those below a collapsed one. */
export function buildRows(trace: Trace, collapsed: ReadonlySet<FoldKey>): Rows {
  const { tasks, loops } = trace;
  const { roots, children } = sortTasks(trace);
  const size = tasks.length + loops.length;
  const owner = new Int32Array(size);
  const depth = new Uint16Array(size);
  const fold = new Uint8Array(size);
  const ofTask = new Int32Array(tasks.length).fill(-1);
  let length = 0;

  const add = (subject: number, level: number, key: FoldKey, hasMore: boolean): boolean => {
    const isOpen = hasMore && !collapsed.has(key);
    owner[length] = subject;
    depth[length] = level;
    fold[length] = hasMore ? (isOpen ? 1 : 2) : 0;
    length++;
    return isOpen;
  };
  const addTasks = (first: readonly number[], level: number): void => {
    // A stack of its own instead of recursion: a chain of tasks may be as long as the trace.
    const open: { list: readonly number[]; at: number }[] = [{ list: first, at: 0 }];
    while (open.length > 0) {
      const top = open[open.length - 1]!;
      const index = top.list[top.at++];
      if (index === undefined) {
        open.pop();
        continue;
      }
      ofTask[index] = length;
      const below = children.get(index) ?? NOTHING;
      const isOpen = add(index, level + open.length - 1, `task ${tasks[index]!.id}`, below.length > 0);
      if (isOpen) open.push({ list: below, at: 0 });
    }
  };
  loops.forEach((loop, index) => {
    const first = roots.get(loop.id) ?? NOTHING;
    if (add(-1 - index, 0, `loop ${loop.id}`, first.length > 0)) addTasks(first, 1);
  });
  addTasks(roots.get(0) ?? NOTHING, 0);
  return { length, owner, depth, fold, ofTask };
}

/** What a row shows; undefined outside of them. */
export function ownerOf(trace: Trace, rows: Rows, row: number): RowOwner | undefined {
  if (row < 0 || row >= rows.length) return undefined;
  const index = rows.owner[row]!;
  if (index >= 0) {
    const task = trace.tasks[index];
    return task && { task };
  }
  const loop = trace.loops[-1 - index];
  return loop && { loop };
}

/** The key under which a row is collapsed. */
export function foldKey(owner: RowOwner): FoldKey {
  return 'task' in owner ? `task ${owner.task.id}` : `loop ${owner.loop.id}`;
}

/** The row of a loop, −1 when there is none. */
export function rowOfLoop(trace: Trace, rows: Rows, id: LoopId): number {
  const index = trace.loops.findIndex((loop) => loop.id === id);
  return index < 0 ? -1 : rows.owner.subarray(0, rows.length).indexOf(-1 - index);
}

/** Everything that must be open for a task to have a row. */
export function foldsAbove(trace: Trace, task: Task): FoldKey[] {
  const keys: FoldKey[] = [`loop ${task.loop}`];
  for (let above = trace.task(task.parent); above !== undefined; above = trace.task(above.parent))
    keys.push(`task ${above.id}`);
  return keys;
}

/** The tasks without a creator on their own loop, by loop (0: the loop is not known), and the others by creator. */
function sortTasks(trace: Trace): { roots: Map<LoopId, number[]>; children: Map<number, number[]> } {
  const roots = new Map<LoopId, number[]>();
  const children = new Map<number, number[]>();
  for (const task of trace.tasks) {
    const parent = task.parent === 0 ? undefined : trace.task(task.parent);
    if (parent !== undefined && parent.loop === task.loop) append(children, parent.index, task.index);
    else append(roots, trace.loop(task.loop) === undefined ? 0 : task.loop, task.index);
  }
  return { roots, children };
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
