import type { Phase } from '../phase.ts';
import type { Lane, Task } from '../trace.ts';
import type { Nanos } from '../units.ts';

/** Tells what a query singles out. */
export interface PieceMatcher {
  /** How much of a task, by its position in the trace, can match. Cheap: who draws asks it before the pieces. */
  task(index: number): 'all' | 'some' | 'none';
  /** Whether the piece at a position of a lane matches; `task` is null on a loop's lane. */
  piece(lane: Lane, task: Task | null, phase: Phase, position: number, from: Nanos, to: Nanos): boolean;
}
