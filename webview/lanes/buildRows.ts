import type { Trace } from '../../src/core/trace.ts';
import { MILLISECOND, SECOND, type Nanos } from '../../src/core/units.ts';
import type { Grouping, RowKey, Rows, Sorting } from '../rowTypes.ts';
import { growForest } from './forest.ts';
import { groupTasks } from './groupings.ts';
import { headersOf } from './headers.ts';
import { RowWriter } from './rowWriter.ts';
import { TaskColumns } from './taskColumns.ts';

/** Which tasks have a row, by their position in the trace. */
export type TaskFilter = (index: number) => boolean;

/** How the rows are to be. */
export interface RowsWanted {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  readonly collapsed: ReadonlySet<RowKey>;
  /** From the top. */
  readonly pinned: readonly RowKey[];
  /** Others are left out, unless they are above one that is not; null: all are kept. */
  readonly keep: TaskFilter | null;
}

/** How long what is worked out of all tasks may be behind, for each task: a trace of many is arranged anew more seldom. */
const PATIENCE: Nanos = 5_000;

/** After so many looks at a trace that did not change, what is owed is done: nothing may come any more. */
const STILL = 3;

/** Below this, nobody sees that rows come late: they are arranged at once. */
const LEAST_PATIENCE: Nanos = 20 * MILLISECOND;

/**
 * Arranges the rows of a growing trace. They are made anew only when something about them changed; what a trace's
 * growth changes, at most a few times a second of its own time, the order by times at most once.
 */
export class RowBuilder {
  private readonly columns = new TaskColumns();
  private trace: Trace | null = null;
  private wanted: RowsWanted | null = null;
  private rows: Rows | null = null;
  private revision = -1;
  private still = 0;
  private builtAt: Nanos = 0;
  private fixed = '';
  private growing = '';
  private isOwed = false;

  /** True when the rows are behind the trace: a later update brings them up to date, even without news. */
  get isBehind(): boolean {
    return this.isOwed;
  }

  update(trace: Trace, wanted: RowsWanted): Rows {
    if (this.rows === null || trace !== this.trace || !isSame(this.wanted, wanted))
      return this.build(trace, wanted);
    if (trace.revision === this.revision) {
      if (this.isOwed && ++this.still >= STILL) this.build(trace, wanted);
      return this.rows;
    }
    this.revision = trace.revision;
    this.still = 0;
    const { fixed, growing } = shapeOf(trace, wanted);
    if (fixed !== this.fixed) return this.build(trace, wanted);
    const isNew = growing !== this.growing;
    const isMoving = wanted.keep !== null || wanted.sorting.key !== 'created';
    this.isOwed = isNew || isMoving;
    const patience = Math.max(isNew ? trace.tasks.length * PATIENCE : 0, isMoving ? SECOND : 0);
    const isDue = patience < LEAST_PATIENCE || trace.now - this.builtAt >= patience;
    return this.isOwed && isDue ? this.build(trace, wanted) : this.rows;
  }

  private build(trace: Trace, wanted: RowsWanted): Rows {
    if (trace !== this.trace) this.columns.length = 0;
    const { columns } = this;
    columns.update(trace);
    const grouped = groupTasks(trace, columns, wanted.grouping);
    const forest = growForest(trace, columns, grouped, wanted);
    const headers = headersOf(trace, forest);
    this.rows = new RowWriter(trace, forest, headers, wanted.collapsed).write(headers, wanted.pinned);
    ({ fixed: this.fixed, growing: this.growing } = shapeOf(trace, wanted));
    this.still = 0;
    this.trace = trace;
    this.wanted = wanted;
    this.revision = trace.revision;
    this.builtAt = trace.now;
    this.isOwed = false;
    return this.rows;
  }
}

/** What of a trace the rows depend on: on what is fixed at once, on what grows as soon as it is due. */
function shapeOf(
  { epoch, loops, processes, scopes, tasks }: Trace,
  { grouping }: RowsWanted,
): { fixed: string; growing: string } {
  const members = grouping === 'scope' ? scopes.reduce((sum, scope) => sum + scope.members.length, 0) : 0;
  return { fixed: `${epoch} ${loops.length} ${processes.length};`, growing: `${tasks.length} ${members}` };
}

function isSame(a: RowsWanted | null, b: RowsWanted): boolean {
  if (a === b) return true;
  return (
    a !== null &&
    a.grouping === b.grouping &&
    a.keep === b.keep &&
    a.sorting.key === b.sorting.key &&
    a.sorting.isDescending === b.sorting.isDescending &&
    a.pinned.length === b.pinned.length &&
    a.pinned.every((key, at) => key === b.pinned[at]) &&
    (a.collapsed === b.collapsed ||
      (a.collapsed.size === b.collapsed.size && [...a.collapsed].every((key) => b.collapsed.has(key))))
  );
}
