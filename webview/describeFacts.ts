import { formatDuration, printable, subjectTitle } from '../src/core/format.ts';
import { fateOf, type CancelFate } from '../src/core/analysis/cancellations.ts';
import { between, factsOf } from '../src/core/links/factIndex.ts';
import type { Cancel, CancelOrigin, LostWork, Wake } from '../src/core/facts.ts';
import { taskOf, type Task, type Trace } from '../src/core/trace.ts';
import type { Nanos, RunIndex, TaskId } from '../src/core/units.ts';
import { wakeOf } from '../src/core/wakes.ts';
import { isCallback } from '../src/core/wire.ts';
import { fact, placePart, taskLink, taskPart, tonedFact, type Fact, type Part } from './details.ts';
import { formatMoment } from './moments.ts';

/** What a trace knows beside runs, as lines of a description: wakers, cancellation, jobs, lost work. */

const MOST = 5;

const ORIGINS: Readonly<Record<CancelOrigin, string>> = {
  call: 'by a call of cancel()',
  timeout: 'by a timeout that expired',
  scope: 'by its TaskGroup, which aborts',
  awaiter: 'because whoever awaits it was cancelled',
  shutdown: 'at the end of the loop',
  debugger: 'in the Tasks view',
};

const FATES: Readonly<Record<CancelFate, string>> = {
  cancelled: '',
  caught: 'and caught by it',
  swallowed: '',
  open: 'and has not ended since',
};

const LOST: Readonly<Record<LostWork['kind'], string>> = {
  'task destroyed': 'destroyed while pending',
  'exception never retrieved': 'exception never retrieved',
  'coroutine never awaited': 'never awaited',
  'async generator left open': 'left open',
};

/** Why a run could run; where the reason is a plain callback, also why that ran. */
export function wakeFact(trace: Trace, run: RunIndex): Fact {
  const wake = wakeOf(trace, run);
  const parts = wakeParts(trace, run, wake);
  if (wake.kind === 'run' && isCallback(trace.runs.subject(wake.run))) {
    const before = wakeOf(trace, wake.run);
    const isPlain = before.kind === 'run' && isCallback(trace.runs.subject(before.run));
    if (!isPlain && before.kind !== 'unknown')
      parts.push({ text: 'called by' }, ...wakeParts(trace, wake.run, before));
  }
  return fact('Woken by', ...parts);
}

function wakeParts(trace: Trace, run: RunIndex, wake: Wake): Part[] {
  switch (wake.kind) {
    case 'run':
      return [runPart(trace, wake.run)];
    case 'timer':
      return [
        { text: 'a timer' },
        ...(wake.run < 0 ? [] : [{ text: 'set by' }, runPart(trace, wake.run)]),
        ...(wake.made === null
          ? []
          : [{ text: `${formatDuration(trace.runs.begin(run) - wake.made)} before` }]),
      ];
    case 'readable':
    case 'writable':
      return [{ text: `file descriptor ${wake.fd}, which became ${wake.kind}` }];
    case 'signal':
      return [{ text: `signal ${wake.signal}` }];
    case 'thread':
      return [
        { text: wake.thread === null ? 'another thread' : `thread ${printable(wake.thread.name, 80)}` },
      ];
    case 'loop':
      return wake.run < 0
        ? [{ text: 'another loop' }]
        : [runPart(trace, wake.run), { text: 'in another loop' }];
    case 'unknown': {
      const isFirst = taskOf(trace, trace.runs.subject(run))?.lane.run(0) === run;
      return [{ text: isFirst ? 'its creation' : 'not known' }];
    }
  }
}

/** Who asked, in a time, that a task be cancelled, and what became of it. */
export function cancelFacts(
  trace: Trace,
  task: Task,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Fact[] {
  const known = factsOf(trace);
  const cancels = known.cancels.of(task.id).filter(({ at }) => at >= from && at <= to);
  if (cancels.length === 0) return [];
  const owned = known.entered.of(task.id);
  const facts = cancels
    .slice(0, MOST)
    .flatMap((cancel) => cancelFact(trace, cancel, fateOf(trace, cancel, owned)));
  if (cancels.length > MOST)
    facts.push(fact('Cancel asked', { text: `${cancels.length - MOST} more times` }));
  return facts;
}

function cancelFact(trace: Trace, cancel: Cancel, fate: CancelFate): Fact[] {
  const place = trace.place(cancel.place);
  const parts: Part[] = [{ text: ORIGINS[cancel.origin] }];
  if (place) parts.push({ text: 'at' }, placePart(place));
  const asker = cancel.subject > 0 ? taskOf(trace, cancel.subject) : undefined;
  if (asker !== undefined) parts.push({ text: 'in' }, taskPart(asker));
  parts.push({ text: `at ${formatMoment(trace, cancel.at)}` });
  if (cancel.message !== '') parts.push({ text: `“${printable(cancel.message, 200)}”` });
  if (FATES[fate] !== '') parts.push({ text: FATES[fate] });
  const asked = fact('Cancel asked', ...parts);
  if (fate !== 'swallowed') return [asked];
  return [asked, tonedFact('warning', 'Swallowed', { text: 'the CancelledError: the task went on' })];
}

/** Who owns a task: the TaskGroup, nursery or cancel scope that it was started in, and whose that is. */
export function scopeFacts(trace: Trace, task: TaskId): Fact[] {
  return factsOf(trace)
    .scopes.of(task)
    .slice(0, MOST)
    .map((scope) => {
      const place = trace.place(scope.place);
      const owner: Part[] = scope.task > 0 ? [{ text: 'of' }, taskLink(trace, scope.task)] : [];
      return fact('Owned by', { text: `a ${scope.kind}` }, ...owner, ...(place ? [placePart(place)] : []));
    });
}

/** What became of a task that came to nothing. */
export function lostFacts(trace: Trace, task: TaskId): Fact[] {
  return factsOf(trace)
    .lost.of(task)
    .slice(0, MOST)
    .map(({ kind, at }) =>
      tonedFact('bad', 'Lost work', { text: `${LOST[kind]}, at ${formatMoment(trace, at)}` }),
    );
}

/** The lost work of the whole trace, the first of it spelt out. */
export function allLostFacts(trace: Trace): Fact[] {
  const facts = trace.lost.slice(0, MOST).map((lost) => lostFact(trace, lost));
  if (trace.lost.length > MOST)
    facts.push(tonedFact('bad', 'Lost work', { text: `and ${trace.lost.length - MOST} more` }));
  return facts;
}

function lostFact(trace: Trace, lost: LostWork): Fact {
  const place = trace.place(lost.place);
  return tonedFact(
    'bad',
    'Lost work',
    { text: `${LOST[lost.kind]}:` },
    lost.task > 0 ? taskLink(trace, lost.task) : { text: printable(lost.name, 120) },
    ...(lost.error === '' ? [] : [{ text: printable(lost.error, 300) }]),
    ...(place ? [placePart(place)] : []),
  );
}

/** What a task handed to threads or processes in a time, and how long that stood in the queue and ran. */
export function jobFacts(trace: Trace, task: TaskId, from: Nanos, to: Nanos): Fact[] {
  const jobs = between(factsOf(trace).jobs.of(task), ({ queued }) => queued, from, to, MOST);
  return jobs.map((job) => {
    const parts: Part[] = [{ text: `${printable(job.function, 120)} in a ${job.kind}` }];
    const thread = trace.thread(job.thread);
    if (thread !== undefined) parts.push({ text: `(${printable(thread.name, 60)})` });
    if (job.outcome === 'cancelled') parts.push({ text: 'cancelled before it ran' });
    else if (job.begin === null || job.end === null) parts.push({ text: 'not done' });
    else
      parts.push({
        text: `queued ${formatDuration(job.begin - job.queued)}, ran ${formatDuration(job.end - job.begin)}`,
      });
    return fact('Handed over', ...parts);
  });
}

function runPart(trace: Trace, run: RunIndex): Part {
  return { text: subjectTitle(trace, trace.runs.subject(run)), link: { select: { kind: 'run', run } } };
}
