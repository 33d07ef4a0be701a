import { describeAwait } from '../src/core/format.ts';
import type { Task, Trace } from '../src/core/trace.ts';
import { fact, listParts, taskLink, taskPart, type Badge, type Details, type Fact } from './details.ts';
import { isOver } from '../src/core/ends.ts';
import { cancelFacts, jobFacts, wakeFact } from './describeFacts.ts';
import { resourceFacts } from './describeResource.ts';
import { deadlockFacts } from './findings/describeFindings.ts';
import type { WaitFindings } from './findings/waitFindings.ts';
import { framesOf, siteAfter, spanFact, type Span } from './pieceFacts.ts';

const MOST_AWAITED = 20;

/** What a task awaited before the run at a position of its lane, where, and who ended that. */
export function describeSuspension(
  trace: Trace,
  task: Task,
  position: number,
  span: Span,
  findings: WaitFindings | null = null,
): Details {
  const site = siteAfter(trace, task, position - 1);
  const [before, next] = [task.lane.run(position - 1), task.lane.run(position)];
  const facts: Fact[] = [];
  const isOpen = span.isOpen && task.ended === null;
  if (position >= task.lane.length) facts.push(...deadlockFacts(trace, task.id, findings));
  if (before >= 0) {
    const [from, to] = [trace.runs.begin(before), trace.runs.end(before)];
    facts.push(
      ...awaitedFacts(trace, trace.runs.group(before)),
      ...resourceFacts(trace, task.id, { from, to, until: isOpen ? null : span.to }, findings),
      ...jobFacts(trace, task.id, from, to),
    );
  }
  facts.push(...cancelFacts(trace, task, span.from, next < 0 ? span.to : trace.runs.begin(next)));
  if (next >= 0) facts.push(wakeFact(trace, next));
  facts.push(fact('Task', taskPart(task)), spanFact(trace, span));
  const unknown = position === 0 ? 'Not started yet' : 'Between two steps; what it awaited is not known';
  return {
    kind: site ? `Suspension · ${site.kind}` : 'Suspension',
    title: site ? `Awaits ${describeAwait(site.kind)}` : unknown,
    badge: isOpen ? openBadge(trace, task) : null,
    facts,
    shares: null,
    frames: framesOf(site),
  };
}

function openBadge(trace: Trace, task: Task): Badge {
  return { text: isOver(trace, task) ? 'Never woken' : 'Still waiting', tone: 'warning' };
}

function awaitedFacts(trace: Trace, group: number): Fact[] {
  const tasks = trace.group(group);
  if (tasks.length === 0) return [];
  const parts = listParts(
    tasks.map((id) => taskLink(trace, id)),
    MOST_AWAITED,
  );
  return [{ label: tasks.length === 1 ? 'Awaits task' : `Awaits ${tasks.length} tasks`, parts }];
}
