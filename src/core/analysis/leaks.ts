import type { Site, Task, Trace } from '../trace.ts';
import { SECOND, type LoopId, type Nanos, type RunIndex, type SiteId, type TaskId } from '../units.ts';
import type { AwaitKind } from '../wire.ts';
import { pausedBetween } from './pauses.ts';
import { hasTimeout } from './stuckTasks.ts';
import { TaskRounds } from './taskRounds.ts';

/**
 * A task leak: again and again something begins a task, ends, and leaves it behind, and the tasks that are left all wait at
 * the same line for what nothing seems to be about to do.
 */
export interface Leak {
  readonly coroutine: string;
  readonly loop: LoopId;
  /** Where they all wait. */
  readonly site: SiteId;
  /** How many there are; of many, only the first are named. */
  readonly count: number;
  readonly tasks: readonly TaskId[];
  /** The coroutine of those that began them; null where there are several. */
  readonly creator: string | null;
  /** When the first of what began them ended, and for how long the task that was left then has been waiting. */
  readonly since: Nanos;
  readonly longest: Nanos;
}

/** So many must have been left behind for long, by so many different tasks: a pool of workers was begun by one. */
const LEAST_TASKS = 5;

/**
 * So often must another have been begun after what began the one before was over: what begins its workers side by side, once,
 * leaves no more and more of them.
 */
const LEAST_TURNS = 3;

/** They must wait for so long, and for so many times as long as others of their coroutine ever did before they ended. */
const LEAST_WAIT: Nanos = SECOND;
const LONGER = 2;

/** So many are named. */
const MOST_NAMED = 100;

/** What a task may wait for that need never happen. A timer and I/O may end any wait; who waits for a lock stands in a queue. */
const ENDLESS: ReadonlySet<AwaitKind> = new Set([
  'event',
  'condition',
  'future',
  'queue.get',
  'queue.put',
  'barrier',
]);

/** Open tasks of one loop that wait at one place, and whose creators have ended. */
interface Group {
  readonly coroutine: string;
  readonly loop: LoopId;
  readonly site: SiteId;
  count: number;
  readonly tasks: TaskId[];
  creator: string | null;
  since: Nanos;
  longest: Nanos;
  /** How many of them have been waiting for long. */
  old: number;
  /** The creators of those, as far as they are counted. */
  readonly creators: Set<TaskId>;
  /** How often one began after the creator of the one before had ended, and when the present turn's first creator ended. */
  turns: number;
  turnEnd: Nanos;
}

/** Finds the leaks of a growing trace. */
export class LeakFinder {
  /** As of the last complete round, the biggest first. */
  leaks: readonly Leak[] = [];
  /** By coroutine, how long one that ended had outlived what began it, at most. */
  private readonly usual = new Map<string, Nanos>();
  private readonly endless = new Map<SiteId, boolean>();
  /** Where tasks whose creators had ended were last seen to suspend: the step may be held no more while they wait. */
  private readonly sites = new Map<TaskId, SiteId>();
  private readonly groups = new Map<string, Group>();
  private readonly rounds = new TaskRounds({
    restart: (isSame) => {
      this.leaks = [];
      if (!isSame) this.sites.clear();
      this.usual.clear();
      this.endless.clear();
    },
    begin: () => this.groups.clear(),
    end: (trace, task) => this.learn(trace, task),
    open: (trace, task, at) => this.look(trace, task, at),
    finish: () => {
      this.leaks = [...this.groups.values()]
        .filter(isLeak)
        .map(({ coroutine, loop, site, count, tasks, creator, since, longest }) => ({
          coroutine,
          loop,
          site,
          count,
          tasks,
          creator,
          since,
          longest,
        }))
        .sort((a, b) => b.count - a.count);
      this.groups.clear();
    },
  });

  /** Looks at the next tasks, `most` at most; true when the leaks are those of the trace as it is. */
  update(trace: Trace, most: number): boolean {
    return this.rounds.update(trace, most);
  }

  /** How long tasks of a coroutine outlive what began them is known by those that ended. */
  private learn(trace: Trace, { id, parent, coroutine, ended }: Task): void {
    this.sites.delete(id);
    const left = trace.task(parent)?.ended;
    if (ended === null || left == null || left >= ended) return;
    const outlived = ended - left - pausedBetween(trace.pauses, left, ended);
    if (outlived > (this.usual.get(coroutine) ?? 0)) this.usual.set(coroutine, outlived);
  }

  private look(trace: Trace, task: Task, at: Nanos): void {
    if (task.parent === 0) return;
    const creator = trace.task(task.parent);
    // Of what is not held any more it is only known that it ended.
    if (creator !== undefined && (creator.ended === null || creator.ended > at)) return;
    const run = lastRun(task, at);
    if (run >= 0) this.sites.set(task.id, trace.runs.site(run));
    const site = trace.site(this.sites.get(task.id) ?? 0);
    if (site === undefined || !this.isEndless(site)) return;
    const asleep = run >= 0 ? trace.runs.end(run) : task.lane.end;
    const left = Math.max(task.created, creator?.ended ?? task.created);
    const group = this.groupOf(task, site, creator);
    group.count++;
    if (group.tasks.length < MOST_NAMED) group.tasks.push(task.id);
    if (creator === undefined || creator.coroutine !== group.creator) group.creator = null;
    group.since = Math.min(group.since, left);
    const from = Math.max(left, asleep);
    const waited = at - from - pausedBetween(trace.pauses, from, at);
    group.longest = Math.max(group.longest, waited);
    // One that still does something now and then was not left behind.
    const isLeft = asleep - left <= (at - left) / 2;
    if (!isLeft || waited < Math.max(LEAST_WAIT, LONGER * (this.usual.get(task.coroutine) ?? 0))) return;
    group.old++;
    if (group.creators.size < LEAST_TASKS) group.creators.add(task.parent);
    if (task.created >= group.turnEnd) {
      group.turns++;
      group.turnEnd = left;
    } else group.turnEnd = Math.min(group.turnEnd, left);
  }

  private groupOf(task: Task, site: Site, creator: Task | undefined): Group {
    const key = `${task.loop} ${site.id} ${task.coroutine}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = {
        coroutine: task.coroutine,
        loop: task.loop,
        site: site.id,
        count: 0,
        tasks: [],
        creator: creator?.coroutine ?? null,
        since: Number.POSITIVE_INFINITY,
        longest: 0,
        old: 0,
        creators: new Set(),
        turns: 0,
        turnEnd: Number.NEGATIVE_INFINITY,
      };
      this.groups.set(key, group);
    }
    return group;
  }

  private isEndless(site: Site): boolean {
    let known = this.endless.get(site.id);
    if (known === undefined) this.endless.set(site.id, (known = ENDLESS.has(site.kind) && !hasTimeout(site)));
    return known;
  }
}

function isLeak({ old, creators, turns }: Group): boolean {
  return old >= LEAST_TASKS && creators.size >= LEAST_TASKS && turns >= LEAST_TURNS;
}

/** A task's last run that was over at a time; −1 for none. */
function lastRun({ lane }: Task, at: Nanos): RunIndex {
  return lane.run(at >= lane.end ? lane.length - 1 : lane.endingAfter(at) - 1);
}
