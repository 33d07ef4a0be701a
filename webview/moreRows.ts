import type { Trace } from '../src/core/trace.ts';
import type { TaskId } from '../src/core/units.ts';
import type { BlockIndex } from './blockIndex.ts';
import { ROW_HEIGHT } from './boxes.ts';
import { plural } from './details.ts';
import type { Findings } from './findings/findings.ts';
import { pinnedHeight, type RowPlaces } from './lanes/rowPlaces.ts';
import type { Rows } from './rowTypes.ts';
import type { Px } from './viewport.ts';

/** Rows that are out of sight at one end, and how many of them one should look at. */
export interface RowsBeyond {
  readonly rows: number;
  /** Of tasks that blocked their loop. */
  readonly blocked: number;
  /** Of tasks that are part of a deadlock, or wait behind one. */
  readonly stuck: number;
}

/**
 * The first row that is seen by half, and the one behind the last such; pinned ones stand apart. A single row that is seen
 * in part needs no words: it counts as seen.
 */
export function rowsInSight(rows: RowPlaces, scroll: Px, height: Px): readonly [first: number, end: number] {
  const [top, bottom] = [(scroll + pinnedHeight(rows)) / ROW_HEIGHT, (scroll + height) / ROW_HEIGHT];
  const first = top < rows.pinned + 1 ? rows.pinned : Math.round(top);
  const end = bottom > rows.length - 1 ? rows.length : Math.round(bottom);
  return [first, Math.max(first, end)];
}

/** Counts what is out of sight; which rows one should look at is worked out anew only when it may be others. */
export class MoreRows {
  private known: readonly unknown[] = [];
  private blocked: readonly number[] = [];
  private stuck: readonly number[] = [];

  update(
    trace: Trace,
    rows: Rows,
    blocks: BlockIndex,
    findings: Findings,
    [first, end]: readonly [number, number],
  ): { readonly above: RowsBeyond; readonly below: RowsBeyond } {
    const now = [rows, blocks.all.blocks.length, findings.all];
    if (now.some((item, at) => item !== this.known[at])) {
      this.known = now;
      this.blocked = rowsOf(trace, rows, blocks.tasks());
      this.stuck = rowsOf(trace, rows, findings.stuckTasks());
    }
    const count = (from: number, to: number): RowsBeyond => ({
      rows: to - from,
      blocked: countBetween(this.blocked, from, to),
      stuck: countBetween(this.stuck, from, to),
    });
    return { above: count(rows.pinned, first), below: count(end, rows.length) };
  }
}

/** `112 more lanes, 3 blocked the loop`; empty where there is none. */
export function beyondText({ rows, blocked, stuck }: RowsBeyond): string {
  if (rows <= 0) return '';
  const parts = [plural(rows, 'more lane')];
  if (stuck > 0) parts.push(`${stuck.toLocaleString('en')} deadlocked`);
  if (blocked > 0) parts.push(`${blocked.toLocaleString('en')} blocked the loop`);
  return parts.join(', ');
}

/** The rows of tasks that have one, ascending. */
function rowsOf(trace: Trace, rows: Rows, tasks: Iterable<TaskId>): number[] {
  const found: number[] = [];
  for (const id of tasks) {
    const row = rows.ofTask[trace.task(id)?.index ?? -1] ?? -1;
    if (row >= 0) found.push(row);
  }
  return found.sort((a, b) => a - b);
}

function countBetween(sorted: readonly number[], from: number, to: number): number {
  return Math.max(0, firstFrom(sorted, to) - firstFrom(sorted, from));
}

function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}
