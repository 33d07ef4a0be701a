import type { Collections, ResourceEvents } from './facts.ts';
import { countBefore, dropFirst, twice } from './grow.ts';
import type { Nanos, ProcessIndex, TaskId, ThreadId } from './units.ts';

const FIRST_CAPACITY = 256;

/** The columns of {@link ResourceEvents}, with room to grow, as those of the runs. */
export class GrowingResourceEvents implements ResourceEvents {
  length = 0;
  at = new Float64Array(FIRST_CAPACITY);
  resource = new Uint32Array(FIRST_CAPACITY);
  event = new Uint8Array(FIRST_CAPACITY);
  task = new Uint32Array(FIRST_CAPACITY);
  value = new Float64Array(FIRST_CAPACITY);

  /** Appends one event; the arguments are the columns of {@link ResourceEvents}. Answers its position. */
  add(at: Nanos, resource: number, event: number, task: TaskId, value: number): number {
    if (this.length === this.at.length) {
      this.at = twice(this.at);
      this.resource = twice(this.resource);
      this.event = twice(this.event);
      this.task = twice(this.task);
      this.value = twice(this.value);
    }
    const index = this.length++;
    this.at[index] = at;
    this.resource[index] = resource;
    this.event[index] = event;
    this.task[index] = task;
    this.value[index] = value;
    return index;
  }

  /** Lets go of the first ones that are before a time; answers how many, by which all positions are less. */
  forgetBefore(until: Nanos): number {
    const gone = countBefore(this.at, this.length, until);
    if (gone === 0) return 0;
    for (const column of [this.at, this.resource, this.event, this.task, this.value]) dropFirst(column, gone);
    this.length -= gone;
    return gone;
  }
}

/** The columns of {@link Collections}, with room to grow. */
export class GrowingCollections implements Collections {
  length = 0;
  begin = new Float64Array(FIRST_CAPACITY);
  end = new Float64Array(FIRST_CAPACITY);
  generation = new Uint8Array(FIRST_CAPACITY);
  collected = new Float64Array(FIRST_CAPACITY);
  thread = new Uint32Array(FIRST_CAPACITY);
  process = new Uint16Array(FIRST_CAPACITY);

  /** Appends one collection; the arguments are the columns of {@link Collections}. */
  add(
    begin: Nanos,
    end: Nanos,
    generation: number,
    collected: number,
    thread: ThreadId,
    process: ProcessIndex,
  ): void {
    if (this.length === this.begin.length) {
      this.begin = twice(this.begin);
      this.end = twice(this.end);
      this.generation = twice(this.generation);
      this.collected = twice(this.collected);
      this.thread = twice(this.thread);
      this.process = twice(this.process);
    }
    const index = this.length++;
    this.begin[index] = begin;
    this.end[index] = end;
    this.generation[index] = generation;
    this.collected[index] = collected;
    this.thread[index] = thread;
    this.process[index] = process;
  }

  /** Lets go of the first ones that ended before a time. */
  forgetBefore(until: Nanos): void {
    const gone = countBefore(this.end, this.length, until);
    if (gone === 0) return;
    for (const column of [this.begin, this.end, this.generation, this.collected, this.thread, this.process])
      dropFirst(column, gone);
    this.length -= gone;
  }
}
