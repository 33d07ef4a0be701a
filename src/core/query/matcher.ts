import type { Phase } from '../phase.ts';
import type { Lane, Task, Trace } from '../trace.ts';
import type { Nanos } from '../units.ts';
import { isCallback } from '../wire.ts';
import { compile } from './compile.ts';
import { EVERYTHING, NONE, type Piece, type Test } from './piece.ts';
import type { PieceMatcher } from './pieceMatcher.ts';
import { ALL, type Query } from './query.ts';

/** Tells what a query singles out of a trace. What it is asked before the first `update`, it answers with nothing. */
export class Matcher implements PieceMatcher {
  readonly query: Query;
  /** True for the query that singles nothing out. */
  readonly isAll: boolean;
  /** True when what matches are whole tasks, and not only some pieces of their lanes. */
  readonly isOfTasks: boolean;
  private test: Test;
  private trace: Trace | null = null;
  private epoch = 0;
  private asked: Piece | null = null;

  constructor(query: Query) {
    this.query = query;
    this.isAll = query.kind === ALL.kind;
    this.test = compile(query);
    this.isOfTasks = !this.isAll && this.test.isOfTasks;
  }

  /** Looks at what is new; begins anew when it is another trace, or tasks have other positions. */
  update(trace: Trace): void {
    if (trace !== this.trace || trace.epoch !== this.epoch) {
      this.test = compile(this.query);
      this.trace = trace;
      this.epoch = trace.epoch;
      this.asked = { trace, task: null, callback: 0, loop: 0, phase: 'suspended', site: 0, from: 0, to: 0 };
    }
    this.test.update?.(trace);
  }

  task(index: number): 'all' | 'some' | 'none' {
    const task = this.trace?.tasks[index];
    if (task === undefined) return 'none';
    const share = this.test.task(task, this.trace!);
    return share === EVERYTHING ? 'all' : share === NONE ? 'none' : 'some';
  }

  piece(lane: Lane, task: Task | null, phase: Phase, position: number, from: Nanos, to: Nanos): boolean {
    const { trace, asked: piece } = this;
    if (trace === null || piece === null) return false;
    const { runs } = trace;
    const run = lane.run(position);
    piece.task = task;
    piece.callback = 0;
    piece.loop = task === null ? runs.loop(run) : task.loop;
    if (task === null) {
      // A loop that has nothing to do is nothing that could be meant.
      if (phase !== 'running') return this.isAll;
      const subject = run < 0 ? liveSubject(trace, lane) : runs.subject(run);
      const id = Math.floor(subject / 4);
      if (isCallback(subject)) piece.callback = id;
      else piece.task = trace.task(id) ?? null;
      if (run < 0) piece.loop = piece.task?.loop ?? loopOfLane(trace, lane);
    }
    piece.phase = phase;
    piece.site = runs.site(phase === 'running' ? run : lane.run(position - 1));
    piece.from = from;
    piece.to = to;
    return this.test.piece(piece);
  }

  /** The same for a piece of which all is known. */
  matches(piece: Piece): boolean {
    return this.test.piece(piece);
  }
}

function loopOfLane(trace: Trace, lane: Lane): number {
  return trace.loops.find((loop) => loop.lane === lane)?.id ?? 0;
}

function liveSubject(trace: Trace, lane: Lane): number {
  return trace.running.get(loopOfLane(trace, lane))?.subject ?? 0;
}
