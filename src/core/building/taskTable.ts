import type { TaskId } from '../units.ts';

/** Numbers left out that are no reason to begin a new list. */
const GAP = 8;

/**
 * Tasks by their numbers. Those follow each other nearly always, so that a list finds them faster than a map would; the few
 * that lie far from the rest stand in one.
 */
export class TaskTable<T extends { readonly id: TaskId }> {
  private list: (T | undefined)[] = [];
  /** The number of the list's first. */
  private first: TaskId = 0;
  private readonly strays = new Map<TaskId, T>();

  get(id: TaskId): T | undefined {
    const at = id - this.first;
    return (at >= 0 && at < this.list.length ? this.list[at] : undefined) ?? this.stray(id);
  }

  /** Takes in one whose number is new. */
  add(task: T): void {
    const { list } = this;
    const at = task.id - this.first;
    if (list.length > 0 && at < 0) {
      this.strays.set(task.id, task);
    } else if (list.length === 0 || at > list.length + GAP) {
      for (const other of list) if (other !== undefined) this.strays.set(other.id, other);
      this.list = [task];
      this.first = task.id;
    } else {
      while (list.length < at) list.push(undefined);
      list[at] = task;
    }
  }

  /** Lets go of some. */
  remove(tasks: Iterable<T>): void {
    for (const { id } of tasks) {
      const at = id - this.first;
      if (!this.strays.delete(id) && at >= 0 && at < this.list.length) this.list[at] = undefined;
    }
    const held = this.list.findIndex((task) => task !== undefined);
    const gone = held < 0 ? this.list.length : held;
    this.list = this.list.slice(gone);
    this.first += gone;
  }

  private stray(id: TaskId): T | undefined {
    return this.strays.size === 0 ? undefined : this.strays.get(id);
  }
}
