import type { Loop, Task, Trace } from '../src/core/trace.ts';
import type { LoopId, TaskId } from '../src/core/units.ts';
import { TaskTree } from './taskTree.ts';

/** What a row shows. */
export type RowOwner = { readonly loop: Loop } | { readonly task: Task };

/**
 * The rows from top to bottom, process by process: per event loop a header, then its tasks in the order of their creation, each under the
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
  /** The row of each loop's header, by its position in the trace. */
  readonly ofLoop: Int32Array;
  /** The same, ascending. */
  readonly heads: Int32Array;
}

/** A row that can be collapsed: `loop 1`, `task 12`. */
export type FoldKey = `loop ${LoopId}` | `task ${TaskId}`;

/** All rows, without those below a collapsed one. The tree may be one that has seen an earlier state of the trace. */
export function buildRows(trace: Trace, collapsed: ReadonlySet<FoldKey>, tree = new TaskTree()): Rows {
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
  return { length, owner, depth, fold, ofTask, ofLoop, heads: ofLoop.slice().sort() };
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
export function foldsAbove(trace: Trace, task: Task): FoldKey[] {
  const keys: FoldKey[] = [`loop ${task.loop}`];
  for (let above = trace.task(task.parent); above !== undefined; above = trace.task(above.parent))
    keys.push(`task ${above.id}`);
  return keys;
}

function closedTasks(trace: Trace, collapsed: ReadonlySet<FoldKey>): ReadonlySet<number> {
  const closed = new Set<number>();
  for (const key of collapsed) {
    const index = key.startsWith('task ') ? trace.task(Number(key.slice(5)))?.index : undefined;
    if (index !== undefined) closed.add(index);
  }
  return closed;
}
