import { describeAwait, formatCount } from '../format.ts';
import type { Resource } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { ProcessIndex } from '../units.ts';
import { nameOfResource } from './exactRows.ts';
import type { FramePlace, Snapshot, SnapshotHolder, SnapshotResource, SnapshotTask } from './snapshot.ts';
import { keyInSnapshot, processOfPid, resourceKeyInSnapshot } from './taskKeys.ts';
import { distinctTitle, rowTitle } from './stackText.ts';
import { takenAt } from './taken.ts';
import type { TaskKey } from './taskRows.ts';
import type { Evidence, ResourceKey, WaitEdge, WaitKey, WaitNode } from './waits.ts';

/** The part of a graph that one process is, which is all that its findings need. */
export class WaitPart {
  readonly snapshot: Snapshot;
  readonly nodes = new Map<WaitKey, WaitNode>();
  readonly edges: WaitEdge[] = [];
  private readonly names: readonly string[];
  private readonly trace: Trace | null;
  private readonly process: ProcessIndex | null;

  constructor(trace: Trace | null, snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.trace = trace;
    const process = (this.process = trace === null ? null : processOfPid(trace, snapshot.pid));
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
          ? listed(awaited, distinctTitle)
          : describeAwait(task.kind ?? 'future');
    return { text: `${distinctTitle(task)} waits for ${what}`, place: placeOf(task) };
  }

  private addWaits(task: SnapshotTask): void {
    const resource = this.snapshot.resources[task.resource];
    if (task.state !== 'suspended' || (task.waitsFor.length === 0 && resource === undefined)) return;
    const evidence = [this.waiting(task)];
    const from = this.task(task);
    const needs = task.kind === 'wait' ? 'any' : 'all';
    for (const index of task.waitsFor)
      this.edges.push({ from, to: this.task(this.snapshot.tasks[index]!), kind: 'awaits', needs, evidence });
    if (resource !== undefined)
      this.edges.push({ from, to: this.resource(resource), kind: 'waits for', needs: 'all', evidence });
  }

  private addHolders(resource: SnapshotResource): void {
    const needs = resource.kind === 'semaphore' ? 'any' : 'all';
    for (const each of resource.holders) {
      const holder = this.snapshot.tasks[each.task]!;
      const evidence = [this.holding(resource, each)];
      this.edges.push({
        from: this.resource(resource),
        to: this.task(holder),
        kind: 'held by',
        needs,
        evidence,
      });
    }
  }

  /** A sentence about who holds a resource, and where it took that; where that is not known, where it stands. */
  private holding(resource: SnapshotResource, { task: index, isInFrame, entered }: SnapshotHolder): Evidence {
    const task = this.snapshot.tasks[index]!;
    const [title, name] = [distinctTitle(task), this.nameOf(resource)];
    const taken = entered ?? this.takenIn(resource, task);
    if (taken !== null) return { text: `${title} holds ${name}, taken`, place: taken };
    const place = placeOf(task);
    const stands = place === null ? '' : ', and stands';
    const text = isInFrame
      ? `${title} is inside of “async with” of ${name}${stands}`
      : `${title} acquired ${name}, has not released it${stands}`;
    return { text, place };
  }

  private takenIn(resource: SnapshotResource, task: SnapshotTask): FramePlace | null {
    const { trace, process } = this;
    const known = this.known(resource);
    if (trace === null || process === null || known === undefined || task.serial === 0) return null;
    const taker = trace.taskOfSerial(process, task.serial);
    return taker === undefined ? null : takenAt(trace, known, taker);
  }

  /** A resource as the recording has it. */
  private known({ serial }: SnapshotResource): Resource | undefined {
    const { trace, process } = this;
    return trace === null || process === null || serial === 0
      ? undefined
      : trace.resourceOfSerial(process, serial);
  }

  /** Makes a task part of the graph, whether it waits for anything that is in it or not. */
  task(task: SnapshotTask): TaskKey {
    const key = this.key(task);
    const { coroutine } = task;
    if (!this.nodes.has(key))
      this.nodes.set(key, {
        kind: 'task',
        key,
        label: distinctTitle(task),
        title: rowTitle(task),
        coroutine,
        place: placeOf(task),
      });
    return key;
  }

  private resource(resource: SnapshotResource): ResourceKey {
    const key = this.keyOfResource(resource);
    const known = this.known(resource);
    const place = (known && this.trace?.place(known.place)) ?? null;
    this.nodes.set(key, {
      kind: 'resource',
      key,
      label: this.nameOf(resource),
      state: stateOf(resource),
      place,
    });
    return key;
  }
}

/** The line that a task stands at: the innermost of the user's code, else the innermost; null where it has no frames. */
export function placeOf({ stack }: { readonly stack: readonly FramePlace[] }): FramePlace | null {
  return stack.findLast(({ scope }) => scope === 'user') ?? stack.at(-1) ?? null;
}

function stateOf({ kind, isSet, value, capacity }: SnapshotResource): string {
  switch (kind) {
    case 'lock':
      return isSet ? 'held' : 'free';
    case 'event':
      return isSet ? 'set' : 'not set';
    case 'semaphore':
      return value === null ? '' : value === 0 ? 'all taken' : `${value} left`;
    case 'queue':
    case 'priority queue':
    case 'LIFO queue': {
      if (value === null) return '';
      const size = value === 0 ? 'empty' : value === 1 ? '1 item' : `${value} items`;
      return capacity > 0 && value >= capacity ? `full: ${size}` : size;
    }
    default:
      return '';
  }
}

const MOST_NAMES = 3;

/** `a, b, c and 4 more`, by their names. */
export function listed<T>(all: readonly T[], nameOf: (one: T) => string): string {
  const shown = all.slice(0, MOST_NAMES).map(nameOf).join(', ');
  return all.length > MOST_NAMES ? `${shown} and ${formatCount(all.length - MOST_NAMES)} more` : shown;
}
