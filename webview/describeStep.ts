import type { Block, BlockNow } from '../src/core/analysis/blocking.ts';
import { formatDuration } from '../src/core/format.ts';
import type { Task, Trace } from '../src/core/trace.ts';
import type { BlockIndex } from './blockIndex.ts';
import { describeBlock } from './describeBlock.ts';
import { wakeFact } from './describeFacts.ts';
import { collectedIn, startedFacts } from './describeProcess.ts';
import { fact, placePart, taskPart, type Details, type Fact } from './details.ts';
import { endFact } from './describeTask.ts';
import { beginFacts, framesOf, siteAfter, spanFact, type Span } from './pieceFacts.ts';

/** The time before the run at a position of a task's lane in which it could have run. */
export function describeReady(trace: Trace, task: Task, position: number, span: Span): Details {
  const facts: Fact[] = [fact('Task', taskPart(task)), spanFact(trace, span)];
  const next = task.lane.run(position);
  if (next >= 0) {
    const length = trace.runs.end(next) - trace.runs.begin(next);
    facts.push(
      wakeFact(trace, next),
      fact('Then ran', { text: formatDuration(length), link: { select: { kind: 'run', run: next } } }),
    );
  }
  return {
    kind: 'Ready',
    title: 'Could run, but its loop was busy',
    badge: null,
    facts,
    shares: null,
    frames: framesOf(siteAfter(trace, task, position - 1)),
  };
}

/** The step at a position of a task's lane: who woke it, from where to where it ran. */
export function describeStep(
  trace: Trace,
  task: Task,
  position: number,
  span: Span,
  blocks: BlockIndex,
  block: Block | BlockNow | undefined,
): Details {
  const run = task.lane.run(position);
  const before = siteAfter(trace, task, position - 1);
  const after = siteAfter(trace, task, position);
  const facts: Fact[] = [fact('Task', taskPart(task)), spanFact(trace, span)];
  if (run >= 0) facts.push(...beginFacts(trace, run), ...collectedIn(trace, run));
  if (before?.place)
    facts.push(fact('Resumed at', placePart(before.place), { text: `after ${before.kind}` }));
  if (after?.place) {
    const select = { kind: 'suspension', task: task.id, position: position + 1 } as const;
    facts.push(fact('Ran until', placePart(after.place), { text: after.kind, link: { select } }));
  } else if (position === task.lane.length - 1 && task.ended !== null) facts.push(endFact(task));
  facts.push(...startedFacts(trace, task.id, span.from, span.to));
  const kind = `Step ${position + 1}`;
  if (block !== undefined) {
    const words = describeBlock(trace, blocks, block, before, after);
    return { ...words, kind: `Block · ${kind}`, facts: [...words.facts, ...facts], shares: null, frames: [] };
  }
  return {
    kind,
    title: `Ran for ${formatDuration(span.to - span.from)}`,
    badge: span.isOpen ? { text: 'Running now', tone: 'good' } : null,
    facts,
    shares: null,
    frames: framesOf(after ?? before),
  };
}
