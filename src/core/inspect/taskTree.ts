import type { Nanos } from '../units.ts';
import type { LoopKey, ProcessKey, TaskKey } from './taskRows.ts';

/** A row of the tree of tasks. Its `id` is unique in the tree, and stays the same from one picture to the next. */
export type TreeNode =
  ProcessNode | LoopNode | GroupNode | TaskNode | FrameNode | AwaiterNode | FindingNode | MoreNode;

export interface ProcessNode {
  readonly kind: 'process';
  readonly id: string;
  readonly process: ProcessKey;
}

export interface LoopNode {
  readonly kind: 'loop';
  readonly id: string;
  readonly loop: LoopKey;
}

/** Tasks of the same coroutine that stand at the same stack. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly tasks: readonly TaskKey[];
}

export interface TaskNode {
  readonly kind: 'task';
  readonly id: string;
  readonly task: TaskKey;
}

export interface FrameNode {
  readonly kind: 'frame';
  readonly id: string;
  readonly task: TaskKey;
  /** Position in the task's stack: 0 is its own coroutine. */
  readonly depth: number;
}

/** A task that waits for the one whose row this is under. */
export interface AwaiterNode {
  readonly kind: 'awaiter';
  readonly id: string;
  /** Who is waited for. */
  readonly of: TaskKey;
  readonly task: TaskKey;
}

export interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  /** Position in the picture's findings. */
  readonly finding: number;
}

/** The rows that a node has beyond those shown. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  /** Whose rows; null for the tree's roots. */
  readonly under: TreeNode | null;
  /** Position of the first of them among all of that node's, and how many they are. */
  readonly from: number;
  readonly count: number;
}

export interface TreeOptions {
  readonly filter: TaskFilter;
  /** Tasks stand under the one that created them, or under the one that waits for them, or side by side by name. */
  readonly order: 'parent' | 'waited' | 'name';
}

/** Which tasks are shown; of those that are not, the ones that lead to them. */
export interface TaskFilter {
  /** Only those with a frame of the user's code. */
  readonly mine: boolean;
  /** Only those that await something. */
  readonly waiting: boolean;
  /** Only those in their state for so long; 0: all. */
  readonly longerThan: Nanos;
  /** Only those whose name, coroutine or stack has it; empty: all. */
  readonly text: string;
}
