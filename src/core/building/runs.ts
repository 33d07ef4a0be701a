import type { Column } from '../frameReader.ts';
import type { Frame } from '../frames.ts';
import type { Nanos, RunIndex } from '../units.ts';
import { CAUSE, ROW, SINGLE_GROUP, SUBJECT, isCallback } from '../wire.ts';
import type { GrowingTrace, WritableLoop, WritableTask } from './growingTrace.ts';
import type { ProcessPart } from './processPart.ts';

/** So many rows' tasks are looked for at a time. */
const AHEAD = 128;

/**
 * A loop's runs, from a frame's rows that tell only when something ended: a run begins when the row before it says, for a
 * loop does nothing between two callbacks. What breaks a rule becomes a problem of the trace instead of an entry.
 */
export class RunRows {
  private readonly trace: GrowingTrace;
  private readonly part: ProcessPart;
  private readonly frame: Frame & { kind: 'runs' };
  private readonly loop: WritableLoop | undefined;
  private readonly tasks: (WritableTask | undefined)[] = [];
  private next = 0;
  private at: Nanos;

  constructor(trace: GrowingTrace, part: ProcessPart, frame: Frame & { kind: 'runs' }) {
    this.trace = trace;
    this.part = part;
    this.frame = frame;
    this.at = part.time(frame.base);
    this.loop = part.loops.get(frame.loop);
    if (this.loop === undefined) trace.report('stream', `runs of the unknown loop ${frame.loop}`, part.index);
    else if (frame.afterLoss) forget(this.loop, this.at);
  }

  /** Adds what the next `most` rows tell; true when there are more. */
  read(most: number): boolean {
    const { trace, frame, loop } = this;
    if (loop === undefined) return false;
    const until = Math.min(frame.subject.length, this.next + most);
    this.readUntil(loop, until);
    this.next = until;
    trace.advance(this.at);
    const running = trace.running.get(loop.id);
    if (running !== undefined && loop.lane.end > running.begin) trace.running.delete(loop.id);
    return until < frame.subject.length;
  }

  private readUntil(loop: WritableLoop, until: number): void {
    const { trace, part, frame, tasks } = this;
    const { log } = loop;
    let { at } = this;
    for (let i = this.next, known = i; i < until; i++) {
      if (i === known) {
        trace.advance(lookAhead(trace, part, frame.subject, i, tasks));
        known += AHEAD;
      }
      at += frame.passed[i]!;
      const subject = frame.subject[i]!;
      const wait = frame.wait[i]!;
      if (subject === ROW.begin) log.begin = at;
      else if (subject === ROW.enter) {
        log.outer.push(log.begin);
        log.begin = at;
      } else if (subject === ROW.leave) log.begin = log.outer.pop() ?? at;
      else if (subject === ROW.cause) {
        log.cause = Math.min(frame.site[i]!, CAUSE.unknown);
        log.detail = detailOf(part, log.cause, frame.group[i]!);
        log.made = log.cause === CAUSE.timer && wait > 0 ? at - (wait - 1) : null;
      } else {
        const task = tasks[i - (known - AHEAD)];
        addRun(trace, part, loop, task, at, subject, wait, frame.site[i]!, frame.group[i]!);
        log.begin = at;
        log.cause = CAUSE.soon;
        log.detail = 0;
        log.made = null;
      }
    }
    this.at = at;
  }
}

/**
 * Finds the tasks of the next rows. Tasks lie far apart in memory, and so do the ends of their lanes: looked at one by one,
 * each would have to be waited for, together they come at once. Answers the latest of these ends.
 */
function lookAhead(
  trace: GrowingTrace,
  part: ProcessPart,
  subject: Column,
  from: number,
  into: (WritableTask | undefined)[],
): Nanos {
  let latest = 0;
  const until = Math.min(from + AHEAD, subject.length);
  for (let i = from; i < until; i++) {
    const own = subject[i]!;
    const task = own > ROW.leave && !isCallback(own) ? trace.task(part.task(Math.floor(own / 4))) : undefined;
    into[i - from] = task;
    if (task !== undefined && task.lane.end > latest) latest = task.lane.end;
  }
  return latest;
}

/** Rows are missing: what goes on at a time is not known any more. */
function forget({ log }: WritableLoop, at: Nanos): void {
  log.begin = at;
  log.outer.length = 0;
  log.cause = CAUSE.soon;
  log.detail = 0;
  log.made = null;
  log.lostUntil = at;
}

function addRun(
  trace: GrowingTrace,
  part: ProcessPart,
  loop: WritableLoop,
  task: WritableTask | undefined,
  end: Nanos,
  own: number,
  wait: number,
  site: number,
  group: number,
): void {
  const { log } = loop;
  const { begin, outer, made } = log;
  const isInner = outer.length > 0;
  if (task === undefined && !isCallback(own))
    return trace.report('stream', `a step of the unknown task ${Math.floor(own / 4)}`, part.index);
  const plain =
    task === undefined
      ? 4 * (part.callbacks[Math.floor(own / 4)] ?? 0) + SUBJECT.callback
      : 4 * task.id + SUBJECT.step;
  if (begin > end || end > Number.MAX_SAFE_INTEGER)
    return trace.report('stream', 'a run whose times cannot be', part.index);
  if (overlaps(loop, task, begin, end))
    return trace.report('stream', 'a run that overlaps the one before it', part.index);
  const waited = begin - readyOf(loop, task, wait, end);
  const run = trace.runs.add(
    isInner ? plain + SUBJECT.nestedStep : plain,
    loop.id,
    end,
    end - begin,
    waited,
    task === undefined ? 0 : (part.sites[site] ?? 0),
    group >= SINGLE_GROUP ? SINGLE_GROUP + part.task(group - SINGLE_GROUP) : (part.groups[group] ?? 0),
    log.cause,
    made === null ? log.detail : Math.max(0, begin - made) + 1,
  );
  const known = waited >= 0 ? waited : 0;
  if (task !== undefined) task.lane.push(run, end, end - begin, known);
  if (!isInner) loop.lane.push(run, end, end - begin, known);
  if (isInner || loop.inner.length > 0) nest(trace, loop, run, isInner, begin);
}

/** Since when a run could have run; NaN when unknown. */
function readyOf(loop: WritableLoop, task: WritableTask | undefined, wait: number, end: Nanos): Nanos {
  const { begin, lostUntil } = loop.log;
  if (wait === 0) return Number.NaN;
  if (task === undefined) return Math.min(begin, end - (wait - 1));
  const isFirst = task.lane.length === 0;
  if (wait > 1) return Math.min(begin, isFirst ? Math.max(end - (wait - 1), task.created) : end - (wait - 1));
  // A step that was neither woken nor called: since the task was made, or since it yielded.
  const since = isFirst ? task.created : task.lane.end;
  return since < lostUntil ? Number.NaN : Math.min(begin, since);
}

/** Whether a run cannot be, after those that are known: of its task, and of its loop. */
function overlaps(loop: WritableLoop, task: WritableTask | undefined, begin: Nanos, end: Nanos): boolean {
  return begin < loop.lane.end || end < loop.log.nestedUntil || (task !== undefined && begin < task.lane.end);
}

/** What a cause speaks of, in the numbers of the trace. */
function detailOf(part: ProcessPart, cause: number, detail: number): number {
  if (cause === CAUSE.thread) return part.threads.get(detail) ?? 0;
  if (cause === CAUSE.loop) return part.loops.get(detail)?.id ?? 0;
  return detail;
}

/** Notes which nested runs a run was around, and the run itself where it is nested. */
function nest(trace: GrowingTrace, loop: WritableLoop, run: RunIndex, isInner: boolean, begin: Nanos): void {
  const { nested, inner } = loop;
  while (inner.length > 0 && trace.runs.begin(nested.runs[inner.at(-1)!]!) >= begin) {
    const position = inner.pop()!;
    if (isInner) nested.outer[position] = nested.runs.length;
  }
  if (!isInner) {
    inner.length = 0;
    return;
  }
  loop.log.nestedUntil = trace.runs.end(run);
  inner.push(nested.runs.length);
  nested.runs.push(run);
  nested.outer.push(-1);
}
