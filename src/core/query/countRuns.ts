import type { Trace } from '../trace.ts';
import type { RunIndex, TaskId } from '../units.ts';
import type { Matcher } from './matcher.ts';
import { PieceScan } from './pieceScan.ts';

/** So many runs are counted together, so that they can be let go together, and passed over where none matches. */
export const BUCKET = 2 ** 14;

/** Counts the pieces that match of all runs, and before them. Each counts with the run at which it begins. */
export class RunCounts {
  /** All pieces that match, as far as was looked. */
  count = 0;
  private readonly buckets: number[] = [];
  private first = 0;
  private readonly scan: PieceScan;

  constructor(matcher: Matcher) {
    this.scan = new PieceScan(matcher, (_piece, run) => this.add(run));
  }

  /** The first run that was not looked at. */
  get seen(): RunIndex {
    return this.scan.seen;
  }

  /** How many tasks have a match. */
  get tasks(): number {
    return this.scan.tasks;
  }

  /** Whether a task has a match. */
  hasTask(task: TaskId): boolean {
    return this.scan.hasTask(task);
  }

  /** Looks at the next runs, `most` at most; answers how many those were. */
  update(trace: Trace, most: number): number {
    const gone = Math.floor(trace.runs.first / BUCKET);
    for (; this.first < gone; this.first++) {
      this.count -= this.buckets[this.first] ?? 0;
      this.buckets[this.first] = 0;
    }
    return this.scan.update(trace, most);
  }

  /** Whether no piece that begins at a run of this bucket can match, but for what still goes on. */
  isEmpty(bucket: number): boolean {
    return (bucket + 1) * BUCKET <= this.seen && (this.buckets[bucket] ?? 0) === 0;
  }

  private add(run: RunIndex): void {
    const bucket = Math.floor(run / BUCKET);
    if (bucket < this.first) return;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.count++;
  }
}
