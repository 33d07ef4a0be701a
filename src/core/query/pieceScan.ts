import { twice } from '../grow.ts';
import { RunBatch } from '../runBatch.ts';
import { TaskSlots } from '../taskSlots.ts';
import type { Task, Trace } from '../trace.ts';
import type { RunIndex, TaskId } from '../units.ts';
import { isCallback, isNested } from '../wire.ts';
import { heldSince, readyBetween } from './gaps.ts';
import type { Matcher } from './matcher.ts';
import { emptyPiece, type Piece } from './piece.ts';

/** Goes through the pieces that match of all runs, and of what was before each, in the order of the runs. */
export class PieceScan {
  /** The first run that was not looked at. */
  seen: RunIndex = 0;
  private readonly matcher: Matcher;
  /** Told of each, with the run at which it begins. */
  private readonly tell: (piece: Piece, run: RunIndex) => void;
  private readonly batch = new RunBatch();
  private readonly slots = new TaskSlots();
  // Of the last run of each task that was looked at:
  private lastRun = new Float64Array(1024).fill(-1);
  private lastEnd = new Float64Array(1024);
  private lastSite = new Uint32Array(1024);
  /** 1 of each task of which a piece matched. */
  private matched = new Uint8Array(1024);
  private matchedTasks = 0;

  constructor(matcher: Matcher, tell: (piece: Piece, run: RunIndex) => void) {
    this.matcher = matcher;
    this.tell = tell;
  }

  /** How many tasks there are of which a piece matched. */
  get tasks(): number {
    return this.matchedTasks;
  }

  /** Whether a piece of a task matched. */
  hasTask(task: TaskId): boolean {
    return this.matched[this.slotOf(task)] === 1;
  }

  /** Looks at the next runs, `most` at most; answers how many those were. */
  update(trace: Trace, most: number): number {
    this.seen = Math.max(this.seen, trace.runs.first);
    let looked = 0;
    const piece = emptyPiece(trace);
    while (looked < most) {
      const { batch } = this;
      const from = this.seen;
      const length = Math.min(trace.runs.read(from, batch), most - looked);
      if (length === 0) break;
      for (let i = 0; i < length; i++) this.look(trace, piece, from + i, i);
      this.seen = from + length;
      looked += length;
    }
    return looked;
  }

  private look(trace: Trace, piece: Piece, run: RunIndex, i: number): void {
    const { batch } = this;
    const subject = batch.subject[i]!;
    const id = Math.floor(subject / 4);
    piece.loop = batch.loop[i]!;
    piece.callback = 0;
    if (isCallback(subject)) {
      if (!isNested(subject)) this.step(piece, null, id, run, i);
      return;
    }
    const task = trace.task(id);
    if (task === undefined) return;
    const slot = this.slotOf(id);
    const wanted = this.matcher.task(task.index);
    if (wanted !== 'none') {
      const isNew = this.gap(trace, piece, task, slot, run, i);
      const isFound = this.step(piece, task, 0, run, i) || isNew;
      if (isFound && this.matched[slot] === 0) {
        this.matched[slot] = 1;
        this.matchedTasks++;
      }
    }
    this.lastRun[slot] = run;
    this.lastEnd[slot] = batch.end[i]!;
    this.lastSite[slot] = batch.site[i]!;
  }

  /** The run itself; true when it matches. */
  private step(piece: Piece, task: Task | null, callback: number, run: RunIndex, i: number): boolean {
    const { batch } = this;
    piece.task = task;
    piece.callback = callback;
    piece.phase = 'running';
    piece.site = batch.site[i]!;
    piece.from = batch.begin[i]!;
    piece.to = batch.end[i]!;
    return this.tellMatch(piece, run);
  }

  /** What is between the task's run before and this one; true when any of it matches. */
  private gap(trace: Trace, piece: Piece, task: Task, slot: number, run: RunIndex, i: number): boolean {
    const { batch } = this;
    const last = this.lastRun[slot]!;
    const before = last >= 0 ? this.lastEnd[slot]! : heldSince(trace, task.lane, task.created);
    const start = batch.begin[i]!;
    const ready = readyBetween(before, batch.ready[i]!, start);
    let isFound = false;
    piece.task = task;
    piece.site = last >= 0 ? this.lastSite[slot]! : 0;
    if (ready > before) {
      piece.phase = 'suspended';
      piece.from = before;
      piece.to = ready;
      isFound = this.tellMatch(piece, last >= 0 ? last : run);
    }
    if (start > ready) {
      piece.phase = 'ready';
      piece.from = ready;
      piece.to = start;
      isFound = this.tellMatch(piece, run) || isFound;
    }
    return isFound;
  }

  private tellMatch(piece: Piece, run: RunIndex): boolean {
    const isMatch = this.matcher.matches(piece);
    if (isMatch) this.tell(piece, run);
    return isMatch;
  }

  private slotOf(task: number): number {
    const slot = this.slots.of(task);
    if (slot >= this.lastRun.length) {
      const known = this.lastRun.length;
      this.lastRun = twice(this.lastRun).fill(-1, known);
      this.lastEnd = twice(this.lastEnd);
      this.lastSite = twice(this.lastSite);
      this.matched = twice(this.matched);
    }
    return slot;
  }
}
