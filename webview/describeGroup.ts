import { formatDuration, printable } from '../src/core/format.ts';
import type { Outcome, Trace } from '../src/core/trace.ts';
import { fact, plural, tonedFact, type Details, type Fact } from './details.ts';
import { taskTrack } from './laneCursor.ts';
import { sharesOf } from './pieceFacts.ts';
import type { RowGroup } from './rowTypes.ts';

const KINDS: Readonly<Record<RowGroup['kind'], string>> = {
  process: 'Process',
  thread: 'Thread',
  scope: 'Group of tasks',
  coroutine: 'Coroutine',
};

/** Of so many tasks the times are added up; of more it would take longer than a frame. */
const MOST_SUMMED = 5000;

/** What the tasks under one heading did together. */
export function describeGroup(trace: Trace, { kind, title, detail, tasks }: RowGroup): Details {
  const outcomes: Record<Outcome, number> = { pending: 0, result: 0, error: 0, cancelled: 0 };
  const shares = { running: 0, ready: 0, suspended: 0 };
  for (const index of tasks) {
    const task = trace.tasks[index];
    if (task !== undefined) outcomes[task.outcome]++;
    if (task === undefined || tasks.length > MOST_SUMMED) continue;
    const own = sharesOf(taskTrack(trace, task));
    for (const name of ['running', 'ready', 'suspended'] as const) shares[name] += own[name];
  }
  const count = (number: number): { text: string } => ({ text: plural(number, 'task') });
  const facts: Fact[] = [fact('Tasks', { text: tasks.length.toLocaleString('en') })];
  if (detail !== '') facts.unshift(fact('Where', { text: printable(detail, 200) }));
  if (outcomes.pending > 0) facts.push(fact('Not done', count(outcomes.pending)));
  if (outcomes.error > 0) facts.push(tonedFact('bad', 'Failed', count(outcomes.error)));
  if (outcomes.cancelled > 0) facts.push(fact('Cancelled', count(outcomes.cancelled)));
  const hasSums = tasks.length <= MOST_SUMMED;
  if (hasSums)
    facts.push(
      fact('Ran', { text: formatDuration(shares.running) }, { text: 'together' }),
      fact('Stood ready', { text: formatDuration(shares.ready) }),
      fact('Suspended', { text: formatDuration(shares.suspended) }),
    );
  return {
    kind: KINDS[kind],
    title: printable(title, 120),
    badge: null,
    facts,
    shares: hasSums ? shares : null,
    frames: [],
  };
}
