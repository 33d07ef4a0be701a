import type { Loop, Task, Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos } from '../src/core/units.ts';

/** What tasks are put under. */
export type Grouping = 'parent' | 'scope' | 'coroutine' | 'flat';

/** What tasks are sorted by: `waited` is the time suspended, `ready` the time ready, each task's together. */
export type SortKey = 'created' | 'ran' | 'waited' | 'ready';

export interface Sorting {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** Names a row for as long as the trace is the same: `loop 1`, `task 12`, `coroutine 1 fetch`. */
export type RowKey =
  `${'process' | 'thread' | 'loop' | 'task' | 'scope'} ${number}` | `coroutine ${number} ${string}`;

/** Several tasks under one heading, which has no lane of its own. */
export interface RowGroup {
  readonly key: RowKey;
  readonly kind: 'process' | 'thread' | 'scope' | 'coroutine';
  readonly title: string;
  readonly detail: string;
  /** 0 where it spans several. */
  readonly loop: LoopId;
  /** Positions in {@link Trace.tasks} of all that is below, ascending. */
  readonly tasks: Int32Array;
}

/** Tasks that are seen together: a group, or what is below a collapsed task. */
export type Bunch = Pick<RowGroup, 'key' | 'loop' | 'tasks'>;

/** What has a lane of its own. */
export type LaneOwner = { readonly loop: Loop } | { readonly task: Task };

/** What a row shows. */
export type RowOwner = LaneOwner | { readonly group: RowGroup };

/** The rows from top to bottom. Kept as columns, because a server's trace has a hundred thousand of them. */
export interface Rows {
  readonly length: number;
  /** So many rows at the top stay in sight. A pinned task's row among the others is left out. */
  readonly pinned: number;
  /** Position of a task in the trace, or −1 − the position in `others`. */
  readonly owner: Int32Array;
  readonly others: readonly RowOwner[];
  readonly depth: Uint16Array;
  /** 0: nothing below it; 1: open; 2: collapsed. */
  readonly fold: Uint8Array;
  /** The row of each task, by its position in the trace; −1 when it is inside a collapsed one, or left out. */
  readonly ofTask: Int32Array;
  /** The row of each loop's header, by its position in the trace; −1 when it is inside a collapsed one. */
  readonly ofLoop: Int32Array;
  /** Those that there are, ascending. */
  readonly heads: Int32Array;
  /** The row behind the last one of each of these loops. */
  readonly headEnds: Int32Array;
  /** Which row it is of those side by side, from 1, and how many these are; 0 of a pinned row. */
  readonly place: Int32Array;
  readonly siblings: Int32Array;
  /** What is below a collapsed task, by its row. */
  readonly below: ReadonlyMap<number, Bunch>;
}

/** What the tasks of a group do together, cell by cell of time. */
export interface DensitySource {
  /** Cells of `size`, a power of two, from `from` on; false as long as they are not known. */
  cells(trace: Trace, group: Bunch, size: Nanos, from: Nanos, count: number, into: DensityCells): boolean;
}

export interface DensityCells {
  /** The share of its loop's time that the group ran. */
  readonly busy: Float32Array;
  /** How many of its tasks could run, against the loop that can run one: n / (1 + n). */
  readonly ready: Float32Array;
  /** How many tasks there were. */
  readonly alive: Uint16Array;
}
