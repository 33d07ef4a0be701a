import type { Trace } from '../../src/core/trace.ts';
import type { LoopId } from '../../src/core/units.ts';
import type { Bunch, RowKey, RowOwner, Rows } from '../rowTypes.ts';
import { ForestGroup, TasksBelow, type Forest } from './forest.ts';
import type { Header } from './headers.ts';
import { NONE } from './taskColumns.ts';

/** Most rows that may be pinned: beyond these, little else would be in sight. */
export const MOST_PINNED = 16;

/** Writes trees down as rows, from top to bottom: first the pinned ones. */
export class RowWriter {
  private readonly trace: Trace;
  private readonly forest: Forest;
  private readonly closed: ReadonlySet<RowKey>;
  private readonly isClosed: Uint8Array;
  private readonly others: RowOwner[];
  private readonly owner: Int32Array;
  private readonly depth: Uint16Array;
  private readonly fold: Uint8Array;
  private readonly place: Int32Array;
  private readonly siblings: Int32Array;
  private readonly ofTask: Int32Array;
  private readonly ofLoop: Int32Array;
  private readonly heads: number[] = [];
  private readonly headEnds: number[] = [];
  private readonly below = new Map<number, Bunch>();
  /** Where the owners of the groups are among `others`, by their keys. */
  private readonly groups = new Map<RowKey, number>();
  private length = 0;
  private pinned = 0;

  constructor(trace: Trace, forest: Forest, headers: readonly Header[], closed: ReadonlySet<RowKey>) {
    const { loops } = trace;
    const size = forest.child.length + loops.length + countGroups(headers) + MOST_PINNED;
    this.trace = trace;
    this.forest = forest;
    this.closed = closed;
    this.isClosed = closedNodes(trace, forest, closed);
    this.others = loops.map((loop) => ({ loop }));
    this.owner = new Int32Array(size);
    this.depth = new Uint16Array(size);
    this.fold = new Uint8Array(size);
    this.place = new Int32Array(size);
    this.siblings = new Int32Array(size);
    this.ofTask = new Int32Array(forest.tasks).fill(NONE);
    this.ofLoop = new Int32Array(loops.length).fill(NONE);
  }

  /** Writes all rows. */
  write(headers: readonly Header[], pins: readonly RowKey[]): Rows {
    this.addPins(headers, pins);
    this.addHeaders(headers, 0);
    this.addTrees(this.forest.roots[this.trace.loops.length]!, 0);
    const { length, pinned, owner, others, depth, fold, ofTask, ofLoop, place, siblings, below } = this;
    const [heads, headEnds] = [Int32Array.from(this.heads), Int32Array.from(this.headEnds)];
    return {
      length,
      pinned,
      owner,
      others,
      depth,
      fold,
      ofTask,
      ofLoop,
      heads,
      headEnds,
      place,
      siblings,
      below,
    };
  }

  private addPins(headers: readonly Header[], pins: readonly RowKey[]): void {
    const { trace, forest } = this;
    for (const key of new Set(pins.slice(0, MOST_PINNED))) {
      const owner = this.ownerOf(headers, key);
      if (owner === null) continue;
      if (owner >= 0) {
        if (owner >= forest.tasks || this.ofTask[owner]! >= 0) continue;
        this.ofTask[owner] = this.length;
        if (forest.child[owner]! >= 0) this.below.set(this.length, this.bunchOf(owner));
      } else if (trace.loops.length <= -1 - owner) this.groups.set(key, -1 - owner);
      this.add(owner, 0, 0);
    }
    this.pinned = this.length;
  }

  /** The owner of the row with a key, as in {@link Rows.owner}; null when there is none. */
  private ownerOf(headers: readonly Header[], key: RowKey): number | null {
    const { trace, forest } = this;
    const number = Number(key.slice(key.indexOf(' ') + 1));
    if (key.startsWith('task ')) return trace.task(number)?.index ?? null;
    if (key.startsWith('loop ')) {
      const loop = trace.loops.findIndex(({ id }) => id === number);
      return loop < 0 ? null : -1 - loop;
    }
    const group = findGroup(headers, key);
    if (group !== null) return -1 - (this.others.push({ group }) - 1);
    const heading = forest.headings.findIndex((each) => each.key === key);
    if (heading < 0 || forest.child[forest.tasks + heading]! < 0) return null;
    return -1 - (this.others.push({ group: new ForestGroup(forest, forest.tasks + heading) }) - 1);
  }

  private addHeaders(headers: readonly Header[], depth: number): void {
    headers.forEach((header, at) => {
      const isLoop = 'loop' in header;
      const first = isLoop ? this.forest.roots[header.loop]! : 0;
      const key: RowKey = isLoop ? `loop ${this.trace.loops[header.loop]!.id}` : header.group.key;
      const isOpen = first >= 0 && !this.closed.has(key);
      const row = this.length;
      const owner = isLoop ? -1 - header.loop : this.groupOwner(key, () => header.group);
      this.add(owner, depth, first < 0 ? 0 : isOpen ? 1 : 2, at + 1, headers.length);
      if (!isLoop) {
        if (isOpen) this.addHeaders(header.below, depth + 1);
        return;
      }
      this.ofLoop[header.loop] = row;
      if (isOpen) this.addTrees(first, depth + 1);
      this.heads.push(row);
      this.headEnds.push(this.length);
    });
  }

  private addTrees(first: number, top: number): void {
    const { forest, isClosed, ofTask } = this;
    const { tasks, child, next, parent } = forest;
    let level = top;
    let at = first;
    while (at >= 0) {
      const isOpen = child[at]! >= 0 && isClosed[at] === 0;
      this.addNode(at, level, isOpen);
      if (at < tasks && !isOpen && child[at]! >= 0 && ofTask[at]! >= this.pinned)
        this.below.set(ofTask[at]!, this.bunchOf(at));
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
  }

  private addNode(node: number, depth: number, isOpen: boolean): void {
    const { forest, ofTask } = this;
    const { tasks, child, parent, sizes, after } = forest;
    const isPinned = node < tasks && ofTask[node]! >= 0;
    // Without the row of one that has others below it, those would seem to be below another.
    if (isPinned && child[node]! < 0) return;
    const siblings = sizes[parent[node]! >= 0 ? parent[node]! : this.rootOf(node)]!;
    if (node < tasks && !isPinned) ofTask[node] = this.length;
    const owner =
      node < tasks
        ? node
        : this.groupOwner(forest.headings[node - tasks]!.key, () => new ForestGroup(forest, node));
    const fold = child[node]! < 0 ? 0 : isOpen ? 1 : 2;
    this.add(owner, depth, fold, siblings - after[node]!, siblings);
  }

  private add(owner: number, depth: number, fold: number, place = 0, siblings = 0): void {
    const row = this.length++;
    this.owner[row] = owner;
    this.depth[row] = Math.min(depth, 0xffff);
    this.fold[row] = fold;
    this.place[row] = place;
    this.siblings[row] = siblings;
  }

  private groupOwner(key: RowKey, make: () => Extract<RowOwner, { group: unknown }>['group']): number {
    const known = this.groups.get(key);
    if (known !== undefined) return -1 - known;
    return -1 - (this.others.push({ group: make() }) - 1);
  }

  /** Where `sizes` has the number of trees that a loop has. */
  private rootOf(node: number): number {
    const { trace, forest } = this;
    const loop: LoopId =
      node < forest.tasks ? trace.tasks[node]!.loop : forest.headings[node - forest.tasks]!.loop;
    const at = trace.loop(loop) === undefined ? trace.loops.length : trace.loops.indexOf(trace.loop(loop)!);
    return forest.child.length + at;
  }

  private bunchOf(node: number): Bunch {
    const { trace, forest } = this;
    return new TaskBunch(forest, node, trace.tasks[node]!.id, trace.tasks[node]!.loop);
  }
}

/** What is below a task. */
class TaskBunch implements Bunch {
  readonly key: RowKey;
  readonly loop: LoopId;
  private readonly below: TasksBelow;

  constructor(forest: Forest, node: number, task: number, loop: LoopId) {
    this.key = `task ${task}`;
    this.loop = loop;
    this.below = new TasksBelow(forest, [forest.child[node]!]);
  }

  get tasks(): Int32Array {
    return this.below.tasks;
  }
}

function closedNodes(trace: Trace, forest: Forest, closed: ReadonlySet<RowKey>): Uint8Array {
  const isClosed = new Uint8Array(forest.child.length);
  let hasHeadings = false;
  for (const key of closed) {
    const index = key.startsWith('task ') ? trace.task(Number(key.slice(5)))?.index : undefined;
    if (index !== undefined && index < forest.tasks) isClosed[index] = 1;
    else hasHeadings ||= key.startsWith('scope ') || key.startsWith('coroutine ');
  }
  if (hasHeadings)
    forest.headings.forEach(({ key }, at) => {
      if (closed.has(key)) isClosed[forest.tasks + at] = 1;
    });
  return isClosed;
}

function countGroups(headers: readonly Header[]): number {
  return headers.reduce((sum, header) => sum + ('group' in header ? 1 + countGroups(header.below) : 0), 0);
}

function findGroup(
  headers: readonly Header[],
  key: RowKey,
): Extract<Header, { group: unknown }>['group'] | null {
  for (const header of headers) {
    if (!('group' in header)) continue;
    const found = header.group.key === key ? header.group : findGroup(header.below, key);
    if (found !== null) return found;
  }
  return null;
}
