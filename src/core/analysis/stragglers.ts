import { isOver } from '../ends.ts';
import { factsOf, prepareFacts } from '../links/factIndex.ts';
import type { Task, Trace } from '../trace.ts';
import type { Nanos, SiteId } from '../units.ts';
import {
  groupSleptIn,
  judgeWait,
  LEAST_AWAITED,
  LEAST_HELD_UP,
  type GroupWait,
  type HeldUp,
} from './groupWaits.ts';
import { TaskRounds } from './taskRounds.ts';

/** A task that is held up by one of several that it awaits; at this site, the worst that was. */
export interface Straggler extends HeldUp {
  /** How many times that happened at this site. */
  readonly times: number;
}

/** So many are told. */
const MOST_TOLD = 20;

/**
 * Finds the stragglers of a growing trace, at each await site the worst. Of each task that ends, and now and then of those
 * that are open, it looks whether the task that created it was asleep then, awaiting it among others. So steps are never gone
 * through; and who awaits tasks that others created is not looked for.
 */
export class StragglerFinder {
  /** As of the last complete update, those that held up longest first. */
  stragglers: readonly Straggler[] = [];
  /** The waits for several that are known, by waiter and position, and those of them that went on when they were judged last. */
  private readonly known = new Set<string>();
  private waits: GroupWait[] = [];
  private readonly bySite = new Map<SiteId, Straggler>();
  /** The waits that are still to be judged, and what was found of those that go on. */
  private unjudged: GroupWait[] = [];
  private going: HeldUp[] = [];
  private readonly rounds = new TaskRounds({
    restart: () => {
      this.stragglers = [];
      this.waits = [];
      this.unjudged = [];
      this.going = [];
      this.known.clear();
      this.bySite.clear();
    },
    begin: () => {},
    end: (trace, task) => this.look(trace, task, task.ended!),
    open: (trace, task, at) => this.look(trace, task, at),
    finish: () => {
      this.unjudged = [...this.unjudged, ...this.waits];
      this.waits = [];
      this.going = [];
    },
  });

  /** Looks at the next tasks, about `most` at most; true when the stragglers are those of the trace as it is. */
  update(trace: Trace, most: number): boolean {
    if (!prepareFacts(trace, most) || !this.rounds.update(trace, most)) return false;
    let left = most;
    for (let wait = this.unjudged.pop(); wait !== undefined; wait = this.unjudged.pop()) {
      this.judge(trace, wait);
      left -= wait.members.length;
      if (left < 0) return false;
    }
    const sites = new Map(this.bySite);
    for (const found of this.going) merge(sites, found);
    this.stragglers = [...sites.values()].sort((a, b) => b.waited - a.waited).slice(0, MOST_TOLD);
    return true;
  }

  /** Looks whether somebody waits, or waited, for several tasks of which one is this, at a time at which it goes on, or ended. */
  private look(trace: Trace, task: Task, at: Nanos): void {
    if (at - task.created < LEAST_HELD_UP) return;
    const waiter = trace.task(task.parent);
    if (waiter === undefined) return;
    const position = waiter.lane.endingAfter(at);
    const before = waiter.lane.run(position - 1);
    if (before < 0 || trace.runs.group(before) === 0) return;
    if (trace.site(trace.runs.site(before))?.place?.scope !== 'user') return;
    const next = waiter.lane.run(position);
    const to = next < 0 ? trace.now : trace.runs.begin(next);
    if (to - trace.runs.end(before) < LEAST_HELD_UP) return;
    const key = `${waiter.id} ${position}`;
    if (this.known.has(key)) return;
    const members = groupSleptIn(trace, factsOf(trace), waiter, position, task.id);
    if (members.length < LEAST_AWAITED) return;
    this.known.add(key);
    this.waits.push({ waiter, position, members });
  }

  private judge(trace: Trace, wait: GroupWait): void {
    const found = judgeWait(trace, factsOf(trace), wait);
    const goesOn = wait.position >= wait.waiter.lane.length && !isOver(trace, wait.waiter);
    if (goesOn) this.waits.push(wait);
    if (found === null) return;
    if (goesOn) this.going.push(found);
    else merge(this.bySite, found);
  }
}

function merge(sites: Map<SiteId, Straggler>, found: HeldUp): void {
  const known = sites.get(found.site);
  const worst = known === undefined || isWorse(found, known) ? found : known;
  sites.set(found.site, { ...worst, times: (known?.times ?? 0) + 1 });
}

/** Of those that are as bad, the first counts, in whichever order they are found. */
function isWorse(a: HeldUp, b: HeldUp): boolean {
  return a.waited === b.waited ? a.since < b.since : a.waited > b.waited;
}
