import type { Trace } from '../../src/core/trace.ts';
import type { LoopId } from '../../src/core/units.ts';
import type { RowGroup, RowKey, Sorting } from '../rowTypes.ts';
import type { Grouped, Heading } from './groupings.ts';
import { NONE, type TaskColumns } from './taskColumns.ts';
import { valueOf } from './taskValues.ts';

/**
 * Tasks and headings as trees, in the order in which they are shown. A *node* is a task by its position in the trace, or
 * a heading by the number of tasks + its position.
 */
export interface Forest {
  readonly tasks: number;
  readonly child: Int32Array;
  readonly next: Int32Array;
  readonly parent: Int32Array;
  /** The first tree of each loop, by the loop's position; behind them the first whose loop is not known. */
  readonly roots: Int32Array;
  /** How many are directly below a node, and the trees of each loop behind all nodes. */
  readonly sizes: Int32Array;
  /** How many siblings come after a node. */
  readonly after: Int32Array;
  readonly headings: readonly Heading[];
}

/** What is shown of the tasks, and how it is sorted. */
export interface Order {
  readonly sorting: Sorting;
  readonly keep: ((index: number) => boolean) | null;
}

/** Links what is to be shown into trees; who has anything to show below is shown itself. */
export function growForest(
  trace: Trace,
  { length: tasks, loop }: TaskColumns,
  { parents, headings }: Grouped,
  { sorting, keep }: Order,
): Forest {
  const nodes = tasks + headings.length;
  const parent = new Int32Array(nodes);
  parent.set(parents);
  headings.forEach((heading, at) => (parent[tasks + at] = heading.parent));
  const kept = keptNodes(parent, tasks, keep);
  const order = sortedNodes(trace, parent, tasks, sorting);
  const positions = new Map<LoopId, number>(trace.loops.map(({ id }, at) => [id, at]));
  const strays = trace.loops.length;
  const child = new Int32Array(nodes).fill(NONE);
  const next = new Int32Array(nodes).fill(NONE);
  const roots = new Int32Array(strays + 1).fill(NONE);
  const sizes = new Int32Array(nodes + strays + 1);
  const after = new Int32Array(nodes);
  for (let at = nodes - 1; at >= 0; at--) {
    const node = order[at]!;
    if (kept[node] === 0) continue;
    const above = parent[node]!;
    if (above >= 0) {
      next[node] = child[above]!;
      child[above] = node;
      after[node] = sizes[above]!++;
      continue;
    }
    const id = node < tasks ? loop[node]! : headings[node - tasks]!.loop;
    const root = positions.get(id) ?? strays;
    next[node] = roots[root]!;
    roots[root] = node;
    after[node] = sizes[nodes + root]!++;
  }
  return { tasks, child, next, parent, roots, sizes, after, headings };
}

/** The tasks in the tree below some nodes that follow each other, those excluded that are above others; ascending. */
export function tasksBelow({ tasks, child, next, parent }: Forest, first: number): Int32Array {
  const found: number[] = [];
  if (first < 0) return Int32Array.from(found);
  const top = parent[first]!;
  let at = first;
  for (;;) {
    if (at < tasks) found.push(at);
    if (child[at]! >= 0) {
      at = child[at]!;
      continue;
    }
    while (next[at]! < 0) {
      at = parent[at]!;
      if (at === top) return Int32Array.from(found).sort();
    }
    at = next[at]!;
  }
}

/** A heading of a forest as a row's owner; its tasks are looked up when they are asked for. */
export class ForestGroup implements RowGroup {
  readonly key: RowKey;
  readonly kind: Heading['kind'];
  readonly title: string;
  readonly detail: string;
  readonly loop: LoopId;
  private readonly below: TasksBelow;

  constructor(forest: Forest, node: number) {
    const { key, kind, title, detail, loop, size } = forest.headings[node - forest.tasks]!;
    const tasks = `${size.toLocaleString('en')} ${size === 1 ? 'task' : 'tasks'}`;
    this.key = key;
    this.kind = kind;
    this.title = title;
    this.detail = detail === '' ? tasks : `${detail} · ${tasks}`;
    this.loop = loop;
    this.below = new TasksBelow(forest, [forest.child[node]!]);
  }

  get tasks(): Int32Array {
    return this.below.tasks;
  }
}

/** The tasks of some trees, looked up when they are first asked for. */
export class TasksBelow {
  private readonly forest: Forest;
  private readonly firsts: readonly number[];
  private known: Int32Array | null = null;

  constructor(forest: Forest, firsts: readonly number[]) {
    this.forest = forest;
    this.firsts = firsts;
  }

  get tasks(): Int32Array {
    return (this.known ??= merged(this.firsts.map((first) => tasksBelow(this.forest, first))));
  }
}

function merged(lists: readonly Int32Array[]): Int32Array {
  if (lists.length === 1) return lists[0]!;
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}

function keptNodes(parent: Int32Array, tasks: number, keep: Order['keep']): Uint8Array {
  const kept = new Uint8Array(parent.length);
  if (keep === null) return kept.fill(1);
  for (let task = tasks - 1; task >= 0; task--) {
    if (kept[task] === 0 && !keep(task)) continue;
    kept[task] = 1;
    for (let above = parent[task]!; above >= 0 && kept[above] === 0; above = parent[above]!) kept[above] = 1;
  }
  return kept;
}

/** All nodes in the order of siblings: by what they and all below them come to, else each heading before its first task. */
function sortedNodes(trace: Trace, parent: Int32Array, tasks: number, sorting: Sorting): Int32Array {
  const nodes = parent.length;
  const order = new Int32Array(nodes);
  const isPlaced = new Uint8Array(nodes - tasks);
  let length = 0;
  for (let task = 0; task < tasks; task++) {
    const heading = parent[task]! - tasks;
    if (heading >= 0 && isPlaced[heading] === 0) {
      isPlaced[heading] = 1;
      order[length++] = heading + tasks;
    }
    order[length++] = task;
  }
  if (sorting.key !== 'created') sortBySums(order, sumsOf(trace, parent, tasks, sorting.key));
  return sorting.isDescending ? order.reverse() : order;
}

function sumsOf(
  trace: Trace,
  parent: Int32Array,
  tasks: number,
  key: Exclude<Sorting['key'], 'created'>,
): Float64Array {
  const sums = new Float64Array(parent.length);
  for (let task = tasks - 1; task >= 0; task--) {
    sums[task]! += valueOf(trace, trace.tasks[task]!, key);
    // A heading has all of its tasks' sums only when the last of them was looked at: it hands on each by itself.
    const above = parent[task]!;
    if (above < 0) continue;
    sums[above]! += sums[task]!;
    const over = above < tasks ? NONE : parent[above]!;
    if (over >= 0) sums[over]! += sums[task]!;
  }
  return sums;
}

/** Ascending; what is equal keeps its order. */
function sortBySums(order: Int32Array, sums: Float64Array): void {
  const rank = new Int32Array(order.length);
  order.forEach((node, at) => (rank[node] = at));
  order.sort((a, b) => sums[a]! - sums[b]! || rank[a]! - rank[b]!);
}
