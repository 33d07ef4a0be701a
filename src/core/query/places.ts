import type { Phase } from '../phase.ts';
import { taskOf, type Task, type Trace } from '../trace.ts';
import type { Nanos, RunIndex, TaskId } from '../units.ts';
import { isCallback, isNested } from '../wire.ts';
import { readyBetween, restOf } from './gaps.ts';
import type { Matcher } from './matcher.ts';

/** A piece that matches. */
export interface MatchPlace {
  /** The run that it is, or comes before; −1 for what still goes on. */
  readonly run: RunIndex;
  readonly phase: Phase;
  /** 0 for a plain callback. */
  readonly task: TaskId;
  /** The position in the lane of the task, or of the loop; the lane's length for what still goes on. */
  readonly position: number;
  readonly begin: Nanos;
}

/**
 * The pieces that match and begin at a run: the time ready before it, the run, and the suspension after it. A task's first
 * run has the suspension before it as well, its last one all that comes behind it.
 */
export function matchesAt(trace: Trace, matcher: Matcher, run: RunIndex): MatchPlace[] {
  const subject = trace.runs.subject(run);
  if (isCallback(subject)) return callbackAt(trace, matcher, run, subject);
  const task = taskOf(trace, subject);
  if (task === undefined || matcher.task(task.index) === 'none') return [];
  const { runs } = trace;
  const { lane } = task;
  const position = lane.positionOf(run);
  if (position < 0) return [];
  const found: MatchPlace[] = [];
  const add = (phase: Phase, at: number, from: Nanos, to: Nanos): void => {
    if ((phase === 'running' || to > from) && matcher.piece(lane, task, phase, at, from, to))
      found.push({ run: lane.run(at), phase, task: task.id, position: at, begin: from });
  };
  const [begin, end] = [runs.begin(run), runs.end(run)];
  const before = position === 0 ? task.created : runs.end(lane.run(position - 1));
  const ready = readyBetween(before, runs.ready(run), begin);
  if (position === 0) add('suspended', 0, before, ready);
  add('ready', position, ready, begin);
  add('running', position, begin, end);
  const next = lane.run(position + 1);
  if (next >= 0) add('suspended', position + 1, end, readyBetween(end, runs.ready(next), runs.begin(next)));
  else found.push(...restAt(trace, matcher, task));
  return found;
}

/** The pieces that match behind a task's last run, or behind its creation when it never ran. */
export function restAt(trace: Trace, matcher: Matcher, task: Task): MatchPlace[] {
  const rest = restOf(trace, task);
  const { lane } = task;
  const place = { run: -1, task: task.id, position: lane.length };
  const found: MatchPlace[] = [];
  if (rest.to > rest.from && matcher.piece(lane, task, 'suspended', lane.length, rest.from, rest.to))
    found.push({ ...place, phase: 'suspended', begin: rest.from });
  if (!Number.isNaN(rest.live) && matcher.piece(lane, task, 'running', lane.length, rest.live, rest.end))
    found.push({ ...place, phase: 'running', begin: rest.live });
  return found;
}

/** The run at which a place's begin counts; −1 for a task that never ran. */
export function runOfPlace(trace: Trace, place: MatchPlace): RunIndex {
  const lane = trace.task(place.task)?.lane;
  if (lane === undefined || (place.phase !== 'suspended' && place.run >= 0)) return place.run;
  const before = lane.run(place.position - 1);
  return before >= 0 ? before : place.run;
}

/** Where a place stands among those that begin at the same run. */
export function rankOf({ phase, run, position }: MatchPlace): number {
  if (phase === 'ready') return 1;
  if (phase === 'running') return run >= 0 ? 2 : 4;
  return position === 0 ? 0 : 3;
}

/** Whether both are the same piece. */
export function isSamePlace(a: MatchPlace, b: MatchPlace): boolean {
  if (a.phase !== b.phase || a.task !== b.task) return false;
  return a.task === 0 ? a.run === b.run : a.position === b.position;
}

function callbackAt(trace: Trace, matcher: Matcher, run: RunIndex, subject: number): MatchPlace[] {
  const loop = trace.loop(trace.runs.loop(run));
  if (isNested(subject) || loop === undefined) return [];
  const [begin, end] = [trace.runs.begin(run), trace.runs.end(run)];
  const position = loop.lane.positionOf(run);
  if (position < 0 || !matcher.piece(loop.lane, null, 'running', position, begin, end)) return [];
  return [{ run, phase: 'running', task: 0, position, begin }];
}
