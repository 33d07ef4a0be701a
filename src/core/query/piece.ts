import type { Phase } from '../phase.ts';
import type { Task, Trace } from '../trace.ts';
import type { CallbackId, LoopId, Nanos, SiteId } from '../units.ts';

/** How much of a task matches: nothing, what its pieces say, everything. In this order: `and` is the least, `or` the most. */
export const NONE = 0;
export const SOME = 1;
export const EVERYTHING = 2;

export type Share = typeof NONE | typeof SOME | typeof EVERYTHING;

/** What a term is asked about; one object is filled again and again. */
export interface Piece {
  trace: Trace;
  /** Null for a plain callback. */
  task: Task | null;
  /** 0 for a task. */
  callback: CallbackId;
  loop: LoopId;
  phase: Phase;
  /** Where the step suspended; of a suspension and the time ready after it, where that step suspended which was before. */
  site: SiteId;
  from: Nanos;
  to: Nanos;
}

/** A term made ready to be asked. */
export interface Test {
  /** How much of a task matches, whatever its pieces are. */
  readonly task: (task: Task, trace: Trace) => Share;
  readonly piece: (piece: Piece) => boolean;
  /** True when all pieces of a task answer the same. */
  readonly isOfTasks: boolean;
  /** Looks at what is new in the trace. */
  readonly update?: (trace: Trace) => void;
}
