import type { Task, Trace } from '../trace.ts';
import { BUCKET, RunCounts } from './countRuns.ts';
import { TaskRounds } from './countTasks.ts';
import type { Matcher } from './matcher.ts';
import { isSamePlace, matchesAt, rankOf, restAt, runOfPlace, type MatchPlace } from './places.ts';
import { mentions } from './query.ts';

export type { MatchPlace } from './places.ts';

/** When the runs have grown by so much, those are counted again whose task has another outcome, or name, by now. */
const GROWN = 1.125;

/** Where a walk to the next match stands. */
interface Walk {
  readonly from: MatchPlace | null;
  readonly by: 1 | -1;
  /** The run, or task, to look at next. */
  at: number;
  /** The same of the tasks of which no run is held, which stand behind all runs; −1 before the first, −2 when done with them. */
  idle: number;
  /** What has been passed already of the pieces that begin where it started; null anywhere else. */
  rank: number | null;
}

/**
 * Counts what matches, and walks from match to match, a slice at a time. Where a query is about tasks alone, a match is a
 * task; else it is a piece of a lane.
 */
export class MatchFinder {
  /** True when a match is a whole task. */
  readonly isOfTasks: boolean;
  private readonly matcher: Matcher;
  private readonly isVolatile: boolean;
  private trace: Trace | null = null;
  private epoch = 0;
  private runs: RunCounts;
  private rounds: TaskRounds;
  /** The count of all runs before it began again. */
  private before: RunCounts | null = null;
  /** What was found before, which stands until as much is looked at again. */
  private found: RunCounts | null = null;
  private hasSeenAll = false;
  private begunAt = -1;
  /** How many tasks had ended when the count began; −1 when that is not known. */
  private countedEnds = -1;
  private endedBefore = -1;
  /** How many runs there were then. */
  private countedRuns = 0;
  private walk: Walk | null = null;

  constructor(matcher: Matcher) {
    this.matcher = matcher;
    this.isOfTasks = matcher.isOfTasks;
    this.isVolatile =
      !this.isOfTasks && mentions(matcher.query, ['text', 'task', 'outcome', 'scope', 'test']);
    this.runs = new RunCounts(matcher);
    this.rounds = new TaskRounds(matcher);
  }

  /** How many matches there are, as far as was looked; tasks where a match is a task. */
  get count(): number {
    if (this.isOfTasks) return this.rounds.tasks;
    return (this.before ?? this.runs).count + this.rounds.pieces;
  }

  /** Whether a task matches, or a piece of it that was found so far does. The matcher must be up to date. */
  hasTask({ id, index }: Task): boolean {
    const share = this.matcher.task(index);
    if (share !== 'some') return share === 'all';
    return this.runs.hasTask(id) || this.rounds.resting.has(id) || this.found?.hasTask(id) === true;
  }

  /** Grows or shrinks when other tasks may match than before. */
  get foundTasks(): number {
    return Math.max(this.runs.tasks, this.found?.tasks ?? 0) + this.rounds.resting.size;
  }

  /** Whether anything was looked at since the query was made, or the trace became another one. */
  get hasBegun(): boolean {
    return this.isOfTasks || this.hasSeenAll || this.found !== null || this.runs.seen > 0;
  }

  /** True when all of the trace was counted as it was at the last update. */
  get isComplete(): boolean {
    return this.hasSeenAll;
  }

  /** Looks at the next `most` runs or tasks; true when all is counted. The matcher must be up to date. */
  update(trace: Trace, most: number): boolean {
    if (trace !== this.trace || trace.epoch !== this.epoch) this.begin(trace);
    if (this.matcher.isAll) return (this.hasSeenAll = true);
    const looked = this.isOfTasks ? 0 : this.runs.update(trace, most);
    if (!this.isOfTasks && this.runs.seen < trace.runs.length) return (this.hasSeenAll = false);
    this.before = this.found = null;
    this.hasSeenAll = this.rounds.update(trace, Math.max(1, most - looked));
    if (this.hasSeenAll && this.isVolatile) this.countAgain(trace);
    return this.hasSeenAll;
  }

  /**
   * The match after (1) or before (−1) a place, by the run at which it begins; from null, the first or the last one. Null when
   * there is none; `more` when none is among `most` that were looked at: ask the same again.
   */
  step(trace: Trace, from: MatchPlace | null, by: 1 | -1, most: number): MatchPlace | null | 'more' {
    if (this.matcher.isAll) return null;
    if (this.isOfTasks) return this.stepTasks(trace, from, by, most);
    const { walk } = this;
    const isAgain = walk !== null && walk.by === by && isSameOrNull(walk.from, from);
    const at = isAgain ? walk : this.start(trace, from, by);
    this.walk = null;
    const found = by > 0 ? this.forward(trace, at, most) : this.backward(trace, at, most);
    if (found === 'more') this.walk = at;
    return found;
  }

  private begin(trace: Trace): void {
    if (trace === this.trace) this.found ??= this.runs;
    this.trace = trace;
    this.epoch = trace.epoch;
    this.runs = new RunCounts(this.matcher);
    this.rounds = new TaskRounds(this.matcher);
    this.before = null;
    this.begunAt = trace.revision;
    this.countedEnds = -1;
    this.countedRuns = 0;
    this.walk = null;
  }

  /** Begins again when tasks have ended since the runs were counted: at once when no more do, else when it is worth it. */
  private countAgain(trace: Trace): void {
    const ended = this.rounds.ended + trace.lost.length + trace.scopes.length + trace.bands.length;
    if (trace.revision === this.begunAt) this.countedEnds = ended;
    const isSettled = ended === this.endedBefore || trace.runs.length > this.countedRuns * GROWN;
    this.endedBefore = ended;
    if (ended === this.countedEnds || !isSettled) return;
    this.before = this.found = this.runs;
    this.runs = new RunCounts(this.matcher);
    this.countedEnds = ended;
    this.countedRuns = trace.runs.length;
    this.hasSeenAll = false;
  }

  private start(trace: Trace, from: MatchPlace | null, by: 1 | -1): Walk {
    const { first, length } = trace.runs;
    const ends = by > 0 ? { at: first, idle: 0 } : { at: length - 1, idle: this.rounds.idle.length - 1 };
    if (from === null) return { from, by, rank: null, ...ends };
    const rank = rankOf(from);
    const run = runOfPlace(trace, from);
    if (run >= 0) return { from, by, rank, at: run, idle: by > 0 ? 0 : -1 };
    const idle = this.rounds.idle.findIndex(({ id }) => id === from.task);
    return { from, by, rank, at: by > 0 ? length : length - 1, idle };
  }

  private forward(trace: Trace, walk: Walk, most: number): MatchPlace | null | 'more' {
    const { first, length } = trace.runs;
    if (walk.at < first) [walk.at, walk.rank] = [first, null];
    for (let looked = 0; walk.at < length; looked++) {
      if (looked >= most) return 'more';
      const bucket = Math.floor(walk.at / BUCKET);
      if (this.canPass(bucket)) walk.at = (bucket + 1) * BUCKET;
      else {
        const found = after(matchesAt(trace, this.matcher, walk.at++), walk);
        if (found !== undefined) return found;
      }
      walk.rank = null;
    }
    while (walk.idle >= 0 && walk.idle < this.rounds.idle.length) {
      const found = after(this.idleAt(trace, walk.idle++), walk);
      if (found !== undefined) return found;
      walk.rank = null;
    }
    return null;
  }

  private backward(trace: Trace, walk: Walk, most: number): MatchPlace | null | 'more' {
    while (walk.idle >= 0) {
      const found = before(this.idleAt(trace, walk.idle--), walk);
      if (found !== undefined) return found;
      walk.rank = null;
    }
    for (let looked = 0; walk.at >= trace.runs.first; looked++) {
      if (looked >= most) return 'more';
      const bucket = Math.floor(walk.at / BUCKET);
      if (this.canPass(bucket)) walk.at = bucket * BUCKET - 1;
      else {
        const found = before(matchesAt(trace, this.matcher, walk.at--), walk);
        if (found !== undefined) return found;
      }
      walk.rank = null;
    }
    return null;
  }

  private canPass(bucket: number): boolean {
    return !this.isVolatile && this.runs.isEmpty(bucket) && !this.rounds.buckets.has(bucket);
  }

  private idleAt(trace: Trace, index: number): MatchPlace[] {
    const task = this.rounds.idle[index];
    const hasRun = task === undefined || task.lane.run(task.lane.length - 1) >= 0;
    return hasRun ? [] : restAt(trace, this.matcher, task);
  }

  private stepTasks(
    trace: Trace,
    from: MatchPlace | null,
    by: 1 | -1,
    most: number,
  ): MatchPlace | null | 'more' {
    const { walk } = this;
    const { tasks } = trace;
    const isAgain = walk !== null && walk.by === by && isSameOrNull(walk.from, from);
    const start = from === null ? (by > 0 ? -1 : tasks.length) : (trace.task(from.task)?.index ?? -1);
    this.walk = null;
    let index = isAgain ? walk.at : start + by;
    for (let looked = 0; index >= 0 && index < tasks.length; index += by, looked++) {
      if (looked >= most) {
        this.walk = { from, by, at: index, idle: 0, rank: null };
        return 'more';
      }
      if (this.matcher.task(index) === 'all') return placeOfTask(tasks[index]!);
    }
    return null;
  }
}

/** A whole task, by its first run that is held. */
function placeOfTask({ id, lane, created }: Task): MatchPlace {
  const run = lane.run(lane.first);
  return { run, phase: run < 0 ? 'suspended' : 'running', task: id, position: lane.first, begin: created };
}

function isSameOrNull(a: MatchPlace | null, b: MatchPlace | null): boolean {
  return a === b || (a !== null && b !== null && isSamePlace(a, b));
}

/** The first of the places that begin at a run, behind what was passed already. */
function after(places: readonly MatchPlace[], { rank }: Walk): MatchPlace | undefined {
  return rank === null ? places[0] : places.find((place) => rankOf(place) > rank);
}

function before(places: readonly MatchPlace[], { rank }: Walk): MatchPlace | undefined {
  return rank === null ? places.at(-1) : places.findLast((place) => rankOf(place) < rank);
}
