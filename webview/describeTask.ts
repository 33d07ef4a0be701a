import { describeAwait, formatDuration, printable } from '../src/core/format.ts';
import type { Task, Trace } from '../src/core/trace.ts';
import type { BlockIndex } from './blockIndex.ts';
import { blockedFacts } from './describeBlock.ts';
import { cancelFacts, lostFacts, scopeFacts } from './describeFacts.ts';
import { resourceFacts } from './describeResource.ts';
import {
  fact,
  loopPart,
  placePart,
  plural,
  taskPart,
  tonedFact,
  type Badge,
  type Details,
  type Fact,
} from './details.ts';
import { finishOf, isDestroyed, isOver } from '../src/core/ends.ts';
import { deadlockFacts } from './findings/describeFindings.ts';
import type { Findings } from './findings/findings.ts';
import { shortName } from './labels.ts';
import { taskTrack } from './laneCursor.ts';
import { formatMoment } from './moments.ts';
import { framesOf, lengthPart, sharesOf, siteAfter } from './pieceFacts.ts';

/** All that is known of a task. */
export function describeTask(
  trace: Trace,
  task: Task,
  blocks: BlockIndex,
  findings: Findings | null = null,
): Details {
  const track = taskTrack(trace, task);
  const shares = sharesOf(track);
  const created = trace.place(task.place);
  const parent = trace.task(task.parent);
  const loop = trace.loop(task.loop);
  const steps = task.lane.length + (Number.isNaN(track.live) ? 0 : 1);
  const since = formatMoment(trace, track.begin);
  const facts: Fact[] = [fact('Coroutine', { text: printable(task.coroutine, 200) })];
  if (task.error !== null) facts.push(tonedFact('bad', 'Error', { text: printable(task.error, 2000) }));
  // What went wrong comes first: the pane may be low.
  facts.push(
    ...deadlockFacts(trace, task.id, findings),
    ...waitFacts(trace, task, findings),
    ...lostFacts(trace, task.id),
    ...cancelFacts(trace, task),
    ...blockedFacts(trace, 'Blocked its loop', blocks.ofTask(task.id)),
    created
      ? fact('Created at', placePart(created), { text: `in ${printable(created.function, 120)}` })
      : fact('Created at', { text: 'not known' }),
    parent ? fact('Created by', taskPart(parent)) : fact('Created by', { text: 'no task' }),
    ...scopeFacts(trace, task.id),
    fact('Lived', lengthPart(trace, track.begin, track.end), {
      text: !isOver(trace, task) ? `from ${since} on` : `from ${since} to ${formatMoment(trace, track.end)}`,
    }),
    fact('Ran', { text: formatDuration(shares.running) }, { text: `in ${plural(steps, 'step')}` }),
    fact('Stood ready', { text: formatDuration(shares.ready) }),
    fact('Suspended', { text: formatDuration(shares.suspended) }),
  );
  if (loop) facts.push(fact('Loop', loopPart(trace, loop)));
  const last = task.ended === null ? siteAfter(trace, task, task.lane.length - 1) : undefined;
  return {
    kind: 'Task',
    title: shortName(task),
    badge: stateOf(trace, task),
    facts,
    shares,
    frames: framesOf(last),
  };
}

/** What a task waits for now, and who has it. */
function waitFacts(trace: Trace, task: Task, findings: Findings | null): Fact[] {
  const last = task.lane.run(task.lane.length - 1);
  if (last < 0 || isOver(trace, task) || !Number.isNaN(taskTrack(trace, task).live)) return [];
  const [from, to] = [trace.runs.begin(last), trace.runs.end(last)];
  return resourceFacts(trace, task.id, { from, to, until: null }, findings);
}

/** What a task does at the end of the trace, or how it ended, in a few words. */
export function stateOf(trace: Trace, task: Task): Badge {
  if (task.outcome === 'result') return { text: 'Finished', tone: 'good' };
  if (task.outcome === 'error') return { text: 'Failed', tone: 'bad' };
  if (task.outcome === 'cancelled') return { text: 'Cancelled', tone: 'plain' };
  if (isDestroyed(task)) return { text: 'Destroyed while pending', tone: 'bad' };
  if (finishOf(trace, task.loop) !== null) return { text: 'Pending at exit', tone: 'warning' };
  if (isHeld(trace, task)) return { text: 'Current: held by the debugger', tone: 'warning' };
  if (!Number.isNaN(taskTrack(trace, task).live)) return { text: 'Running', tone: 'good' };
  const site = siteAfter(trace, task, task.lane.length - 1);
  return { text: site ? `Awaits ${describeAwait(site.kind)}` : 'Not started', tone: 'plain' };
}

/** Whether a task is in a step while the debugger holds the program. */
export function isHeld(trace: Trace, task: Task): boolean {
  return trace.pauses.at(-1)?.end === null && !Number.isNaN(taskTrack(trace, task).live);
}

/** How a task ended, as its last step says it. */
export function endFact(task: Task): Fact {
  if (task.outcome === 'error')
    return tonedFact('bad', 'Ended with', { text: printable(task.error ?? 'an error', 2000) });
  return fact('Ended with', { text: task.outcome === 'cancelled' ? 'cancellation' : 'a result' });
}
