import type { Task, Trace } from '../src/core/trace.ts';
import type { LoopId } from '../src/core/units.ts';
import type { RowKey, RowOwner, Rows } from './rowTypes.ts';
import { TaskTree } from './taskTree.ts';

/**
 * All rows, process by process: per event loop a header, then its tasks in the order of their creation, each under the task
 * that created it; without those below a collapsed one. The tree may be one that has seen an earlier state of the
 * trace.
 */
export function buildRows(trace: Trace, collapsed: ReadonlySet<RowKey>, tree = new TaskTree()): Rows {
  tree.update(trace);
  const { tasks, loops } = trace;
  const { child, next, parent } = tree;
  const size = tasks.length + loops.length;
  const owner = new Int32Array(size);
  const depth = new Uint16Array(size);
  const fold = new Uint8Array(size);
  const ofTask = new Int32Array(tasks.length).fill(-1);
  const ofLoop = new Int32Array(loops.length);
  const closed = closedTasks(trace, collapsed);
  let length = 0;

  const addTasks = (first: number, top: number): void => {
    let level = top;
    let at = first;
    while (at >= 0) {
      const isOpen = child[at]! >= 0 && !closed.has(at);
      ofTask[at] = length;
      owner[length] = at;
      depth[length] = Math.min(level, 0xffff);
      fold[length] = child[at]! < 0 ? 0 : isOpen ? 1 : 2;
      length++;
      if (isOpen) {
        at = child[at]!;
        level++;
        continue;
      }
      while (next[at]! < 0 && parent[at]! >= 0) {
        at = parent[at]!;
        level--;
      }
      at = next[at]!;
    }
  };
  const order = loops.map((_, index) => index).sort((a, b) => loops[a]!.process - loops[b]!.process);
  for (const index of order) {
    const loop = loops[index]!;
    const first = tree.roots[index] ?? -1;
    const isOpen = first >= 0 && !collapsed.has(`loop ${loop.id}`);
    ofLoop[index] = length;
    owner[length] = -1 - index;
    fold[length] = first < 0 ? 0 : isOpen ? 1 : 2;
    length++;
    if (isOpen) addTasks(first, 1);
  }
  addTasks(tree.astray, 0);
  return {
    length,
    pinned: 0,
    owner,
    others: loops.map((loop) => ({ loop })),
    depth,
    fold,
    ofTask,
    ofLoop,
    heads: ofLoop.slice().sort(),
  };
}

/** What a row shows; undefined outside of them. */
export function ownerOf(trace: Trace, rows: Rows, row: number): RowOwner | undefined {
  if (row < 0 || row >= rows.length) return undefined;
  const index = rows.owner[row]!;
  if (index < 0) return rows.others[-1 - index];
  const task = trace.tasks[index];
  return task && { task };
}

/** The key under which a row is collapsed. */
export function foldKey(owner: RowOwner): RowKey {
  if ('group' in owner) return owner.group.key;
  return 'task' in owner ? `task ${owner.task.id}` : `loop ${owner.loop.id}`;
}

/** The row of a loop, −1 when there is none. */
export function rowOfLoop(trace: Trace, rows: Rows, id: LoopId): number {
  return rows.ofLoop[trace.loops.findIndex((loop) => loop.id === id)] ?? -1;
}

/** The rows from the header of the loop that a row belongs to, to the next loop's. */
export function rowsOfLoop({ heads, length }: Rows, row: number): readonly [first: number, end: number] {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (heads[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  return [heads[low - 1] ?? 0, heads[low] ?? length];
}

/** Everything that must be open for a task to have a row. */
export function foldsAbove(trace: Trace, task: Task): RowKey[] {
  const keys: RowKey[] = [`loop ${task.loop}`];
  for (let above = trace.task(task.parent); above !== undefined; above = trace.task(above.parent))
    keys.push(`task ${above.id}`);
  return keys;
}

function closedTasks(trace: Trace, collapsed: ReadonlySet<RowKey>): ReadonlySet<number> {
  const closed = new Set<number>();
  for (const key of collapsed) {
    const index = key.startsWith('task ') ? trace.task(Number(key.slice(5)))?.index : undefined;
    if (index !== undefined) closed.add(index);
  }
  return closed;
}
