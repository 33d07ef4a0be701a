import { twice } from './grow.ts';
import type { TaskId } from './units.ts';

/** Numbers up to here are looked up in a table; few traces have more tasks, and a hostile one may have any number. */
const IN_TABLE = 2 ** 22;

/** Gives each task a small number, from 0, by which whoever goes through all runs can keep columns about tasks. */
export class TaskSlots {
  length = 0;
  private table = new Uint32Array(1024);
  private readonly others = new Map<TaskId, number>();

  /** The task's number; the next one when it has none yet. */
  of(task: TaskId): number {
    if (task >= IN_TABLE) return this.ofOther(task);
    while (task >= this.table.length) this.table = twice(this.table);
    return (this.table[task] ||= ++this.length) - 1;
  }

  private ofOther(task: TaskId): number {
    let slot = this.others.get(task);
    if (slot === undefined) this.others.set(task, (slot = this.length++));
    return slot;
  }
}
