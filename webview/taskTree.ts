import type { Trace } from '../src/core/trace.ts';
import { twice } from '../src/core/grow.ts';

/** Stands for: none. */
const NONE = -1;

/**
 * Which task created which, on each loop: first child, next sibling and parent of each task, as columns of positions in
 * the trace. It grows with the trace, a new task at the cost of a few writes, because a server makes a thousand a second.
 */
export class TaskTree {
  child = new Int32Array(1024);
  next = new Int32Array(1024);
  parent = new Int32Array(1024);
  /** The first task without a creator, by the loop's position; −1 where there is none. */
  roots: number[] = [];
  /** The first one whose loop is not known. */
  astray = NONE;
  private lastChild = new Int32Array(1024);
  private lastRoots: number[] = [];
  private lastAstray = NONE;
  private readonly positions = new Map<number, number>();
  private seen = 0;

  update(trace: Trace): void {
    const { loops, tasks } = trace;
    // A loop that comes after its tasks changes where those belong.
    if (this.astray !== NONE && this.positions.size < loops.length) this.forget();
    while (this.positions.size < loops.length) {
      this.positions.set(loops[this.positions.size]!.id, this.positions.size);
      this.roots.push(NONE);
      this.lastRoots.push(NONE);
    }
    for (; this.seen < tasks.length; this.seen++) this.add(trace, this.seen);
  }

  private add(trace: Trace, index: number): void {
    if (index === this.child.length) this.grow();
    const task = trace.tasks[index]!;
    const creator = task.parent === 0 ? undefined : trace.task(task.parent);
    this.child[index] = this.lastChild[index] = this.next[index] = this.parent[index] = NONE;
    if (creator !== undefined && creator.loop === task.loop) {
      this.parent[index] = creator.index;
      const last = this.lastChild[creator.index]!;
      if (last === NONE) this.child[creator.index] = index;
      else this.next[last] = index;
      this.lastChild[creator.index] = index;
      return;
    }
    const loop = this.positions.get(task.loop);
    const last = loop === undefined ? this.lastAstray : this.lastRoots[loop]!;
    if (last !== NONE) this.next[last] = index;
    else if (loop === undefined) this.astray = index;
    else this.roots[loop] = index;
    if (loop === undefined) this.lastAstray = index;
    else this.lastRoots[loop] = index;
  }

  private forget(): void {
    this.roots = [];
    this.lastRoots = [];
    this.astray = this.lastAstray = NONE;
    this.positions.clear();
    this.seen = 0;
  }

  private grow(): void {
    this.child = twice(this.child);
    this.next = twice(this.next);
    this.parent = twice(this.parent);
    this.lastChild = twice(this.lastChild);
  }
}
