import type { Cancel } from './facts.ts';
import { awaitersOf, type AwaitIndex } from './links/awaitIndex.ts';
import { between, factsOf } from './links/factIndex.ts';
import { wokenBy } from './links/woken.ts';
import type { PieceRef } from './pieceRef.ts';
import { runAt, taskOf, type Task, type Trace } from './trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from './units.ts';
import { wakerOf } from './wakes.ts';
import { isCallback } from './wire.ts';

export { AwaitIndex, awaitersOf } from './links/awaitIndex.ts';
export { wokenBy } from './links/woken.ts';

/** How one piece of a trace leads to another: by creating, waking or cancelling it, or by awaiting it. */
export type LinkKind = 'created' | 'woke' | 'awaits' | 'cancelled';

/** Where a link begins or ends. */
export interface LinkEnd {
  /** 0 where it is a plain callback. */
  readonly task: TaskId;
  readonly loop: LoopId;
  /** −1: not a run, but `piece`, or else the task as a whole. */
  readonly run: RunIndex;
  readonly at: Nanos;
  /** The suspension or ready time that it is; null for a run, and for a whole task. */
  readonly piece: PieceRef | null;
}

/** Who did it, and to whom; of `awaits`, who waits, and for whom. */
export interface TraceLink {
  readonly kind: LinkKind;
  readonly from: LinkEnd;
  readonly to: LinkEnd;
}

/** So many waiters of a task are told, and so many tasks that one awaits. */
const MOST_AWAITED = 8;

/**
 * What leads to a piece, or to a whole task, and what that leads to; at most `most`. Without `index` who awaits it is not
 * told.
 */
export function linksOf(
  trace: Trace,
  piece: PieceRef | { readonly task: TaskId },
  index: AwaitIndex | null = null,
  most = 64,
): readonly TraceLink[] {
  const task = trace.task(piece.task);
  if (!('phase' in piece)) return task ? taskLinks(trace, task, index, most).slice(0, most) : [];
  if (piece.phase === 'running') return runLinks(trace, piece, most).slice(0, most);
  return task ? pauseLinks(trace, task, piece).slice(0, most) : [];
}

function taskLinks(trace: Trace, task: Task, index: AwaitIndex | null, most: number): TraceLink[] {
  const facts = factsOf(trace);
  const links = facts.cancels
    .of(task.id)
    .slice(0, most)
    .map((cancel) => cancelLink(trace, cancel));
  links.unshift(...createdLink(trace, task));
  const at = task.ended === null ? trace.now : Math.max(task.created, task.ended - 1);
  if (index !== null)
    for (const waiter of awaitersOf(trace, index, task.id, at, MOST_AWAITED))
      links.push({ kind: 'awaits', from: pieceEnd(trace, waiter), to: wholeEnd(task, at) });
  for (const id of facts.created.of(task.id).slice(0, most))
    links.push(...createdLink(trace, trace.task(id)));
  for (const cancel of facts.asked.of(task.id).slice(0, most)) links.push(cancelLink(trace, cancel));
  return links;
}

function runLinks(trace: Trace, { task, run }: PieceRef, most: number): TraceLink[] {
  const { runs } = trace;
  const [begin, end] = [runs.begin(run), runs.end(run)];
  if (Number.isNaN(begin)) return [];
  const links = wokeLink(trace, run);
  for (const woken of wokenBy(trace, run, most)) links.push(...wokeLink(trace, woken));
  const facts = factsOf(trace);
  const createdAt = (id: TaskId): Nanos => trace.task(id)?.created ?? Number.NaN;
  for (const id of between(facts.created.of(task), createdAt, begin, end, most))
    links.push(...createdLink(trace, trace.task(id)));
  for (const cancel of between(facts.asked.of(task), ({ at }) => at, begin, end, most))
    links.push(cancelLink(trace, cancel));
  return links;
}

/** Of a suspension or ready time: who ended it, whom it awaits, and who cancelled it. */
function pauseLinks(trace: Trace, task: Task, piece: PieceRef): TraceLink[] {
  const { lane } = task;
  const { runs } = trace;
  const next = lane.run(piece.position);
  const before = lane.run(piece.position - 1);
  const links = next < 0 ? [] : wokeLink(trace, next);
  if (piece.phase === 'ready') return links;
  const from = before < 0 ? task.created : runs.end(before);
  const to = next < 0 ? Number.POSITIVE_INFINITY : runs.begin(next);
  for (const cancel of factsOf(trace).cancels.of(task.id))
    if (cancel.at >= from && cancel.at <= to) links.push(cancelLink(trace, cancel));
  const asleep = { ...pieceEnd(trace, piece), at: from };
  for (const id of trace.group(runs.group(before)).slice(0, MOST_AWAITED)) {
    const awaited = trace.task(id);
    if (awaited !== undefined)
      links.push({ kind: 'awaits', from: asleep, to: wholeEnd(awaited, Math.max(from, awaited.created)) });
  }
  return links;
}

function createdLink(trace: Trace, task: Task | undefined): TraceLink[] {
  const parent = task && trace.task(task.parent);
  if (task === undefined || parent === undefined) return [];
  const run = runAt(trace, parent.lane, task.created);
  const from = { task: parent.id, loop: parent.loop, run, at: task.created, piece: null };
  return [{ kind: 'created', from, to: wholeEnd(task, task.created) }];
}

function wokeLink(trace: Trace, run: RunIndex): TraceLink[] {
  const waker = wakerOf(trace, run);
  if (waker < 0) return [];
  const { runs } = trace;
  const ready = runs.ready(run);
  // A timer's waker made it long before it fired: its end is as near as it gets.
  const at = Math.min(Math.max(Number.isNaN(ready) ? 0 : ready, runs.begin(waker)), runs.end(waker));
  return [{ kind: 'woke', from: runEnd(trace, waker, at), to: runEnd(trace, run, runs.begin(run)) }];
}

function cancelLink(trace: Trace, cancel: Cancel): TraceLink {
  const { at, subject } = cancel;
  const task = trace.task(cancel.task);
  const to = task ? endAt(trace, task, at) : { task: cancel.task, loop: 0, run: -1, at, piece: null };
  return { kind: 'cancelled', from: askerEnd(trace, subject, to.loop, at), to };
}

/** Who asked for a cancellation: the run that went on then, of the one who is named, on the loop of the cancelled else. */
function askerEnd(trace: Trace, subject: number, loop: LoopId, at: Nanos): LinkEnd {
  const task = subject === 0 ? undefined : taskOf(trace, subject);
  if (task !== undefined) {
    const run = runAt(trace, task.lane, at);
    return { task: task.id, loop: task.loop, run, at, piece: null };
  }
  const lane = subject !== 0 && isCallback(subject) ? trace.loop(loop)?.lane : undefined;
  return { task: 0, loop, run: lane ? runAt(trace, lane, at) : -1, at, piece: null };
}

/** What a task did at a time. */
function endAt(trace: Trace, task: Task, at: Nanos): LinkEnd {
  const run = runAt(trace, task.lane, at);
  const end = { task: task.id, loop: task.loop, run, at };
  if (run >= 0) return { ...end, piece: null };
  const position = task.lane.endingAfter(at);
  const next = task.lane.run(position);
  const isOver = next < 0 && task.ended !== null;
  return { ...end, piece: isOver ? null : { phase: 'suspended', task: task.id, position, run: next } };
}

function runEnd(trace: Trace, run: RunIndex, at: Nanos): LinkEnd {
  const task = taskOf(trace, trace.runs.subject(run))?.id ?? 0;
  return { task, loop: trace.runs.loop(run), run, at, piece: null };
}

function pieceEnd(trace: Trace, piece: PieceRef): LinkEnd {
  const task = trace.task(piece.task);
  const before = task?.lane.run(piece.position - 1) ?? -1;
  const at = before < 0 ? (task?.created ?? 0) : trace.runs.end(before);
  return { task: piece.task, loop: task?.loop ?? 0, run: -1, at, piece };
}

function wholeEnd(task: Task, at: Nanos): LinkEnd {
  return { task: task.id, loop: task.loop, run: -1, at, piece: null };
}
