import type { Trace } from '../trace.ts';
import { describeAwait } from '../format.ts';
import { findDeadlocks } from './deadlocks.ts';
import { nameOfResource } from './exactRows.ts';
import { findLostWakeUps } from './lostWakeUps.ts';
import type { FramePlace, Snapshot, SnapshotResource, SnapshotTask } from './snapshot.ts';
import { keyInSnapshot, processOfPid, resourceKeyInSnapshot } from './taskKeys.ts';
import type { TaskKey } from './taskRows.ts';

/** A resource's: `pid:resource serial`, or `pid:resource @key` where the recording does not know it. */
export type ResourceKey = string;

/** A {@link TaskKey} or a {@link ResourceKey}: no text is both. */
export type WaitKey = string;

/** Who waits for whom and for what, and who holds that. */
export interface WaitGraph {
  readonly nodes: readonly WaitNode[];
  readonly edges: readonly WaitEdge[];
  readonly findings: readonly WaitFinding[];
}

export type WaitNode =
  | { readonly kind: 'task'; readonly key: TaskKey; readonly label: string }
  | { readonly kind: 'resource'; readonly key: ResourceKey; readonly label: string };

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

/**
 * Who waits for whom in programs that stand still, and what is wrong with it. `trace`, where there is one, knows the names
 * of resources.
 */
export function waitGraph(trace: Trace | null, snapshots: readonly Snapshot[]): WaitGraph {
  const nodes: WaitNode[] = [];
  const edges: WaitEdge[] = [];
  const findings: WaitFinding[] = [];
  for (const snapshot of snapshots) {
    const part = new WaitPart(trace, snapshot);
    nodes.push(...part.nodes.values());
    edges.push(...part.edges);
    findings.push(...findDeadlocks(part), ...findLostWakeUps(part));
  }
  return { nodes, edges, findings };
}

/** The part of a graph that one process is, which is all that its findings need. */
export class WaitPart {
  readonly snapshot: Snapshot;
  readonly nodes = new Map<WaitKey, WaitNode>();
  readonly edges: WaitEdge[] = [];
  private readonly names: readonly string[];

  constructor(trace: Trace | null, snapshot: Snapshot) {
    this.snapshot = snapshot;
    const process = trace === null ? null : processOfPid(trace, snapshot.pid);
    this.names = snapshot.resources.map(({ index }) => nameOfResource(trace, process, snapshot, index) ?? '');
    for (const task of snapshot.tasks) this.addWaits(task);
    for (const resource of snapshot.resources) this.addHolders(resource);
  }

  key(task: SnapshotTask): TaskKey {
    return keyInSnapshot(this.snapshot, task);
  }

  keyOfResource(resource: SnapshotResource): ResourceKey {
    return resourceKeyInSnapshot(this.snapshot, resource);
  }

  nameOf(resource: SnapshotResource): string {
    return this.names[resource.index]!;
  }

  /** A sentence about what a task waits for, and where. */
  waiting(task: SnapshotTask): Evidence {
    const resource = this.snapshot.resources[task.resource];
    const awaited = task.waitsFor.flatMap((index) => this.snapshot.tasks[index] ?? []);
    const what =
      resource !== undefined
        ? this.nameOf(resource)
        : awaited.length > 0
          ? listed(awaited.map(({ name }) => name))
          : describeAwait(task.kind ?? 'future');
    return { text: `${task.name} waits for ${what}`, place: placeOf(task) };
  }

  private addWaits(task: SnapshotTask): void {
    if (task.state !== 'suspended') return;
    const evidence = [this.waiting(task)];
    const from = this.key(task);
    for (const index of task.waitsFor) {
      const awaited = this.snapshot.tasks[index]!;
      const needs = task.kind === 'wait' ? 'any' : 'all';
      this.edges.push({ from: this.task(task), to: this.task(awaited), kind: 'awaits', needs, evidence });
    }
    const resource = this.snapshot.resources[task.resource];
    if (resource === undefined) return;
    this.task(task);
    this.edges.push({ from, to: this.resource(resource), kind: 'waits for', needs: 'all', evidence });
  }

  private addHolders(resource: SnapshotResource): void {
    const needs = resource.kind === 'semaphore' ? 'any' : 'all';
    for (const { task: index, isInFrame } of resource.holders) {
      const holder = this.snapshot.tasks[index]!;
      const text = isInFrame
        ? `${holder.name} is inside of “async with” of ${this.nameOf(resource)}`
        : `${holder.name} acquired ${this.nameOf(resource)} and has not released it`;
      const evidence = [{ text, place: placeOf(holder) }];
      this.edges.push({
        from: this.resource(resource),
        to: this.task(holder),
        kind: 'held by',
        needs,
        evidence,
      });
    }
  }

  private task(task: SnapshotTask): TaskKey {
    const key = this.key(task);
    this.nodes.set(key, { kind: 'task', key, label: task.name });
    return key;
  }

  private resource(resource: SnapshotResource): ResourceKey {
    const key = this.keyOfResource(resource);
    this.nodes.set(key, { kind: 'resource', key, label: this.nameOf(resource) });
    return key;
  }
}

/** The line that a task stands at: the innermost of the user's code, else the innermost. */
export function placeOf({ stack }: SnapshotTask): FramePlace | null {
  return stack.findLast(({ scope }) => scope === 'user') ?? stack.at(-1) ?? null;
}

const MOST_NAMES = 3;

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
