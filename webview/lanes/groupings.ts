import { fileName } from '../../src/core/format.ts';
import type { TaskScope } from '../../src/core/facts.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { LoopId } from '../../src/core/units.ts';
import type { Grouping, RowKey } from '../rowTypes.ts';
import { NONE, type TaskColumns } from './taskColumns.ts';

/** A heading that a grouping puts over tasks. */
export interface Heading {
  readonly key: RowKey;
  readonly kind: 'scope' | 'coroutine';
  readonly title: string;
  readonly detail: string;
  readonly loop: LoopId;
  /** The task that it stands under; −1 for none. */
  readonly parent: number;
  /** How many tasks stand directly under it. */
  size: number;
}

/**
 * What each task stands under: a task by its position in the trace, a heading by the number of tasks + its position here;
 * −1 for its loop. What a task stands under, or what that heading stands under, always has a lower position than the task.
 */
export interface Grouped {
  readonly parents: Int32Array;
  readonly headings: readonly Heading[];
}

/** Puts tasks under each other and under headings. */
export function groupTasks(trace: Trace, columns: TaskColumns, grouping: Grouping): Grouped {
  const { length } = columns;
  if (grouping === 'flat') return { parents: new Int32Array(length).fill(NONE), headings: [] };
  if (grouping === 'coroutine') return byCoroutine(trace, columns);
  const parents = columns.creator.slice(0, length);
  return grouping === 'parent' ? { parents, headings: [] } : byScope(trace, columns, parents);
}

/** The key of a coroutine's heading on a loop. */
export function coroutineKey(loop: LoopId, coroutine: string): RowKey {
  return `coroutine ${loop} ${coroutine}`;
}

function byCoroutine({ tasks }: Trace, { length, loop }: TaskColumns): Grouped {
  const parents = new Int32Array(length);
  const headings: Heading[] = [];
  const known = new Map<LoopId, Map<string, number>>();
  for (let task = 0; task < length; task++) {
    const { coroutine } = tasks[task]!;
    let ofLoop = known.get(loop[task]!);
    if (ofLoop === undefined) known.set(loop[task]!, (ofLoop = new Map<string, number>()));
    let at = ofLoop.get(coroutine);
    if (at === undefined) {
      ofLoop.set(coroutine, (at = headings.length));
      headings.push({
        key: coroutineKey(loop[task]!, coroutine),
        kind: 'coroutine',
        title: coroutine || 'no coroutine',
        detail: '',
        loop: loop[task]!,
        parent: NONE,
        size: 0,
      });
    }
    headings[at]!.size++;
    parents[task] = length + at;
  }
  return { parents, headings };
}

/** Under the scope that they were started in, which stands under the task that entered it; others under their creator. */
function byScope(trace: Trace, { length, loop }: TaskColumns, parents: Int32Array): Grouped {
  const headings: Heading[] = [];
  const hasScope = new Uint8Array(length);
  for (const scope of trace.scopes) {
    const owner = trace.task(scope.task);
    let heading: Heading | undefined;
    for (const id of scope.members) {
      const member = trace.task(id)?.index;
      if (member === undefined || member >= length || hasScope[member] === 1) continue;
      const at = owner !== undefined && owner.loop === loop[member] ? owner.index : NONE;
      if (at >= member || (heading !== undefined && heading.loop !== loop[member])) continue;
      if (heading === undefined) headings.push((heading = scopeHeading(trace, scope, loop[member]!, at)));
      if (heading.parent !== at) continue;
      heading.size++;
      hasScope[member] = 1;
      parents[member] = length + headings.length - 1;
    }
  }
  return { parents, headings };
}

function scopeHeading(trace: Trace, scope: TaskScope, loop: LoopId, parent: number): Heading {
  const place = trace.place(scope.place);
  return {
    key: `scope ${scope.id}`,
    kind: 'scope',
    title: scope.kind,
    detail: place === undefined ? '' : `${fileName(place.file)}:${place.line}`,
    loop,
    parent,
    size: 0,
  };
}
