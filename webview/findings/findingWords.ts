import type { Convoy } from '../../src/core/analysis/convoys.ts';
import type { Deadlock } from '../../src/core/analysis/deadlocks.ts';
import { formatDuration } from '../../src/core/format.ts';
import { resourceName } from '../../src/core/resourceName.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { TaskId } from '../../src/core/units.ts';
import { plural } from '../details.ts';
import { placeLabel, shortName } from '../labels.ts';
import type { Finding } from './waitFindings.ts';

/** So many tasks of a circle are named. */
const MOST_NAMED = 3;

/** A finding in one sentence: what it is, and what is the matter. */
export interface FindingWords {
  readonly kind: 'Deadlock' | 'Lock convoy';
  readonly what: string;
}

/** `Deadlock`, `order-4 and order-5 wait for each other's lock`. */
export function findingWords(trace: Trace, finding: Finding): FindingWords {
  return finding.kind === 'deadlock'
    ? { kind: 'Deadlock', what: deadlockWords(trace, finding.deadlock) }
    : { kind: 'Lock convoy', what: convoyWords(trace, finding.convoy) };
}

function deadlockWords(trace: Trace, { cycle }: Deadlock): string {
  const [first] = cycle;
  const names = cycle.map(({ task }) => nameOf(trace, task));
  if (cycle.length === 1)
    return `${names[0]!} waits for ${first!.resource ? resourceName(first!.resource) : 'what'}, which it holds itself`;
  if (cycle.length > 2) return `${listed(names)} wait for each other in a circle`;
  const areLocks = cycle.every(({ resource }) => resource?.kind === 'lock');
  return `${listed(names)} wait for each other${areLocks ? '’s lock' : ''}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const last = names.length > MOST_NAMED ? `${names.length - MOST_NAMED} more` : shown.pop()!;
  return `${shown.join(', ')} and ${last}`;
}

function convoyWords(trace: Trace, { resource, tasks, waited }: Convoy): string {
  const place = trace.place(resource.place);
  const name = `${resourceName(resource)}${place ? ` (${placeLabel(place)})` : ''}`;
  return `${plural(tasks, 'task')} waited for ${name} for ${formatDuration(waited)} in all`;
}

function nameOf(trace: Trace, id: TaskId): string {
  const task = trace.task(id);
  return task === undefined ? `task ${id}` : shortName(task);
}
