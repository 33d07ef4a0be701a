import type { Task, Trace } from '../trace.ts';
import type { TaskId } from '../units.ts';
import { BUCKET } from './countRuns.ts';
import { restOf } from './gaps.ts';
import type { Matcher } from './matcher.ts';
import { emptyPiece } from './piece.ts';

/**
 * Goes through all tasks, again and again: which match as a whole, and what each does behind its last run. Such a round is
 * cheap beside one through all runs, and what it tells changes with every moment.
 */
export class TaskRounds {
  /** How many tasks match as a whole, as the last round had it. */
  tasks = 0;
  /** How many pieces match that are behind a task's last run. */
  pieces = 0;
  /** How many tasks had ended: what a task's outcome or name says of its pieces has changed when this has. */
  ended = 0;
  /** The buckets of runs at which such pieces begin. */
  buckets: ReadonlySet<number> = new Set();
  /** The tasks of such pieces. */
  resting: ReadonlySet<TaskId> = new Set();
  /** Tasks of which no run is held, and which match in part. */
  idle: readonly Task[] = [];
  private readonly matcher: Matcher;
  private revision = -1;
  private at = 0;
  private next = emptyRound();

  constructor(matcher: Matcher) {
    this.matcher = matcher;
  }

  /** Looks at the next tasks, `most` at most; true when there was a round since the trace changed. */
  update(trace: Trace, most: number): boolean {
    if (this.at === 0) {
      if (trace.revision === this.revision) return true;
      this.next = emptyRound();
      this.revision = trace.revision;
    }
    const stop = Math.min(trace.tasks.length, this.at + most);
    for (; this.at < stop; this.at++) this.look(trace, trace.tasks[this.at]!);
    if (this.at < trace.tasks.length) return false;
    this.at = 0;
    ({
      tasks: this.tasks,
      pieces: this.pieces,
      ended: this.ended,
      buckets: this.buckets,
      idle: this.idle,
      resting: this.resting,
    } = this.next);
    return trace.revision === this.revision;
  }

  private look(trace: Trace, task: Task): void {
    const { matcher, next } = this;
    if (task.ended !== null) next.ended++;
    const wanted = matcher.task(task.index);
    if (wanted === 'none') return;
    if (wanted === 'all') next.tasks++;
    if (matcher.isOfTasks) return;
    const matching = restMatches(trace, matcher, task);
    if (matching === 0) return;
    next.pieces += matching;
    next.resting.add(task.id);
    const last = task.lane.run(task.lane.length - 1);
    if (last < 0) next.idle.push(task);
    else next.buckets.add(Math.floor(last / BUCKET));
  }
}

/** How many pieces behind a task's last run match: at most two. */
function restMatches(trace: Trace, matcher: Matcher, task: Task): number {
  const rest = restOf(trace, task);
  const piece = emptyPiece(trace);
  piece.task = task;
  piece.loop = task.loop;
  let matching = 0;
  if (rest.to > rest.from) {
    const { lane } = task;
    piece.site = trace.runs.site(lane.run(lane.length - 1));
    piece.from = rest.from;
    piece.to = rest.to;
    if (matcher.matches(piece)) matching++;
  }
  if (!Number.isNaN(rest.live)) {
    piece.phase = 'running';
    piece.site = 0;
    piece.from = rest.live;
    piece.to = rest.end;
    if (matcher.matches(piece)) matching++;
  }
  return matching;
}

interface Round {
  tasks: number;
  pieces: number;
  ended: number;
  readonly buckets: Set<number>;
  readonly resting: Set<TaskId>;
  readonly idle: Task[];
}

function emptyRound(): Round {
  return { tasks: 0, pieces: 0, ended: 0, buckets: new Set(), resting: new Set(), idle: [] };
}
