import type { FramePlace } from './snapshot.ts';
import type { TaskKey } from './taskRows.ts';

/** A resource's: `process:resource serial`, or `process:resource @key` where the recording does not know it. */
export type ResourceKey = string;

/** A {@link TaskKey} or a {@link ResourceKey}: no text is both. */
export type WaitKey = string;

/** Who waits for whom and for what, and who holds that. */
export interface WaitGraph {
  readonly nodes: readonly WaitNode[];
  readonly edges: readonly WaitEdge[];
  readonly findings: readonly WaitFinding[];
}

export type WaitNode = WaitingTask | WaitedResource;

export interface WaitingTask {
  readonly kind: 'task';
  readonly key: TaskKey;
  readonly label: string;
  /** As a row or a box has it. */
  readonly title: string;
  /** Qualified name. */
  readonly coroutine: string;
  /** The line that it stands at. */
  readonly place: FramePlace | null;
}

export interface WaitedResource {
  readonly kind: 'resource';
  readonly key: ResourceKey;
  readonly label: string;
  /** How it stands, in a few words: `held`, `3 items`. */
  readonly state: string;
  /** Where it was used for the first time, as far as the recording tells. */
  readonly place: FramePlace | null;
}

export interface WaitEdge {
  readonly from: WaitKey;
  readonly to: WaitKey;
  /** A task awaits a task; a task waits for a resource; a resource is held by a task. */
  readonly kind: 'awaits' | 'waits for' | 'held by';
  /** Whether `from` needs all that its edges lead to before it can go on, or any one of it. */
  readonly needs: 'all' | 'any';
  readonly evidence: readonly Evidence[];
}

/** What is wrong with the waiting. */
export type WaitFinding =
  | {
      /** None of these can ever go on. */
      readonly kind: 'deadlock';
      /** Each waits for the next one, or is held by it; the last one for the first. */
      readonly cycle: readonly WaitKey[];
      /** Tasks outside of the cycle that cannot go on before it does. */
      readonly stuck: readonly TaskKey[];
      readonly evidence: readonly Evidence[];
    }
  | {
      /** A task waits for what nobody is left to do. */
      readonly kind: 'lostWakeUp';
      /** Nobody can do it; else nobody is known who would. */
      readonly certain: boolean;
      readonly task: TaskKey;
      readonly evidence: readonly Evidence[];
    };

/** One reason to believe it: a sentence, and where to look. */
export interface Evidence {
  readonly text: string;
  readonly place: FramePlace | null;
}
