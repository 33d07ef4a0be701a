import type { AggregateRow } from '../../src/core/statistics/aggregate.ts';
import { LikeHistogram, likeOf } from '../../src/core/statistics/like.ts';
import { RangeStatistics } from '../../src/core/statistics/rangeStatistics.ts';
import { SiteStatistics } from '../../src/core/statistics/siteStatistics.ts';
import type { Trace } from '../../src/core/trace.ts';
import { pieceRefOf, type Selection } from '../selection.ts';
import type { View } from '../viewport.ts';

/** Milliseconds between two looks at what has been summed up: a table that changes faster cannot be read. */
const REST = 500;

/** So many runs are counted in the frame that marks a range: well below a millisecond. */
const AT_ONCE = 2048;

/** What the panes ask for. */
export interface Wanted {
  readonly pane: 'details' | 'range' | 'aggregate';
  readonly range: View | null;
  readonly selection: Selection | null;
}

/** What is summed up for the panes, a slice at a time, and only for the one that is shown. */
export class Summaries {
  /** By coroutine and await site. */
  rows: readonly AggregateRow[] = [];
  isComplete = false;
  /** Of the marked range: as far as it is known, so that a live one does not begin anew before the eyes. */
  range: RangeStatistics | null = null;
  /** Grows when the range has more to say. */
  rangeRevision = 0;
  like: LikeHistogram | null = null;
  isLikeComplete = false;
  /** Grows with all that is summed up. */
  progress = 0;
  private isDone = true;
  private readonly sites = new SiteStatistics();
  private wanted: Wanted = { pane: 'details', range: null, selection: null };
  private next: RangeStatistics | null = null;
  private nextAt = -1;
  private likeKey = '';
  private rowsAt = 0;
  private counted = -1;

  /** Says what is shown; `clock` in milliseconds. Takes over what has been summed up since. */
  want(trace: Trace, wanted: Wanted, clock: number): void {
    this.wanted = wanted;
    this.wantLike(trace, wanted.selection);
    const { range } = wanted;
    if (range === null) this.range = this.next = null;
    else if (!isSame(range, this.range) && !isSame(range, this.next)) {
      this.range = this.next = new RangeStatistics(range);
      // What is little is known at once.
      this.next.update(trace, AT_ONCE);
      this.nextAt = trace.revision;
      this.rangeRevision++;
    }
    if (clock - this.rowsAt < REST && this.isComplete === this.sites.progress >= trace.runs.length) return;
    this.rowsAt = clock;
    this.takeOver(trace);
  }

  /** Works for the pane that is shown: `most` runs at most; true when there is nothing left to do. */
  update(trace: Trace, most: number): boolean {
    const isDone = this.work(trace, most);
    if (!isDone || !this.isDone) this.progress++;
    this.isDone = isDone;
    return isDone;
  }

  private work(trace: Trace, most: number): boolean {
    const { pane } = this.wanted;
    if (pane === 'aggregate') return this.sites.update(trace, most);
    if (pane === 'range') return this.next === null || this.next.update(trace, most);
    if (this.like === null) return true;
    return (this.isLikeComplete = this.like.update(trace, most));
  }

  private takeOver(trace: Trace): void {
    if (this.wanted.pane === 'aggregate' && this.counted !== this.sites.progress) {
      this.counted = this.sites.progress;
      this.rows = this.sites.rows();
    }
    this.isComplete = this.sites.progress >= trace.runs.length;
    if (this.next === null) return;
    if (this.next.isComplete) {
      this.range = this.next;
      // What went on in the range goes on, or has ended since.
      if (this.nextAt !== trace.revision && this.next.range.end >= trace.now - 1e9)
        this.next = new RangeStatistics(this.next.range);
      this.nextAt = trace.revision;
    }
    this.rangeRevision++;
  }

  private wantLike(trace: Trace, selection: Selection | null): void {
    const key = JSON.stringify(selection);
    if (key === this.likeKey) return;
    this.likeKey = key;
    const piece = selection && pieceRefOf(trace, selection);
    const like = piece !== null && 'phase' in piece ? likeOf(trace, piece) : null;
    this.isLikeComplete = false;
    // The next of the same kind is marked in the same picture.
    if (like === null) this.like = null;
    else this.like = this.like?.of(like) ?? new LikeHistogram(trace, like);
  }
}

function isSame(range: View, statistics: RangeStatistics | null): boolean {
  return statistics?.range.begin === range.begin && statistics.range.end === range.end;
}
