import { formatDuration, printable, subjectTitle } from '../src/core/format.ts';
import { fatesOf, type CancelFate } from '../src/core/analysis/cancellations.ts';
import { resourceAt } from '../src/core/analysis/resourceStates.ts';
import type { Cancel, CancelOrigin, LostWork, Resource } from '../src/core/facts.ts';
import type { Task, Trace } from '../src/core/trace.ts';
import type { Nanos, RunIndex, TaskId } from '../src/core/units.ts';
import { wakeOf } from '../src/core/wakes.ts';
import { RESOURCE_EVENTS } from '../src/core/wire.ts';
import { fact, placePart, plural, taskLink, tonedFact, type Fact, type Part } from './details.ts';

/** What a trace knows beside runs, as lines of a description: wakers, cancellation, locks and queues, jobs, lost work. */

const MOST = 5;

const ORIGINS: Readonly<Record<CancelOrigin, string>> = {
  call: 'by a call of cancel()',
  timeout: 'by a timeout that expired',
  scope: 'by its TaskGroup, which aborts',
  awaiter: 'because whoever awaits it was cancelled',
  shutdown: 'at the end of the loop',
};

const FATES: Readonly<Record<CancelFate, string>> = {
  cancelled: '',
  caught: 'and caught by who asked',
  swallowed: 'but it went on: the CancelledError was swallowed',
  open: 'and has not ended since',
};

const LOST: Readonly<Record<LostWork['kind'], string>> = {
  'task destroyed': 'was destroyed while it was pending',
  'exception never retrieved': 'failed, and nobody looked',
  'coroutine never awaited': 'was never awaited',
  'async generator left open': 'was left open',
};

/** Why a run could run. */
export function wakeFact(trace: Trace, run: RunIndex): Fact {
  const wake = wakeOf(trace, run);
  switch (wake.kind) {
    case 'run':
      return fact('Woken by', runPart(trace, wake.run));
    case 'timer':
      return fact(
        'Woken by',
        { text: 'a timer' },
        ...(wake.run < 0 ? [] : [{ text: 'set by' }, runPart(trace, wake.run)]),
        ...(wake.made === null
          ? []
          : [{ text: `${formatDuration(trace.runs.begin[run]! - wake.made)} before` }]),
      );
    case 'readable':
    case 'writable':
      return fact('Woken by', { text: `file descriptor ${wake.fd}, which became ${wake.kind}` });
    case 'signal':
      return fact('Woken by', { text: `signal ${wake.signal}` });
    case 'thread':
      return fact('Woken by', {
        text: wake.thread === null ? 'another thread' : `thread ${printable(wake.thread.name, 80)}`,
      });
    case 'loop':
      return wake.run < 0
        ? fact('Woken by', { text: 'another loop' })
        : fact('Woken by', runPart(trace, wake.run), { text: 'in another loop' });
    case 'unknown':
      return fact('Woken by', { text: 'not known' });
  }
}

/** Who asked that a task be cancelled, and what became of it. */
export function cancelFacts(trace: Trace, task: Task): Fact[] {
  const cancels = trace.cancels.filter((cancel) => cancel.task === task.id);
  if (cancels.length === 0) return [];
  const fateOf = fatesOf(trace);
  const facts = cancels.slice(0, MOST).map((cancel) => cancelFact(trace, cancel, fateOf(cancel)));
  if (cancels.length > MOST)
    facts.push(fact('Cancel', { text: `and ${cancels.length - MOST} more requests` }));
  return facts;
}

function cancelFact(trace: Trace, cancel: Cancel, fate: CancelFate): Fact {
  const place = trace.place(cancel.place);
  const parts: Part[] = [{ text: `${ORIGINS[cancel.origin]} at ${formatDuration(cancel.at)}` }];
  if (place) parts.push(placePart(place));
  if (cancel.subject > 0) parts.push({ text: `in ${subjectTitle(trace, cancel.subject)}` });
  if (cancel.message !== '') parts.push({ text: `“${printable(cancel.message, 200)}”` });
  if (FATES[fate] !== '') parts.push({ text: FATES[fate] });
  return tonedFact(fate === 'swallowed' ? 'warning' : 'plain', 'Cancel asked', ...parts);
}

/** What became of a task that came to nothing. */
export function lostFacts(trace: Trace, task: TaskId): Fact[] {
  return trace.lost.filter((lost) => lost.task === task).map((lost) => lostFact(trace, lost));
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
    lost.task > 0 ? taskLink(trace, lost.task) : { text: printable(lost.name, 120) },
    { text: LOST[lost.kind] },
    ...(lost.error === '' ? [] : [{ text: printable(lost.error, 300) }]),
    ...(place ? [placePart(place)] : []),
  );
}

/** The lock, queue or other resource that a task began to wait for in a time: who held it then, who else waited. */
export function resourceFacts(trace: Trace, task: TaskId, from: Nanos, to: Nanos): Fact[] {
  const { resourceEvents: events } = trace;
  const waits = RESOURCE_EVENTS.indexOf('begins to wait') + 1;
  for (let i = 0; i < events.length; i++) {
    const at = events.at[i]!;
    if (events.task[i] !== task || events.event[i] !== waits || at < from || at > to) continue;
    const resource = trace.resources.find(({ id }) => id === events.resource[i]);
    return resource === undefined ? [] : describeResource(trace, resource, task, at);
  }
  return [];
}

function describeResource(trace: Trace, resource: Resource, task: TaskId, at: Nanos): Fact[] {
  const place = trace.place(resource.place);
  const { holders, waiters, size } = resourceAt(trace, resource, at);
  const others = waiters.filter((id) => id !== task);
  const name = `${printable(resource.class, 80)} ${resource.id}`;
  const facts = [
    fact('Waits for', { text: name }, ...(place ? [{ text: 'first used at' }, placePart(place)] : [])),
  ];
  if (holders.length > 0)
    facts.push(fact('Held by', ...holders.slice(0, MOST).map((id) => taskLink(trace, id))));
  if (size !== null && resource.kind.endsWith('ueue'))
    facts.push(
      fact('Queue size', { text: resource.capacity > 0 ? `${size} of ${resource.capacity}` : `${size}` }),
    );
  if (others.length > 0)
    facts.push(
      fact('Before it', ...others.slice(0, MOST).map((id) => taskLink(trace, id)), {
        text: others.length > MOST ? `and ${others.length - MOST} more` : 'in the queue',
      }),
    );
  return facts;
}

/** What a task handed to threads or processes in a time, and how long that stood in the queue and ran. */
export function jobFacts(trace: Trace, task: TaskId, from: Nanos, to: Nanos): Fact[] {
  return trace.jobs
    .filter((job) => job.task === task && job.queued >= from && job.queued <= to)
    .slice(0, MOST)
    .map((job) => {
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

/** The program's other processes, and what the garbage collector took. */
export function processFacts(trace: Trace): Fact[] {
  const facts: Fact[] = [];
  const others = trace.processes.length - 1;
  if (others > 0) facts.push(fact('Child processes', { text: `${others} recorded` }));
  const { collections } = trace;
  let spent = 0;
  for (let i = 0; i < collections.length; i++) spent += collections.end[i]! - collections.begin[i]!;
  if (spent > 0)
    facts.push(
      fact(
        'Garbage collection',
        { text: formatDuration(spent) },
        { text: `in ${plural(collections.length, 'pause')}` },
      ),
    );
  return facts;
}

function runPart(trace: Trace, run: RunIndex): Part {
  return { text: subjectTitle(trace, trace.runs.subject[run]!), link: { select: { kind: 'run', run } } };
}
