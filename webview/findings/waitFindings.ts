import { ConvoyFinder, type Convoy } from '../../src/core/analysis/convoys.ts';
import { DeadlockFinder, type Deadlock } from '../../src/core/analysis/deadlocks.ts';
import type { Standing } from '../../src/core/analysis/resourceLedger.ts';
import type { Resource } from '../../src/core/facts.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { TaskId } from '../../src/core/units.ts';

/** Something the matter with how tasks wait for each other. */
export type Finding =
  | { readonly kind: 'deadlock'; readonly deadlock: Deadlock }
  | { readonly kind: 'convoy'; readonly convoy: Convoy };

/** The deadlocks and lock convoys of a growing trace, as far as was looked, and how its resources stand. */
export class WaitFindings {
  /** The gravest first. */
  all: readonly Finding[] = [];
  private readonly deadlocks = new DeadlockFinder();
  private readonly convoys = new ConvoyFinder();
  private shown = '';
  private byTask = new Map<TaskId, Deadlock>();
  private byResource = new Map<Resource, Convoy>();

  /** Looks at the next events and tasks, about `most` at most; true when all are seen. */
  update(trace: Trace, most: number): boolean {
    if (!this.convoys.update(trace, most) || !this.deadlocks.update(trace, most)) return false;
    this.arrange();
    return true;
  }

  /** The deadlock that a task is part of, or waits behind. */
  deadlockOf(task: TaskId): Deadlock | undefined {
    return this.byTask.get(task);
  }

  /** The tasks that are part of a deadlock, or wait behind one. */
  stuckTasks(): Iterable<TaskId> {
    return this.byTask.keys();
  }

  /** The worst convoy in front of a resource. */
  convoyOf(resource: Resource): Convoy | undefined {
    return this.byResource.get(resource);
  }

  /** How a resource stands now; undefined where nothing is known of it. */
  standingOf(resource: Resource): Standing | undefined {
    return this.convoys.standingOf(resource);
  }

  /** What is found stays the same object as long as nothing about it changes. */
  private arrange(): void {
    const { deadlocks } = this.deadlocks;
    const { convoys } = this.convoys;
    const next = JSON.stringify([
      deadlocks.map(({ cycle, behind }) => [cycle.map(({ task, position }) => [task, position]), behind]),
      convoys.map(({ resource, waited, tasks }) => [resource.id, waited, tasks]),
    ]);
    if (next === this.shown) return;
    this.shown = next;
    this.all = [
      ...deadlocks.map((deadlock) => ({ kind: 'deadlock', deadlock }) as const),
      ...convoys.map((convoy) => ({ kind: 'convoy', convoy }) as const),
    ];
    this.byResource = new Map(convoys.map((convoy) => [convoy.resource, convoy]));
    this.byTask = new Map(
      deadlocks.flatMap((deadlock) =>
        [...deadlock.behind, ...deadlock.cycle.map(({ task }) => task)].map(
          (task) => [task, deadlock] as const,
        ),
      ),
    );
  }
}
