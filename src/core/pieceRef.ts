import type { Phase } from './phase.ts';
import type { RunIndex, TaskId } from './units.ts';

/** One piece of a lane: what a task, or a loop, did between two changes. */
export interface PieceRef {
  readonly phase: Phase;
  /** Whose lane it is on; 0 on a loop's. */
  readonly task: TaskId;
  /** The run that the piece is, or comes before: a position in the lane; its length for what still goes on. */
  readonly position: number;
  /** That run; −1 for what still goes on. */
  readonly run: RunIndex;
}
