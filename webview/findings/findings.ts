import { ConvoyFinder, type Convoy } from '../../src/core/analysis/convoys.ts';
import { DeadlockFinder, type Deadlock } from '../../src/core/analysis/deadlocks.ts';
import { FailureFinder } from '../../src/core/analysis/failures.ts';
import { LeakFinder } from '../../src/core/analysis/leaks.ts';
import type { Standing } from '../../src/core/analysis/resourceLedger.ts';
import { SequentialFinder } from '../../src/core/analysis/sequentialAwaits.ts';
import { StragglerFinder } from '../../src/core/analysis/stragglers.ts';
import type { Resource } from '../../src/core/facts.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { TaskId } from '../../src/core/units.ts';
import type { BlockIndex } from '../blockIndex.ts';
import { worstBlock } from './blockKind.ts';
import type { Finding, FindingMoment } from './finding.ts';
import { kindOf } from './kinds.ts';

/** Looks for one kind of finding: at a bounded part of what is new whenever it is called. */
interface Source {
  /** Looks at `most` of it at most; true when all is seen. */
  readonly update: (trace: Trace, most: number) => boolean;
  readonly found: () => readonly Finding[];
}

/** What is the matter in a growing trace, as far as was looked, and how its resources stand. */
export class Findings {
  /** The gravest first. */
  all: readonly Finding[] = [];
  /** When they began, those that have such a moment: in the order of time. */
  moments: readonly FindingMoment[] = [];
  private readonly deadlocks = new DeadlockFinder();
  private readonly convoys = new ConvoyFinder();
  private readonly leaks = new LeakFinder();
  private readonly failures = new FailureFinder();
  private readonly stragglers = new StragglerFinder();
  private readonly sequential = new SequentialFinder();
  /** Of each finder, what it found: in the order in which what is equally grave is told. */
  private readonly sources: readonly Source[] = [
    {
      update: (trace, most) => this.convoys.update(trace, most),
      found: () => this.convoys.convoys.map((convoy) => ({ kind: 'convoy', convoy })),
    },
    {
      update: (trace, most) => this.deadlocks.update(trace, most),
      found: () => this.deadlocks.deadlocks.map((deadlock) => ({ kind: 'deadlock', deadlock })),
    },
    {
      update: (trace, most) => this.failures.update(trace, most),
      found: () => this.failures.failures.map((failures) => ({ kind: 'failure', failures })),
    },
    {
      update: (trace, most) => this.leaks.update(trace, most),
      found: () => this.leaks.leaks.map((leak) => ({ kind: 'leak', leak })),
    },
    {
      update: (trace, most) => this.stragglers.update(trace, most),
      found: () => this.stragglers.stragglers.map((straggler) => ({ kind: 'straggler', straggler })),
    },
    {
      update: (trace, most) => this.sequential.update(trace, most),
      found: () => this.sequential.found.map((sequential) => ({ kind: 'sequential', sequential })),
    },
  ];
  private shown = '';
  /** The revision of the trace that was looked at last; −1 before that. */
  private revision = -1;
  private byTask = new Map<TaskId, Deadlock>();
  private byResource = new Map<Resource, Convoy>();

  /** Looks at the next events and tasks, about `most` of each at most; true when all are seen. */
  update(trace: Trace, blocks: BlockIndex, most: number): boolean {
    for (const source of this.sources) if (!source.update(trace, most)) return false;
    const block = worstBlock(trace, blocks);
    this.arrange([
      ...this.sources.flatMap((source) => source.found()),
      ...(block === null ? [] : [{ kind: 'block', block } as const]),
    ]);
    this.revision = trace.revision;
    return true;
  }

  /** Whether all of a trace was looked at, or, while it grows, all that there was a moment ago. */
  hasSeen(trace: Trace, isGrowing: boolean): boolean {
    return isGrowing ? this.revision >= 0 : this.revision === trace.revision;
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

  /** What is found stays the same object as long as nothing about any of it changes. */
  private arrange(found: readonly Finding[]): void {
    const next = JSON.stringify(found.map((finding) => [finding.kind, kindOf(finding).signature(finding)]));
    if (next === this.shown) return;
    this.shown = next;
    this.all = found
      .map((finding) => ({ finding, gravity: kindOf(finding).gravity(finding) }))
      .sort((a, b) => a.gravity - b.gravity)
      .map(({ finding }) => finding);
    this.moments = this.all
      .flatMap((finding) => {
        const { moment, isGrave } = kindOf(finding);
        const at = moment(finding);
        return at === null ? [] : [{ at, isGrave: isGrave(finding) }];
      })
      .sort((a, b) => a.at - b.at);
    this.byResource = new Map(this.convoys.convoys.map((convoy) => [convoy.resource, convoy]));
    this.byTask = new Map(
      this.deadlocks.deadlocks.flatMap((deadlock) =>
        [...deadlock.behind, ...deadlock.cycle.map(({ task }) => task)].map(
          (task) => [task, deadlock] as const,
        ),
      ),
    );
  }
}
