import { formatDuration } from '../src/core/format.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';

/** When the trace's first loop or task began, held or not: what Python did before is not ours to show. */
export function beginOfTrace({ loops, tasks }: Pick<Trace, 'loops' | 'tasks'>): Nanos {
  const starts = [loops[0]?.at, tasks[0]?.created].filter((at) => at !== undefined);
  return starts.length === 0 ? 0 : Math.min(...starts);
}

/** When something was, in words: counted, as on the time axis, from the first loop or task on. */
export function formatMoment(trace: Trace, at: Nanos): string {
  return formatDuration(Math.max(0, at - beginOfTrace(trace)));
}
